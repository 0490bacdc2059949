//! Slows guessing down without refusing a right second factor.
//!
//! Each search is counted before it is answered, in the database, so that all nodes count together
//! and none of many parallel searches slips through: under the claim asked for, and under the
//! network it came from. A search with the right factor is taken off the counts again and is
//! answered even from a network over its limit. A search with a wrong one is told to wait: a
//! network after thirty errors in a quarter of an hour, a claim after ten in an hour, from then on
//! for networks that erred before. What bounds guessing is the claim's day: after a hundred errors
//! from anywhere only the code on its paper opens it. Unknown Kassenzeichen are counted alike.

use std::time::Duration;

use domain::{TenantId, Timestamp};
use storage::access::rate_limits::Attempts;
use storage::{Scope, StorageError};

use crate::App;
use crate::access::Network;
use crate::platform::SecretError;

/// Wrong searches a network may send within [`NETWORK_WINDOW`]: many people share one, and typing
/// errors in the Kassenzeichen are not counted.
const NETWORK_TRIES: u32 = 30;
const NETWORK_WINDOW: Duration = Duration::from_mins(15);
/// Wrong searches for one claim within [`CLAIM_WINDOW`] before only strangers to it are answered.
const CLAIM_TRIES: u32 = 10;
const CLAIM_WINDOW: Duration = Duration::from_hours(1);
/// Wrong searches for one claim within [`DAY`] that are looked at: a PIN of six digits lasts for
/// thirteen years on average, from however many networks it is tried.
const DAY_TRIES: u32 = 100;
const DAY: Duration = Duration::from_hours(24);
/// What the keyed hashes are for.
const PURPOSE: &str = "guesses";

/// What the counters say about a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Answer,
    /// Until this time only a search with the right factor is answered.
    AnswerWithFactor(Timestamp),
    /// Until this time no search is answered.
    NotBefore(Timestamp),
}

/// The counters of a search.
pub(super) struct Counters {
    claim: Vec<u8>,
    day: Vec<u8>,
    network: Vec<u8>,
}

impl Counters {
    /// In a fixed order, so that two requests sharing several counters never wait for each other in
    /// a ring.
    fn keys(&self) -> [&[u8]; 3] {
        let mut keys = [&*self.claim, &*self.day, &*self.network];
        keys.sort_unstable();
        keys
    }
}

impl App {
    pub(super) async fn counters(
        &self,
        tenant: TenantId,
        kassenzeichen: &str,
        network: &Network,
    ) -> Result<Counters, SecretError> {
        let hash = self.keyed(tenant, PURPOSE).await?;
        Ok(Counters {
            claim: hash.of(&[b"claim", kassenzeichen.as_bytes()]),
            day: hash.of(&[b"day", kassenzeichen.as_bytes()]),
            network: hash.of(&[b"network", network.as_bytes()]),
        })
    }

    /// Counts a search, then says whether it may be answered.
    pub(super) async fn count_search(
        &self,
        tenant: TenantId,
        counters: &Counters,
    ) -> Result<Verdict, StorageError> {
        let now = self.moment().now;
        let (mut claim, mut day, mut network) = (NONE, NONE, NONE);
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        for key in counters.keys() {
            let (counter, window) = if key == counters.claim {
                (&mut claim, CLAIM_WINDOW)
            } else if key == counters.day {
                (&mut day, DAY)
            } else {
                (&mut network, NETWORK_WINDOW)
            };
            let mut limits = tx.access().rate_limits();
            *counter = limits.count(key, now, now.plus(window)).await?;
        }
        tx.commit().await?;
        Ok(judge(&claim, &day, &network))
    }

    /// The search was a guess, or a typing error.
    pub(super) fn tell_of_guess(verdict: Verdict) {
        metrics::counter!("notice_searches_in_vain_total").increment(1);
        if verdict != Verdict::Answer {
            metrics::counter!("notice_searches_slowed_down_total").increment(1);
        }
    }

    /// The search was no guess.
    pub(super) async fn take_back_search(
        &self,
        tenant: TenantId,
        counters: &Counters,
    ) -> Result<(), StorageError> {
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        for key in counters.keys() {
            tx.access().rate_limits().take_back(key).await?;
        }
        tx.commit().await
    }
}

const NONE: Attempts = Attempts {
    tries: 0,
    until: Timestamp::from_micros(0),
};

fn judge(claim: &Attempts, day: &Attempts, network: &Attempts) -> Verdict {
    if day.tries == DAY_TRIES + 1 {
        tracing::warn!(
            "a notice was guessed at {DAY_TRIES} times in a day; it is closed for today"
        );
    }
    if network.tries == NETWORK_TRIES + 1 {
        tracing::warn!("a network guesses at notices; it is slowed down");
    }
    if day.tries > DAY_TRIES {
        return Verdict::NotBefore(day.until);
    }
    if network.tries > NETWORK_TRIES || (claim.tries > CLAIM_TRIES && network.tries > 1) {
        return Verdict::AnswerWithFactor(network.until);
    }
    Verdict::Answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(claim: u32, day: u32, network: u32) -> Verdict {
        let until = Timestamp::from_micros(1);
        let counter = |tries| Attempts { tries, until };
        judge(&counter(claim), &counter(day), &counter(network))
    }

    #[test]
    fn who_knows_is_answered_until_the_claims_day_is_used_up() {
        let soon = Timestamp::from_micros(1);
        assert_eq!(verdict(10, 10, 30), Verdict::Answer);
        assert_eq!(verdict(1, 1, 31), Verdict::AnswerWithFactor(soon));
        assert_eq!(verdict(11, 11, 2), Verdict::AnswerWithFactor(soon));
        assert_eq!(
            verdict(11, DAY_TRIES, 1),
            Verdict::Answer,
            "a stranger to the claim"
        );
        assert_eq!(verdict(1, DAY_TRIES + 1, 1), Verdict::NotBefore(soon));
    }
}
