//! The provider refuses the authority's account, whatever the payer does.

use std::time::Duration;

use app::payments::{CitizenState, StartOutcome};
use domain::PaymentId;
use domain::payments::{AttemptOutcome, Method};
use simulators::common::Fault;
use storage::{Db, on_both_engines};
use testkit::{AtProvider, TestAuthority, Told};

on_both_engines! {
    an_account_that_is_refused_is_told_as_such_and_becomes_one_task
    a_capture_that_is_not_permitted_is_no_fault_of_the_payers_card
    credentials_that_are_accepted_again_close_the_task_and_a_permission_stays_to_be_given
}

const ORDERS: &str = "POST /v2/checkout/orders";
const NO_TASKS: [&str; 0] = [];

/// A payment whose payer chose PayPal and was told that it is not to be had.
async fn finds_paypal_unavailable(authority: &TestAuthority) -> PaymentId {
    let payment = authority.asks_for_payment().await.unwrap();
    let visitor = authority.visitor();
    let payer = authority.app.payer();
    let chosen = (payment, &Method::PAYPAL);
    let outcome = payer.start_payment("musterstadt", chosen, &visitor).await;
    assert_eq!(outcome.unwrap(), StartOutcome::Unavailable);
    payment
}

async fn an_account_that_is_refused_is_told_as_such_and_becomes_one_task(db: Db) {
    let authority = TestAuthority::new(db, 31).await;
    authority.sim.fault(Fault {
        status: Some(401),
        times: 1_000,
        ..Fault::on(ORDERS)
    });
    for _ in 0..2 {
        let payment = finds_paypal_unavailable(&authority).await;
        let alert = Some(AttemptOutcome::Unavailable);
        let page = authority.page(payment).await;
        assert_eq!(page.state, CitizenState::Open { alert });
        assert_eq!(authority.tasks().await, ["mend_provider_account"]);
    }
    let about = "SELECT count(*) FROM tasks JOIN provider_accounts \
                 ON provider_accounts.account_id = tasks.subject \
                 WHERE subject_kind = 'provider_account' AND reference = 'credentials'";
    assert_eq!(authority.count(about).await, 1);
    authority.sim.clear_faults();
    let payment = authority.asks_for_payment().await.unwrap();
    authority.pays(payment, AtProvider::Approves).await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    assert_eq!(authority.tasks().await, NO_TASKS, "the account works again");
    authority.comes_to_rest().await;
    authority.reconcile().await.unwrap();
}

async fn a_capture_that_is_not_permitted_is_no_fault_of_the_payers_card(db: Db) {
    let authority = TestAuthority::new(db, 32).await;
    let payment = authority.asks_for_payment().await.unwrap();
    authority.sim.fault(Fault {
        status: Some(403),
        issue: Some("PERMISSION_DENIED".to_owned()),
        ..Fault::on("POST /v2/checkout/orders/*/capture")
    });
    authority.pays(payment, AtProvider::Approves).await;
    let alert = Some(AttemptOutcome::Unavailable);
    let page = authority.page(payment).await;
    assert_eq!(page.state, CitizenState::Open { alert });
    assert_eq!(authority.tasks().await, ["mend_provider_account"]);
    authority.pays(payment, AtProvider::Approves).await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    assert_eq!(authority.tasks().await, NO_TASKS, "the account works again");
    authority.comes_to_rest().await;
    authority.reconcile().await.unwrap();
}

async fn credentials_that_are_accepted_again_close_the_task_and_a_permission_stays_to_be_given(
    db: Db,
) {
    for (status, issue, left) in [
        (401, None, &NO_TASKS[..]),
        (403, Some("PERMISSION_DENIED"), &["mend_provider_account"]),
    ] {
        let authority = TestAuthority::new(storage::testing::emptied(&db).await, 33).await;
        authority.sim.fault(Fault {
            status: Some(status),
            issue: issue.map(str::to_owned),
            times: 1_000,
            ..Fault::on(ORDERS)
        });
        finds_paypal_unavailable(&authority).await;
        assert_eq!(authority.tasks().await, ["mend_provider_account"]);
        authority.sim.clear_faults();
        // Until then it is not asked again.
        authority.time_passes(Duration::from_mins(11));
        // Asking for events needs credentials, and no permission to take money.
        let subscribed = authority.operator();
        let subscribed = subscribed.subscribe_provider_events(authority.tenant).await;
        assert!(subscribed.unwrap().is_empty());
        assert_eq!(authority.tasks().await, left, "{status}");
    }
}
