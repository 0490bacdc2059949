//! A claim at the console: entered, found, changed beside another person, blocked and cancelled.

use domain::access::Role;
use http::StatusCode;
use storage::{Db, on_both_engines};
use testkit::TestPerson;

use super::{Browser, First, hidden, leads_to};
use crate::served_authority::{Answer, ServedAuthority};

on_both_engines! {
    a_claim_is_entered_found_changed_and_cancelled
    a_stale_form_keeps_what_was_typed_and_shows_both
    what_is_wrong_is_said_at_its_field_and_nothing_is_entered
    what_a_role_may_not_do_is_not_offered
}

const LIST: &str = "/console/musterstadt/claims";
const NEW: &str = "/console/musterstadt/claims/new";
const CLAIMS: &str = "SELECT count(*) FROM claims";

struct Office {
    served: ServedAuthority,
    clerk: TestPerson,
    auditor: TestPerson,
}

async fn office(db: Db) -> Office {
    let served = ServedAuthority::new(db).await;
    let first = First::of(&served).await;
    let people = (&first.admin, &first.lead);
    let town = &served.authority;
    let clerk = town.colleague("akte", Role::Clerk, people).await;
    let auditor = town.colleague("pruefung", Role::Auditor, people).await;
    Office {
        served,
        clerk,
        auditor,
    }
}

/// Sends the form of a page with these fields typed.
async fn sends(
    browser: &mut Browser,
    served: &ServedAuthority,
    (page, path): (&Answer, &str),
    typed: &[(&str, &str)],
) -> Answer {
    let (form, key) = (hidden(page, "form"), kept(page, "key"));
    let (seen, service) = (kept(page, "seen"), kept(page, "service"));
    let mut fields = vec![("form", form.as_str())];
    let hidden = [("key", &key), ("seen", &seen), ("service", &service)];
    let there = hidden.iter().filter(|(_, value)| !value.is_empty());
    fields.extend(there.map(|(name, value)| (*name, value.as_str())));
    fields.extend(typed);
    browser.posts(served, path, &fields).await
}

/// A hidden field; empty where the page has none.
fn kept(page: &Answer, name: &str) -> String {
    if page.text().contains(&format!("name=\"{name}\" value")) {
        hidden(page, name)
    } else {
        String::new()
    }
}

/// Where the page of a new fine is.
async fn entered(browser: &mut Browser, served: &ServedAuthority, amount: &str) -> String {
    let path = format!("{NEW}?service=bussgeld");
    let page = browser.gets(served, &path).await;
    let typed = [
        ("amount", amount),
        ("factor", "4711"),
        ("due", "31.12.2026"),
    ];
    let made = sends(browser, served, (&page, NEW), &typed).await;
    leads_to(&made)
}

async fn a_claim_is_entered_found_changed_and_cancelled(db: Db) {
    let Office { served, clerk, .. } = office(db).await;
    let mut browser = Browser::of(&clerk);
    let choose = browser.gets(&served, NEW).await;
    for service in ["bussgeld", "gebuehr", "knoellchen"] {
        let link = format!("service={service}");
        assert!(choose.text().contains(&link), "{}", choose.text());
    }
    assert!(!choose.text().contains("service=parken"), "has no notices");
    let path = format!("{NEW}?service=bussgeld");
    let page = browser.gets(&served, &path).await;
    let typed = [("amount", "55,00"), ("factor", "4711"), ("party", "K-17")];
    let made = sends(&mut browser, &served, (&page, NEW), &typed).await;
    let claim = leads_to(&made);
    assert!(claim.starts_with(LIST), "{claim}");
    let again = sends(&mut browser, &served, (&page, NEW), &typed).await;
    assert_eq!(leads_to(&again), claim, "sent twice it is one claim");
    assert_eq!(served.authority.count(CLAIMS).await, 1);
    let shown = browser.gets(&served, &claim).await;
    assert!(shown.text().contains("55,00"), "{}", shown.text());
    assert!(!shown.text().contains("K-17"), "nothing names the payer");
    let list = browser.gets(&served, LIST).await;
    assert!(list.text().contains(&claim));
    let id = claim.rsplit('/').next().unwrap();
    let found = browser.gets(&served, &format!("{LIST}?q={id}")).await;
    assert_eq!(leads_to(&found), claim, "one hit opens itself");
    let change = format!("{claim}/change");
    let form = browser.gets(&served, &change).await;
    let typed = [("amount", "60,00"), ("due", ""), ("text", "Mahnung")];
    let changed = sends(&mut browser, &served, (&form, &change), &typed).await;
    assert_eq!(leads_to(&changed), claim);
    let cancel = format!("{claim}/cancel");
    let form = browser.gets(&served, &cancel).await;
    let silent = sends(&mut browser, &served, (&form, &cancel), &[]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.text().contains("reason-error"));
    let typed = [("reason", "Widerspruch")];
    let done = sends(&mut browser, &served, (&form, &cancel), &typed).await;
    assert_eq!(leads_to(&done), claim);
    let shown = browser.gets(&served, &claim).await;
    for told in ["storniert", "Widerspruch", "Mahnung", "60,00"] {
        assert!(shown.text().contains(told), "{told}: {}", shown.text());
    }
    assert!(!shown.text().contains(&cancel), "nothing more can be done");
}

