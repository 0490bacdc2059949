//! Each fault of the provider at each call that a refund needs.

use std::time::Duration;

use domain::money::refunds::RefundState;
use simulators::common::Fault;
use storage::{Db, on_both_engines};
use testkit::TestAuthority;

use super::{released, state};

on_both_engines! {
    a_refund_survives_every_fault_at_every_call_and_is_made_once
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
