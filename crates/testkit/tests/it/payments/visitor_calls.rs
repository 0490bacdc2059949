//! Calls of the provider that visitors of pages cause: reloading costs neither the provider nor
//! other payers anything, and payments begun in masses do not keep others from paying.
//!
//! The program makes as many calls as an installation's, and the clock goes on.

mod crowds;

use std::time::Duration;

use app::payments::ReturnOutcome;
use domain::PaymentId;
use simulators::common::Fault;
use storage::{Db, on_both_engines};
use testkit::{AtProvider, TestAuthority, Told};

on_both_engines! {
    reloading_asks_the_provider_once_and_starting_has_an_end
    payments_that_are_reloaded_for_ever_leave_room_for_one_that_is_paid
    honest_payers_pay_beside_a_crowd_at_a_provider_that_refuses_more_than_thirty_calls
    one_network_that_begins_payments_without_end_keeps_no_other_from_paying
    forty_networks_that_begin_payments_without_end_keep_no_other_from_paying
    a_payer_told_to_try_again_is_there_for_the_first_time_and_an_order_asked_for_again_is_not
    an_answer_from_before_the_clock_was_put_back_is_not_reused
}

const SECOND: Duration = Duration::from_secs(1);
/// Between two rounds in which each payer presses a button.
const ROUND: Duration = Duration::from_millis(200);
/// A provider refuses what is more in a second.
const PROVIDER_TAKES: u32 = 30;
/// The first network of payers that only want to pay; the crowds' are before it.
const AT_HOME: u16 = 1_000;

/// An authority whose program spares its provider, which refuses what is too much.
async fn sparing(db: Db, seed: u64) -> TestAuthority {
    let mut authority = TestAuthority::new(db, seed).await;
    authority.spares_its_provider();
    let takes = Some(PROVIDER_TAKES);
    authority.sim.turn(|knobs| knobs.calls_per_second = takes);
    authority
}

/// The calls that the provider was sent so far; it refused none.
fn calls(authority: &TestAuthority) -> usize {
    let calls = authority.sim.journal();
    let refused = calls.iter().filter(|call| call.status == 429);
    assert_eq!(refused.count(), 0, "of {} calls", calls.len());
    calls.len()
}

/// Orders that the provider was asked for.
fn orders(authority: &TestAuthority) -> usize {
    let calls = authority.sim.journal().into_iter();
    let orders = calls.filter(|call| call.path == "/v2/checkout/orders");
    orders.count()
}

async fn reloading_asks_the_provider_once_and_starting_has_an_end(db: Db) {
    let authority = sparing(db, 71).await;
    let payment = authority.asks_for_payment().await.unwrap();
    authority.chooses_paypal(payment).await.unwrap();
    let before = calls(&authority);
    for _ in 0..50 {
        authority.comes_back(payment).await;
    }
    assert_eq!(calls(&authority), before + 1);
    for _ in 0..50 {
        authority.time_passes(SECOND);
        authority.gives_up(payment).await;
        authority.chooses_paypal(payment).await;
    }
    assert_eq!(orders(&authority), 20);
}

async fn payments_that_are_reloaded_for_ever_leave_room_for_one_that_is_paid(db: Db) {
    let authority = sparing(db, 72).await;
    let mut reloaded = Vec::new();
    for _ in 0..20 {
        let payment = authority.asks_for_payment().await.unwrap();
        authority.chooses_paypal(payment).await.unwrap();
        reloaded.push(payment);
        authority.time_passes(SECOND);
    }
    let before = calls(&authority);
    for _ in 0..500 {
        authority.time_passes(SECOND);
        let reloads = reloaded
            .iter()
            .map(|payment| authority.comes_back(*payment));
        futures_util::future::join_all(reloads).await;
    }
    let made = calls(&authority) - before;
    assert!(made <= 20 * 16, "{made} questions in 500 seconds");
    authority.payers_come_from(AT_HOME);
    let payment = authority.asks_for_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.at_provider(&order, AtProvider::Approves);
    let seen = authority.comes_back(payment).await;
    assert_eq!(seen, Some(ReturnOutcome::Known));
    assert_eq!(authority.status(payment).await, Told::Paid);
}

