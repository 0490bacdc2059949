//! A PayPal simulator that speaks PayPal's wire protocol: OAuth, Orders v2, Payments v2, webhooks
//! with real signatures, reporting, disputes, and the pages the buyer sees.
//!
//! It works without a socket (call [`PayPalSim::router`] with `tower::ServiceExt::oneshot`) and
//! without a background task: time moves when the clock says so, deliveries wait in a queue until
//! they are taken out. With a manual clock everything follows from the seed, except the bytes of
//! signatures. It must never be reachable from a live installation.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use jiff::Timestamp;
use url::Url;

mod accounts;
mod books;
mod control;
mod http;
mod ids;
mod issues;
mod payments;
mod replay;
mod reports;
mod settings;
mod state;
mod webhooks;

pub use accounts::{App, FeeModel};
pub use payments::buyer::{Choice, Next};
pub use payments::disputes::Verdict;
pub use settings::{Knobs, WebhookKnobs};
pub use webhooks::signing::{KeyError, LEAF_NAME, SigningKeys};

use crate::common::clock::Clock;
use crate::common::delivery::{self, Outbox};
use crate::common::{Books, Delivery, Fault, JournalEntry, PlayedTime, SimClock};
use http::exchange;
use payments::{buyer, captures, disputes, refunds};
use replay::{Chronicle, Event, Past};
use state::State;
use webhooks::deliver;
use webhooks::signing::LazyKeys;

/// How a simulator starts.
#[derive(Clone, Debug)]
pub struct SimConfig {
    /// Ids follow from it.
    pub seed: u64,
    pub clock: SimClock,
    /// Its own public base address: buyer links and certificate addresses begin with it.
    pub web_base: Url,
    pub knobs: Knobs,
    /// Keys to share between simulators; made at the first use when absent.
    pub signing: Option<SigningKeys>,
}

impl SimConfig {
    /// A clock that stands still at `start`: for tests.
    pub fn manual(web_base: Url, start: Timestamp, seed: u64) -> Self {
        let (clock, knobs) = (SimClock::Manual(start), Knobs::default());
        Self {
            seed,
            clock,
            web_base,
            knobs,
            signing: None,
        }
    }

    /// Real time: for the demo.
    pub fn real_time(web_base: Url, seed: u64) -> Self {
        let (clock, knobs) = (SimClock::RealTime, Knobs::default());
        Self {
            seed,
            clock,
            web_base,
            knobs,
            signing: None,
        }
    }
}

/// A simulator. Clones are the same simulator.
#[derive(Clone, Debug)]
pub struct PayPalSim {
    inner: Arc<Inner>,
    /// The time of what is asked of this clone, where that is not the present.
    played: Option<PlayedTime>,
}

#[derive(Debug)]
struct Inner {
    state: Mutex<State>,
    keys: Arc<LazyKeys>,
    /// Rung when a delivery may have been queued.
    bell: tokio::sync::Notify,
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PayPalSim {
    pub fn new(config: SimConfig) -> Self {
        let clock = Clock::new(config.clock);
        Self::at(config, clock)
    }

    /// A simulator that writes down in this file what happens to it. When something stands there
    /// already, it is the simulator it was then: what came over the wire, what buyers chose and
    /// what was delivered happens again, and the seed given here does not count. An error when the
    /// file is not such a chronicle, or cannot be read or written.
    pub fn remembered(mut config: SimConfig, apps: Vec<App>, file: &Path) -> io::Result<Self> {
        let past = Past::read(file)?;
        let mut clock = Clock::new(config.clock);
        if let Some(past) = &past {
            config.seed = past.seed;
            clock.set(past.begun);
        }
        let seed = config.seed;
        let sim = Self::at(config, clock);
        let mut state = sim.inner.state();
        for app in apps {
            state.accounts.add(app);
        }
        let chronicle = if let Some(past) = past {
            let chronicle = Chronicle::go_on(file, &past)?;
            past.happen(&mut state)?;
            chronicle
        } else {
            Chronicle::begin(file, seed, state.now())?
        };
        state.chronicle = Some(chronicle);
        drop(state);
        Ok(sim)
    }

    fn at(config: SimConfig, clock: Clock) -> Self {
        let keys = Arc::new(LazyKeys::given(config.signing));
        let base = config.web_base.as_str().trim_end_matches('/').to_owned();
        let mut state = State::new(base, clock, config.seed, Arc::clone(&keys));
        state.knobs = config.knobs;
        let bell = tokio::sync::Notify::new();
        Self {
            inner: Arc::new(Inner {
                state: Mutex::new(state),
                keys,
                bell,
            }),
            played: None,
        }
    }

    /// The same simulator in a past that is played: what is asked of this clone happens at that
    /// time, and what happens by itself waits for it, until [`PayPalSim::past_is_played`].
    #[must_use]
    pub fn playing(&self, time: &PlayedTime) -> Self {
        let mut state = self.inner.state();
        state.played = Some(time.clone());
        drop(state);
        Self {
            inner: Arc::clone(&self.inner),
            played: Some(time.clone()),
        }
    }

    /// From here on everything is of the present.
    pub fn past_is_played(&self) {
        let mut state = self.inner.state();
        state.clock.tick();
        if let Some(chronicle) = &mut state.chronicle {
            chronicle.plays(false);
        }
        state.note(|| Event::PastPlayed);
        state.played = None;
        state.catch_up();
        drop(state);
        self.wake();
    }

    /// The state, after everything that is due has happened.
    fn lock(&self) -> MutexGuard<'_, State> {
        let mut state = self.inner.state();
        match &self.played {
            None => state.clock.tick(),
            Some(time) => state.clock.set(time.now()),
        }
        if let Some(chronicle) = &mut state.chronicle {
            chronicle.plays(self.played.is_some());
        }
        state.catch_up();
        state
    }

