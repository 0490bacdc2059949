//! Calls of the provider that visitors of pages cause: reloading costs neither the provider nor
//! other payers anything.

use std::time::Duration;

use app::payments::ReturnOutcome;
use domain::PaymentId;
use storage::{Db, on_both_engines};
use testkit::{AtProvider, TestAuthority, Told};

on_both_engines! {
    reloading_asks_the_provider_once_and_starting_has_an_end
    payments_that_are_reloaded_for_ever_leave_room_for_one_that_is_paid
    honest_payers_pay_beside_a_crowd_at_a_provider_that_refuses_more_than_thirty_calls
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

/// Between two rounds in which each payer presses a button.
const ROUND: Duration = Duration::from_millis(200);
/// A provider refuses what is more in a second.
const PROVIDER_TAKES: u32 = 30;

/// A payer on the way to the receipt.
struct Honest {
    payment: PaymentId,
    /// Once it was approved at the provider.
    approved: bool,
}

impl Honest {
    /// Presses the button and approves, or comes back; what did not work is done again next time.
    async fn goes_on(&mut self, authority: &TestAuthority) {
        if self.approved {
            authority.comes_back(self.payment).await;
        } else if let Some(order) = authority.chooses_paypal(self.payment).await {
            authority.at_provider(&order, AtProvider::Approves);
            self.approved = true;
        }
    }
}

/// The crowd reloads pages without an end; some of it gives up and begins anew each time.
async fn crowds(authority: &TestAuthority, crowd: &[PaymentId]) {
    let reloads = crowd.iter().map(|payment| authority.comes_back(*payment));
    futures_util::future::join_all(reloads).await;
    for payment in &crowd[..5] {
        authority.gives_up(*payment).await;
        authority.chooses_paypal(*payment).await;
    }
}

async fn are_paid(authority: &TestAuthority, honest: Vec<Honest>) -> Vec<Honest> {
    let mut unpaid = Vec::new();
    for payer in honest {
        if authority.status(payer.payment).await != Told::Paid {
            unpaid.push(payer);
        }
    }
    unpaid
}

async fn honest_payers_pay_beside_a_crowd_at_a_provider_that_refuses_more_than_thirty_calls(
    db: Db,
) {
    let mut authority = TestAuthority::new(db, 73).await;
    let (mut crowd, mut honest) = (Vec::new(), Vec::new());
    for _ in 0..40 {
        let payment = authority.asks_for_payment().await.unwrap();
        authority.chooses_paypal(payment).await.unwrap();
        crowd.push(payment);
    }
    for _ in 0..20 {
        let payment = authority.asks_for_payment().await.unwrap();
        let approved = false;
        honest.push(Honest { payment, approved });
    }
    authority.spares_its_provider();
    let takes = Some(PROVIDER_TAKES);
    authority.sim.turn(|knobs| knobs.calls_per_second = takes);
    let before = authority.sim.journal().len();
    let mut rounds: u32 = 0;
    while !honest.is_empty() {
        assert!(rounds < 150, "{} wait after half a minute", honest.len());
        authority.time_passes(ROUND);
        // Who comes first takes what is left of the second.
        let crowd_is_first = rounds.is_multiple_of(2);
        if crowd_is_first {
            crowds(&authority, &crowd).await;
        }
        for payer in &mut honest {
            payer.goes_on(&authority).await;
        }
        if !crowd_is_first {
            crowds(&authority, &crowd).await;
        }
        if rounds.is_multiple_of(5) {
            authority.does_what_is_due().await;
        }
        honest = are_paid(&authority, honest).await;
        rounds += 1;
    }
    assert!(rounds >= 10, "the provider was never full");
    let calls = authority.sim.journal().split_off(before);
    let refused = calls.iter().filter(|call| call.status == 429);
    assert_eq!(refused.count(), 0, "of {} calls", calls.len());
}
