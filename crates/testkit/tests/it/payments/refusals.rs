//! The provider refuses the authority's account, whatever the payer does.

use app::payments::{CitizenState, StartOutcome};
use domain::payments::{AttemptOutcome, Method};
use simulators::common::Fault;
use storage::{Db, on_both_engines};
use testkit::{AtProvider, TestAuthority, Told};

on_both_engines! {
    an_account_that_is_refused_is_told_as_such_and_becomes_one_task
    a_capture_that_is_not_permitted_is_no_fault_of_the_payers_card
}

const ORDERS: &str = "POST /v2/checkout/orders";

async fn an_account_that_is_refused_is_told_as_such_and_becomes_one_task(db: Db) {
    let authority = TestAuthority::new(db, 31).await;
    authority.sim.fault(Fault {
        status: Some(401),
        times: 1_000,
        ..Fault::on(ORDERS)
    });
    for _ in 0..2 {
        let payment = authority.asks_for_payment().await.unwrap();
        let visitor = TestAuthority::visitor();
        let payer = authority.app.payer();
        let chosen = (payment, &Method::PAYPAL);
        let outcome = payer.start_payment("musterstadt", chosen, &visitor).await;
        assert_eq!(outcome.unwrap(), StartOutcome::Unavailable);
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
    authority.comes_to_rest().await;
    authority.reconcile().await.unwrap();
}
