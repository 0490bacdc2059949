//! A refund at the console: found, requested, released by another person, withdrawn.

use std::time::Duration;

use app::ledger::{Difference, VerifyOptions};
use domain::access::Role;
use domain::money::refunds::RefundRoute;
use domain::{Day, PaymentId};
use http::StatusCode;
use simulators::common::Fault;
use storage::{Db, on_both_engines};
use testkit::{AtProvider, BANK, TestPerson};

use super::{Browser, First, hidden, leads_to};
use crate::served_authority::{ServedAuthority, payment_id};

on_both_engines! {
    a_refund_is_requested_and_released_by_two_persons
    what_is_wrong_is_said_at_its_field_and_nothing_is_requested
    what_is_typed_about_a_refund_is_kept_when_it_is_wrong_or_a_proof_is_missing
    a_refund_is_paid_by_hand_on_a_day_that_has_been
}

const LIST: &str = "/console/musterstadt/refunds";
const REQUEST: &str = "/console/musterstadt/refunds/request";
const REQUESTED: &str = "SELECT count(*) FROM refunds";

struct Office {
    served: ServedAuthority,
    clerk: TestPerson,
    lead: TestPerson,
}

async fn office(db: Db) -> Office {
    let served = ServedAuthority::new(db).await;
    let first = First::of(&served).await;
    let people = (&first.admin, &first.lead);
    let clerk = served.authority.colleague("akte", Role::Clerk, people);
    let clerk = clerk.await;
    Office {
        served,
        clerk,
        lead: first.lead,
    }
}

/// A payment of 30.70 euros that is paid at the provider.
pub(super) async fn paid(served: &ServedAuthority) -> PaymentId {
    let payment = payment_id(&served.asked("antrag-1").await);
    served.authority.pays(payment, AtProvider::Approves).await;
    payment
}

/// The books agree with themselves. That of the provider has money of other authorities.
async fn agrees(served: &ServedAuthority) {
    served.authority.app.system().seal().await.unwrap();
    let operator = served.authority.operator();
    let reports = operator.verify(&VerifyOptions::default()).await.unwrap();
    let differences = reports.iter().flat_map(|report| &report.differences);
    assert_eq!(differences.collect::<Vec<_>>(), [] as [&Difference; 0]);
}

/// The fields of the form on a page, with these typed.
fn filled<'a>(
    hidden: &'a [(String, String)],
    typed: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<_> = hidden
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    fields.extend(typed);
    fields
}

async fn a_refund_is_requested_and_released_by_two_persons(db: Db) {
    let Office {
        served,
        clerk,
        lead,
    } = office(db).await;
    let payment = paid(&served).await.to_string();
    let mut browser = Browser::of(&clerk);
    let page = browser.gets(&served, REQUEST).await;
    let key = hidden(&page, "form");
    let find = [("form", key.as_str()), ("find", &payment)];
    let page = browser.posts(&served, REQUEST, &find).await;
    assert!(page.text().contains("30,70"), "{}", page.text());
    let fields = ["form", "money", "available", "key"];
    let mut fields = fields
        .map(|name| (name.to_owned(), hidden(&page, name)))
        .to_vec();
    fields.push(("find".to_owned(), payment));
    let typed = [("amount", "12,50"), ("reason", "ermäßigt")];
    let made = browser
        .posts(&served, REQUEST, &filled(&fields, &typed))
        .await;
    let refund = leads_to(&made);
    assert!(refund.starts_with(LIST), "{refund}");
    let again = browser
        .posts(&served, REQUEST, &filled(&fields, &typed))
        .await;
    assert_eq!(leads_to(&again), refund, "sent twice it is one request");
    let own = browser.gets(&served, &refund).await;
    assert!(!own.text().contains("/release"), "another person releases");
    assert!(own.text().contains("/withdraw"));
    let token = served.authority.signs_in(&lead).await;
    let mut browser = Browser::with(&token);
    let list = browser.gets(&served, LIST).await;
    assert!(list.text().contains("12,50"), "{}", list.text());
    let page = browser.gets(&served, &refund).await;
    let fields = ["form", "route", "seen"];
    let fields = fields.map(|name| (name.to_owned(), hidden(&page, name)));
    let release = format!("{refund}/release");
    let released = browser
        .posts(&served, &release, &filled(&fields, &[]))
        .await;
    assert_eq!(leads_to(&released), refund);
    let late = browser
        .posts(&served, &release, &filled(&fields, &[]))
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    served.authority.comes_to_rest().await;
    let done = "SELECT count(*) FROM refunds WHERE state = 'done'";
    assert_eq!(served.authority.count(done).await, 1);
    agrees(&served).await;
}

