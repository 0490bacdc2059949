//! Resets: what they take away, and where an administrator may not.

use app::access::{InvitationLink, StaffError};
use domain::access::{GrantRefusal, Role};
use futures_util::future::join;
use storage::{Db, on_both_engines};
use testkit::{TestAuthority, browser, details, office, wanted};
use url::Url;

use super::{NEXT, TOWN, confirms, first, neighbours, refused, works, works_fresh};

on_both_engines! {
    credentials_of_a_person_of_two_authorities_are_not_reset_by_one
    without_a_mail_server_no_administrator_resets_a_person_with_a_right
    two_administrators_that_reset_each_other_leave_one
    a_link_is_void_after_the_reset_of_another_authority
    what_was_begun_before_a_reset_sets_no_credentials
}

async fn credentials_of_a_person_of_two_authorities_are_not_reset_by_one(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let (admin, lead) = first(&authority).await;
    let clerk = authority
        .colleague("akte", Role::Clerk, (&admin, &lead))
        .await;
    let (next, next_lead) = neighbours(&authority).await;
    next.invite_person(&details("akte"), &wanted(Role::Clerk))
        .await
        .unwrap();
    // A right that is proposed there keeps nobody from helping here.
    let at = works_fresh(&authority, &admin).await;
    let link = at.reset_person(clerk.id).await.unwrap();
    let link = authority.link("akte", link).await;
    assert!(
        authority.session(&clerk).await.is_none(),
        "its sessions ended"
    );
    let clerk = authority.accepts(clerk.id, "akte", &link).await;
    authority.at_console(&clerk).await;
    confirms(&next_lead, clerk.id).await;
    let reset = at.reset_person(clerk.id).await;
    assert!(matches!(reset, Err(StaffError::Elsewhere)), "{reset:?}");
    let operator = authority.operator();
    let link = operator.reset_last(TOWN, &clerk.email).await.unwrap();
    authority.accepts(clerk.id, "akte", &link).await;
    let oneself = at.reset_person(admin.id).await;
    assert!(matches!(oneself, Err(StaffError::Oneself)), "{oneself:?}");
    authority.reconcile().await.unwrap();
}

async fn without_a_mail_server_no_administrator_resets_a_person_with_a_right(db: Db) {
    let mut authority = TestAuthority::new(db, 2).await;
    authority.loses_its_mail_server();
    let (admin, lead) = first(&authority).await;
    let at = works(&authority, &admin).await;
    let invited = at
        .invite_person(&details("akte"), &wanted(Role::Clerk))
        .await
        .unwrap();
    let anew = at.reset_person(invited.person).await.unwrap();
    let InvitationLink::Shown(link) = anew else {
        panic!("there is no mail");
    };
    let clerk = authority.accepts(invited.person, "akte", &link).await;
    authority.confirms_all(clerk.id, &lead).await;
    let at = works_fresh(&authority, &admin).await;
    for person in [&clerk, &lead] {
        let reset = at.reset_person(person.id).await;
        assert!(matches!(reset, Err(StaffError::Unmailed)), "{reset:?}");
        authority.signs_in(person).await;
    }
    let operator = authority.operator();
    let link = operator.reset_last(TOWN, &clerk.email).await.unwrap();
    authority.accepts(clerk.id, "akte", &link).await;
}

async fn two_administrators_that_reset_each_other_leave_one(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let (admin, lead) = first(&authority).await;
    let second = authority
        .colleague("zweites", Role::Admin, (&admin, &lead))
        .await;
    let at = works_fresh(&authority, &admin).await;
    let other = works_fresh(&authority, &second).await;
    let (one, two) = join(at.reset_person(second.id), other.reset_person(admin.id)).await;
    let last = match (one, two) {
        (Ok(_), refusal @ Err(_)) | (refusal @ Err(_), Ok(_)) => refusal,
        both => panic!("{both:?}"),
    };
    assert_eq!(refused(last), GrantRefusal::Last.to_string());
}

async fn a_link_is_void_after_the_reset_of_another_authority(db: Db) {
    let authority = TestAuthority::new(db, 4).await;
    let (admin, lead) = first(&authority).await;
    let clerk = authority
        .colleague("akte", Role::Clerk, (&admin, &lead))
        .await;
    let (next, next_lead) = neighbours(&authority).await;
    next.invite_person(&details("akte"), &wanted(Role::Clerk))
        .await
        .unwrap();
    confirms(&next_lead, clerk.id).await;
    let operator = authority.operator();
    let first = operator.reset_last(TOWN, &clerk.email).await.unwrap();
    let second = operator.reset_last(NEXT, &clerk.email).await.unwrap();
    let staff = authority.app.staff();
    let seen = staff.view_invitation(token(&first)).await.unwrap();
    assert!(seen.is_none(), "the second one voids it");
    authority.accepts(clerk.id, "akte", &second).await;
    let seen = staff.view_invitation(token(&second)).await.unwrap();
    assert!(seen.is_none(), "it was used");
}

fn token(link: &Url) -> &str {
    link.path().rsplit('/').next().unwrap()
}

async fn what_was_begun_before_a_reset_sets_no_credentials(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    let (admin, lead) = first(&authority).await;
    let clerk = authority
        .colleague("akte", Role::Clerk, (&admin, &lead))
        .await;
    let at = works_fresh(&authority, &admin).await;
    let staff = authority.fresh_at_console(&clerk).await;
    at.reset_person(clerk.id).await.unwrap();
    let codes = staff.make_recovery_codes().await;
    assert!(matches!(codes, Err(StaffError::Meanwhile)), "{codes:?}");
    let network = office();
    let visit = browser(&network, Some(&clerk.device));
    let password = staff.set_password(&visit, "vier blaue Birnen".into()).await;
    assert!(matches!(password, Err(StaffError::Meanwhile)));
    // Only those of the administrator and the lead are there: a password, a device, ten codes.
    let left = authority.count("SELECT count(*) FROM credentials").await;
    assert_eq!(left, 24);
}
