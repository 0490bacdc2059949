//! Beside a crowd that lasts: an office behind one address pays, payments whose payers left are
//! settled, and released refunds are sent.

use std::time::Duration;

use app::payments::ReturnOutcome;
use domain::PaymentId;
use storage::{Db, on_both_engines};
use testkit::{AtProvider, FEE_CENTS, TestAuthority, Told};

use super::{AT_HOME, Honest, ROUND, SECOND, all_go_on, calls, sparing};

on_both_engines! {
    many_payers_of_a_busy_network_pay_beside_ever_new_networks
    a_payment_whose_payer_left_is_settled_while_a_crowd_lasts
    money_that_found_no_place_is_not_asked_about_in_vain
    a_clock_put_back_keeps_no_payer_of_a_crowd_waiting
    released_refunds_are_sent_one_a_second_beside_payers
}

/// A crowd each of whose visitors comes from a network that was never seen, and begins one payment.
struct Spray {
    payments: Vec<PaymentId>,
    network: u16,
}

impl Spray {
    /// The first networks of the town hall and of payers at home are others.
    const FIRST: u16 = 10_000;

    async fn of(authority: &TestAuthority, visitors: u16) -> Self {
        let mut payments = Vec::new();
        for _ in 0..visitors {
            payments.push(authority.asks_for_payment().await.unwrap());
        }
        let network = Self::FIRST;
        Self { payments, network }
    }

    /// All press; those that began come again from elsewhere with another payment.
    async fn presses(&mut self, authority: &TestAuthority) {
        for payment in &mut self.payments {
            self.network += 1;
            authority.payers_come_from(self.network);
            if authority.chooses_paypal(*payment).await.is_some() {
                authority.comes_back(*payment).await;
                *payment = authority.asks_for_payment().await.unwrap();
            }
        }
    }
}

/// The network of a town hall, whose payers stand at its terminals.
const TOWN_HALL: u16 = 7;

async fn many_payers_of_a_busy_network_pay_beside_ever_new_networks(db: Db) {
    let authority = sparing(db, 81).await;
    let at_the_terminal = async || Honest {
        network: TOWN_HALL,
        ..Honest::at_home(&authority, 0).await
    };
    // The morning was busy.
    let mut honest = Vec::new();
    for _ in 0..20 {
        honest.push(at_the_terminal().await);
        while !honest.is_empty() {
            authority.time_passes(ROUND);
            all_go_on(&authority, &mut honest).await;
        }
    }
    let mut spray = Spray::of(&authority, 15).await;
    let mut rounds = 0;
    while rounds < 60 || !honest.is_empty() {
        assert!(rounds < 90, "{} wait after all others", honest.len());
        // Two new payers in three seconds.
        if rounds < 60 && rounds % 15 < 2 {
            honest.push(at_the_terminal().await);
        }
        authority.time_passes(ROUND);
        spray.presses(&authority).await;
        all_go_on(&authority, &mut honest).await;
        rounds += 1;
    }
    calls(&authority);
}

/// Ten networks begin twenty payments each, and pay none.
async fn begun_by_a_crowd(authority: &TestAuthority) -> Vec<PaymentId> {
    let mut begun = Vec::new();
    for number in 0..200 {
        authority.payers_come_from(number % 10);
        let payment = authority.asks_for_payment().await.unwrap();
        authority.chooses_paypal(payment).await.unwrap();
        begun.push(payment);
    }
    begun
}

/// A payer approves and closes the window; the provider's message is lost.
async fn leaves(authority: &TestAuthority, network: u16) -> PaymentId {
    authority.payers_come_from(network);
    let payment = authority.asks_for_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.at_provider(&order, AtProvider::Approves);
    authority.sim.take_deliveries();
    payment
}

async fn a_payment_whose_payer_left_is_settled_while_a_crowd_lasts(db: Db) {
    let mut authority = TestAuthority::new(db, 82).await;
    let crowd = begun_by_a_crowd(&authority).await;
    let payment = leaves(&authority, AT_HOME).await;
    authority.spares_its_provider();
    authority.time_passes(Duration::from_mins(10));
    let mut seconds = 0;
    while authority.status(payment).await != Told::Paid {
        assert!(seconds < 15, "not settled beside {} others", crowd.len());
        authority.time_passes(SECOND);
        for (network, payments) in (0..).zip(crowd.chunks(20)) {
            authority.payers_come_from(network);
            let reloads = payments
                .iter()
                .map(|payment| authority.comes_back(*payment));
            futures_util::future::join_all(reloads).await;
        }
        authority.does_what_is_due().await;
        seconds += 1;
    }
    calls(&authority);
}

