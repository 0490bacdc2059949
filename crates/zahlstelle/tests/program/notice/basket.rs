//! The basket that the notice page's forms carry: sealed, and compared with the claims as they are.

use app::claims::notices::NoticePayment;
use app::payments::CitizenState;
use http::StatusCode;
use storage::{Db, on_both_engines};
use testkit::{AtProvider, notice_number};

use super::{BASE, basket, find, fined, get, payment, post};

on_both_engines! {
    a_basket_that_was_tampered_with_is_empty
    a_notice_that_changes_under_the_payers_hands_is_shown_as_it_is
}

async fn a_basket_that_was_tampered_with_is_empty(db: Db) {
    let (authority, router) = fined(db).await;
    let gathered = basket(&find(&router, 1, "1234", "").await);
    let mut forged = gathered.clone();
    // In the middle: bits of the last letter may mean nothing.
    let middle = forged.len() / 2;
    let other = if forged[middle..].starts_with('A') {
        "B"
    } else {
        "A"
    };
    forged.replace_range(middle..=middle, other);
    let claim = authority
        .claim(&notice_number(2))
        .await
        .unwrap()
        .id
        .to_string();
    for basket in [&forged, &gathered[1..], "", "x", &claim] {
        let answer = post(&router, "/pay", &[("basket", basket)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{basket}");
        assert!(answer.text().contains("name=\"kassenzeichen\""));
        assert!(!answer.text().contains("€"), "{basket}");
        let says_so = answer.text().contains("The page was open for too long");
        assert_eq!(says_so, !basket.is_empty(), "{basket}");
    }
    // What is found beside a lapsed basket is kept.
    let more = find(&router, 2, "2345", "x").await;
    assert!(more.text().contains("The page was open for too long"));
    assert!(more.text().contains("€"), "{}", more.text());
    let leads_to_form = get(&router, &format!("{BASE}/pay?lang=en")).await;
    assert_eq!(leads_to_form.status, StatusCode::SEE_OTHER);
    assert_eq!(
        leads_to_form.header("location"),
        "/musterstadt/notice?lang=en"
    );
}

async fn a_notice_that_changes_under_the_payers_hands_is_shown_as_it_is(db: Db) {
    let (authority, router) = fined(db).await;
    let one = basket(&find(&router, 1, "1234", "").await);
    let both = basket(&find(&router, 2, "2345", &one).await);
    let other = authority
        .opens_payment(&[(1, "1234")], NoticePayment::Whole)
        .await;
    authority.pays(other.unwrap(), AtProvider::Approves).await;
    let answer = post(&router, "/pay", &[("basket", &both)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let as_it_is = basket(&answer);
    let text = answer.text();
    assert!(
        text.contains("Something has changed") && text.contains("€20.00"),
        "{text}"
    );
    let answer = post(&router, "/pay", &[("basket", &one)]).await;
    assert!(
        answer.text().contains("This has been paid"),
        "{}",
        answer.text()
    );
    // The same beside notices that lay too long, and says so.
    let beside_lapsed = find(&router, 1, "1234", "x").await.text();
    assert!(beside_lapsed.contains("This has been paid"));
    assert!(beside_lapsed.contains("The page was open for too long"));
    let paying = post(&router, "/pay", &[("basket", &as_it_is)]).await;
    let payment = payment(&paying);
    authority.pays(payment, AtProvider::Approves).await;
    assert!(matches!(
        authority.page(payment).await.state,
        CitizenState::Paid { .. }
    ));
    authority.reconcile().await.unwrap();
}