    fn wake(&self) {
        self.inner.bell.notify_one();
    }

    /// Every endpoint, the buyer's pages and the control API.
    pub fn router(&self) -> Router {
        Router::new()
            .fallback(exchange::handle)
            .with_state(self.clone())
    }

    /// Adds or replaces an app and its merchant.
    pub fn add_app(&self, app: App) {
        self.lock().accounts.add(app);
    }

    pub fn now(&self) -> Timestamp {
        self.lock().now()
    }

    /// Moves the clock ahead; what falls due happens.
    pub fn advance(&self, by: Duration) {
        let mut state = self.lock();
        state.clock.advance(by);
        state.catch_up();
        drop(state);
        self.wake();
    }

    pub fn knobs(&self) -> Knobs {
        self.lock().knobs.clone()
    }

    /// Changes switches: `sim.turn(|knobs| knobs.amount_magic = true)`.
    pub fn turn(&self, change: impl FnOnce(&mut Knobs)) {
        change(&mut self.lock().knobs);
    }

    pub fn fault(&self, fault: Fault) {
        self.lock().faults.add(fault);
    }

    pub fn clear_faults(&self) {
        self.lock().faults.clear();
    }

    /// All access tokens stop working.
    pub fn revoke_tokens(&self) {
        self.lock().accounts.revoke_tokens();
    }

    /// Forgets money, orders and events; keeps apps, webhooks and switches.
    pub fn reset(&self) {
        self.lock().reset();
    }

    /// What really happened to the money.
    pub fn books(&self) -> Books {
        books::copy(&self.lock())
    }

    /// The last requests and answers, oldest first; not those to the control API.
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.lock().journal.entries().cloned().collect()
    }

    /// Presses a button of the buyer's page.
    pub fn buyer(&self, order: &str, choice: Choice) -> Next {
        let mut state = self.lock();
        state.note(|| Event::Pressed {
            order: order.to_owned(),
            button: choice.word().to_owned(),
        });
        let next = buyer::choose(&mut state, order, choice);
        drop(state);
        self.wake();
        next
    }

    /// Ends an order before its time. False when it is not open.
    pub fn expire_order(&self, order: &str) -> bool {
        buyer::expire(&mut self.lock(), order)
    }

    /// Ends a review well. False when the capture is not pending.
    pub fn complete_capture(&self, capture: &str) -> bool {
        captures::complete(&mut self.lock(), capture)
    }

    /// Ends a pending refund, well or not. False when it is not pending.
    pub fn finish_refund(&self, refund: &str, well: bool) -> bool {
        let to = if well {
            refunds::RefundStatus::Completed
        } else {
            refunds::RefundStatus::Failed
        };
        refunds::finish(&mut self.lock(), refund, to)
    }

    /// Takes back all that is left of a capture, or `cents` of it; the id of the reversal.
    pub fn reverse_capture(&self, capture: &str, cents: Option<i64>) -> Option<String> {
        refunds::reverse(&mut self.lock(), capture, cents, false)
    }

    /// Opens a dispute; its id.
    pub fn dispute_capture(&self, capture: &str) -> Option<String> {
        disputes::open(&mut self.lock(), capture)
    }

    /// The bank takes a dispute over. False when it is not open.
    pub fn escalate_dispute(&self, dispute: &str) -> bool {
        disputes::escalate(&mut self.lock(), dispute)
    }

    /// Decides a dispute. False when it is not open.
    pub fn resolve_dispute(&self, dispute: &str, verdict: Verdict) -> bool {
        disputes::resolve(&mut self.lock(), dispute, verdict)
    }

    /// Takes out and signs the deliveries that are due now.
    pub fn due_deliveries(&self) -> Vec<Delivery> {
        self.take(false)
    }

    /// Takes out and signs all deliveries, also those that are not due yet.
    pub fn take_deliveries(&self) -> Vec<Delivery> {
        self.take(true)
    }

    fn take(&self, everything: bool) -> Vec<Delivery> {
        let mut state = self.lock();
        let unsigned = deliver::take(&mut state, everything);
        if !unsigned.is_empty() {
            state.note(|| Event::Taken { everything });
        }
        drop(state);
        unsigned
            .into_iter()
            .map(|delivery| delivery.sign(&self.inner.keys))
            .collect()
    }

    /// Puts a delivery back for its next attempt, as after an answer that is not 2xx. False when
    /// that was the 25th.
    pub fn delivery_failed(&self, delivery: Delivery) -> bool {
        let mut state = self.lock();
        state.note(|| Event::failed(&delivery));
        deliver::failed(&mut state, delivery)
    }

    /// Posts deliveries as they fall due, until the handle is aborted.
    pub fn spawn_delivery(&self, client: reqwest::Client) -> tokio::task::JoinHandle<()> {
        tokio::spawn(delivery::run(self.clone(), client))
    }

    /// The root a client must trust for webhook certificates. Empty when no key can be made.
    pub fn ca_root_pem(&self) -> String {
        self.inner
            .keys
            .get()
            .map(|keys| keys.root_pem().to_owned())
            .unwrap_or_default()
    }
}

impl Outbox for PayPalSim {
    fn due(&self) -> Vec<Delivery> {
        self.due_deliveries()
    }

    fn put_back(&self, delivery: Delivery) {
        self.delivery_failed(delivery);
    }

    fn patience(&self) -> Duration {
        Duration::from_secs(self.knobs().webhooks.timeout_s)
    }

    fn bell(&self) -> &tokio::sync::Notify {
        &self.inner.bell
    }
}
