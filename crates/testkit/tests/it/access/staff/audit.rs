//! The audit trail as an auditor sees it: searched, exported, with the grants of a day.

use std::time::Duration;

use app::access::doors::StaffTenantApp;
use app::access::{ActedBy, AuditSearch, BadAuditFile, FoundActs, StaffError, check_file};
use domain::access::{Act, Role};
use storage::{Db, on_both_engines};
use testkit::{TestAuthority, TestPerson, seal_keys};

use super::{first, works_fresh};

on_both_engines! {
    an_auditor_finds_acts_by_person_act_object_and_outcome
    an_export_is_checked_from_outside_and_a_changed_byte_is_refused_with_its_line
    who_had_which_right_on_a_day_is_told_by_the_trail
}

/// Two people, an auditor at work, and a clerk.
async fn people(authority: &TestAuthority) -> (TestPerson, TestPerson, StaffTenantApp, TestPerson) {
    let (admin, lead) = first(authority).await;
    let both = (&admin, &lead);
    let auditor = authority.colleague("pruefung", Role::Auditor, both).await;
    let clerk = authority.colleague("akte", Role::Clerk, both).await;
    let auditor = works_fresh(authority, &auditor).await;
    (admin, lead, auditor, clerk)
}

fn names(found: &FoundActs) -> Vec<&str> {
    found.rows.iter().map(|act| act.name.as_str()).collect()
}

async fn an_auditor_finds_acts_by_person_act_object_and_outcome(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    authority.paid_payment().await;
    let (admin, _, auditor, clerk) = people(&authority).await;
    let at = works_fresh(&authority, &admin).await;
    assert!(at.suspend_person(admin.id).await.is_err(), "not oneself");
    at.suspend_person(clerk.id).await.unwrap();
    let all = AuditSearch::default();
    let found = auditor.search_audit(&all).await.unwrap();
    assert_eq!(found.rows[0].name, "person.suspend", "the newest first");
    assert_eq!(found.rows[0].actor, "amt");
    assert!(found.rows.iter().all(|act| act.is_whole));
    let people = AuditSearch {
        by: Some(ActedBy::People),
        ..all.clone()
    };
    let of_people = auditor.search_audit(&people).await.unwrap();
    assert!(!names(&of_people).contains(&"payment.create"));
    assert!(names(&found).contains(&"payment.create"));
    let refused = AuditSearch {
        actor: "AMT".to_owned(),
        act: "person".to_owned(),
        object: admin.id.to_string(),
        refused: Some(true),
        ..all.clone()
    };
    let refused = auditor.search_audit(&refused).await.unwrap();
    assert_eq!(names(&refused), ["person.suspend"]);
    let four_eyes = AuditSearch {
        four_eyes: true,
        ..people
    };
    let found = auditor.search_audit(&four_eyes).await.unwrap();
    assert!(names(&found).contains(&"grant.confirm"));
    assert!(!names(&found).contains(&"person.suspend"));
    let accounts = AuditSearch {
        accounts: true,
        ..all
    };
    let found = auditor.search_audit(&accounts).await.unwrap();
    assert!(!names(&found).is_empty());
    let kinds = ["tenant", "provider_account", "bank_line"];
    for act in &found.rows {
        assert!(kinds.contains(&act.object_kind.as_str()), "{act:?}");
        let seen = auditor.view_act(act.id).await.unwrap();
        assert_eq!(seen.name, act.name);
    }
}

async fn an_export_is_checked_from_outside_and_a_changed_byte_is_refused_with_its_line(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    let (_, _, auditor, _) = people(&authority).await;
    let search = AuditSearch {
        by: Some(ActedBy::People),
        ..AuditSearch::default()
    };
    authority.reconcile().await.unwrap();
    let export = auditor.export_audit(&search).await.unwrap();
    let act = auditor.view_act(export).await.unwrap();
    let facts = act.export.expect("what was exported");
    let file = auditor.audit_file(export).await.unwrap();
    let checked = check_file(&file.text, &file.signature, &seal_keys()).unwrap();
    assert_eq!(checked.entries, facts.entries);
    let lines = file.text.lines().count() as u64;
    assert_eq!(lines, facts.entries + 1);
    let changed = file.text.replacen("grant.confirm", "grant.propose", 1);
    let line = file.text.split("grant.confirm").next().unwrap();
    let line = line.lines().count() as u64;
    let found = check_file(&changed, &file.signature, &seal_keys());
    assert_eq!(found, Err(BadAuditFile::Line(line)));
    // The same file again later, though more was done and sealed since.
    authority.paid_payment().await;
    authority.reconcile().await.unwrap();
    let again = auditor.audit_file(export).await.unwrap();
    assert_eq!(again.text, file.text);
    let nothing = AuditSearch {
        actor: "niemand".to_owned(),
        ..search
    };
    let refused = auditor.export_audit(&nothing).await;
    assert!(matches!(refused, Err(StaffError::Export(_))), "{refused:?}");
    authority.time_passes(Duration::from_mins(6));
    let found = auditor.search_audit(&AuditSearch::default()).await.unwrap();
    assert!(
        found
            .rows
            .iter()
            .any(|act| act.act == Some(Act::AuditExport))
    );
    let chain = found.chain.expect("something is sealed");
    assert!(chain.is_signed && chain.number >= facts.up_to);
}

async fn who_had_which_right_on_a_day_is_told_by_the_trail(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let before = authority.app.system().moment().now;
    let (admin, _, auditor, clerk) = people(&authority).await;
    let during = auditor.now();
    authority.time_passes(Duration::from_hours(1));
    let at = works_fresh(&authority, &admin).await;
    at.suspend_person(clerk.id).await.unwrap();
    let suspended = auditor.now();
    authority.time_passes(Duration::from_hours(1));
    let staff = at.view_staff().await.unwrap();
    let member = staff.iter().find(|member| member.id == clerk.id).unwrap();
    at.end_grant(member.grants[0].grant.id).await.unwrap();
    let clerks = async |when| {
        let rights = auditor.view_rights(when).await.unwrap();
        let of = rights
            .into_iter()
            .filter(|right| right.grant.role == Role::Clerk);
        of.map(|right| (right.person, right.suspended))
            .collect::<Vec<_>>()
    };
    assert_eq!(clerks(before).await, []);
    assert_eq!(clerks(during).await, [("akte".to_owned(), false)]);
    assert_eq!(clerks(suspended).await, [("akte".to_owned(), true)]);
    assert_eq!(clerks(auditor.now()).await, []);
    let all = auditor.view_rights(during).await.unwrap();
    assert_eq!(all.len(), 4, "admin, lead, auditor and clerk: {all:?}");
}
