//! Each fault of the provider at each call that a refund needs, and messages that are lost.

use std::time::Duration;

use app::ledger::VerifyOptions;
use domain::money::refunds::RefundState;
use simulators::common::Fault;
use storage::{Db, on_both_engines};
use testkit::TestAuthority;

use super::{released, state};

on_both_engines! {
    a_refund_survives_every_fault_at_every_call_and_is_made_once
    a_refund_made_by_hand_whose_message_was_lost_is_named_with_amount_and_payment
}

/// What a refund calls: for a new access token, to give back, to look what a message tells.
const CALLS: [&str; 3] = [
    "POST /v1/oauth2/token",
    "POST /v2/payments/captures/*/refund",
    "GET /v2/payments/refunds/*",
];

fn faults(call: &str) -> Vec<Fault> {
    let at = |fault: Fault| Fault { times: 2, ..fault };
    let status = |status: u16| {
        at(Fault {
            status: Some(status),
            ..Fault::on(call)
        })
    };
    vec![
        at(Fault {
            lost: true,
            ..Fault::on(call)
        }),
        at(Fault {
            lost: true,
            after_effect: true,
            ..Fault::on(call)
        }),
        status(429),
        status(500),
        at(Fault {
            status: Some(503),
            after_effect: true,
            ..Fault::on(call)
        }),
    ]
}

async fn a_refund_survives_every_fault_at_every_call_and_is_made_once(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let office = authority.staffed().await;
    let mut made = 0;
    for fault in CALLS.iter().flat_map(|call| faults(call)) {
        let told = format!("{fault:?}");
        let refund = released(&authority, &office, 1_000).await;
        // Afterwards a new access token is needed.
        authority.time_passes(Duration::from_hours(10));
        authority.sim.fault(fault);
        for _ in 0..4 {
            authority.after(Duration::from_mins(5)).await;
        }
        authority.comes_to_rest().await;
        made += 1;
        assert_eq!(
            state(&authority, &office, refund).await,
            RefundState::Done,
            "{told}"
        );
        let left = authority.count("SELECT count(*) FROM money_out").await;
        assert_eq!(left, made, "{told}");
    }
    assert_eq!(authority.tasks().await, [""; 0]);
    authority.reconcile().await.unwrap();
}

async fn a_refund_made_by_hand_whose_message_was_lost_is_named_with_amount_and_payment(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    let payment = authority.paid_payment().await;
    authority.comes_to_rest().await;
    authority.provider_reverses(payment);
    drop(authority.sim.take_deliveries());
    // The provider's report has it after some hours.
    authority.after(Duration::from_hours(24)).await;
    drop(authority.sim.take_deliveries());
    let options = VerifyOptions {
        with_provider: true,
        ..VerifyOptions::default()
    };
    let reports = authority.operator().verify(&options).await.unwrap();
    let told = reports.into_iter().flat_map(|report| report.differences);
    let told: Vec<_> = told.map(|difference| difference.text).collect();
    let [told] = told.as_slice() else {
        panic!("one difference: {told:?}");
    };
    let named = format!("payment {payment}");
    for part in ["a refund not booked here: -42.50 EUR of ", named.as_str()] {
        assert!(told.contains(part), "{part}: {told}");
    }
}
