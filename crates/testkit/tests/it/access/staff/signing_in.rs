//! Sessions and what a person proves itself with.

use std::time::Duration;

use app::access::doors::StaffSession;
use app::access::{SignIn, StaffError};
use domain::access::Denial;
use storage::{Db, on_both_engines};
use testkit::{TestAuthority, TestPerson, browser, office};

use super::{first, works};

on_both_engines! {
    a_code_is_taken_once
    a_recovery_code_stands_in_once
    a_session_ends_by_itself
    a_proof_is_fresh_for_five_minutes
    another_password_ends_all_other_sessions
    a_suspended_person_cannot_sign_in
}

/// Password, then this code.
async fn signs_in_with(authority: &TestAuthority, person: &TestPerson, code: &str) -> bool {
    let network = office();
    let visit = browser(&network, Some(&person.device));
    let staff = authority.app.staff();
    let password = person.password.as_str().into();
    let first = staff
        .sign_in(&visit, &person.email, password)
        .await
        .unwrap();
    let SignIn::Done(token) = first else {
        return false;
    };
    let Some(StaffSession::Waiting(waiting)) = staff.session(&token).await.unwrap() else {
        panic!("the second factor is waited for");
    };
    let second = waiting.second_factor(&visit, code).await.unwrap();
    matches!(second, SignIn::Done(_))
}

async fn a_code_is_taken_once(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let (admin, _) = first(&authority).await;
    let code = authority.code(&admin);
    let first = signs_in_with(&authority, &admin, &code).await;
    assert!(!first, "the code of the set-up was used with it");
    authority.time_passes(Duration::from_secs(30));
    let code = authority.code(&admin);
    assert!(signs_in_with(&authority, &admin, &code).await);
    assert!(!signs_in_with(&authority, &admin, &code).await);
    authority.time_passes(Duration::from_mins(2));
    assert!(!signs_in_with(&authority, &admin, &code).await, "over");
}

async fn a_recovery_code_stands_in_once(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    let (admin, lead) = first(&authority).await;
    let code = admin.recovery_codes[3].to_uppercase().replace('-', " ");
    assert!(
        !signs_in_with(&authority, &lead, &code).await,
        "another person's"
    );
    assert!(signs_in_with(&authority, &admin, &code).await);
    assert!(!signs_in_with(&authority, &admin, &code).await);
    let account = authority
        .at_console(&admin)
        .await
        .view_account()
        .await
        .unwrap();
    assert_eq!(account.recovery_codes_left, 9);
    let codes = authority.fresh_at_console(&admin).await;
    codes.make_recovery_codes().await.unwrap();
    let old = admin.recovery_codes[4].as_str();
    assert!(
        !signs_in_with(&authority, &admin, old).await,
        "the old ones are void"
    );
}

async fn a_session_ends_by_itself(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let (admin, lead) = first(&authority).await;
    for _ in 0..(10 * 60 / 20 - 1) {
        authority.time_passes(Duration::from_mins(20));
        assert!(authority.session(&admin).await.is_some(), "in use");
    }
    assert!(
        authority.session(&lead).await.is_none(),
        "not used for half an hour"
    );
    authority.time_passes(Duration::from_mins(20));
    assert!(
        authority.session(&admin).await.is_none(),
        "ten hours in all"
    );
    let network = office();
    let visit = browser(&network, None);
    let staff = authority.app.staff();
    let password = admin.password.as_str().into();
    let half = staff.sign_in(&visit, &admin.email, password).await.unwrap();
    let SignIn::Done(token) = half else {
        panic!("the password is right");
    };
    authority.time_passes(Duration::from_mins(10));
    assert!(
        staff.session(&token).await.unwrap().is_none(),
        "ten minutes for the code"
    );
}

async fn a_proof_is_fresh_for_five_minutes(db: Db) {
    let authority = TestAuthority::new(db, 4).await;
    let (admin, lead) = first(&authority).await;
    let at = works(&authority, &admin).await;
    at.reset_person(lead.id).await.unwrap();
    authority.time_passes(Duration::from_mins(5));
    let at = works(&authority, &admin).await;
    let reset = at.reset_person(lead.id).await;
    assert!(
        matches!(reset, Err(StaffError::Denied(Denial::NotFresh))),
        "{reset:?}"
    );
    let network = office();
    let visit = browser(&network, Some(&admin.device));
    let staff = authority.at_console(&admin).await;
    let code = authority.code(&admin);
    let wrong = staff
        .confirm_session(&visit, ("ein falsches".into(), &code))
        .await
        .unwrap();
    assert!(matches!(wrong, SignIn::Refused));
    let password = admin.password.as_str();
    let right = staff
        .confirm_session(&visit, (password.into(), &code))
        .await
        .unwrap();
    let SignIn::Done(fresh) = right else {
        panic!("the proof is right");
    };
    assert!(
        authority.session(&admin).await.is_none(),
        "the old token ended"
    );
    let session = authority.app.staff().session(&fresh.token).await.unwrap();
    let Some(StaffSession::SignedIn(staff)) = session else {
        panic!("signed in");
    };
    let at = staff.at("musterstadt").await.unwrap().unwrap();
    at.reset_person(lead.id).await.unwrap();
}

async fn another_password_ends_all_other_sessions(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    let (mut admin, _) = first(&authority).await;
    let network = office();
    let visit = browser(&network, Some(&admin.device));
    let staff = authority.fresh_at_console(&admin).await;
    let short = staff.set_password(&visit, "zu kurz".into()).await;
    assert!(matches!(short, Err(StaffError::Password(_))));
    let token = staff.set_password(&visit, "vier blaue Birnen".into()).await;
    let token = token.unwrap();
    assert!(
        authority.session(&admin).await.is_none(),
        "of the first browser"
    );
    assert!(
        authority
            .app
            .staff()
            .session(&token)
            .await
            .unwrap()
            .is_some()
    );
    authority.time_passes(Duration::from_secs(30));
    let code = authority.code(&admin);
    assert!(
        !signs_in_with(&authority, &admin, &code).await,
        "the old password"
    );
    "vier blaue Birnen".clone_into(&mut admin.password);
    assert!(signs_in_with(&authority, &admin, &code).await);
}

async fn a_suspended_person_cannot_sign_in(db: Db) {
    let authority = TestAuthority::new(db, 6).await;
    let (admin, lead) = first(&authority).await;
    let at = works(&authority, &admin).await;
    at.suspend_person(lead.id).await.unwrap();
    assert!(
        authority.session(&lead).await.is_none(),
        "with the next request"
    );
    authority.time_passes(Duration::from_secs(30));
    let code = authority.code(&lead);
    assert!(!signs_in_with(&authority, &lead, &code).await);
    at.resume_person(lead.id).await.unwrap();
    assert!(signs_in_with(&authority, &lead, &code).await);
}
