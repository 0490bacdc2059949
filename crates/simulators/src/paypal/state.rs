//! Everything the simulator knows, behind one lock that is never held while waiting.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::common::clock::{Clock, PlayedTime, later};
use crate::common::faults::Faults;
use crate::common::journal::Journal;
use crate::common::timers::Timers;
use crate::paypal::accounts::Accounts;
use crate::paypal::http::idempotency::Replays;
use crate::paypal::ids::Ids;
use crate::paypal::payments::buyer;
use crate::paypal::payments::captures::{self, Capture};
use crate::paypal::payments::disputes::{self, Dispute};
use crate::paypal::payments::orders::Order;
use crate::paypal::payments::refunds::{self, Refund};
use crate::paypal::replay::{Chronicle, Event};
use crate::paypal::settings::Knobs;
use crate::paypal::webhooks::Webhooks;
use crate::paypal::webhooks::signing::LazyKeys;

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
    pub(crate) webhooks: Webhooks,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    /// When the calls of the last second came.
    last_second: VecDeque<Timestamp>,
    /// Where what happens is written down, if it is.
    pub(crate) chronicle: Option<Chronicle>,
    /// While a past is played, what happens by itself waits for its time.
    pub(crate) played: Option<PlayedTime>,
    timers: Timers<Due>,
    /// Days up to this one have had their nightly bookings.
    pub(crate) day: jiff::civil::Date,
}

impl State {
    pub(crate) fn new(base: String, clock: Clock, seed: u64, keys: Arc<LazyKeys>) -> Self {
        let mut ids = Ids::new(seed);
        let buyer = ids.person();
        let day = crate::paypal::reports::settlement::local_day(clock.now());
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
            webhooks: Webhooks::default(),
            faults: Faults::default(),
            journal: Journal::default(),
            last_second: VecDeque::new(),
            chronicle: None,
            played: None,
            timers: Timers::default(),
            day,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Counts a call, refused or not. Whether more came within a second than are taken.
    pub(crate) fn is_called_too_often(&mut self) -> bool {
        let Some(most) = self.knobs.calls_per_second else {
            return false;
        };
        let now = self.now();
        let recent = |at: &Timestamp| later(*at, Duration::from_secs(1)) > now;
        self.last_second.retain(recent);
        self.last_second.push_back(now);
        u32::try_from(self.last_second.len()).is_ok_and(|calls| calls > most)
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
        self.timers.put(later(self.now(), after), what);
    }

    /// Lets happen what is due. Called before every look at the state.
    pub(crate) fn catch_up(&mut self) {
        let now = self.now();
        let played = self.played.as_ref().map(PlayedTime::now);
        let until = played.map_or(now, |played| played.min(now));
        while let Some(due) = self.timers.take(Some(until)) {
            match due {
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
        crate::paypal::reports::settlement::nights(self, now);
    }

    /// Forgets everything but the apps, the webhooks and the switches.
    pub(crate) fn reset(&mut self) {
        self.accounts.reset();
        self.orders.clear();
        self.captures.clear();
        self.refunds.clear();
        self.disputes.clear();
        self.replays = Replays::default();
        self.webhooks.forget_events();
        self.faults = Faults::default();
        self.journal = Journal::default();
        self.timers.clear();
    }
}