/// A payer on the way to the receipt.
struct Honest {
    payment: PaymentId,
    network: u16,
    /// Once it was approved at the provider.
    approved: bool,
    /// Closes the window after that.
    stays_away: bool,
}

impl Honest {
    async fn at_home(authority: &TestAuthority, number: u16) -> Self {
        Self {
            payment: authority.asks_for_payment().await.unwrap(),
            network: AT_HOME + number,
            approved: false,
            stays_away: false,
        }
    }

    /// Presses the button and approves, or comes back; what did not work is done again next time.
    async fn goes_on(&mut self, authority: &TestAuthority) {
        authority.payers_come_from(self.network);
        if !self.approved {
            if let Some(order) = authority.chooses_paypal(self.payment).await {
                authority.at_provider(&order, AtProvider::Approves);
                self.approved = true;
            }
        } else if !self.stays_away {
            authority.comes_back(self.payment).await;
        }
    }
}

/// All press once. Those go that have nothing to do any more.
async fn all_go_on(authority: &TestAuthority, honest: &mut Vec<Honest>) {
    let mut on_the_way = Vec::new();
    for mut payer in honest.drain(..) {
        payer.goes_on(authority).await;
        let is_gone = payer.approved
            && (payer.stays_away || authority.status(payer.payment).await == Told::Paid);
        if !is_gone {
            on_the_way.push(payer);
        }
    }
    *honest = on_the_way;
}

/// Payments that were begun a while ago, so that the program asks about them while their pages are
/// reloaded.
async fn crowd_that_waits(authority: &TestAuthority) -> Vec<PaymentId> {
    let mut crowd = Vec::new();
    for number in 0..100 {
        authority.payers_come_from(number % 10);
        let payment = authority.asks_for_payment().await.unwrap();
        authority.chooses_paypal(payment).await.unwrap();
        crowd.push(payment);
    }
    authority.time_passes(Duration::from_secs(595));
    crowd
}

/// All reload, each ten from a network of their own; some give up and begin anew each time.
async fn all_reload(authority: &TestAuthority, crowd: &[PaymentId]) {
    for (number, payments) in (0..).zip(crowd.chunks(10)) {
        authority.payers_come_from(number);
        let reloads = payments
            .iter()
            .map(|payment| authority.comes_back(*payment));
        futures_util::future::join_all(reloads).await;
    }
    for payment in &crowd[..3] {
        authority.gives_up(*payment).await;
        authority.chooses_paypal(*payment).await;
    }
}

const ASKED_ABOUT: &str = "SELECT count(*) FROM payments WHERE state = 'paying' AND tries > 0";

async fn honest_payers_pay_beside_a_crowd_at_a_provider_that_refuses_more_than_thirty_calls(
    db: Db,
) {
    let mut authority = TestAuthority::new(db, 73).await;
    let crowd = crowd_that_waits(&authority).await;
    authority.spares_its_provider();
    let takes = Some(PROVIDER_TAKES);
    authority.sim.turn(|knobs| knobs.calls_per_second = takes);
    let (mut payments, mut on_the_way, mut round) = (Vec::new(), Vec::new(), 0);
    while round < 100 || !on_the_way.is_empty() {
        assert!(round < 150, "{} wait after all others", on_the_way.len());
        authority.time_passes(ROUND);
        if round < 100 {
            let mut payer = Honest::at_home(&authority, round).await;
            payer.stays_away = round % 10 == 0;
            payments.push(payer.payment);
            on_the_way.push(payer);
        }
        // What comes first takes what is left of the second.
        if round % 2 == 0 {
            all_reload(&authority, &crowd).await;
        }
        all_go_on(&authority, &mut on_the_way).await;
        if round % 2 == 1 {
            all_reload(&authority, &crowd).await;
        }
        if round % 5 == 0 {
            authority.does_what_is_due().await;
        }
        round += 1;
    }
    calls(&authority);
    let asked_about = authority.count(ASKED_ABOUT).await;
    assert!(
        asked_about >= 25,
        "{asked_about} of the crowd in 15 seconds"
    );
    for _ in 0..12 {
        authority.after(Duration::from_mins(1)).await;
    }
    for payment in payments {
        assert_eq!(authority.status(payment).await, Told::Paid);
    }
}

