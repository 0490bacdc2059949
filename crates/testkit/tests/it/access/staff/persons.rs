//! People and their grants.

use std::time::Duration;

use app::access::{StaffError, WantedGrant};
use app::services::TransitionError;
use domain::access::{Act, GrantRefusal, PersonState, Role};
use domain::services::{ServiceState, ServiceTransition};
use futures_util::future::join;
use storage::{Db, Scope, on_both_engines};
use testkit::{TestAuthority, details, wanted};

use super::{TOWN, confirms, first, neighbours, refused, works, works_fresh};

on_both_engines! {
    the_command_line_brings_the_first_people_in_and_then_has_no_say
    a_grant_holds_once_a_second_person_confirmed_it
    the_treasurys_roles_are_given_by_its_lead
    roles_that_never_meet_are_refused_with_their_name
    a_person_of_another_authority_joins_without_new_credentials
    sessions_of_a_person_of_two_authorities_are_not_ended_by_one
    a_deputy_is_no_last_administrator
    a_lead_whose_time_is_over_makes_room_for_another
    an_equal_proposal_is_made_once
    two_administrators_that_suspend_each_other_leave_one
    what_the_rules_refuse_is_in_the_audit_trail
    the_command_line_takes_no_transition_for_persons_that_have_the_role
    the_last_lead_stays_and_what_was_staffed_once_stays_so
}

async fn the_command_line_brings_the_first_people_in_and_then_has_no_say(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let (admin, _lead) = first(&authority).await;
    let operator = authority.operator();
    for role in [(Role::Admin, false), (Role::Treasurer, true)] {
        let again = operator
            .invite_first("musterstadt", &details("neu"), role)
            .await;
        assert!(matches!(again, Err(StaffError::Staffed)), "{again:?}");
    }
    for role in [
        (Role::Clerk, false),
        (Role::Treasurer, false),
        (Role::Operator, false),
    ] {
        let other = operator
            .invite_first("musterstadt", &details("neu"), role)
            .await;
        assert!(matches!(other, Err(StaffError::Grant(_))), "{other:?}");
    }
    let none = "SELECT count(*) FROM persons WHERE name = 'neu'";
    assert_eq!(
        authority.count(none).await,
        0,
        "what was refused left nothing"
    );
    let people = works(&authority, &admin).await.view_staff().await.unwrap();
    let names: Vec<_> = people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["amt", "kasse"]);
    let reset = operator
        .reset_last("musterstadt", "kasse@musterstadt.example")
        .await;
    assert!(
        matches!(reset, Err(StaffError::Staffed)),
        "the administrator can"
    );
}

async fn a_grant_holds_once_a_second_person_confirmed_it(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    let (admin, lead) = first(&authority).await;
    let at = works(&authority, &admin).await;
    let invited = at
        .invite_person(&details("akte"), &wanted(Role::Clerk))
        .await
        .unwrap();
    let id = invited.person;
    let clerk = authority.comes_in("akte", invited).await;
    let place = authority.at_console(&clerk).await.at("musterstadt").await;
    assert!(place.unwrap().is_none(), "proposed only");
    let own = works_fresh(&authority, &admin).await;
    let grant = own.view_staff().await.unwrap();
    let grant = grant.iter().find(|member| member.id == id).unwrap();
    let grant = grant.grants[0].grant.id;
    assert_eq!(
        refused(own.confirm_grant(grant).await),
        GrantRefusal::OwnProposal.to_string()
    );
    authority.confirms_all(id, &lead).await;
    let place = authority.at_console(&clerk).await.at("musterstadt").await;
    assert!(place.unwrap().is_some(), "with the next request");
    authority.reconcile().await.unwrap();
}

