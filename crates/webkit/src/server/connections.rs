//! Every open connection, how long it may stay as it is, and which one goes when there is no room.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// How many connections there may be, and how long each may stay in one phase.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) connections: usize,
    /// From the first byte of a request's head to its last; a new connection begins with it.
    pub(super) head: Duration,
    /// Between two requests.
    pub(super) idle: Duration,
    /// For a body after its head, and again for the answer after the body.
    pub(super) request: Duration,
}

/// What a connection is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Head,
    Idle,
    /// A request whose body is not complete.
    Body,
    /// A complete request, until its answer is sent.
    Request,
}

/// One open connection.
#[derive(Debug)]
pub(super) struct Connection {
    number: u64,
    phase: Mutex<(Phase, Instant)>,
    cut: Notify,
}

impl Connection {
    pub(super) fn enter(&self, phase: Phase) {
        *lock(&self.phase) = (phase, Instant::now());
    }

    /// Bytes came in: between two requests they begin a head.
    pub(super) fn received(&self) {
        let mut held = lock(&self.phase);
        if held.0 == Phase::Idle {
            *held = (Phase::Head, Instant::now());
        }
    }

    /// The last byte of a body came in: from now on the request is under way.
    pub(super) fn body_complete(&self) {
        let mut held = lock(&self.phase);
        if held.0 == Phase::Body {
            *held = (Phase::Request, Instant::now());
        }
    }

    /// Done when the connection must be closed.
    pub(super) async fn cut(&self) {
        self.cut.notified().await;
    }

    fn phase(&self) -> (Phase, Instant) {
        *lock(&self.phase)
    }
}

pub(super) struct Connections {
    limits: Limits,
    next: AtomicU64,
    open: Mutex<HashMap<u64, Arc<Connection>>>,
    closed: Notify,
}

impl Connections {
    pub(super) fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            next: AtomicU64::new(0),
            open: Mutex::default(),
            closed: Notify::new(),
        })
    }

    /// Whether another connection can be taken: there is room, or one without a complete request
    /// can go.
    pub(super) fn has_room(&self) -> bool {
        let open = lock(&self.open);
        open.len() < self.limits.connections || longest_waiting(&open).is_some()
    }

    /// Takes a connection in. Where there is no room, the one that has waited longest without a
    /// complete request goes: a visitor always gets in beside any number of silent connections and
    /// of half-sent heads and bodies.
    pub(super) fn admit(self: &Arc<Self>) -> Admitted {
        let mut open = lock(&self.open);
        if open.len() >= self.limits.connections
            && let Some(number) = longest_waiting(&open)
            && let Some(longest) = open.remove(&number)
        {
            longest.cut.notify_one();
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let connection = Arc::new(Connection {
            number,
            phase: Mutex::new((Phase::Head, Instant::now())),
            cut: Notify::new(),
        });
        open.insert(number, Arc::clone(&connection));
        metrics::gauge!("http_connections").set(gauged(open.len()));
        Admitted {
            connection,
            among: Arc::clone(self),
        }
    }

    /// Closes what has been in one phase for too long.
    pub(super) fn cut_overdue(&self) {
        let now = Instant::now();
        for connection in lock(&self.open).values() {
            let (phase, since) = connection.phase();
            let may_last = match phase {
                Phase::Head => self.limits.head,
                Phase::Idle => self.limits.idle,
                Phase::Body | Phase::Request => self.limits.request,
            };
            if now.duration_since(since) > may_last {
                connection.cut.notify_one();
            }
        }
    }

    pub(super) async fn all_closed(&self) {
        while !lock(&self.open).is_empty() {
            self.closed.notified().await;
        }
    }
}

fn longest_waiting(open: &HashMap<u64, Arc<Connection>>) -> Option<u64> {
    let waiting = open.values().filter_map(|connection| {
        let (phase, since) = connection.phase();
        (phase != Phase::Request).then_some((since, connection.number))
    });
    waiting.min().map(|(_, number)| number)
}

fn gauged(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// A connection among the open ones until it is dropped.
pub(super) struct Admitted {
    pub(super) connection: Arc<Connection>,
    among: Arc<Connections>,
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut open = lock(&self.among.open);
        open.remove(&self.connection.number);
        metrics::gauge!("http_connections").set(gauged(open.len()));
        self.among.closed.notify_one();
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
