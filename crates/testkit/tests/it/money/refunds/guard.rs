//! What holds a refund up: a planted release, a dispute, money that is owed, another way open.

use std::time::Duration;

use app::ledger::VerifyOptions;
use domain::money::refunds::{RefundRefusal, RefundRoute, RefundState};
use domain::{Day, PersonId, RefundId};
use storage::{Db, on_both_engines};
use testkit::{AtProvider, BANK, FEE_CENTS, TestAuthority, seen_refund};

use super::change::{changes, job_waits};
use super::{refusal, released, state};

on_both_engines! {
    a_planted_release_counts_for_nothing_and_is_told
    what_a_release_was_planted_for_is_not_sent
    disputed_money_is_neither_requested_nor_released
    disputed_money_waits_before_it_is_sent
    two_requests_of_the_treasury_do_not_reach_what_is_owed
    what_the_treasury_requested_takes_nothing_of_a_claim_when_it_is_released
    what_the_provider_gives_back_is_not_transferred
    another_treasurer_pays_than_released_and_not_the_requester
}

/// A row of approvals, written past the program: this person releases the refund by this text. It
/// names the act that requested the refund.
async fn plants_release(authority: &TestAuthority, refund: RefundId, by: PersonId, hash: &str) {
    let (refund, by) = (refund.as_uuid().simple(), by.as_uuid().simple());
    let (refund, by, hash) = if authority.db.is_postgres() {
        (
            format!("'{refund}'"),
            format!("'{by}'"),
            format!("decode('{hash}', 'hex')"),
        )
    } else {
        (
            format!("x'{refund}'"),
            format!("x'{by}'"),
            format!("x'{hash}'"),
        )
    };
    let sql = format!(
        "INSERT INTO approvals (tenant_id, subject_kind, subject, subject_hash, person_id, made_by,
            audit_id)
         SELECT r.tenant_id, 'refund', r.refund_id, {hash}, {by}, r.requested_by, a.audit_id
         FROM refunds r JOIN audit a ON a.act = 'refund.request' WHERE r.refund_id = {refund}"
    );
    changes(authority, &sql).await;
}

/// Texts of `verify` about refunds.
async fn told(authority: &TestAuthority) -> String {
    let options = VerifyOptions::default();
    let reports = authority.operator().verify(&options).await.unwrap();
    let told = reports.into_iter().flat_map(|report| report.differences);
    let told = told.filter(|difference| difference.area == "refund");
    told.map(|difference| difference.text + "\n").collect()
}

async fn a_planted_release_counts_for_nothing_and_is_told(db: Db) {
    let authority = TestAuthority::new(db, 21).await;
    let office = authority.staffed().await;
    let payment = authority.asks_for(60_000).await.unwrap();
    authority.pays(payment, AtProvider::Approves).await;
    let clerk = authority.at_work(&office.clerk).await;
    let refund = authority.requests_refund(&clerk, (payment, 50_001)).await;
    let refund = refund.unwrap();
    let seen = seen_refund(&clerk, refund).await;
    let (_, hash) = seen
        .shown
        .into_iter()
        .find(|(of, _)| *of == RefundRoute::Provider)
        .unwrap();
    plants_release(&authority, refund, office.treasurer.id, &hash).await;
    let lead = authority.at_work(&office.lead).await;
    let second = authority.releases_refund(&lead, refund).await;
    assert_eq!(refusal(second), RefundRefusal::Unproven);
    assert_eq!(
        state(&authority, &office, refund).await,
        RefundState::Requested
    );
    let told = told(&authority).await;
    let planted = format!(
        "{refund}: released by {}, which did not",
        office.treasurer.id
    );
    assert!(told.contains(&planted), "{told}");
    let last = format!("{refund}: not what its last act commits to");
    assert!(told.contains(&last), "{told}");
}

async fn what_a_release_was_planted_for_is_not_sent(db: Db) {
    let authority = TestAuthority::new(db, 22).await;
    let office = authority.staffed().await;
    let refund = released(&authority, &office, 1_000).await;
    let lead = authority.at_work(&office.lead).await;
    let seen = seen_refund(&lead, refund).await;
    let (_, hash) = seen
        .shown
        .into_iter()
        .find(|(of, _)| *of == RefundRoute::Provider)
        .unwrap();
    plants_release(&authority, refund, office.treasurer.id, &hash).await;
    authority.after(Duration::from_mins(5)).await;
    assert_eq!(
        state(&authority, &office, refund).await,
        RefundState::Released
    );
    assert_eq!(authority.count("SELECT count(*) FROM money_out").await, 0);
    let told = told(&authority).await;
    let planted = format!(
        "{refund}: released by {}, which did not",
        office.treasurer.id
    );
    assert!(told.contains(&planted), "{told}");
}

async fn disputed_money_is_neither_requested_nor_released(db: Db) {
    let authority = TestAuthority::new(db, 23).await;
    let office = authority.staffed().await;
    let payment = authority.paid_payment().await;
    let clerk = authority.at_work(&office.clerk).await;
    let before = authority.requests_refund(&clerk, (payment, 1_000)).await;
    let before = before.unwrap();
    authority.payer_disputes(payment);
    authority.after(Duration::from_mins(1)).await;
    let clerk = authority.at_work(&office.clerk).await;
    let late = authority.requests_refund(&clerk, (payment, 500)).await;
    assert_eq!(refusal(late), RefundRefusal::Disputed);
    let seen = clerk.view_refundable(&payment.to_string()).await.unwrap();
    assert!(seen[0].disputed, "the form says so before it is filled in");
    let lead = authority.at_work(&office.lead).await;
    let late = authority.releases_refund(&lead, before).await;
    assert_eq!(refusal(late), RefundRefusal::Disputed);
    let held_up = seen_refund(&lead, before).await.held_up;
    assert_eq!(held_up, Some(RefundRefusal::Disputed));
    lead.reject_refund(before, "reklamiert").await.unwrap();
    assert_eq!(authority.tasks().await, ["answer_dispute"]);
    authority.reconcile().await.unwrap();
}