async fn the_treasurys_roles_are_given_by_its_lead(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let (admin, lead) = first(&authority).await;
    let second = authority
        .colleague("zweites", Role::Admin, (&admin, &lead))
        .await;
    let at = works(&authority, &admin).await;
    let wanted = wanted(Role::Bookkeeper);
    let invited = at.invite_person(&details("buch"), &wanted).await.unwrap();
    let people = at.view_staff().await.unwrap();
    let booking = people.iter().find(|member| member.id == invited.person);
    let booking = booking.unwrap().grants[0].grant.id;
    let other = works_fresh(&authority, &second).await;
    assert_eq!(
        refused(other.confirm_grant(booking).await),
        GrantRefusal::NeedsLead.to_string()
    );
    let lead = works_fresh(&authority, &lead).await;
    lead.confirm_grant(booking).await.unwrap();
    let again = lead.confirm_grant(booking).await;
    assert_eq!(refused(again), GrantRefusal::NotProposed.to_string());
}

async fn roles_that_never_meet_are_refused_with_their_name(db: Db) {
    let authority = TestAuthority::new(db, 4).await;
    let (admin, lead) = first(&authority).await;
    let clerk = authority
        .colleague("akte", Role::Clerk, (&admin, &lead))
        .await;
    let at = works(&authority, &admin).await;
    for role in [Role::Bookkeeper, Role::Treasurer, Role::Auditor] {
        let proposed = at.propose_grant(clerk.id, &wanted(role)).await;
        let together = GrantRefusal::Together(Role::Clerk).to_string();
        assert_eq!(refused(proposed), together, "{role}");
    }
    at.propose_grant(clerk.id, &wanted(Role::ServiceOwner))
        .await
        .unwrap();
    let of_operator = at.propose_grant(clerk.id, &wanted(Role::Operator)).await;
    assert_eq!(refused(of_operator), GrantRefusal::Place.to_string());
    let operator = authority.operator();
    let role = (Role::Operator, false);
    let otto = operator
        .invite_first("operator", &details("akte"), role)
        .await;
    assert!(matches!(otto, Err(StaffError::Elsewhere)), "{otto:?}");
}

async fn a_person_of_another_authority_joins_without_new_credentials(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    let (admin, lead) = first(&authority).await;
    let clerk = authority
        .colleague("akte", Role::Clerk, (&admin, &lead))
        .await;
    let (next, _) = neighbours(&authority).await;
    let joined = next
        .invite_person(&details("akte"), &wanted(Role::Auditor))
        .await
        .unwrap();
    assert_eq!((joined.person, joined.link), (clerk.id, None));
    let again = next
        .invite_person(&details("akte"), &wanted(Role::Clerk))
        .await;
    assert!(matches!(again, Err(StaffError::AlreadyHere)), "{again:?}");
    let people = next.view_staff().await.unwrap();
    let there = people.iter().find(|person| person.id == clerk.id).unwrap();
    assert_eq!(there.state, PersonState::Active);
    // Suspended here, the person goes on there.
    next.suspend_person(clerk.id).await.unwrap();
    let here = authority.at_console(&clerk).await.at("musterstadt").await;
    assert!(here.unwrap().is_some());
    let waiting = works(&authority, &admin).await;
    waiting
        .invite_person(&details("neu"), &wanted(Role::Clerk))
        .await
        .unwrap();
    let both = next
        .invite_person(&details("neu"), &wanted(Role::Clerk))
        .await;
    assert!(
        matches!(both, Err(StaffError::Elsewhere)),
        "another holds its link"
    );
}

async fn a_deputy_is_no_last_administrator(db: Db) {
    let authority = TestAuthority::new(db, 11).await;
    let (admin, lead) = first(&authority).await;
    let at = works(&authority, &admin).await;
    let until = Some(at.now().plus(Duration::from_hours(24)));
    let deputy = WantedGrant {
        until,
        ..wanted(Role::Admin)
    };
    let invited = at.invite_person(&details("vertretung"), &deputy).await;
    let invited = invited.unwrap();
    authority.confirms_all(invited.person, &lead).await;
    authority.comes_in("vertretung", invited).await;
    let own = at.view_staff().await.unwrap()[0].grants[0].grant.id;
    let last = works(&authority, &lead).await.end_grant(own).await;
    assert_eq!(refused(last), GrantRefusal::Last.to_string());
}

