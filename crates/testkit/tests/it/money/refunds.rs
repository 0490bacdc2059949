//! Refunds by persons: requested, released, sent, failed, paid by hand.

mod change;
mod crashes;
mod disputes;
mod faults;
mod guard;

use std::time::Duration;

use app::access::StaffError;
use app::money::WantedRefund;
use domain::money::refunds::{RefundRefusal, RefundRoute, RefundState};
use domain::{Day, Money, RefundId};
use simulators::common::Fault;
use storage::{Db, on_both_engines};
use testkit::{BANK, FEE_CENTS, Office, TestAuthority, seen_refund};

on_both_engines! {
    a_refund_goes_through_two_persons_and_the_provider
    a_part_lowers_what_is_owed_and_the_rest_is_given_back_later
    of_many_requests_at_once_one_takes_the_money
    a_request_is_released_by_others_and_as_many_as_it_needs
    the_amount_that_was_seen_is_checked_and_a_form_counts_once
    what_the_provider_refuses_is_paid_by_hand
    a_failed_refund_is_withdrawn_and_the_claim_is_as_before
    an_answer_that_is_lost_is_asked_for_again_and_money_goes_back_once
    the_message_of_the_provider_ends_a_refund_of_ours
    a_pending_refund_is_done_or_fails_later
    after_half_a_year_money_goes_back_by_hand
    the_treasury_gives_back_what_is_not_owed_and_nothing_else
    what_is_outside_a_scope_is_not_there
}

async fn state(authority: &TestAuthority, office: &Office, refund: RefundId) -> RefundState {
    let at = authority.at_work(&office.lead).await;
    seen_refund(&at, refund).await.refund.state
}