async fn a_stale_form_keeps_what_was_typed_and_shows_both(db: Db) {
    let Office { served, clerk, .. } = office(db).await;
    let mut browser = Browser::of(&clerk);
    let claim = entered(&mut browser, &served, "55,00").await;
    let change = format!("{claim}/change");
    let form = browser.gets(&served, &change).await;
    let typed = [("amount", "61,00"), ("text", "eins")];
    sends(&mut browser, &served, (&form, &change), &typed).await;
    let typed = [("amount", "62,00"), ("text", "zwei")];
    let late = sends(&mut browser, &served, (&form, &change), &typed).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    for kept in ["value=\"62,00\"", "value=\"zwei\""] {
        assert!(late.text().contains(kept), "{kept}: {}", late.text());
    }
    for both in ["55,00", "61,00", "eins"] {
        assert!(late.text().contains(both), "{both}: {}", late.text());
    }
    let versions = "SELECT count(*) FROM claim_terms";
    assert_eq!(served.authority.count(versions).await, 2);
    let sure = sends(&mut browser, &served, (&late, &change), &typed).await;
    assert_eq!(leads_to(&sure), claim, "sent again it holds");
    assert_eq!(served.authority.count(versions).await, 3);
    let block = format!("{claim}/block");
    let typed = [("reason", "Vollstreckung"), ("seen", "1")];
    let form = browser.gets(&served, &block).await;
    let key = hidden(&form, "form");
    let fields = [("form", key.as_str()), typed[0], typed[1]];
    let late = browser.posts(&served, &block, &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text().contains("value=\"Vollstreckung\""));
}

async fn what_is_wrong_is_said_at_its_field_and_nothing_is_entered(db: Db) {
    let Office { served, clerk, .. } = office(db).await;
    let mut browser = Browser::of(&clerk);
    let path = format!("{NEW}?service=bussgeld");
    let page = browser.gets(&served, &path).await;
    let good = [
        ("amount", "55,00"),
        ("due", "31.12.2026"),
        ("text", "Bescheid"),
        ("factor", "4711"),
    ];
    for (field, value) in [
        ("amount", "viel"),
        ("amount", "0"),
        ("due", "31.2."),
        ("factor", "47"),
    ] {
        let typed = good.map(|(name, good)| (name, if name == field { value } else { good }));
        let wrong = sends(&mut browser, &served, (&page, NEW), &typed).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{value}");
        let error = format!("{field}-error");
        assert!(wrong.text().contains(&error), "{value}: {}", wrong.text());
        for (name, value) in typed {
            let kept = format!("value=\"{value}\"");
            assert!(wrong.text().contains(&kept), "{name} is kept");
        }
    }
    assert_eq!(served.authority.count(CLAIMS).await, 0);
}

async fn what_a_role_may_not_do_is_not_offered(db: Db) {
    let Office {
        served,
        clerk,
        auditor,
    } = office(db).await;
    let mut browser = Browser::of(&clerk);
    let claim = entered(&mut browser, &served, "55,00").await;
    let change = format!("{claim}/change");
    let own = browser.gets(&served, &claim).await;
    assert!(own.text().contains(&change));
    let list = browser.gets(&served, LIST).await;
    assert!(list.text().contains(NEW));
    let mut browser = Browser::of(&auditor);
    let seen = browser.gets(&served, &claim).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(!seen.text().contains(&change));
    let list = browser.gets(&served, LIST).await;
    assert!(!list.text().contains(NEW));
    let refused = browser.gets(&served, &change).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
