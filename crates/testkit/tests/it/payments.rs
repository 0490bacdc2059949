//! What happens to the money, told on both engines.

mod clock;
mod methods;
mod provider_events;
mod refusals;
mod search;
mod visitor_calls;

use domain::payments::AttemptOutcome;
use std::time::Duration;

use app::claims::notices::NoticePayment;
use app::payments::CitizenState;
use simulators::common::Fault;
use storage::{Db, on_both_engines};
use testkit::{AtProvider, TestAuthority, Told};

on_both_engines! {
    a_paid_fee_is_in_clearing_less_what_the_provider_kept
    a_lost_return_is_found_by_the_provider_event
    a_lost_return_and_a_lost_provider_event_are_found_by_the_sweeper
    a_lost_answer_to_the_capture_is_being_checked_and_then_paid
    money_about_which_the_provider_says_nothing_usable_becomes_a_task
    no_payment_is_repeated_while_it_is_being_checked
    a_payment_not_made_expires_and_is_taken_back
    why_a_payment_ended_without_money_is_kept_and_told
    a_payer_who_gives_up_may_try_again
    an_approval_after_giving_up_counts_while_the_money_is_owed
    an_approval_after_giving_up_takes_nothing_that_is_paid_otherwise
    a_payer_who_calls_it_off_ends_it
    a_bad_card_sends_the_payer_back_to_the_same_order
    a_final_no_opens_the_payment_again
    money_under_review_is_not_paid_before_it_is_released
    an_approval_after_the_end_takes_no_money
    the_same_provider_event_twice_changes_nothing
    a_refund_made_at_the_provider_is_booked_and_shown_to_the_treasury
    a_refund_told_before_its_money_is_counted_when_the_money_is_known
    a_provider_that_does_not_answer_costs_nothing_but_time
}

async fn a_paid_fee_is_in_clearing_less_what_the_provider_kept(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let payment = authority.asks_for_payment().await.unwrap();
    assert_eq!(authority.status(payment).await, Told::Open);
    authority.pays(payment, AtProvider::Approves).await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    assert_eq!(
        authority.ledger().await.lines().collect::<Vec<_>>(),
        [
            "claims          -42.50",
            "clearing:paypal 40.84",
            "fees:paypal     1.66",
            "receivable      0.00"
        ]
    );
    authority.reconcile().await.unwrap();
}

async fn a_lost_return_is_found_by_the_provider_event(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.at_provider(&order, AtProvider::Approves);
    assert_eq!(authority.status(payment).await, Told::Open);
    authority.after(Duration::from_secs(10)).await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    authority.reconcile().await.unwrap();
}

async fn a_lost_return_and_a_lost_provider_event_are_found_by_the_sweeper(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.at_provider(&order, AtProvider::Approves);
    drop(authority.sim.take_deliveries());
    authority.time_passes(Duration::from_mins(11));
    authority.does_what_is_due().await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    authority.reconcile().await.unwrap();
}

async fn a_lost_answer_to_the_capture_is_being_checked_and_then_paid(db: Db) {
    let authority = TestAuthority::new(db, 4).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.at_provider(&order, AtProvider::Approves);
    authority.sim.fault(Fault {
        after_effect: true,
        lost: true,
        times: 5,
        ..Fault::on("POST /v2/checkout/orders/*/capture")
    });
    authority.comes_back(payment).await;
    assert_eq!(
        authority.page(payment).await.state,
        CitizenState::Processing
    );
    assert_eq!(authority.status(payment).await, Told::Open);
    authority.comes_to_rest().await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    authority.reconcile().await.unwrap();
}

async fn money_about_which_the_provider_says_nothing_usable_becomes_a_task(db: Db) {
    let authority = TestAuthority::new(db, 41).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.at_provider(&order, AtProvider::Approves);
    authority.sim.fault(Fault {
        after_effect: true,
        lost: true,
        times: 5,
        ..Fault::on("POST /v2/checkout/orders/*/capture")
    });
    authority.comes_back(payment).await;
    authority.sim.fault(Fault {
        lost: true,
        times: 1_000,
        ..Fault::on("GET /v2/checkout/orders/*")
    });
    authority.after(Duration::from_mins(30)).await;
    assert!(authority.tasks().await.is_empty(), "it may still answer");
    for _ in 0..12 {
        authority.after(Duration::from_hours(1)).await;
    }
    assert_eq!(authority.tasks().await, ["ask_provider"]);
    authority.sim.clear_faults();
    authority.comes_to_rest().await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    assert!(authority.tasks().await.is_empty(), "it answered");
    authority.reconcile().await.unwrap();
}

