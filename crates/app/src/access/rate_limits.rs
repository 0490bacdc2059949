//! Limits on attempts: what they are counted under, and when counters are erased.

use std::net::IpAddr;

use storage::{Scope, StorageError};

use crate::App;
use crate::platform::failure::chain;

/// Where a visitor comes from, no finer than a neighbourhood: 256 addresses of IPv4, a site of
/// IPv6. Its text is hashed before it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Network(String);

impl Network {
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
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
    /// Erases counters that are over; the next round erases what this one could not.
    pub(crate) async fn tidy(&self) {
        if let Err(error) = self.forget_guesses().await {
            tracing::warn!(error = chain(&error), "old counters were not erased");
        }
    }

    async fn forget_guesses(&self) -> Result<(), StorageError> {
        let mut tx = self.db.write(Scope::Operator).await?;
        tx.access()
            .rate_limits()
            .erase_ended(self.moment().now)
            .await?;
        tx.commit().await
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