/// Each of the crowd begins its payment, and another one as soon as it is begun; all others come
/// after it. Returns after how many rounds those are paid.
async fn pay_beside_beginners(authority: &TestAuthority, (crowd, networks): (u16, u16)) -> u16 {
    let (mut begun, mut honest) = (Vec::new(), Vec::new());
    for _ in 0..crowd {
        begun.push(authority.asks_for_payment().await.unwrap());
    }
    let mut rounds = 0;
    while rounds < 40 || !honest.is_empty() {
        assert!(rounds < 150, "{} wait after half a minute", honest.len());
        // The crowd was there before.
        if (10..40).contains(&rounds) {
            honest.push(Honest::at_home(authority, rounds).await);
        }
        authority.time_passes(ROUND);
        // A quarter of it presses at a time: fifty times in a second are more than enough.
        let quarter = (0..)
            .zip(&mut begun)
            .skip(usize::from(rounds % 4))
            .step_by(4);
        for (number, payment) in quarter {
            authority.payers_come_from(number % networks);
            if authority.chooses_paypal(*payment).await.is_some() {
                authority.comes_back(*payment).await;
                *payment = authority.asks_for_payment().await.unwrap();
            }
        }
        all_go_on(authority, &mut honest).await;
        rounds += 1;
    }
    calls(authority);
    rounds
}

async fn one_network_that_begins_payments_without_end_keeps_no_other_from_paying(db: Db) {
    let authority = sparing(db, 74).await;
    let rounds = pay_beside_beginners(&authority, (40, 1)).await;
    assert!(rounds <= 50, "{rounds} rounds");
    let (of_others, seconds) = (30, usize::from(rounds) / 5 + 1);
    assert!(orders(&authority) <= of_others + 5 * seconds);
}

async fn forty_networks_that_begin_payments_without_end_keep_no_other_from_paying(db: Db) {
    let authority = sparing(db, 75).await;
    let rounds = pay_beside_beginners(&authority, (40, 40)).await;
    assert!(rounds <= 90, "{rounds} rounds");
}

async fn a_payer_told_to_try_again_is_there_for_the_first_time_and_an_order_asked_for_again_is_not(
    db: Db,
) {
    let authority = sparing(db, 76).await;
    // The provider answers no order: the payments stay as they are, and are asked for again.
    authority.sim.fault(Fault {
        status: Some(503),
        times: 6,
        ..Fault::on("POST /v2/checkout/orders")
    });
    let mut ask_again = Vec::new();
    for _ in 0..2 {
        let payment = authority.asks_for_payment().await.unwrap();
        for _ in 0..3 {
            authority.time_passes(SECOND);
            assert_eq!(authority.chooses_paypal(payment).await, None);
        }
        ask_again.push(payment);
    }
    assert_eq!(orders(&authority), 6);
    // Twelve networks take all places of first starts in this second.
    authority.time_passes(SECOND);
    for network in 1..=12 {
        authority.payers_come_from(network);
        let payment = authority.asks_for_payment().await.unwrap();
        authority.chooses_paypal(payment).await;
    }
    assert_eq!(orders(&authority), 15);
    authority.payers_come_from(AT_HOME);
    let told_to_wait = authority.asks_for_payment().await.unwrap();
    for _ in 0..10 {
        assert_eq!(authority.chooses_paypal(told_to_wait).await, None);
    }
    let begins = async |payment| authority.chooses_paypal(payment).await.is_some();
    assert!(
        begins(ask_again[0]).await,
        "there is one place for those that ask again"
    );
    assert!(!begins(ask_again[1]).await, "and only one");
    // That place is taken, and the one told to wait has another.
    authority.time_passes(SECOND);
    assert!(begins(ask_again[1]).await);
    assert!(begins(told_to_wait).await);
}

async fn an_answer_from_before_the_clock_was_put_back_is_not_reused(db: Db) {
    let authority = sparing(db, 77).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.comes_back(payment).await;
    authority.at_provider(&order, AtProvider::Approves);
    authority.clock.is_put_back(Duration::from_hours(2));
    authority.comes_back(payment).await;
    assert_eq!(authority.status(payment).await, Told::Paid);
}
