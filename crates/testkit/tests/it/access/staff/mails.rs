//! Mails to the staff: the link of an invitation for its person alone, and what changed.

use std::time::Duration;

use app::access::{InvitationLink, SignIn};
use domain::access::Role;
use storage::{Db, on_both_engines};
use testkit::{MailServerAnswer, TestAuthority, browser, details, office, wanted};

use super::{first, neighbours, works, works_fresh};

on_both_engines! {
    an_invitation_is_mailed_to_its_person_and_shown_to_no_other
    a_mail_that_is_sent_again_has_the_link_that_opens
    a_late_mail_voids_no_newer_invitation
    a_person_hears_of_what_changed_about_its_rights_and_its_way_in
    a_person_hears_that_another_authority_entered_it
}

const AKTE: &str = "akte@musterstadt.example";

/// What each mail to this person told, in order.
fn told(authority: &TestAuthority, email: &str) -> Vec<String> {
    let mails = authority.mail_server.taken().into_iter();
    let to_person = mails.filter(|mail| mail.to.expose() == email);
    to_person.map(|mail| mail.subject).collect()
}

async fn an_invitation_is_mailed_to_its_person_and_shown_to_no_other(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let (admin, _lead) = first(&authority).await;
    let at = works(&authority, &admin).await;
    let invited = at
        .invite_person(&details("akte"), &wanted(Role::Clerk))
        .await;
    let invited = invited.unwrap();
    assert_eq!(invited.link, Some(InvitationLink::Mailed));
    let stored = "SELECT count(*) FROM jobs WHERE payload LIKE '%console/invitation%'";
    assert_eq!(authority.count(stored).await, 0, "no link is stored");
    let clerk = authority.comes_in("akte", invited).await;
    assert_eq!(clerk.email, AKTE);
    assert_eq!(told(&authority, AKTE), ["Invited"]);
    let at = works_fresh(&authority, &admin).await;
    let link = at.reset_person(clerk.id).await.unwrap();
    assert_eq!(link, InvitationLink::Mailed);
    let link = authority.link("akte", link).await;
    authority.accepts(clerk.id, "akte", &link).await;
    assert_eq!(told(&authority, AKTE), ["Invited", "Reset"]);
    authority.reconcile().await.unwrap();
}

async fn a_mail_that_is_sent_again_has_the_link_that_opens(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    let (admin, _lead) = first(&authority).await;
    let at = works(&authority, &admin).await;
    let invited = at
        .invite_person(&details("akte"), &wanted(Role::Clerk))
        .await;
    authority.mail_server.answers(MailServerAnswer::PutsOff);
    authority.does_what_is_due().await;
    assert!(told(&authority, AKTE).is_empty());
    authority.mail_server.answers(MailServerAnswer::Takes);
    authority.after(Duration::from_mins(10)).await;
    authority.comes_in("akte", invited.unwrap()).await;
    assert_eq!(told(&authority, AKTE), ["Invited"]);
}

async fn a_late_mail_voids_no_newer_invitation(db: Db) {
    let authority = TestAuthority::new(db, 4).await;
    let (admin, _lead) = first(&authority).await;
    let at = works(&authority, &admin).await;
    let invited = at
        .invite_person(&details("akte"), &wanted(Role::Clerk))
        .await
        .unwrap();
    authority.mail_server.answers(MailServerAnswer::PutsOff);
    authority.does_what_is_due().await;
    authority.mail_server.answers(MailServerAnswer::Takes);
    let link = at.reset_person(invited.person).await.unwrap();
    let link = authority.link("akte", link).await;
    authority.after(Duration::from_mins(10)).await;
    assert_eq!(told(&authority, AKTE), ["Reset"], "the older one is void");
    authority.accepts(invited.person, "akte", &link).await;
}

async fn a_person_hears_that_another_authority_entered_it(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    let (admin, lead) = first(&authority).await;
    authority
        .colleague("akte", Role::Clerk, (&admin, &lead))
        .await;
    let (next, _) = neighbours(&authority).await;
    next.invite_person(&details("akte"), &wanted(Role::Clerk))
        .await
        .unwrap();
    authority.does_what_is_due().await;
    assert_eq!(told(&authority, AKTE).last().unwrap(), "Joined");
}

async fn a_person_hears_of_what_changed_about_its_rights_and_its_way_in(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let (admin, lead) = first(&authority).await;
    let clerk = authority
        .colleague("akte", Role::Clerk, (&admin, &lead))
        .await;
    let network = office();
    let visit = browser(&network, Some(&clerk.device));
    let staff = authority.fresh_at_console(&clerk).await;
    staff.make_recovery_codes().await.unwrap();
    let proof = (clerk.password.as_str().into(), &*clerk.recovery_codes[0]);
    let old = staff.confirm_session(&visit, proof).await.unwrap();
    assert!(matches!(old, SignIn::Refused), "the old codes are void");
    staff
        .set_password(&visit, "vier blaue Birnen".into())
        .await
        .unwrap();
    let at = works(&authority, &admin).await;
    let people = at.view_staff().await.unwrap();
    let grants = people.iter().find(|person| person.id == clerk.id).unwrap();
    at.end_grant(grants.grants[0].grant.id).await.unwrap();
    authority.does_what_is_due().await;
    let mut told = told(&authority, AKTE);
    told.sort_unstable();
    assert_eq!(
        told,
        [
            "GrantEnded(\"clerk\")",
            "GrantGiven(\"clerk\")",
            "Invited",
            "PasswordChanged",
            "RecoveryCodesMade",
        ]
    );
}
