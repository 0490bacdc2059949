//! Links that fill a service's form in: which are taken and which are refused, on both engines.

use std::time::Duration;

use app::services::LinkRefusal;
use storage::{Db, on_both_engines};
use testkit::TestAuthority;

on_both_engines! {
    a_signed_link_is_taken_whole_or_refused
    only_what_fills_something_in_must_be_signed_and_what_is_signed_is_checked
    a_link_ends_with_its_time_or_with_its_key
}

type Pairs = Vec<(String, String)>;

async fn checked(authority: &TestAuthority, pairs: &Pairs) -> Result<(), LinkRefusal> {
    let service = authority.service("kurs").await;
    authority
        .app
        .payer()
        .check_link(&service, pairs)
        .await
        .unwrap()
}

/// A link of a day's length, as its page gets it.
async fn signed(authority: &TestAuthority, value: &str) -> Pairs {
    let values = vec![("option".to_owned(), value.to_owned())];
    let day = Duration::from_hours(24);
    let operator = authority.operator();
    let link = operator.sign_link(("musterstadt", "kurs"), &values, day);
    let link = link.await.unwrap();
    assert_eq!(link.path(), "/musterstadt/services/kurs");
    link.query_pairs().into_owned().collect()
}

async fn a_signed_link_is_taken_whole_or_refused(db: Db) {
    let authority = TestAuthority::new(db, 13).await;
    let good = signed(&authority, "klein").await;
    assert_eq!(checked(&authority, &good).await, Ok(()));
    let mut with_others = good.clone();
    with_others.insert(0, ("lang".to_owned(), "en".to_owned()));
    with_others.push(("utm_source".to_owned(), "flyer".to_owned()));
    assert_eq!(checked(&authority, &with_others).await, Ok(()));
    let bad = Err(LinkRefusal::BadSignature);
    for at in 0..good.len() {
        let mut changed = good.clone();
        changed[at].1.push('1');
        assert_eq!(checked(&authority, &changed).await, bad, "{changed:?}");
    }
    let mut more = good.clone();
    more.push(("amount".to_owned(), "1".to_owned()));
    assert_eq!(checked(&authority, &more).await, bad);
    let endless = good.iter().filter(|pair| pair.0 != "expires");
    let endless: Pairs = endless.cloned().collect();
    assert_eq!(checked(&authority, &endless).await, bad);
}

async fn only_what_fills_something_in_must_be_signed_and_what_is_signed_is_checked(db: Db) {
    let authority = TestAuthority::new(db, 14).await;
    assert_eq!(checked(&authority, &Pairs::new()).await, Ok(()));
    let unsigned: Pairs = vec![("option".to_owned(), "klein".to_owned())];
    assert_eq!(
        checked(&authority, &unsigned).await,
        Err(LinkRefusal::Unsigned)
    );
    // A service that demands no signature refuses a bad one all the same.
    let open = authority.service("meldung").await;
    assert_eq!(
        authority
            .app
            .payer()
            .check_link(&open, &unsigned)
            .await
            .unwrap(),
        Ok(())
    );
    let foreign = signed(&authority, "klein").await;
    let answer = authority
        .app
        .payer()
        .check_link(&open, &foreign)
        .await
        .unwrap();
    assert_eq!(answer, Err(LinkRefusal::BadSignature));
}

async fn a_link_ends_with_its_time_or_with_its_key(db: Db) {
    let authority = TestAuthority::new(db, 15).await;
    let link = signed(&authority, "klein").await;
    authority.time_passes(Duration::from_hours(24));
    assert_eq!(checked(&authority, &link).await, Err(LinkRefusal::Expired));
    let later = signed(&authority, "klein").await;
    authority
        .operator()
        .new_link_key("musterstadt", "kurs")
        .await
        .unwrap();
    let answer = checked(&authority, &later).await;
    assert_eq!(answer, Err(LinkRefusal::BadSignature));
    let newest = signed(&authority, "voll").await;
    assert_eq!(checked(&authority, &newest).await, Ok(()));
}