/// The questions in vain that the program counted.
const TRIES: &str = "SELECT coalesce(max(tries), 0) FROM payments WHERE state = 'paying'";

async fn money_that_found_no_place_is_not_asked_about_in_vain(db: Db) {
    let mut authority = TestAuthority::new(db, 83).await;
    let mut approved = Vec::new();
    for network in 0..12 {
        approved.push(leaves(&authority, network).await);
    }
    let (last, others) = approved.split_last().unwrap();
    let mut sprayed = Vec::new();
    for _ in 0..9 {
        sprayed.push(authority.asks_for_payment().await.unwrap());
    }
    authority.spares_its_provider();
    authority.time_passes(Duration::from_mins(10));
    // Starts take what all share; five captures and two sweeps are left.
    for (network, payment) in (100..).zip(&sprayed) {
        authority.payers_come_from(network);
        authority.chooses_paypal(*payment).await.unwrap();
    }
    for (network, payment) in (200..).zip(&others[..4]) {
        authority.payers_come_from(network);
        let seen = authority.comes_back(*payment).await;
        assert_eq!(seen, Some(ReturnOutcome::Known));
    }
    authority.does_what_is_due().await;
    authority.payers_come_from(AT_HOME);
    let seen = authority.comes_back(*last).await;
    assert_eq!(seen, Some(ReturnOutcome::StillAsking));
    assert_eq!(authority.count(TRIES).await, 0);
    // The answer was no news that is good for two seconds.
    authority.time_passes(SECOND);
    authority.comes_back(*last).await;
    assert_eq!(authority.status(*last).await, Told::Paid);
    for _ in 0..10 {
        authority.time_passes(SECOND);
        authority.does_what_is_due().await;
    }
    for payment in approved {
        assert_eq!(authority.status(payment).await, Told::Paid);
    }
    assert_eq!(authority.tasks().await, [""; 0]);
}

async fn a_clock_put_back_keeps_no_payer_of_a_crowd_waiting(db: Db) {
    let authority = sparing(db, 84).await;
    // Ahead by an hour, a crowd makes its calls, and the clock is put right.
    authority.clock.advance(Duration::from_hours(1));
    let mut spray = Spray::of(&authority, 15).await;
    for _ in 0..10 {
        authority.time_passes(ROUND);
        spray.presses(&authority).await;
    }
    authority.clock.is_put_back(Duration::from_hours(1));
    authority.sim.advance(SECOND);
    let payment = leaves(&authority, AT_HOME).await;
    authority.comes_back(payment).await;
    assert_eq!(authority.status(payment).await, Told::Paid);
}

const SENT: &str = "SELECT count(*) FROM refunds WHERE state = 'done'";

async fn released_refunds_are_sent_one_a_second_beside_payers(db: Db) {
    let mut authority = TestAuthority::new(db, 85).await;
    let office = authority.staffed().await;
    let (clerk, lead) = (&office.clerk, &office.lead);
    for _ in 0..4 {
        let payment = authority.paid_payment().await;
        let clerk = authority.at_work(clerk).await;
        let refund = authority
            .requests_refund(&clerk, (payment, FEE_CENTS))
            .await;
        let lead = authority.at_work(lead).await;
        authority
            .releases_refund(&lead, refund.unwrap())
            .await
            .unwrap();
    }
    authority.spares_its_provider();
    let mut spray = Spray::of(&authority, 15).await;
    for second in 1..=4 {
        // A payer finds what all share as if no refund was there, and the crowd takes the rest.
        authority.time_passes(SECOND);
        let payment = leaves(&authority, AT_HOME + second).await;
        authority.comes_back(payment).await;
        assert_eq!(authority.status(payment).await, Told::Paid);
        spray.presses(&authority).await;
        authority.does_what_is_due().await;
        assert_eq!(authority.count(SENT).await, i64::from(second));
    }
    calls(&authority);
}
