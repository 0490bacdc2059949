//! The table of acts, and the page that is written from it.

use std::collections::HashSet;

use domain::access::{Act, ActorKind};

#[test]
fn every_act_has_a_name_of_its_own_and_an_actor() {
    let names: HashSet<_> = Act::ALL.iter().map(|act| act.name()).collect();
    assert_eq!(names.len(), Act::ALL.len());
    for act in Act::ALL {
        let rule = act.rule();
        assert!(!rule.actors.is_empty(), "{act}");
        assert!(rule.actors.iter().all(|kind| act.allows(*kind)), "{act}");
    }
}

#[test]
fn payers_decide_nothing_and_programs_pay_nothing() {
    assert!(Act::PaymentStart.allows(ActorKind::Payer));
    assert!(!Act::PaymentStart.allows(ActorKind::Client));
    assert!(!Act::ServiceApprove.allows(ActorKind::Payer));
    assert!(!Act::TenantApply.allows(ActorKind::System));
}

#[test]
fn the_page_of_acts_says_what_the_table_says() {
    let page = include_str!("../../../../../docs/acts.md");
    for act in Act::ALL {
        let rule = act.rule();
        let actors: Vec<_> = rule.actors.iter().map(ToString::to_string).collect();
        let line = format!(
            "| `{}` | {} | {} | {} | {} |",
            rule.name,
            rule.what,
            rule.object,
            actors.join(", "),
            if rule.decides { "yes" } else { "" },
        );
        assert!(
            page.lines().any(|told| told == line),
            "docs/acts.md needs: {line}"
        );
    }
    let lines = page.lines().filter(|line| line.starts_with("| `"));
    assert_eq!(lines.count(), Act::ALL.len(), "docs/acts.md has other acts");
}