async fn a_lead_whose_time_is_over_makes_room_for_another(db: Db) {
    let authority = TestAuthority::new(db, 12).await;
    let (admin, lead) = first(&authority).await;
    let at = works(&authority, &admin).await;
    let deputy = WantedGrant {
        lead: true,
        until: Some(at.now().plus(Duration::from_hours(1))),
        ..wanted(Role::Treasurer)
    };
    let invited = at.invite_person(&details("vertretung"), &deputy).await;
    let invited = invited.unwrap();
    authority.confirms_all(invited.person, &lead).await;
    authority.comes_in("vertretung", invited).await;
    at.suspend_person(lead.id).await.unwrap();
    let (operator, new) = (authority.operator(), details("neu"));
    let again = || {
        let lead = (Role::Treasurer, true);
        operator.invite_first(TOWN, &new, lead)
    };
    let early = again().await;
    assert!(matches!(early, Err(StaffError::Staffed)), "{early:?}");
    authority.time_passes(Duration::from_hours(1));
    again().await.unwrap();
}

async fn an_equal_proposal_is_made_once(db: Db) {
    let authority = TestAuthority::new(db, 13).await;
    let (admin, lead) = first(&authority).await;
    let clerk = authority
        .colleague("akte", Role::Clerk, (&admin, &lead))
        .await;
    let at = works(&authority, &admin).await;
    let there = GrantRefusal::There.to_string();
    let again = at.propose_grant(clerk.id, &wanted(Role::Clerk)).await;
    assert_eq!(refused(again), there, "active");
    let owner = wanted(Role::ServiceOwner);
    at.propose_grant(clerk.id, &owner).await.unwrap();
    let again = at.propose_grant(clerk.id, &owner).await;
    assert_eq!(refused(again), there, "proposed");
}

async fn sessions_of_a_person_of_two_authorities_are_not_ended_by_one(db: Db) {
    let authority = TestAuthority::new(db, 14).await;
    let (admin, lead) = first(&authority).await;
    let clerk = authority
        .colleague("akte", Role::Clerk, (&admin, &lead))
        .await;
    let (next, next_lead) = neighbours(&authority).await;
    next.invite_person(&details("akte"), &wanted(Role::Clerk))
        .await
        .unwrap();
    let ended = next.end_sessions_of(clerk.id).await;
    assert!(matches!(ended, Err(StaffError::Elsewhere)), "{ended:?}");
    assert!(authority.session(&clerk).await.is_some());
    let at = works(&authority, &admin).await;
    assert_eq!(
        at.end_sessions_of(clerk.id).await.unwrap(),
        1,
        "no right there"
    );
    confirms(&next_lead, clerk.id).await;
    let ended = at.end_sessions_of(clerk.id).await;
    assert!(matches!(ended, Err(StaffError::Elsewhere)), "{ended:?}");
}

async fn two_administrators_that_suspend_each_other_leave_one(db: Db) {
    let authority = TestAuthority::new(db, 7).await;
    let (admin, lead) = first(&authority).await;
    let at = works(&authority, &admin).await;
    let grant = at.view_staff().await.unwrap()[0].grants[0].grant.id;
    let last = works(&authority, &lead).await.end_grant(grant).await;
    assert_eq!(refused(last), GrantRefusal::Last.to_string());
    let second = authority
        .colleague("zweites", Role::Admin, (&admin, &lead))
        .await;
    let other = works(&authority, &second).await;
    let (one, two) = join(at.suspend_person(second.id), other.suspend_person(admin.id)).await;
    assert!(one.is_ok() != two.is_ok(), "{one:?}, {two:?}");
    let active = "SELECT count(*) FROM memberships m JOIN grants g
        ON g.tenant_id = m.tenant_id AND g.person_id = m.person_id
        WHERE g.role = 'admin' AND g.state = 'active' AND m.state = 'active'";
    assert_eq!(authority.count(active).await, 1);
}

