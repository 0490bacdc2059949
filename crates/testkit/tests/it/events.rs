//! What is told outside: every kind by some story, each in its place, nothing of the payer.

mod mails;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use app::claims::notices::NoticePayment;
use domain::Money;
use domain::access::Role;
use domain::events::EventKind;
use domain::services::ServiceTransition;
use simulators::common::Fault;
use storage::{Db, on_both_engines};
use testkit::{AtProvider, TestAuthority, authority_document, file_of};

on_both_engines! {
    every_kind_of_event_is_told_by_a_story
    a_body_has_its_fields_in_their_order
    a_reader_of_the_feed_misses_nothing_while_others_write
    a_file_that_is_not_applied_is_not_told
}

const SLUG: &str = "musterstadt";
const OFFICE: (Role, &str) = (Role::ServiceOwner, "Ada");
const TREASURY: (Role, &str) = (Role::Treasurer, "Kurt");
/// What a body may hold at most.
const BODY_MAX: usize = 8 * 1024;

async fn feed(authority: &TestAuthority, after: u64) -> Vec<(u64, serde_json::Value, String)> {
    authority.app.system().number_events().await.unwrap();
    let operator = authority.operator();
    let events = operator.events_after(SLUG, after, 10_000).await.unwrap();
    let events = events.unwrap().events.into_iter();
    events
        .map(|event| {
            let value = serde_json::from_str(&event.body).unwrap();
            (event.sequence, value, event.body)
        })
        .collect()
}

/// Claims come, change, are blocked, freed and cancelled; a part is paid, and too much.
async fn claims_are_changed_and_paid(authority: &TestAuthority) {
    let file = [(1, 5_500, "1234"), (2, 2_000, "2345"), (3, 9_900, "3456")];
    authority.imports(&file_of(&file)).await.unwrap();
    let blocked = file_of(&file[1..2]).replace(";;;\n", ";;;blocked\n");
    authority.imports(&blocked).await.unwrap();
    let lowered = file_of(&[(2, 1_900, "2345")]);
    authority.imports(&lowered).await.unwrap();
    let raised = file_of(&[(2, 2_100, "2345")]);
    authority.imports(&raised).await.unwrap();
    let part = NoticePayment::Part(Money::from_cents(1_000).unwrap());
    let payment = authority.opens_payment(&[(3, "3456")], part).await.unwrap();
    authority.pays(payment, AtProvider::Approves).await;

    let payment = authority.opens_payment(&[(1, "1234")], NoticePayment::Whole);
    let payment = payment.await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.at_provider(&order, AtProvider::Approves);
    authority.sim.fault(Fault {
        after_effect: true,
        lost: true,
        times: 5,
        ..Fault::on("POST /v2/checkout/orders/*/capture")
    });
    authority.comes_back(payment).await;
    let cancelled = file_of(&file[..1]).replace(";;;\n", ";;;cancelled\n");
    authority.imports(&cancelled).await.unwrap();
    authority.comes_to_rest().await;
}

/// Payments that end in every way there is.
async fn payments_end(authority: &TestAuthority) {
    let paid = authority.paid_payment().await;
    authority.provider_reverses(paid);
    authority.after(Duration::from_mins(1)).await;
    let failed = authority.asks_for_payment().await.unwrap();
    let refused = AtProvider::ApprovesAndIsRefused;
    authority.pays(failed, refused).await;
    authority.asks_for_payment().await.unwrap();
    authority.after(Duration::from_mins(31)).await;
    let cancelled = authority.asks_for_payment().await.unwrap();
    assert!(authority.calls_off(cancelled).await);
}

/// One refund is rejected, one withdrawn, and one fails when it is sent.
async fn money_goes_back(authority: &TestAuthority) {
    let office = authority.staffed().await;
    let mut refunds = Vec::new();
    for _ in 0..3 {
        let paid = authority.paid_payment().await;
        let clerk = authority.at_work(&office.clerk).await;
        let refund = authority.requests_refund(&clerk, (paid, 1_000)).await;
        refunds.push(refund.unwrap());
    }
    let clerk = authority.at_work(&office.clerk).await;
    clerk.withdraw_refund(refunds[0]).await.unwrap();
    let lead = authority.at_work(&office.lead).await;
    lead.reject_refund(refunds[1], "nicht begründet")
        .await
        .unwrap();
    authority.sim.fault(Fault {
        issue: Some("REFUND_FAILED_INSUFFICIENT_FUNDS".to_owned()),
        ..Fault::on("POST /v2/payments/captures/*/refund")
    });
    authority.releases_refund(&lead, refunds[2]).await.unwrap();
    authority.after(Duration::from_mins(1)).await;
}

