//! Guessing: what is counted, how much of it is kept, and what a person hears of it.

use std::time::Duration;

use app::access::doors::StaffSession;
use app::access::{Network, SessionToken, SignIn, StaffError};
use futures_util::future::{join_all, join4};
use futures_util::stream::{FuturesUnordered, StreamExt};
use storage::{Db, Scope, on_both_engines};
use testkit::{TestAuthority, TestPerson, browser};

use super::first;

on_both_engines! {
    invented_names_make_no_more_counters_than_a_network_has_tries
    tries_beyond_the_limit_use_up_nothing_of_the_day
    a_try_that_is_not_compared_is_not_counted
    a_known_browser_is_forgotten_after_half_a_year
    a_wrong_code_after_a_right_password_is_told_once_a_day
    forms_made_before_the_proof_are_good_for_nothing_after_it
}

/// A network of its own for each number.
fn network(number: u8) -> Network {
    Network::of([198, 51, number, 7].into())
}

/// Counters of the staff are the installation's.
async fn counted(authority: &TestAuthority, sql: &str) -> i64 {
    let mut tx = authority.db.read(Scope::Operator).await.unwrap();
    tx.raw_number(sql).await.unwrap()
}

/// A password for this name from this network.
async fn tries(
    authority: &TestAuthority,
    (number, device): (u8, Option<&str>),
    (email, password): (&str, &str),
) -> Result<SignIn<SessionToken>, StaffError> {
    let network = network(number);
    let visit = browser(&network, device);
    let staff = authority.app.staff();
    staff.sign_in(&visit, email, password.into()).await
}

/// The right password, then this code, in a browser that is not known.
async fn proves(
    authority: &TestAuthority,
    person: &TestPerson,
    (number, code): (u8, &str),
) -> SignIn<()> {
    let proof = (person.email.as_str(), person.password.as_str());
    let SignIn::Done(token) = tries(authority, (number, None), proof).await.unwrap() else {
        panic!("the password is right");
    };
    let session = authority.app.staff().session(&token).await.unwrap();
    let Some(StaffSession::Waiting(waiting)) = session else {
        panic!("the second factor is waited for");
    };
    let network = network(number);
    let visit = browser(&network, None);
    match waiting.second_factor(&visit, code).await.unwrap() {
        SignIn::Done(_) => SignIn::Done(()),
        SignIn::Refused => SignIn::Refused,
        SignIn::NotBefore(until) => SignIn::NotBefore(until),
    }
}

async fn invented_names_make_no_more_counters_than_a_network_has_tries(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let counters = "SELECT count(*) FROM rate_limits";
    let before = counted(&authority, counters).await;
    let mut refused = 0;
    for number in 0..40 {
        let email = format!("erfunden-{number}@musterstadt.example");
        let proof = (email.as_str(), "zwölf falsche Zeichen");
        match tries(&authority, (1, None), proof).await.unwrap() {
            SignIn::Refused => refused += 1,
            SignIn::NotBefore(_) => {}
            SignIn::Done(_) => panic!("nobody has this name"),
        }
    }
    assert_eq!(refused, 20);
    assert_eq!(counted(&authority, counters).await - before, 21);
}

async fn tries_beyond_the_limit_use_up_nothing_of_the_day(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    let (admin, _) = first(&authority).await;
    let mut compared = 0;
    for _ in 0..8 {
        let outcome = proves(&authority, &admin, (1, "000000")).await;
        compared += i32::from(matches!(outcome, SignIn::Refused));
    }
    assert_eq!(compared, 5);
    let most = "SELECT max(tries) FROM rate_limits";
    assert_eq!(
        counted(&authority, most).await,
        5,
        "by network, name and day"
    );
    authority.time_passes(Duration::from_secs(30));
    let code = authority.code(&admin);
    let right = proves(&authority, &admin, (2, &code)).await;
    assert!(matches!(right, SignIn::Done(())));
}

async fn a_try_that_is_not_compared_is_not_counted(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let visits = (0..60).map(|number| {
        let proof = ("niemand@musterstadt.example", "zwölf falsche Zeichen");
        tries(&authority, (number, None), proof)
    });
    let outcomes = join_all(visits).await;
    let refused = outcomes.iter().filter(|outcome| {
        let compared = matches!(outcome, Ok(SignIn::Refused));
        assert!(compared || matches!(outcome, Err(StaffError::Busy(_))));
        compared
    });
    let refused = i64::try_from(refused.count()).unwrap();
    assert!(refused < 60, "the line was never full");
    // By network, and by network and name.
    let all = "SELECT CAST(sum(tries) AS BIGINT) FROM rate_limits";
    assert_eq!(counted(&authority, all).await, 2 * refused);
}

