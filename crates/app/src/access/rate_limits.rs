//! Limits on attempts: what they are counted under, and when counters are erased.
//!
//! An attempt is counted before it is compared, in the database, so that all nodes count together
//! and none of many parallel attempts slips through. One that turns out to be none is taken back.

use std::net::IpAddr;
use std::time::Duration;

use storage::access::rate_limits::Attempts;
use storage::{Scope, StorageError};

use crate::App;
use crate::work::job::JobError;
use crate::work::schedules::{PIECE, Progress};

/// Where a visitor comes from, no finer than a neighbourhood: 256 addresses of IPv4, a site of
/// IPv6. Its text is hashed before it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Network(String);

impl Network {
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// For the list of a person's own sessions.
    pub(crate) fn as_text(&self) -> &str {
        &self.0
    }

    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                Self(format!("{a}.{b}.{c}"))
            }
            IpAddr::V6(v6) => {
                let [a, b, c, ..] = v6.segments();
                Self(format!("{a:x}:{b:x}:{c:x}"))
            }
        }
    }
}

impl App {
    /// Counts an attempt under each of these keys, which begin anew after their time, in this order
    /// and as long as `goes_on` says so of what was counted last, by its place. Where it does not,
    /// the attempt is counted under none.
    ///
    /// Attempts that share keys have them in one order, so that none waits for another in a ring.
    pub(crate) async fn count_attempt(
        &self,
        scope: Scope,
        keys: &[(&[u8], Duration)],
        mut goes_on: impl FnMut(usize, Attempts) -> bool + Send,
    ) -> Result<(), StorageError> {
        let now = self.moment().now;
        let mut tx = self.db.write(scope).await?;
        for (place, (key, window)) in keys.iter().enumerate() {
            let until = now.plus(*window);
            let attempts = tx.access().rate_limits().count(key, now, until).await?;
            if !goes_on(place, attempts) {
                return Ok(());
            }
        }
        tx.commit().await
    }

    /// The attempt was none: it is taken off each of these keys, in the order it was counted in.
    pub(crate) async fn take_attempt_back(
        &self,
        scope: Scope,
        keys: &[(&[u8], Duration)],
    ) -> Result<(), StorageError> {
        let mut tx = self.db.write(scope).await?;
        for (key, _) in keys {
            tx.access().rate_limits().take_back(key).await?;
        }
        tx.commit().await
    }

    /// Erases counters of attempts that are over.
    pub(crate) async fn erase_rate_limits(&self) -> Result<Progress, JobError> {
        let now = self.moment().now;
        let mut tx = self.db.write(Scope::Operator).await?;
        let erased = tx.access().rate_limits().erase_ended(now, PIECE).await?;
        tx.commit().await?;
        Ok(Progress::of(erased))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> Network {
        Network::of(address.parse().unwrap())
    }

    #[test]
    fn a_network_is_no_finer_than_a_neighbourhood() {
        assert_eq!(network("192.0.2.1"), network("192.0.2.254"));
        assert_ne!(network("192.0.2.1"), network("192.0.3.1"));
        assert_eq!(network("2001:db8:1:2::3"), network("2001:db8:1:ffff::4"));
        assert_ne!(network("2001:db8:1::3"), network("2001:db8:2::3"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.9"));
    }
}
