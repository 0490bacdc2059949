//! Calls of the provider that visitors of pages cause: reloading costs neither the provider nor
//! other payers anything.

use std::time::Duration;

use app::payments::ReturnOutcome;
use storage::{Db, on_both_engines};
use testkit::{AtProvider, TestAuthority, Told};

on_both_engines! {
    reloading_asks_the_provider_once_and_starting_has_an_end
    payments_that_are_reloaded_for_ever_leave_room_for_one_that_is_paid
}

async fn reloading_asks_the_provider_once_and_starting_has_an_end(db: Db) {
    let authority = TestAuthority::new(db, 71).await;
    let payment = authority.asks_for_payment().await.unwrap();
    authority.chooses_paypal(payment).await.unwrap();
    let before = authority.sim.journal().len();
    for _ in 0..50 {
        authority.comes_back(payment).await;
    }
    assert_eq!(authority.sim.journal().len(), before + 1);
    for _ in 0..50 {
        authority.gives_up(payment).await;
        authority.chooses_paypal(payment).await;
    }
    let orders = authority.sim.journal().into_iter();
    let orders = orders.filter(|call| call.path == "/v2/checkout/orders");
    assert_eq!(orders.count(), 20);
}

async fn payments_that_are_reloaded_for_ever_leave_room_for_one_that_is_paid(db: Db) {
    let authority = TestAuthority::new(db, 72).await;
    let mut reloaded = Vec::new();
    for _ in 0..20 {
        let payment = authority.asks_for_payment().await.unwrap();
        authority.chooses_paypal(payment).await.unwrap();
        reloaded.push(payment);
        authority.time_passes(Duration::from_secs(1));
    }
    let look_ups = || {
        let calls = authority.sim.journal().into_iter();
        let asks = |path: &str| path.starts_with("/v2/checkout/orders/");
        calls.filter(|call| asks(&call.path)).count()
    };
    let before = look_ups();
    for _ in 0..500 {
        authority.time_passes(Duration::from_secs(1));
        let reloads = reloaded
            .iter()
            .map(|payment| authority.comes_back(*payment));
        futures_util::future::join_all(reloads).await;
    }
    let made = look_ups() - before;
    assert!(made <= 20 * 16, "{made} questions in 500 seconds");
    let payment = authority.asks_for_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.at_provider(&order, AtProvider::Approves);
    let seen = authority.comes_back(payment).await;
    assert_eq!(seen, Some(ReturnOutcome::Known));
    assert_eq!(authority.status(payment).await, Told::Paid);
}