/// The line is in memory. On one engine, whose answers come fast enough to fill it.
#[tokio::test]
async fn a_crowd_in_the_line_leaves_places_to_a_known_browser_and_a_known_network() {
    let db = storage::testing::sqlite().await;
    let authority = TestAuthority::new(db, 7).await;
    let (admin, lead) = first(&authority).await;
    authority.time_passes(Duration::from_secs(30));
    let code = authority.code(&lead);
    let signed_in = proves(&authority, &lead, (200, &code)).await;
    assert!(matches!(signed_in, SignIn::Done(())));
    let strangers = (0..60).map(|number| {
        let proof = ("niemand@musterstadt.example", "zwölf falsche Zeichen");
        tries(&authority, (number, None), proof)
    });
    let mut crowd: FuturesUnordered<_> = strangers.collect();
    while let Some(outcome) = crowd.next().await {
        if matches!(outcome, Err(StaffError::Busy(_))) {
            break;
        }
    }
    assert!(crowd.len() > 10, "the line was never full");
    let of_admin = (admin.email.as_str(), admin.password.as_str());
    let of_lead = (lead.email.as_str(), lead.password.as_str());
    let known_browser = tries(&authority, (201, Some(&admin.device)), of_admin);
    let known_network = tries(&authority, (200, None), of_lead);
    let elsewhere = tries(&authority, (202, None), of_lead);
    let all = join4(known_browser, known_network, elsewhere, crowd.count());
    let (browser, network, elsewhere, _) = all.await;
    assert!(matches!(browser, Ok(SignIn::Done(_))), "{browser:?}");
    assert!(matches!(network, Ok(SignIn::Done(_))), "{network:?}");
    assert!(
        matches!(elsewhere, Err(StaffError::Busy(_))),
        "{elsewhere:?}"
    );
}

async fn a_known_browser_is_forgotten_after_half_a_year(db: Db) {
    let authority = TestAuthority::new(db, 4).await;
    let (admin, _) = first(&authority).await;
    let wrong = (admin.email.as_str(), "zwölf falsche Zeichen");
    let right = (admin.email.as_str(), admin.password.as_str());
    let own = (1, Some(admin.device.as_str()));
    for gets_in in [true, false] {
        for _ in 0..5 {
            let stranger = tries(&authority, (1, None), wrong).await.unwrap();
            assert!(matches!(stranger, SignIn::Refused));
        }
        let known = tries(&authority, own, right).await.unwrap();
        assert_eq!(matches!(known, SignIn::Done(_)), gets_in);
        authority.time_passes(Duration::from_hours(180 * 24));
    }
}

async fn a_wrong_code_after_a_right_password_is_told_once_a_day(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    let (admin, lead) = first(&authority).await;
    for number in 1..=3 {
        let wrong = proves(&authority, &admin, (number, "000000")).await;
        assert!(matches!(wrong, SignIn::Refused));
    }
    authority.time_passes(Duration::from_secs(30));
    let code = authority.code(&lead);
    let right = proves(&authority, &lead, (1, &code)).await;
    assert!(matches!(right, SignIn::Done(())));
    authority.does_what_is_due().await;
    let told = || {
        let mails = authority.mail_server.taken();
        let wrong = mails.iter().all(|mail| mail.subject == "CodeRefused");
        let to_admin = mails.iter().all(|mail| *mail.to.expose() == admin.email);
        assert!(wrong && to_admin);
        mails.len()
    };
    assert_eq!(told(), 1);
    authority.time_passes(Duration::from_hours(24));
    proves(&authority, &admin, (1, "000000")).await;
    authority.does_what_is_due().await;
    assert_eq!(told(), 2);
}

async fn forms_made_before_the_proof_are_good_for_nothing_after_it(db: Db) {
    let authority = TestAuthority::new(db, 6).await;
    let (admin, _) = first(&authority).await;
    authority.time_passes(Duration::from_secs(30));
    let proof = (admin.email.as_str(), admin.password.as_str());
    let SignIn::Done(token) = tries(&authority, (1, None), proof).await.unwrap() else {
        panic!("the password is right");
    };
    let staff = authority.app.staff();
    let Some(StaffSession::Waiting(waiting)) = staff.session(&token).await.unwrap() else {
        panic!("the second factor is waited for");
    };
    let before = waiting.form_key().to_vec();
    let network = network(1);
    let visit = browser(&network, None);
    let proved = waiting.second_factor(&visit, &authority.code(&admin)).await;
    let SignIn::Done(signed_in) = proved.unwrap() else {
        panic!("the code is right");
    };
    let session = staff.session(&signed_in.token).await.unwrap();
    let Some(StaffSession::SignedIn(app)) = session else {
        panic!("signed in");
    };
    assert_ne!(app.form_key(), before);
}