async fn no_payment_is_repeated_while_it_is_being_checked(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.at_provider(&order, AtProvider::Approves);
    authority.sim.fault(Fault {
        after_effect: true,
        lost: true,
        times: 5,
        ..Fault::on("POST /v2/checkout/orders/*/capture")
    });
    authority.comes_back(payment).await;
    assert_eq!(authority.chooses_paypal(payment).await, None);
    assert!(!authority.calls_off(payment).await);
    authority.comes_to_rest().await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    authority.reconcile().await.unwrap();
}

async fn a_payment_not_made_expires_and_is_taken_back(db: Db) {
    let authority = TestAuthority::new(db, 6).await;
    let payment = authority.asks_for_payment().await.unwrap();
    authority.after(Duration::from_mins(29)).await;
    assert_eq!(authority.status(payment).await, Told::Open);
    authority.after(Duration::from_mins(2)).await;
    assert_eq!(authority.status(payment).await, Told::Expired);
    assert_eq!(
        authority.ledger().await.lines().collect::<Vec<_>>(),
        ["claims          0.00", "receivable      0.00"]
    );
    assert_eq!(authority.chooses_paypal(payment).await, None);
    authority.reconcile().await.unwrap();
}

async fn a_payer_who_gives_up_may_try_again(db: Db) {
    let authority = TestAuthority::new(db, 7).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let first = authority.chooses_paypal(payment).await.unwrap();
    assert_eq!(
        authority.chooses_paypal(payment).await.as_ref(),
        Some(&first),
        "the same link again"
    );
    authority.gives_up(payment).await;
    let alert = Some(AttemptOutcome::Cancelled);
    assert_eq!(
        authority.page(payment).await.state,
        CitizenState::Open { alert }
    );
    let second = authority.chooses_paypal(payment).await.unwrap();
    assert_ne!(first, second);
    // The first order is approved after all, in another window: no money is asked for it.
    authority.at_provider(&first, AtProvider::Approves);
    authority.after(Duration::from_secs(10)).await;
    assert_eq!(authority.status(payment).await, Told::Open);
    authority.at_provider(&second, AtProvider::Approves);
    authority.comes_back(payment).await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    authority.comes_to_rest().await;
    authority.reconcile().await.unwrap();
}

async fn an_approval_after_giving_up_counts_while_the_money_is_owed(db: Db) {
    // Told by the return address, and by the provider's event alone.
    let authority = TestAuthority::new(db, 72).await;
    for comes_back in [true, false] {
        let payment = authority.asks_for_payment().await.unwrap();
        let order = authority.chooses_paypal(payment).await.unwrap();
        authority.gives_up(payment).await;
        authority.after(Duration::from_secs(5)).await;
        authority.at_provider(&order, AtProvider::Approves);
        if comes_back {
            authority.comes_back(payment).await;
        } else {
            authority.provider_events_arrive().await;
            authority.does_what_is_due().await;
        }
        assert_eq!(authority.status(payment).await, Told::Paid, "{comes_back}");
    }
    authority.comes_to_rest().await;
    authority.reconcile().await.unwrap();
}

async fn an_approval_after_giving_up_takes_nothing_that_is_paid_otherwise(db: Db) {
    let authority = TestAuthority::new(db, 73).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let first = authority.chooses_paypal(payment).await.unwrap();
    authority.gives_up(payment).await;
    authority.pays(payment, AtProvider::Approves).await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    let captures = || {
        let calls = authority.sim.journal().into_iter();
        calls.filter(|call| call.path.ends_with("/capture")).count()
    };
    let before = captures();
    authority.at_provider(&first, AtProvider::Approves);
    authority.comes_back(payment).await;
    authority.provider_events_arrive().await;
    authority.comes_to_rest().await;
    assert_eq!(captures(), before);
    authority.reconcile().await.unwrap();
}