/// A service is led to the catalogue, described anew, and out of it again.
async fn services_live(authority: &TestAuthority) {
    authority.opens_trials().await;
    for (step, by) in [
        (ServiceTransition::Test, OFFICE),
        (ServiceTransition::Submit, OFFICE),
        (ServiceTransition::Approve, TREASURY),
        (ServiceTransition::Publish, OFFICE),
        (ServiceTransition::Pause, OFFICE),
        (ServiceTransition::Resume, OFFICE),
        (ServiceTransition::Retire, OFFICE),
    ] {
        authority.leads("kurs", step, by).await.unwrap();
    }
    let mut document = authority_document();
    document.services[0].pay_minutes += 1;
    let operator = authority.operator();
    operator.apply_tenant(&document).await.unwrap();
}

async fn every_kind_of_event_is_told_by_a_story(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    claims_are_changed_and_paid(&authority).await;
    payments_end(&authority).await;
    services_live(&authority).await;
    // The command line leads no services any more where people work.
    money_goes_back(&authority).await;
    authority.reconcile().await.unwrap();
    let told = feed(&authority, 0).await;
    let kinds: BTreeSet<EventKind> = told
        .iter()
        .map(|(_, event, _)| event["type"].as_str().unwrap().parse().unwrap())
        .collect();
    let all: BTreeSet<EventKind> = EventKind::ALL.iter().copied().collect();
    assert_eq!(kinds, all);
    let mut of_subject: BTreeMap<String, u64> = BTreeMap::new();
    for (number, (sequence, event, body)) in (1..).zip(&told) {
        assert_eq!(
            (*sequence, event["sequence"].as_u64()),
            (number, Some(number))
        );
        assert!(body.len() <= BODY_MAX, "{body}");
        let subject = event["subject"].as_str().unwrap().to_owned();
        let before = of_subject.entry(subject).or_default();
        *before += 1;
        assert_eq!(event["subject_sequence"].as_u64(), Some(*before), "{body}");
    }
    let caused = "SELECT count(*) FROM events e WHERE import_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM audit a WHERE a.tenant_id = e.tenant_id AND a.audit_id = e.caused_by)";
    assert_eq!(
        authority.count(caused).await,
        0,
        "each names the act that caused it"
    );
}

async fn a_body_has_its_fields_in_their_order(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let known = feed(&authority, 0).await.len() as u64;
    let payment = authority.asks_for_payment().await.unwrap();
    let told = feed(&authority, known).await;
    let kinds: BTreeSet<_> = told
        .iter()
        .map(|(_, event, _)| event["type"].as_str())
        .collect();
    assert_eq!(kinds.len(), 2, "a claim and a payment: {told:?}");
    let of_payment =
        |(_, event, _): &&(u64, serde_json::Value, String)| event["type"] == "payment.created";
    let (sequence, event, body) = told.iter().find(of_payment).unwrap();
    let id = event["id"].as_str().unwrap();
    let kassenzeichen = event["data"]["kassenzeichen"].as_str().unwrap();
    let timestamp = event["timestamp"].as_str().unwrap();
    let expires_at = event["data"]["expires_at"].as_str().unwrap();
    assert_eq!(
        *body,
        format!(
            "{{\"id\":\"{id}\",\"type\":\"payment.created\",\"timestamp\":\"{timestamp}\",\
             \"schema\":1,\"tenant\":\"musterstadt\",\"sequence\":{sequence},\
             \"subject\":\"{payment}\",\"subject_sequence\":1,\"test\":false,\
             \"data\":{{\"payment\":\"{payment}\",\"reference\":\"request-0\",\
             \"service\":\"parken\",\"kassenzeichen\":\"{kassenzeichen}\",\
             \"amount_cents\":4250,\"currency\":\"EUR\",\"expires_at\":\"{expires_at}\"}}}}"
        )
    );
    assert!(timestamp.ends_with('Z') && expires_at > timestamp);
}

async fn a_reader_of_the_feed_misses_nothing_while_others_write(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let reading = async {
        let mut seen: Vec<u64> = Vec::new();
        while seen.len() < 80 {
            let last = seen.last().copied().unwrap_or(0);
            let new = feed(&authority, last).await;
            seen.extend(new.into_iter().map(|(sequence, ..)| sequence));
            tokio::task::yield_now().await;
        }
        seen
    };
    let writing = futures_util::future::join_all((0..40).map(|_| authority.asks_for_payment()));
    let (seen, made) = tokio::join!(reading, writing);
    assert_eq!(made.len(), 40);
    assert!(seen.iter().copied().eq(1..=seen.len() as u64), "{seen:?}");
}

async fn a_file_that_is_not_applied_is_not_told(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let known = feed(&authority, 0).await.len();
    let good = file_of(&[(1, 5_500, "1234")]);
    let report = authority.imports(&format!("{good}bad\n")).await.unwrap();
    assert!(report.bad > 0);
    assert_eq!(feed(&authority, 0).await.len(), known);
    assert_eq!(
        authority
            .count("SELECT count(*) FROM events WHERE sequence IS NULL")
            .await,
        0
    );
    authority.imports(&good).await.unwrap();
    assert_eq!(feed(&authority, 0).await.len(), known + 1);
}