async fn what_the_rules_refuse_is_in_the_audit_trail(db: Db) {
    let authority = TestAuthority::new(db.clone(), 8).await;
    let (_admin, lead) = first(&authority).await;
    let at = works(&authority, &lead).await;
    let invited = at
        .invite_person(&details("akte"), &wanted(Role::Clerk))
        .await;
    assert!(matches!(invited, Err(StaffError::Denied(_))), "{invited:?}");
    let mut tx = db.read(Scope::Tenant(authority.tenant)).await.unwrap();
    let sql = format!(
        "SELECT count(*) FROM audit WHERE act = '{}' AND outcome = 'refused'
         AND actor = '{}'",
        Act::PersonInvite,
        lead.id
    );
    assert_eq!(tx.raw_number(&sql).await.unwrap(), 1);
}

async fn the_command_line_takes_no_transition_for_persons_that_have_the_role(db: Db) {
    const OFFICE: (Role, &str) = (Role::ServiceOwner, "Ada");
    const TREASURY: (Role, &str) = (Role::Treasurer, "Kurt");
    let authority = TestAuthority::new(db, 9).await;
    authority.opens_trials().await;
    first(&authority).await;
    let tried = authority.leads("kurs", ServiceTransition::Test, OFFICE);
    assert_eq!(
        tried.await.unwrap().service,
        ServiceState::New,
        "no service owner"
    );
    let submitted = authority.leads("kurs", ServiceTransition::Submit, OFFICE);
    submitted.await.unwrap();
    let approved = authority.leads("kurs", ServiceTransition::Approve, TREASURY);
    let approved = approved.await;
    assert!(
        matches!(approved, Err(TransitionError::Staffed)),
        "{approved:?}"
    );
    let paused = authority.leads("parken", ServiceTransition::Pause, TREASURY);
    assert_eq!(
        paused.await.unwrap().service,
        ServiceState::Paused,
        "an emergency"
    );
    let refused = "SELECT count(*) FROM audit
                   WHERE act = 'service.approve' AND outcome = 'refused'";
    assert_eq!(authority.count(refused).await, 1);
}

async fn the_last_lead_stays_and_what_was_staffed_once_stays_so(db: Db) {
    const OFFICE: (Role, &str) = (Role::ServiceOwner, "Ada");
    const TREASURY: (Role, &str) = (Role::Treasurer, "Kurt");
    let authority = TestAuthority::new(db, 15).await;
    authority.opens_trials().await;
    let (admin, lead) = first(&authority).await;
    let owner = authority.colleague("amtsleitung", Role::ServiceOwner, (&admin, &lead));
    let owner = owner.await;
    let at = works(&authority, &admin).await;
    let grant_of = async |person| {
        let staff = at.view_staff().await.unwrap();
        let member = staff.iter().find(|member| member.id == person).unwrap();
        member.grants[0].grant.id
    };
    let last = at.end_grant(grant_of(lead.id).await).await;
    assert_eq!(refused(last), GrantRefusal::Last.to_string());
    at.end_grant(grant_of(owner.id).await).await.unwrap();
    // The administrator alone keeps the lead out, and the operator names the next one.
    at.suspend_person(lead.id).await.unwrap();
    let tried = authority
        .leads("kurs", ServiceTransition::Test, OFFICE)
        .await;
    assert!(matches!(tried, Err(TransitionError::Staffed)), "{tried:?}");
    let approved = authority
        .leads("kurs", ServiceTransition::Approve, TREASURY)
        .await;
    assert!(
        matches!(approved, Err(TransitionError::Staffed)),
        "{approved:?}"
    );
    let (next, leads) = (details("neu"), (Role::Treasurer, true));
    let invited = authority.operator().invite_first(TOWN, &next, leads).await;
    invited.unwrap();
    let mut document = testkit::authority_with_trial();
    document.services[0].pay_minutes += 7;
    let applied = authority.operator().apply_tenant(&document).await.unwrap();
    let changes: Vec<_> = applied.changes.iter().map(ToString::to_string).collect();
    assert!(changes[0].starts_with("draft of service"), "{changes:?}");
}
