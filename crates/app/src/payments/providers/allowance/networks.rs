//! Networks that caused first calls: how many lately, and which rank that gives them.

use std::collections::HashMap;
use std::time::Duration;

use domain::Timestamp;

use super::Kind;
use super::places::{Rank, Recent, SECOND};
use crate::access::Network;

/// So long a network's calls count against it. Orders of a network are counted as long.
pub(super) const COUNTED: Duration = Duration::from_mins(15);
/// Networks that are known before those are looked for whose time is over.
const KNOWN_AT_LEAST: usize = 1_000;

/// By the calls that the network caused within [`COUNTED`].
const fn rank_after(made: u32) -> Rank {
    match made {
        0 => 0,
        1..4 => 1,
        4..16 => 2,
        _ => 3,
    }
}

/// First calls of one kind that a network caused.
#[derive(Debug)]
struct Visits {
    since: Timestamp,
    made: u32,
    recent: Recent,
}

impl Visits {
    fn beginning(now: Timestamp) -> Self {
        Self {
            since: now,
            made: 0,
            recent: Recent::default(),
        }
    }

    fn counts(&self, now: Timestamp) -> bool {
        self.since <= now && now.since(self.since) < COUNTED
    }
}

/// Only calls that were made are noted, so there are never more than twice as many as the account's
/// first calls of a quarter of an hour: 36 000.
#[derive(Debug, Default)]
pub(super) struct Networks {
    known: HashMap<(Network, Kind), Visits>,
    tidied_at: usize,
}

impl Networks {
    /// The network's rank, and its calls in the last second.
    pub(super) fn seen(&self, by: &(Network, Kind), now: Timestamp) -> (Rank, u32) {
        let visits = self.known.get(by).filter(|visits| visits.counts(now));
        let seen = |visits: &Visits| (rank_after(visits.made), visits.recent.many(SECOND, now));
        visits.map_or((0, 0), seen)
    }

    pub(super) fn note(&mut self, by: (Network, Kind), now: Timestamp) {
        if self.known.len() >= self.tidied_at.max(KNOWN_AT_LEAST) {
            self.known.retain(|_, visits| visits.counts(now));
            self.tidied_at = 2 * self.known.len();
        }
        let visits = self.known.entry(by);
        let visits = visits.or_insert_with(|| Visits::beginning(now));
        if !visits.counts(now) {
            *visits = Visits::beginning(now);
        }
        visits.made = visits.made.saturating_add(1);
        visits.recent.note(SECOND, now);
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }
}
