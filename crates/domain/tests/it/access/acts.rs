//! The table of acts, and the page that is written from it.

use std::collections::HashSet;

use domain::access::{Act, ActorKind, Denial, Holder, May, Place, Role, Standing, Trust};

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
fn an_act_says_what_persons_need_for_it_exactly_if_persons_do_it() {
    for act in Act::ALL {
        let staff = act.rule().staff;
        assert_eq!(staff.is_some(), act.allows(ActorKind::Person), "{act}");
        let in_tenant = staff.filter(|staff| staff.place == Place::Tenant);
        let with_roles = staff.filter(|staff| !staff.holders.is_empty());
        assert_eq!(in_tenant, with_roles, "{act}");
    }
}

#[test]
fn a_role_may_what_the_table_says_and_the_denial_names_the_roles_that_may() {
    let standing = |holder, fresh| Standing {
        holders: vec![Holder::Role(holder)],
        fresh,
    };
    let admin = standing(Role::Admin, false);
    assert_eq!(Act::PersonInvite.permits(&admin), Ok(()));
    assert_eq!(Act::GrantConfirm.permits(&admin), Err(Denial::NotFresh));
    assert_eq!(
        Act::GrantConfirm.permits(&standing(Role::Admin, true)),
        Ok(())
    );
    let treasurer = standing(Role::Treasurer, true);
    let may = vec![
        Holder::Lead,
        Holder::Role(Role::Admin),
        Holder::Role(Role::Operator),
    ];
    assert_eq!(
        Act::GrantConfirm.permits(&treasurer),
        Err(Denial::Role { may })
    );
    let nobody = Standing {
        holders: Vec::new(),
        fresh: true,
    };
    assert!(Act::PersonView.permits(&nobody).is_err());
    assert_eq!(
        Act::PasswordSet.permits(&nobody),
        Ok(()),
        "an act of one's own"
    );
    assert!(
        Act::TenantApply.permits(&nobody).is_err(),
        "an act of no person"
    );
}

#[test]
fn the_page_of_acts_says_what_the_table_says() {
    let page = include_str!("../../../../../docs/acts.md");
    for act in Act::ALL {
        let line = line_of(*act);
        assert!(
            page.lines().any(|told| told == line),
            "docs/acts.md needs: {line}"
        );
    }
    let lines = page.lines().filter(|line| line.starts_with("| `"));
    assert_eq!(lines.count(), Act::ALL.len(), "docs/acts.md has other acts");
}

fn line_of(act: Act) -> String {
    let rule = act.rule();
    let actors: Vec<_> = rule.actors.iter().map(ToString::to_string).collect();
    format!(
        "| `{}` | {} | {} | {} | {} | {} |",
        rule.name,
        rule.what,
        rule.object,
        actors.join(", "),
        staff_of(act),
        format!("{:?}", rule.effect).to_lowercase(),
    )
}

/// `admin, lead confirms; fresh; not one's own`.
fn staff_of(act: Act) -> String {
    let Some(staff) = act.rule().staff else {
        return String::new();
    };
    let holders = staff.holders.iter().map(|(holder, may)| match may {
        May::Alone => holder.to_string(),
        May::Proposes | May::Confirms => format!("{holder} {may}"),
    });
    let mut parts = vec![match staff.place {
        Place::Entry => "before signing in".to_owned(),
        Place::Own => "own account".to_owned(),
        Place::Tenant => holders.collect::<Vec<_>>().join(", "),
    }];
    parts.extend((staff.trust == Trust::Fresh).then(|| "fresh".to_owned()));
    parts.extend((!staff.condition.is_empty()).then(|| staff.condition.to_owned()));
    parts.join("; ")
}
