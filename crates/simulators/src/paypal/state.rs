//! Everything the simulator knows, behind one lock that is never held while waiting.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::accounts::Accounts;
use super::buyer;
use super::captures::{self, Capture};
use super::chronicle::{Chronicle, Event};
use super::clock::{Clock, later};
use super::disputes::{self, Dispute};
use super::faults::Faults;
use super::idempotency::Replays;
use super::ids::Ids;
use super::journal::Journal;
use super::knobs::Knobs;
use super::notices::Notices;
use super::orders::Order;
use super::refunds::{self, Refund};
use super::signing::LazyKeys;

/// Something that happens by itself later.
#[derive(Clone, Debug)]
pub(crate) enum Due {
    CompleteCapture(String),
    DenyCapture(String),
    OpenDispute(String),
    ReverseHalf(String),
    LapseApproval(String),
}

#[derive(Debug)]
pub(crate) struct State {
    /// Own public base address, without a slash at the end.
    pub(crate) base: String,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) knobs: Knobs,
    pub(crate) keys: Arc<LazyKeys>,
    /// The one buyer this world has.
    pub(crate) buyer: String,
    pub(crate) accounts: Accounts,
    pub(crate) orders: HashMap<String, Order>,
    pub(crate) captures: HashMap<String, Capture>,
    pub(crate) refunds: HashMap<String, Refund>,
    pub(crate) disputes: HashMap<String, Dispute>,
    pub(crate) replays: Replays,
    pub(crate) notices: Notices,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    /// Where what happens is written down, if it is.
    pub(crate) chronicle: Option<Chronicle>,
    timers: BTreeMap<(Timestamp, u64), Due>,
    timers_set: u64,
    /// Days up to this one have had their nightly bookings.
    pub(crate) day: jiff::civil::Date,
}

impl State {
    pub(crate) fn new(base: String, clock: Clock, seed: u64, keys: Arc<LazyKeys>) -> Self {
        let mut ids = Ids::new(seed);
        let buyer = ids.person();
        let day = super::settlement::local_day(clock.now());
        Self {
            base,
            clock,
            ids,
            knobs: Knobs::default(),
            keys,
            buyer,
            accounts: Accounts::default(),
            orders: HashMap::new(),
            captures: HashMap::new(),
            refunds: HashMap::new(),
            disputes: HashMap::new(),
            replays: Replays::default(),
            notices: Notices::default(),
            faults: Faults::default(),
            journal: Journal::default(),
            chronicle: None,
            timers: BTreeMap::new(),
            timers_set: 0,
            day,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Writes down what happens now.
    pub(crate) fn note(&mut self, event: impl FnOnce() -> Event) {
        let now = self.now();
        if let Some(chronicle) = &mut self.chronicle {
            chronicle.note(now, event());
        }
    }

    pub(crate) fn link(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(crate) fn schedule(&mut self, after: Duration, what: Due) {
        self.timers_set += 1;
        self.timers
            .insert((later(self.now(), after), self.timers_set), what);
    }

    /// Lets happen what is due. Called whenever somebody looks.
    pub(crate) fn catch_up(&mut self) {
        let now = self.now();
        while let Some(entry) = self.timers.first_entry() {
            if entry.key().0 > now {
                break;
            }
            match entry.remove() {
                Due::CompleteCapture(id) => captures::complete(self, &id),
                Due::DenyCapture(id) => captures::deny(self, &id),
                Due::LapseApproval(id) => buyer::lapse(self, &id),
                Due::OpenDispute(id) => disputes::open(self, &id).is_some(),
                Due::ReverseHalf(id) => {
                    let half = self.captures.get(&id).map(|capture| capture.cents / 2);
                    refunds::reverse(self, &id, half, false).is_some()
                }
            };
        }
        super::settlement::nights(self, now);
    }

    /// Forgets everything but the apps, the webhooks and the switches.
    pub(crate) fn reset(&mut self) {
        self.accounts.reset();
        self.orders.clear();
        self.captures.clear();
        self.refunds.clear();
        self.disputes.clear();
        self.replays = Replays::default();
        self.notices.forget_events();
        self.faults = Faults::default();
        self.journal = Journal::default();
        self.timers.clear();
    }
}