async fn disputed_money_waits_before_it_is_sent(db: Db) {
    let authority = TestAuthority::new(db, 24).await;
    let office = authority.staffed().await;
    let refund = released(&authority, &office, 1_000).await;
    job_waits(&authority).await;
    let lead = authority.at_work(&office.lead).await;
    let payment = seen_refund(&lead, refund).await.refund.payment.unwrap();
    authority.payer_disputes(payment);
    authority.after(Duration::from_mins(1)).await;
    authority.after(Duration::from_mins(40)).await;
    assert_eq!(
        state(&authority, &office, refund).await,
        RefundState::Released
    );
    assert_eq!(authority.count("SELECT count(*) FROM money_out").await, 0);
    changes(
        &authority,
        "UPDATE disputes SET state = 'won' WHERE state = 'open'",
    )
    .await;
    authority.after(Duration::from_hours(2)).await;
    let lead = authority.at_work(&office.lead).await;
    let seen = seen_refund(&lead, refund).await.refund;
    let why = seen.failure.as_deref();
    // At the provider it goes on.
    let refused = (RefundState::Failed, Some("TRANSACTION_DISPUTED"));
    assert_eq!((seen.state, why), refused);
    authority.reconcile().await.unwrap();
}

/// A payment by transfer of which three euros were not owed.
async fn overpaid(authority: &TestAuthority) -> domain::PaymentId {
    let (payment, number) = authority.instructed_payment().await.unwrap();
    let states = authority.bank_states(FEE_CENTS + 300, &number);
    states.await.unwrap();
    payment
}

async fn two_requests_of_the_treasury_do_not_reach_what_is_owed(db: Db) {
    let authority = TestAuthority::new(db, 25).await;
    let office = authority.staffed().await;
    let payment = overpaid(&authority).await;
    let lead = authority.at_work(&office.lead).await;
    let first = authority.requests_refund(&lead, (payment, 200)).await;
    first.unwrap();
    let other = authority.at_work(&office.treasurer).await;
    let second = authority.requests_refund(&other, (payment, 101)).await;
    assert_eq!(refusal(second), RefundRefusal::OnlyNotOwed);
    let rest = authority.requests_refund(&other, (payment, 100)).await;
    rest.unwrap();
    authority.reconcile().await.unwrap();
}

async fn what_the_treasury_requested_takes_nothing_of_a_claim_when_it_is_released(db: Db) {
    let authority = TestAuthority::new(db, 26).await;
    let office = authority.staffed().await;
    let payment = overpaid(&authority).await;
    let lead = authority.at_work(&office.lead).await;
    let of_treasury = authority.requests_refund(&lead, (payment, 300)).await;
    let of_treasury = of_treasury.unwrap();
    let clerk = authority.at_work(&office.clerk).await;
    let of_office = authority.requests_refund(&clerk, (payment, 1_000)).await;
    let of_office = of_office.unwrap();
    let other = authority.at_work(&office.treasurer).await;
    // It takes first what was not owed.
    authority.releases_refund(&other, of_office).await.unwrap();
    let late = authority.releases_refund(&other, of_treasury).await;
    assert_eq!(refusal(late), RefundRefusal::OnlyNotOwed);
    let today = Day::in_berlin(authority.app.system().moment().now);
    other.pay_refund(of_office, (BANK, today)).await.unwrap();
    other
        .reject_refund(of_treasury, "schon erstattet")
        .await
        .unwrap();
    authority.reconcile().await.unwrap();
}

async fn what_the_provider_gives_back_is_not_transferred(db: Db) {
    let authority = TestAuthority::new(db, 27).await;
    let office = authority.staffed().await;
    let payment = authority.paid_payment().await;
    let clerk = authority.at_work(&office.clerk).await;
    let refund = authority.requests_refund(&clerk, (payment, 1_000)).await;
    let refund = refund.unwrap();
    let lead = authority.at_work(&office.lead).await;
    let by_hand = authority
        .releases_by(&lead, (refund, RefundRoute::ByHand))
        .await;
    assert_eq!(refusal(by_hand), RefundRefusal::ByProvider);
    authority.releases_refund(&lead, refund).await.unwrap();
    authority.comes_to_rest().await;
    assert_eq!(state(&authority, &office, refund).await, RefundState::Done);
    authority.reconcile().await.unwrap();
}

async fn another_treasurer_pays_than_released_and_not_the_requester(db: Db) {
    let authority = TestAuthority::new(db, 28).await;
    let office = authority.staffed().await;
    let payment = overpaid(&authority).await;
    let today = Day::in_berlin(authority.app.system().moment().now);
    let other = authority.at_work(&office.treasurer).await;
    let own = authority.requests_refund(&other, (payment, 300)).await;
    let own = own.unwrap();
    let lead = authority.at_work(&office.lead).await;
    authority.releases_refund(&lead, own).await.unwrap();
    let denied = other.pay_refund(own, (BANK, today)).await;
    assert_eq!(refusal(denied), RefundRefusal::OwnRequest);
    lead.pay_refund(own, (BANK, today)).await.unwrap();
    let clerk = authority.at_work(&office.clerk).await;
    let refund = authority.requests_refund(&clerk, (payment, 500)).await;
    let refund = refund.unwrap();
    authority.releases_refund(&lead, refund).await.unwrap();
    other.pay_refund(refund, (BANK, today)).await.unwrap();
    assert_eq!(authority.tasks().await, [""; 0]);
    authority.reconcile().await.unwrap();
}
