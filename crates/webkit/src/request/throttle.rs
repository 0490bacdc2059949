//! Wrong secrets of calling systems, counted in this process.
//!
//! The secret is compared first: right credentials are never refused, whatever else arrives under
//! the same name. Failures are counted by network and by (network, name), never by name alone,
//! because a name is no secret and a stranger can cause its failures. Secrets are random and long,
//! so the counters keep noise down rather than attackers out; they need not be exact over all
//! nodes.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Mutex;
use std::time::Duration;

use app::access::Network;
use domain::{ClientId, Timestamp};

const WINDOW: Duration = Duration::from_mins(1);
/// Wrong secrets for one name from one network within [`WINDOW`]: a client that asks every three
/// seconds with an old secret.
const OF_NAME_MAX: u32 = 20;
/// Wrong secrets from one network within [`WINDOW`]: several such clients behind one proxy.
const OF_NETWORK_MAX: u32 = 100;
/// Counters kept at once, a few bytes each; beyond it those of past windows are dropped, and all
/// when that is not enough.
const COUNTERS_MAX: usize = 20_000;

/// What follows from a wrong secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The first of its client within the window: one line in the log is enough.
    pub to_be_logged: bool,
    /// Set when the network is over its limit: how long it is asked to wait.
    pub retry_after: Option<Duration>,
}

#[derive(Default)]
pub struct FailedLogins {
    /// Makes counters out of names of any length; no name is kept.
    hasher: RandomState,
    counted: Mutex<Counted>,
}

#[derive(Default)]
struct Counted {
    failures: HashMap<u64, (u32, Timestamp)>,
    /// By client; `None` is every unknown name.
    logged: HashMap<Option<ClientId>, Timestamp>,
}

impl FailedLogins {
    /// Counts a wrong secret that was sent under `name`; `client` is the client of that name.
    pub fn count(
        &self,
        network: &Network,
        (name, client): (&str, Option<ClientId>),
        now: Timestamp,
    ) -> Failure {
        let Ok(mut counted) = self.counted.lock() else {
            return Failure {
                to_be_logged: true,
                retry_after: None,
            };
        };
        let of_network = counted.count(self.hasher.hash_one(network), now);
        let of_name = counted.count(self.hasher.hash_one((network, name)), now);
        let wait = |(failures, since): (u32, Timestamp), most: u32| {
            (failures > most).then(|| WINDOW.saturating_sub(now.since(since)))
        };
        Failure {
            to_be_logged: counted.is_first(client, now),
            retry_after: wait(of_network, OF_NETWORK_MAX).max(wait(of_name, OF_NAME_MAX)),
        }
    }
}

/// Whether a window that began then goes on. One that a clock which was put back has not reached
/// does not: it would last for as long as the clock was ahead.
fn goes_on(since: Timestamp, now: Timestamp) -> bool {
    since <= now && now.since(since) < WINDOW
}

impl Counted {
    /// The failures of the window with this one, and when the window began.
    fn count(&mut self, key: u64, now: Timestamp) -> (u32, Timestamp) {
        if self.failures.len() >= COUNTERS_MAX {
            self.failures.retain(|_, (_, since)| goes_on(*since, now));
            if self.failures.len() >= COUNTERS_MAX {
                self.failures.clear();
            }
        }
        let counter = self.failures.entry(key).or_insert((0, now));
        if !goes_on(counter.1, now) {
            *counter = (0, now);
        }
        counter.0 = counter.0.saturating_add(1);
        *counter
    }

    fn is_first(&mut self, client: Option<ClientId>, now: Timestamp) -> bool {
        let recent = self.logged.get(&client);
        if recent.is_some_and(|last| goes_on(*last, now)) {
            return false;
        }
        self.logged.insert(client, now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(0);

    fn network(address: &str) -> Network {
        Network::of(address.parse().unwrap())
    }

    #[test]
    fn only_the_failing_network_is_asked_to_wait_and_only_for_a_minute() {
        let logins = FailedLogins::default();
        let failing = network("192.0.2.1");
        for _ in 0..OF_NAME_MAX {
            let failure = logins.count(&failing, ("portal", None), NOW);
            assert_eq!(failure.retry_after, None);
        }
        let over = logins.count(&failing, ("portal", None), NOW);
        assert_eq!(over.retry_after, Some(WINDOW));
        let elsewhere = logins.count(&network("198.51.100.1"), ("portal", None), NOW);
        assert_eq!(elsewhere.retry_after, None);
        let other_name = logins.count(&failing, ("other", None), NOW);
        assert_eq!(other_name.retry_after, None);
        let later = logins.count(&failing, ("portal", None), NOW.plus(WINDOW));
        assert_eq!(later.retry_after, None);
    }

    #[test]
    fn a_clock_that_is_put_back_lets_no_network_wait_and_hides_no_failure() {
        let logins = FailedLogins::default();
        let failing = network("192.0.2.1");
        let ahead = NOW.plus(Duration::from_hours(5));
        for _ in 0..=OF_NAME_MAX {
            logins.count(&failing, ("portal", None), ahead);
        }
        let failure = logins.count(&failing, ("portal", None), NOW);
        assert_eq!((failure.retry_after, failure.to_be_logged), (None, true));
    }

    #[test]
    fn many_names_from_one_network_count_together() {
        let logins = FailedLogins::default();
        let failing = network("192.0.2.1");
        let failures = (0..=OF_NETWORK_MAX)
            .map(|number| logins.count(&failing, (&number.to_string(), None), NOW));
        let waits: Vec<_> = failures.map(|failure| failure.retry_after).collect();
        let (last, before) = waits.split_last().unwrap();
        assert!(before.iter().all(Option::is_none));
        assert_eq!(*last, Some(WINDOW));
    }

    /// What is kept of a failure is a number each for its network and its name.
    #[test]
    fn long_names_leave_nothing_but_counters() {
        let logins = FailedLogins::default();
        let from = network("192.0.2.1");
        for number in 0..1_000 {
            let name = format!("{number}{}", "x".repeat(250_000));
            logins.count(&from, (&name, None), NOW);
        }
        let counted = logins.counted.lock().unwrap();
        assert_eq!((counted.failures.len(), counted.logged.len()), (1_001, 1));
        // Neither map owns a text: the size of its entries is all it takes.
        let entry = size_of::<(u64, (u32, Timestamp))>();
        assert!(counted.failures.capacity() * entry < 250_000);
    }

    #[test]
    fn the_counters_have_an_end() {
        let logins = FailedLogins::default();
        for number in 0..2 * COUNTERS_MAX {
            let name = number.to_string();
            logins.count(&network("192.0.2.1"), (&name, None), NOW);
        }
        let counted = logins.counted.lock().unwrap();
        assert!(counted.failures.len() <= COUNTERS_MAX);
    }

    #[test]
    fn a_client_is_logged_once_a_minute() {
        let logins = FailedLogins::default();
        let from = network("192.0.2.1");
        let mut moment = domain::Moment::fixed(NOW, 1);
        let portal = Some(ClientId::new(&mut moment));
        let logged = |client, now| logins.count(&from, ("portal", client), now).to_be_logged;
        assert!(logged(portal, NOW));
        assert!(!logged(portal, NOW.plus(Duration::from_secs(59))));
        assert!(logged(None, NOW));
        assert!(logged(portal, NOW.plus(WINDOW)));
    }
}
