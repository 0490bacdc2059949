//! How a dispute ends, and what of its money goes back then.

use std::time::Duration;

use domain::PaymentId;
use domain::money::refunds::{RefundRefusal, RefundState};
use simulators::common::Delivery;
use simulators::paypal::Verdict;
use storage::{Db, on_both_engines};
use testkit::{FEE_CENTS, Office, TestAuthority, seen_refund};

use super::change::job_waits;
use super::{refusal, released, state};

on_both_engines! {
    what_was_released_goes_back_once_the_authority_won_the_dispute
    messages_about_a_dispute_count_by_their_time_in_whatever_order_they_come
    money_of_a_lost_dispute_is_held_until_it_has_left
    another_dispute_about_the_same_money_holds_it_again
}

const OPEN: &str = "SELECT count(*) FROM disputes WHERE state = 'open'";
const ENDS: &str = "SELECT count(*) FROM audit WHERE act = 'dispute.end'";

/// Whether the form says that the payment is disputed.
async fn is_held(authority: &TestAuthority, office: &Office, payment: PaymentId) -> bool {
    let clerk = authority.at_work(&office.clerk).await;
    let seen = clerk.view_refundable(&payment.to_string()).await.unwrap();
    seen[0].disputed
}

async fn what_was_released_goes_back_once_the_authority_won_the_dispute(db: Db) {
    let authority = TestAuthority::new(db, 41).await;
    let office = authority.staffed().await;
    let refund = released(&authority, &office, 1_000).await;
    job_waits(&authority).await;
    let lead = authority.at_work(&office.lead).await;
    let payment = seen_refund(&lead, refund).await.refund.payment.unwrap();
    let dispute = authority.payer_disputes(payment).unwrap();
    authority.after(Duration::from_mins(1)).await;
    authority.after(Duration::from_mins(40)).await;
    let waits = state(&authority, &office, refund).await;
    assert_eq!(waits, RefundState::Released);
    assert_eq!(authority.tasks().await, ["answer_dispute"]);
    assert!(authority.sim.resolve_dispute(&dispute, Verdict::Seller));
    authority.after(Duration::from_mins(1)).await;
    authority.after(Duration::from_hours(2)).await;
    assert_eq!(authority.tasks().await, [""; 0]);
    assert_eq!(state(&authority, &office, refund).await, RefundState::Done);
    assert_eq!(authority.count(ENDS).await, 1);
    authority.reconcile().await.unwrap();
}

/// A payment, and what the provider tells of its dispute: opened, taken over by the bank, ended.
/// `apart` passes between them.
async fn disputed(
    authority: &TestAuthority,
    (apart, verdict): (Duration, Verdict),
) -> (PaymentId, Vec<Delivery>) {
    let payment = authority.paid_payment().await;
    authority.after(Duration::from_mins(1)).await;
    let dispute = authority.payer_disputes(payment).unwrap();
    authority.time_passes(apart);
    assert!(authority.sim.escalate_dispute(&dispute));
    authority.time_passes(apart);
    assert!(authority.sim.resolve_dispute(&dispute, verdict));
    (payment, authority.sim.take_deliveries())
}

async fn messages_about_a_dispute_count_by_their_time_in_whatever_order_they_come(db: Db) {
    let authority = TestAuthority::new(db, 42).await;
    let office = authority.staffed().await;
    let (apart, at_once) = (Duration::from_mins(5), Duration::ZERO);
    for (order, apart, verdict) in [
        (&[0, 1, 2][..], apart, Verdict::Seller),
        (&[2, 1, 0], apart, Verdict::Withdrawn),
        (&[0, 2, 1], apart, Verdict::Seller),
        (&[1, 2, 0, 2, 0, 1], apart, Verdict::Seller),
        (&[2, 0, 1], at_once, Verdict::Withdrawn),
        (&[0, 2, 1], at_once, Verdict::Seller),
    ] {
        let (payment, told) = disputed(&authority, (apart, verdict)).await;
        let mut has_ended = false;
        for place in order {
            assert!(authority.provider_event_arrives(&told[*place]).await);
            authority.does_what_is_due().await;
            has_ended |= *place == 2;
            let open = authority.count(OPEN).await;
            assert_eq!(open, i64::from(!has_ended), "{order:?} {place}");
            let held = is_held(&authority, &office, payment).await;
            assert_eq!(held, !has_ended, "{order:?} {place}");
            assert_eq!(authority.tasks().await.is_empty(), has_ended, "{order:?}");
        }
        let clerk = authority.at_work(&office.clerk).await;
        let asked = authority.requests_refund(&clerk, (payment, 500)).await;
        let lead = authority.at_work(&office.lead).await;
        authority
            .releases_refund(&lead, asked.unwrap())
            .await
            .unwrap();
        authority.after(Duration::from_mins(1)).await;
        assert_eq!(authority.tasks().await, [""; 0]);
    }
    let done = "SELECT count(*) FROM refunds WHERE state = 'done'";
    assert_eq!(authority.count(done).await, 6);
    assert_eq!(authority.count(ENDS).await, 6, "each end is one act");
    authority.reconcile().await.unwrap();
}

async fn money_of_a_lost_dispute_is_held_until_it_has_left(db: Db) {
    let authority = TestAuthority::new(db, 43).await;
    let office = authority.staffed().await;
    let apart = Duration::from_mins(5);
    let (payment, told) = disputed(&authority, (apart, Verdict::Buyer)).await;
    let is_about = |delivery: &&Delivery, what: &str| {
        let text = String::from_utf8_lossy(&delivery.body).into_owned();
        text.contains(&format!("\"{what}\""))
    };
    let ended = "CUSTOMER.DISPUTE.RESOLVED";
    let ended = told.iter().find(|told| is_about(told, ended)).unwrap();
    assert!(authority.provider_event_arrives(ended).await);
    authority.does_what_is_due().await;
    assert_eq!(authority.tasks().await, [""; 0], "nothing to answer");
    let clerk = authority.at_work(&office.clerk).await;
    let asked = authority.requests_refund(&clerk, (payment, 500)).await;
    assert_eq!(refusal(asked), RefundRefusal::Disputed);
    for delivery in &told {
        authority.provider_event_arrives(delivery).await;
    }
    authority.comes_to_rest().await;
    let clerk = authority.at_work(&office.clerk).await;
    let asked = authority.requests_refund(&clerk, (payment, 500)).await;
    assert_eq!(refusal(asked), RefundRefusal::NotAvailable);
    let left = "SELECT CAST(sum(seen) AS BIGINT) FROM money_in_sums";
    assert_eq!(authority.count(left).await, FEE_CENTS);
    assert_eq!(authority.count(OPEN).await, 0);
    authority.reconcile().await.unwrap();
}

async fn another_dispute_about_the_same_money_holds_it_again(db: Db) {
    let authority = TestAuthority::new(db, 44).await;
    let office = authority.staffed().await;
    let payment = authority.paid_payment().await;
    for again in 1..=2 {
        let dispute = authority.payer_disputes(payment).unwrap();
        authority.after(Duration::from_mins(1)).await;
        assert!(is_held(&authority, &office, payment).await, "{again}");
        assert_eq!(authority.tasks().await, ["answer_dispute"], "{again}");
        authority.sim.resolve_dispute(&dispute, Verdict::Withdrawn);
        authority.after(Duration::from_mins(1)).await;
        assert!(!is_held(&authority, &office, payment).await, "{again}");
        assert_eq!(authority.tasks().await, [""; 0], "{again}");
    }
    authority.reconcile().await.unwrap();
}