async fn what_is_wrong_is_said_at_its_field_and_nothing_is_requested(db: Db) {
    let Office { served, clerk, .. } = office(db).await;
    let payment = paid(&served).await.to_string();
    let mut browser = Browser::of(&clerk);
    let page = browser.gets(&served, REQUEST).await;
    let key = hidden(&page, "form");
    let find = [("form", key.as_str()), ("find", &payment)];
    let page = browser.posts(&served, REQUEST, &find).await;
    let fields = ["form", "money", "available", "key"];
    let mut fields = fields
        .map(|name| (name.to_owned(), hidden(&page, name)))
        .to_vec();
    fields.push(("find".to_owned(), payment));
    for (amount, reason, field) in [
        ("30,71", "ermäßigt", "amount-error"),
        ("viel", "ermäßigt", "amount-error"),
        ("0", "ermäßigt", "amount-error"),
        ("12,50", " ", "reason-error"),
    ] {
        let typed = [("amount", amount), ("reason", reason)];
        let wrong = browser
            .posts(&served, REQUEST, &filled(&fields, &typed))
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{amount}");
        assert!(wrong.text().contains(field), "{amount}: {}", wrong.text());
        assert!(
            wrong.text().contains(&format!("value=\"{amount}\"")),
            "kept"
        );
    }
    assert_eq!(served.authority.count(REQUESTED).await, 0);
    let unknown = [("form", key.as_str()), ("find", "4711")];
    let unknown = browser.posts(&served, REQUEST, &unknown).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.text().contains("find-error"));
}

async fn what_is_typed_about_a_refund_is_kept_when_it_is_wrong_or_a_proof_is_missing(db: Db) {
    let Office {
        served,
        clerk,
        lead,
    } = office(db).await;
    let payment = paid(&served).await;
    let at = served.authority.at_work(&clerk).await;
    let refund = served.authority.requests_refund(&at, (payment, 1_000));
    let page = format!("{LIST}/{}", refund.await.unwrap());
    let reject = format!("{page}/reject");
    let token = served.authority.signs_in(&lead).await;
    let mut browser = Browser::with(&token);
    let key = hidden(&browser.gets(&served, &page).await, "form");
    let long = "ä".repeat(201);
    let fields = [("form", key.as_str()), ("reason", long.as_str())];
    let wrong = browser.posts(&served, &reject, &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("reason-error"), "{}", wrong.text());
    assert!(wrong.text().contains(&long), "kept");
    served.authority.time_passes(Duration::from_mins(6));
    let fields = [("form", key.as_str()), ("reason", "nicht begründet")];
    let asked = browser.posts(&served, &reject, &fields).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(!hidden(&asked, "kept").is_empty(), "sealed, for afterwards");
    let rejected = "SELECT count(*) FROM refunds WHERE state = 'rejected'";
    assert_eq!(served.authority.count(rejected).await, 0);
    let token = served.authority.signs_in(&lead).await;
    let mut browser = Browser::with(&token);
    let key = hidden(&browser.gets(&served, &page).await, "form");
    let fields = [("form", key.as_str()), ("reason", "nicht begründet")];
    let done = browser.posts(&served, &reject, &fields).await;
    assert_eq!(leads_to(&done), page);
    assert_eq!(served.authority.count(rejected).await, 1);
}

async fn a_refund_is_paid_by_hand_on_a_day_that_has_been(db: Db) {
    let Office {
        served,
        clerk,
        lead,
    } = office(db).await;
    served.authority.sim.fault(Fault {
        issue: Some("REFUND_FAILED_INSUFFICIENT_FUNDS".to_owned()),
        ..Fault::on("POST /v2/payments/captures/*/refund")
    });
    let payment = paid(&served).await;
    let at = served.authority.at_work(&clerk).await;
    let refund = served.authority.requests_refund(&at, (payment, 1_000));
    let refund = refund.await.unwrap();
    let at = served.authority.at_work(&lead).await;
    served.authority.releases_refund(&at, refund).await.unwrap();
    served.authority.does_what_is_due().await;
    let by_hand = (refund, RefundRoute::ByHand);
    served.authority.releases_by(&at, by_hand).await.unwrap();
    let (page, pay) = (format!("{LIST}/{refund}"), format!("{LIST}/{refund}/pay"));
    let token = served.authority.signs_in(&lead).await;
    let mut browser = Browser::with(&token);
    let key = hidden(&browser.gets(&served, &page).await, "form");
    let today = Day::in_berlin(served.authority.app.system().moment().now);
    let tomorrow = today.plus_days(1).unwrap();
    let german = |day: Day| {
        let (year, month, day) = day.parts();
        format!("{day:02}.{month:02}.{year}")
    };
    for day in ["31.02.2026", "gestern", &german(tomorrow)] {
        let fields = [("form", key.as_str()), ("account", BANK), ("day", day)];
        let wrong = browser.posts(&served, &pay, &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
        assert!(wrong.text().contains("day-error"), "{day}");
        assert!(wrong.text().contains(&format!("value=\"{day}\"")), "kept");
    }
    let day = german(today);
    let fields = [("form", key.as_str()), ("account", BANK), ("day", &day)];
    let paid = browser.posts(&served, &pay, &fields).await;
    assert_eq!(leads_to(&paid), page);
    let again = browser.posts(&served, &pay, &fields).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "once");
    let seen = served.authority.page(payment).await;
    let back = seen
        .refunds
        .iter()
        .map(|left| (left.amount.cents(), left.by_transfer));
    assert_eq!(back.collect::<Vec<_>>(), [(1_000, true)]);
    agrees(&served).await;
}