async fn a_payer_who_calls_it_off_ends_it(db: Db) {
    let authority = TestAuthority::new(db, 8).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    assert!(authority.calls_off(payment).await);
    assert_eq!(authority.status(payment).await, Told::Cancelled);
    authority.at_provider(&order, AtProvider::Approves);
    authority.comes_back(payment).await;
    authority.comes_to_rest().await;
    assert_eq!(authority.status(payment).await, Told::Cancelled);
    authority.reconcile().await.unwrap();
}

async fn a_bad_card_sends_the_payer_back_to_the_same_order(db: Db) {
    let authority = TestAuthority::new(db, 9).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.at_provider(&order, AtProvider::ApprovesWithBadCard);
    authority.comes_back(payment).await;
    let alert = Some(AttemptOutcome::Declined);
    assert_eq!(
        authority.page(payment).await.state,
        CitizenState::AtProvider { alert }
    );
    assert_eq!(
        authority.chooses_paypal(payment).await.as_ref(),
        Some(&order)
    );
    authority.at_provider(&order, AtProvider::Approves);
    authority.comes_back(payment).await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    authority.reconcile().await.unwrap();
}

async fn a_final_no_opens_the_payment_again(db: Db) {
    let authority = TestAuthority::new(db, 10).await;
    let payment = authority.asks_for_payment().await.unwrap();
    authority
        .pays(payment, AtProvider::ApprovesAndIsRefused)
        .await;
    let alert = Some(AttemptOutcome::Declined);
    assert_eq!(
        authority.page(payment).await.state,
        CitizenState::Open { alert }
    );
    authority.pays(payment, AtProvider::Approves).await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    authority.reconcile().await.unwrap();
}

async fn money_under_review_is_not_paid_before_it_is_released(db: Db) {
    let authority = TestAuthority::new(db, 11).await;
    let payment = authority.asks_for_payment().await.unwrap();
    authority
        .pays(payment, AtProvider::ApprovesAndIsChecked)
        .await;
    assert_eq!(
        authority.page(payment).await.state,
        CitizenState::Processing
    );
    assert_eq!(authority.status(payment).await, Told::Open);
    authority.comes_to_rest().await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    authority.reconcile().await.unwrap();
}

async fn an_approval_after_the_end_takes_no_money(db: Db) {
    let authority = TestAuthority::new(db, 12).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.after(Duration::from_mins(31)).await;
    assert_eq!(authority.status(payment).await, Told::Expired);
    authority.at_provider(&order, AtProvider::Approves);
    authority.comes_back(payment).await;
    authority.comes_to_rest().await;
    assert_eq!(authority.status(payment).await, Told::Expired);
    assert!(!authority.page(payment).await.money_came);
    authority.reconcile().await.unwrap();
}

async fn the_same_provider_event_twice_changes_nothing(db: Db) {
    let authority = TestAuthority::new(db, 13).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.at_provider(&order, AtProvider::Approves);
    authority.time_passes(Duration::from_secs(10));
    let deliveries = authority.sim.take_deliveries();
    assert!(!deliveries.is_empty());
    for delivery in deliveries.iter().chain(&deliveries) {
        assert!(authority.provider_event_arrives(delivery).await);
    }
    let mut forged = deliveries[0].clone();
    forged.body = changed_in_the_middle(&forged.body);
    assert!(!authority.provider_event_arrives(&forged).await);
    authority.does_what_is_due().await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    authority.reconcile().await.unwrap();
}

async fn a_refund_made_at_the_provider_is_booked_and_shown_to_the_treasury(db: Db) {
    let authority = TestAuthority::new(db, 14).await;
    let payment = authority.paid_payment().await;
    authority.provider_reverses(payment);
    authority.comes_to_rest().await;
    assert_eq!(
        authority.status(payment).await,
        Told::Paid,
        "what was told never changes"
    );
    assert_eq!(authority.tasks().await, ["explain_refund"]);
    assert_eq!(
        authority.ledger().await.lines().collect::<Vec<_>>(),
        [
            "claims          -42.50",
            "clearing:paypal -1.66",
            "fees:paypal     1.66",
            "receivable      0.00",
            "refunds_due     42.50"
        ]
    );
    authority.reconcile().await.unwrap();
}