fn refusal(result: Result<impl std::fmt::Debug, StaffError>) -> RefundRefusal {
    match result {
        Err(StaffError::Refund(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// A paid payment, of which a clerk asks for so much and the lead releases it.
async fn released(authority: &TestAuthority, office: &Office, cents: i64) -> RefundId {
    let payment = authority.paid_payment().await;
    let clerk = authority.at_work(&office.clerk).await;
    let refund = authority.requests_refund(&clerk, (payment, cents)).await;
    let refund = refund.unwrap();
    let lead = authority.at_work(&office.lead).await;
    authority.releases_refund(&lead, refund).await.unwrap();
    refund
}

async fn a_refund_goes_through_two_persons_and_the_provider(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let office = authority.staffed().await;
    let payment = authority.paid_payment().await;
    let clerk = authority.at_work(&office.clerk).await;
    let wanted = (payment, FEE_CENTS);
    let refund = authority.requests_refund(&clerk, wanted).await.unwrap();
    assert_eq!(authority.tasks().await, ["release_refund"]);
    let lead = authority.at_work(&office.lead).await;
    authority.releases_refund(&lead, refund).await.unwrap();
    assert_eq!(authority.tasks().await, [""; 0]);
    let seen = seen_refund(&lead, refund).await;
    assert_eq!(seen.refund.state, RefundState::Released);
    assert_eq!(
        (seen.requested_by.as_str(), seen.released_by.len()),
        ("akte", 1)
    );
    authority.comes_to_rest().await;
    assert_eq!(state(&authority, &office, refund).await, RefundState::Done);
    assert_eq!(authority.tasks().await, [""; 0]);
    assert_eq!(
        authority.ledger().await.lines().collect::<Vec<_>>(),
        [
            "claims          0.00",
            "clearing:paypal -1.66",
            "fees:paypal     1.66",
            "receivable      0.00",
            "refunds_due     0.00"
        ]
    );
    let cancelled = "SELECT count(*) FROM claims
        WHERE settled_cents = 0 AND cancelled_at IS NOT NULL";
    assert_eq!(authority.count(cancelled).await, 1, "nothing is owed");
    let told = "SELECT count(*) FROM events WHERE kind LIKE 'refund.%'";
    assert_eq!(
        authority.count(told).await,
        4,
        "requested, released, sent, done"
    );
    authority.reconcile().await.unwrap();
}

async fn a_part_lowers_what_is_owed_and_the_rest_is_given_back_later(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    let office = authority.staffed().await;
    let part = released(&authority, &office, 1_250).await;
    let lowered = "SELECT count(*) FROM claims
        WHERE amount_cents = 3000 AND settled_cents = 3000 AND cancelled_at IS NULL";
    assert_eq!(authority.count(lowered).await, 1, "not open again");
    let lines = "SELECT CAST(sum(amount_cents) AS BIGINT) FROM claim_lines
        WHERE terms_number = 2";
    assert_eq!(authority.count(lines).await, 3_000);
    authority.comes_to_rest().await;
    let clerk = authority.at_work(&office.clerk).await;
    let payment = seen_refund(&clerk, part).await.refund.payment.unwrap();
    let too_much = authority.requests_refund(&clerk, (payment, 3_001)).await;
    assert_eq!(refusal(too_much), RefundRefusal::NotAvailable);
    let rest = authority.requests_refund(&clerk, (payment, 3_000)).await;
    let rest = rest.unwrap();
    let lead = authority.at_work(&office.lead).await;
    authority.releases_refund(&lead, rest).await.unwrap();
    authority.comes_to_rest().await;
    assert_eq!(state(&authority, &office, rest).await, RefundState::Done);
    let clerk = authority.at_work(&office.clerk).await;
    let nothing = authority.requests_refund(&clerk, (payment, 1)).await;
    assert_eq!(refusal(nothing), RefundRefusal::NotAvailable);
    authority.reconcile().await.unwrap();
}

async fn of_many_requests_at_once_one_takes_the_money(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let office = authority.staffed().await;
    let payment = authority.paid_payment().await;
    let clerk = authority.at_work(&office.clerk).await;
    let money = clerk.view_refundable(&payment.to_string()).await.unwrap();
    let money = &money[0];
    let wanted = |number: usize| WantedRefund {
        amount: money.available,
        available: money.available,
        reason: "doppelt".to_owned(),
        key: format!("form-{number}"),
    };
    let all: Vec<_> = (0..50).map(wanted).collect();
    let calls = all.iter().map(|one| clerk.request_refund(money.money, one));
    let answers = futures_util::future::join_all(calls).await;
    let taken = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(taken, 1, "{answers:?}");
    let reserved = "SELECT reserved FROM money_in_sums";
    assert_eq!(authority.count(reserved).await, FEE_CENTS);
    authority.reconcile().await.unwrap();
}

async fn a_request_is_released_by_others_and_as_many_as_it_needs(db: Db) {
    let authority = TestAuthority::new(db, 4).await;
    let office = authority.staffed().await;
    let payment = authority.asks_for(60_000).await.unwrap();
    authority.pays(payment, testkit::AtProvider::Approves).await;
    let clerk = authority.at_work(&office.clerk).await;
    let refund = authority.requests_refund(&clerk, (payment, 50_001)).await;
    let refund = refund.unwrap();
    let denied = authority.releases_refund(&clerk, refund).await;
    assert!(matches!(denied, Err(StaffError::Denied(_))), "{denied:?}");
    let lead = authority.at_work(&office.lead).await;
    authority.releases_refund(&lead, refund).await.unwrap();
    assert_eq!(
        state(&authority, &office, refund).await,
        RefundState::Requested
    );
    let again = authority.releases_refund(&lead, refund).await;
    assert_eq!(refusal(again), RefundRefusal::ReleasedBefore);
    let other = authority.at_work(&office.treasurer).await;
    let stale = other.release_refund(refund, (RefundRoute::Provider, "of another time"));
    assert!(matches!(stale.await, Err(StaffError::Meanwhile)));
    authority.releases_refund(&other, refund).await.unwrap();
    authority.comes_to_rest().await;
    assert_eq!(state(&authority, &office, refund).await, RefundState::Done);
    let late = authority.at_work(&office.clerk).await;
    let late = late.withdraw_refund(refund).await;
    assert_eq!(refusal(late), RefundRefusal::State);
    authority.reconcile().await.unwrap();
}

async fn the_amount_that_was_seen_is_checked_and_a_form_counts_once(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    let office = authority.staffed().await;
    let payment = authority.paid_payment().await;
    let clerk = authority.at_work(&office.clerk).await;
    let money = clerk.view_refundable(&payment.to_string()).await.unwrap();
    let money = &money[0];
    let wanted = |key: &str| WantedRefund {
        amount: Money::from_cents(1_000).unwrap(),
        available: money.available,
        reason: "ermäßigt".to_owned(),
        key: key.to_owned(),
    };
    let first = clerk.request_refund(money.money, &wanted("a")).await;
    let first = first.unwrap();
    let again = clerk.request_refund(money.money, &wanted("a")).await;
    assert_eq!(again.unwrap(), first, "the same form");
    let more = WantedRefund {
        amount: Money::from_cents(2_000).unwrap(),
        ..wanted("a")
    };
    let more = clerk.request_refund(money.money, &more).await;
    let unlike = matches!(refusal(more), RefundRefusal::Changed { .. });
    assert!(unlike, "another amount is not the same request");
    let other = clerk.request_refund(money.money, &wanted("b")).await;
    let now = Money::from_cents(FEE_CENTS - 1_000).unwrap();
    let changed = RefundRefusal::Changed {
        seen: money.available,
        now,
    };
    assert_eq!(refusal(other), changed);
    let lead = authority.at_work(&office.lead).await;
    lead.reject_refund(first, "nicht begründet").await.unwrap();
    assert_eq!(
        state(&authority, &office, first).await,
        RefundState::Rejected
    );
    let clerk = authority.at_work(&office.clerk).await;
    let third = clerk.request_refund(money.money, &wanted("c")).await;
    clerk.withdraw_refund(third.unwrap()).await.unwrap();
    authority.reconcile().await.unwrap();
}

async fn what_the_provider_refuses_is_paid_by_hand(db: Db) {
    let authority = TestAuthority::new(db, 6).await;
    let office = authority.staffed().await;
    authority.sim.fault(refuses());
    let refund = released(&authority, &office, FEE_CENTS).await;
    authority.after(Duration::from_mins(1)).await;
    assert_eq!(
        state(&authority, &office, refund).await,
        RefundState::Failed
    );
    assert_eq!(authority.tasks().await, ["mend_refund"]);
    authority.reconcile().await.unwrap();
    let lead = authority.at_work(&office.lead).await;
    let by_hand = (refund, RefundRoute::ByHand);
    authority.releases_by(&lead, by_hand).await.unwrap();
    assert_eq!(authority.tasks().await, ["pay_refund"]);
    let today = Day::in_berlin(authority.app.system().moment().now);
    lead.pay_refund(refund, (BANK, today)).await.unwrap();
    assert_eq!(state(&authority, &office, refund).await, RefundState::Done);
    assert_eq!(authority.tasks().await, [""; 0]);
    let line = "SELECT count(*) FROM bank_lines WHERE direction = 'debit' AND amount_cents = 4250";
    assert_eq!(authority.count(line).await, 1);
    authority.reconcile().await.unwrap();
}

/// The provider gives nothing back: there is no balance.
fn refuses() -> Fault {
    Fault {
        issue: Some("REFUND_FAILED_INSUFFICIENT_FUNDS".to_owned()),
        ..Fault::on("POST /v2/payments/captures/*/refund")
    }
}

async fn a_failed_refund_is_withdrawn_and_the_claim_is_as_before(db: Db) {
    let authority = TestAuthority::new(db, 7).await;
    let office = authority.staffed().await;
    authority.sim.fault(refuses());
    let refund = released(&authority, &office, 1_000).await;
    authority.after(Duration::from_mins(1)).await;
    let treasurer = authority.at_work(&office.treasurer).await;
    treasurer.withdraw_refund(refund).await.unwrap();
    let as_before = "SELECT count(*) FROM claims
        WHERE amount_cents = 4250 AND settled_cents = 4250 AND terms_number = 3";
    assert_eq!(authority.count(as_before).await, 1);
    let reserved = "SELECT reserved FROM money_in_sums";
    assert_eq!(authority.count(reserved).await, 0);
    assert_eq!(authority.tasks().await, [""; 0]);
    authority.comes_to_rest().await;
    authority.reconcile().await.unwrap();
}

async fn an_answer_that_is_lost_is_asked_for_again_and_money_goes_back_once(db: Db) {
    let authority = TestAuthority::new(db, 8).await;
    let office = authority.staffed().await;
    authority.sim.fault(Fault {
        after_effect: true,
        lost: true,
        times: 3,
        ..Fault::on("POST /v2/payments/captures/*/refund")
    });
    let refund = released(&authority, &office, 1_000).await;
    authority.does_what_is_due().await;
    assert_eq!(state(&authority, &office, refund).await, RefundState::Sent);
    drop(authority.sim.take_deliveries());
    authority.comes_to_rest().await;
    assert_eq!(state(&authority, &office, refund).await, RefundState::Done);
    assert_eq!(authority.count("SELECT count(*) FROM money_out").await, 1);
    authority.reconcile().await.unwrap();
}

async fn the_message_of_the_provider_ends_a_refund_of_ours(db: Db) {
    let authority = TestAuthority::new(db, 9).await;
    let office = authority.staffed().await;
    authority.sim.fault(Fault {
        after_effect: true,
        lost: true,
        times: 1_000,
        ..Fault::on("POST /v2/payments/captures/*/refund")
    });
    let refund = released(&authority, &office, 1_000).await;
    authority.does_what_is_due().await;
    authority.after(Duration::from_mins(1)).await;
    assert_eq!(state(&authority, &office, refund).await, RefundState::Done);
    assert_eq!(authority.tasks().await, [""; 0], "it is known whose it is");
    assert_eq!(authority.count("SELECT seen FROM money_in_sums").await, 0);
    authority.comes_to_rest().await;
    authority.reconcile().await.unwrap();
}

async fn a_pending_refund_is_done_or_fails_later(db: Db) {
    for well in [true, false] {
        let db = storage::testing::emptied(&db).await;
        let authority = TestAuthority::new(db, 10).await;
        let office = authority.staffed().await;
        authority.sim.turn(|knobs| knobs.refunds_pending = true);
        let refund = released(&authority, &office, 1_000).await;
        authority.does_what_is_due().await;
        let lead = authority.at_work(&office.lead).await;
        let seen = seen_refund(&lead, refund).await.refund;
        assert_eq!(seen.state, RefundState::Pending);
        let reference = seen.reference.unwrap();
        assert!(authority.sim.finish_refund(&reference, well));
        authority.comes_to_rest().await;
        authority.after(Duration::from_hours(24)).await;
        let expected = if well {
            RefundState::Done
        } else {
            RefundState::Failed
        };
        assert_eq!(state(&authority, &office, refund).await, expected);
        authority.reconcile().await.unwrap();
    }
}

async fn after_half_a_year_money_goes_back_by_hand(db: Db) {
    let authority = TestAuthority::new(db, 11).await;
    let office = authority.staffed().await;
    let payment = authority.paid_payment().await;
    authority.comes_to_rest().await;
    authority.time_passes(Duration::from_hours(181 * 24));
    let clerk = authority.at_work(&office.clerk).await;
    let seen = clerk.view_refundable(&payment.to_string()).await.unwrap();
    assert_eq!(seen[0].by_hand, Some(RefundRefusal::TooOld { days: 180 }));
    let refund = authority.requests_refund(&clerk, (payment, 1_000)).await;
    let refund = refund.unwrap();
    let lead = authority.at_work(&office.lead).await;
    let by_provider = (refund, RefundRoute::Provider);
    let refused = authority.releases_by(&lead, by_provider).await;
    assert_eq!(refusal(refused), RefundRefusal::TooOld { days: 180 });
    authority.releases_refund(&lead, refund).await.unwrap();
    let tomorrow = Day::in_berlin(authority.app.system().moment().now);
    let tomorrow = tomorrow.plus_days(1).unwrap();
    let early = lead.pay_refund(refund, (BANK, tomorrow)).await;
    assert_eq!(refusal(early), RefundRefusal::Day);
    let clerk = authority.at_work(&office.clerk).await;
    let own = clerk.withdraw_refund(refund).await;
    assert_eq!(refusal(own), RefundRefusal::NotOwn, "it may be under way");
    let other = authority.at_work(&office.treasurer).await;
    other.withdraw_refund(refund).await.unwrap();
    assert_eq!(
        state(&authority, &office, refund).await,
        RefundState::Withdrawn
    );
    assert_eq!(authority.tasks().await, [""; 0]);
    authority.reconcile().await.unwrap();
}

async fn the_treasury_gives_back_what_is_not_owed_and_nothing_else(db: Db) {
    let authority = TestAuthority::new(db, 12).await;
    let office = authority.staffed().await;
    let (payment, number) = authority.instructed_payment().await.unwrap();
    authority
        .bank_states(FEE_CENTS + 300, &number)
        .await
        .unwrap();
    let lead = authority.at_work(&office.lead).await;
    let owed = authority.requests_refund(&lead, (payment, 301)).await;
    assert_eq!(refusal(owed), RefundRefusal::OnlyNotOwed);
    let refund = authority.requests_refund(&lead, (payment, 300)).await;
    let refund = refund.unwrap();
    let own = authority.releases_refund(&lead, refund).await;
    assert_eq!(refusal(own), RefundRefusal::OwnRequest);
    let other = authority.at_work(&office.treasurer).await;
    authority.releases_refund(&other, refund).await.unwrap();
    let today = Day::in_berlin(authority.app.system().moment().now);
    other.pay_refund(refund, (BANK, today)).await.unwrap();
    assert_eq!(authority.tasks().await, [""; 0]);
    let paid = "SELECT count(*) FROM claims WHERE settled_cents = 4250 AND terms_number = 1";
    assert_eq!(authority.count(paid).await, 1, "the claim is as it was");
    authority.reconcile().await.unwrap();
}

async fn what_is_outside_a_scope_is_not_there(db: Db) {
    let authority = TestAuthority::new(db, 13).await;
    let office = authority.staffed().await;
    let refund = released(&authority, &office, 1_000).await;
    authority.comes_to_rest().await;
    let clerk = authority.at_work(&office.clerk).await;
    let payment = seen_refund(&clerk, refund).await.refund.payment.unwrap();
    let narrow = "UPDATE grants SET scope = 'department:Ordnungsamt' WHERE role = 'clerk'";
    let mut tx = authority.db.write(storage::Scope::Operator).await.unwrap();
    tx.raw(narrow).await.unwrap();
    tx.commit().await.unwrap();
    let clerk = authority.at_work(&office.clerk).await;
    assert!(clerk.view_refunds(None).await.unwrap().refunds.is_empty());
    let seen = clerk.view_refund(refund).await;
    assert!(matches!(seen, Err(StaffError::NotFound)));
    let found = clerk.view_refundable(&payment.to_string()).await.unwrap();
    assert!(found.is_empty());
}
