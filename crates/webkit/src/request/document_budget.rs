//! How many documents one network may have typeset: each takes a core for some milliseconds, and
//! an address of a receipt can be opened any number of times.
//!
//! Counted in this process only; no address is kept.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use app::access::Network;
use domain::Timestamp;

/// An office that prints the receipts of a day from one address, or a school whose parents share
/// one.
const IN_A_ROW: u32 = 60;
/// One more after this time.
const ONE_BACK: Duration = Duration::from_secs(2);
/// Networks remembered before those whose budget is whole again are dropped.
const REMEMBERED: usize = 10_000;

#[derive(Default)]
pub struct DocumentBudget {
    hasher: RandomState,
    /// When the network's budget is whole again.
    whole_at: Mutex<HashMap<u64, Timestamp>>,
}

impl DocumentBudget {
    /// Whether the network may have one more now.
    pub fn take(&self, network: &Network, now: Timestamp) -> bool {
        let mut all = self.whole_at.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED {
            all.retain(|_, whole_at| *whole_at > now);
        }
        let whole_at = all.entry(self.hasher.hash_one(network)).or_insert(now);
        if whole_at.since(now) > ONE_BACK * IN_A_ROW {
            // The clock was put back; a budget is whole again after at most this time.
            *whole_at = now;
        }
        let after = (*whole_at).max(now).plus(ONE_BACK);
        let there_is_one = after.since(now) <= ONE_BACK * IN_A_ROW;
        if there_is_one {
            *whole_at = after;
        } else {
            metrics::counter!("documents_refused_total").increment(1);
        }
        there_is_one
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> Network {
        Network::of(address.parse().unwrap())
    }

    #[test]
    fn a_network_has_its_row_of_documents_and_then_one_every_two_seconds() {
        let budget = DocumentBudget::default();
        let now = Timestamp::from_micros(1_000_000_000);
        let (here, there) = (network("192.0.2.1"), network("198.51.100.1"));
        let taken = (0..100).filter(|_| budget.take(&here, now)).count();
        assert_eq!(taken, 60);
        assert!(budget.take(&there, now), "others are not touched");
        assert!(!budget.take(&here, now.plus(Duration::from_secs(1))));
        assert!(budget.take(&here, now.plus(Duration::from_secs(2))));
        assert!(!budget.take(&here, now.plus(Duration::from_secs(2))));
    }

    #[test]
    fn a_clock_that_is_put_back_keeps_no_document_from_a_network() {
        let budget = DocumentBudget::default();
        let (here, now) = (network("192.0.2.1"), Timestamp::from_micros(0));
        assert!(budget.take(&here, now.plus(Duration::from_hours(5))));
        assert!(budget.take(&here, now));
    }
}