async fn a_refund_told_before_its_money_is_counted_when_the_money_is_known(db: Db) {
    let authority = TestAuthority::new(db, 17).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.at_provider(&order, AtProvider::Approves);
    authority.sim.fault(Fault {
        after_effect: true,
        lost: true,
        times: 5,
        ..Fault::on("POST /v2/checkout/orders/*/capture")
    });
    authority.comes_back(payment).await;
    authority.sim.fault(Fault {
        lost: true,
        times: 1_000,
        ..Fault::on("GET /v2/checkout/orders/*")
    });
    authority.provider_reverses(payment);
    authority.after(Duration::from_mins(1)).await;
    let out = "SELECT count(*) FROM money_out WHERE money_in_id IS NULL";
    assert_eq!(authority.count(out).await, 1, "the refund is booked first");
    assert_eq!(authority.count("SELECT count(*) FROM money_in").await, 0);
    authority.comes_to_rest().await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    let sums = "SELECT seen FROM money_in_sums WHERE received = 4250";
    assert_eq!(authority.count(sums).await, 4_250);
    assert_eq!(authority.tasks().await, ["explain_refund"]);
    authority.reconcile().await.unwrap();
}

async fn a_provider_that_does_not_answer_costs_nothing_but_time(db: Db) {
    let authority = TestAuthority::new(db, 16).await;
    let payment = authority.asks_for_payment().await.unwrap();
    authority.sim.fault(Fault {
        lost: true,
        times: 20,
        ..Fault::on("POST /v2/checkout/orders")
    });
    assert_eq!(authority.chooses_paypal(payment).await, None);
    authority.sim.clear_faults();
    authority.after(Duration::from_mins(3)).await;
    authority.pays(payment, AtProvider::Approves).await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    authority.reconcile().await.unwrap();
}

fn changed_in_the_middle(body: &[u8]) -> bytes::Bytes {
    let mut body = body.to_vec();
    let middle = body.len() / 2;
    body[middle] ^= 1;
    body.into()
}

async fn why_a_payment_ended_without_money_is_kept_and_told(db: Db) {
    let authority = TestAuthority::new(db, 31).await;
    let called_off = authority.asks_for_payment().await.unwrap();
    assert!(authority.calls_off(called_off).await);
    let declined = authority.asks_for_payment().await.unwrap();
    authority
        .pays(declined, AtProvider::ApprovesAndIsRefused)
        .await;
    authority.asks_for_payment().await.unwrap();
    authority.paid_payment().await;
    authority.sends_three_fines().await;
    let again = authority
        .opens_payment(&[(1, "1234")], NoticePayment::Whole)
        .await
        .unwrap();
    let order = authority.chooses_paypal(again).await.unwrap();
    let too_late = authority
        .opens_payment(&[(1, "1234")], NoticePayment::Whole)
        .await
        .unwrap();
    let fine = authority
        .opens_payment(&[(1, "1234")], NoticePayment::Whole)
        .await
        .unwrap();
    authority.pays(fine, AtProvider::Approves).await;
    assert_eq!(authority.chooses_paypal(too_late).await, None);
    authority.at_provider(&order, AtProvider::Approves);
    authority.comes_back(again).await;
    authority.after(Duration::from_hours(1)).await;
    let ended = async |state: &str, reason: &str| {
        let sql = format!("SELECT count(*) FROM payments WHERE state = '{state}' AND {reason}");
        authority.count(&sql).await
    };
    assert_eq!(ended("cancelled", "end_reason = 'by_payer'").await, 1);
    assert_eq!(ended("cancelled", "end_reason IS NULL").await, 2);
    assert_eq!(ended("expired", "end_reason = 'declined'").await, 1);
    assert_eq!(ended("expired", "end_reason = 'timed_out'").await, 1);
    assert_eq!(ended("paid", "end_reason IS NULL").await, 2);
    for (kind, reason, times) in [
        ("payment.cancelled", "by_payer", 1),
        ("payment.cancelled", "paid_elsewhere", 2),
        ("payment.failed", "declined", 1),
        ("payment.expired", "timed_out", 1),
    ] {
        let sql = format!(
            "SELECT count(*) FROM events
             WHERE kind = '{kind}' AND body LIKE '%\"status_reason\":\"{reason}\"%'"
        );
        assert_eq!(authority.count(&sql).await, times, "{kind} {reason}");
    }
    authority.reconcile().await.unwrap();
}
