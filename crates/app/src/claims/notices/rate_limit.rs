//! Slows guessing down without refusing a right second factor.
//!
//! Each search is counted before it is answered, in the database, so that all nodes count together
//! and none of many parallel searches slips through: under the claim asked for, and under the
//! network it came from. A search with the right factor is taken off the counts again and is
//! answered even from a network over its limit. A search with a wrong one is told to wait: a
//! network after thirty errors in a quarter of an hour, a claim after ten in an hour, from then on
//! for networks that erred before. Unknown Kassenzeichen are counted alike.
//!
//! Two days bound what guessing can find. A claim's: after a hundred errors from anywhere only the
//! code on its paper opens it. A network's: after three hundred errors nothing it sends is compared
//! any more, so that one PIN cannot be tried on every claim. Searches in vain are counted for the
//! whole authority too: beyond a budget an hour they are told as an alarm, from however many
//! networks they come, and refuse nothing.

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
/// Searches of a network within [`DAY`] that are compared although they were wrong: more than the
/// errors of all customers behind one address of a mobile network, and too few to try a PIN on the
/// claims of an authority.
const NETWORK_DAY_TRIES: u32 = 300;
/// Wrong searches for one claim within [`CLAIM_WINDOW`] before only strangers to it are answered.
const CLAIM_TRIES: u32 = 10;
const CLAIM_WINDOW: Duration = Duration::from_hours(1);
/// Wrong searches for one claim within [`DAY`] that are looked at: a PIN of six digits lasts for
/// thirteen years on average, from however many networks it is tried.
const CLAIM_DAY_TRIES: u32 = 100;
const DAY: Duration = Duration::from_hours(24);
/// Searches in vain within [`TENANT_WINDOW`] over all claims and networks that are no alarm yet:
/// ten times the errors of the busiest hour of an authority of a million inhabitants.
const TENANT_TRIES: u32 = 2_000;
const TENANT_WINDOW: Duration = Duration::from_hours(1);
/// What the keyed hashes are for.
const PURPOSE: &str = "failed_searches";

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
    claim_day: Vec<u8>,
    network: Vec<u8>,
    network_day: Vec<u8>,
    /// Of searches in vain only: a right one never waits for its row.
    tenant: Vec<u8>,
}

/// Which counter of a search.
#[derive(Clone, Copy)]
enum Kind {
    Claim,
    ClaimDay,
    Network,
    NetworkDay,
}

/// How far the counters of a search are.
struct Counted {
    claim: Attempts,
    claim_day: Attempts,
    network: Attempts,
    network_day: Attempts,
}

impl Counters {
    /// In a fixed order, so that two requests sharing several counters never wait for each other in
    /// a ring.
    fn in_order(&self) -> [(Kind, &[u8]); 4] {
        let mut all = [
            (Kind::Claim, &*self.claim),
            (Kind::ClaimDay, &*self.claim_day),
            (Kind::Network, &*self.network),
            (Kind::NetworkDay, &*self.network_day),
        ];
        all.sort_unstable_by_key(|(_, key)| *key);
        all
    }

    /// The same with how long each counts.
    fn keys(&self) -> [(&[u8], Duration); 4] {
        self.in_order().map(|(kind, key)| (key, kind.window()))
    }

    /// Names the claim for the log: lines about one claim belong together, and say nothing of it.
    fn claim_hash(&self) -> String {
        let first = self.claim.first_chunk().copied();
        format!("{:016x}", first.map_or(0, u64::from_be_bytes))
    }
}

impl Kind {
    const fn window(self) -> Duration {
        match self {
            Self::Claim => CLAIM_WINDOW,
            Self::Network => NETWORK_WINDOW,
            Self::ClaimDay | Self::NetworkDay => DAY,
        }
    }
}

impl Counted {
    const NONE: Self = Self {
        claim: NONE,
        claim_day: NONE,
        network: NONE,
        network_day: NONE,
    };

    const fn of(&mut self, kind: Kind) -> &mut Attempts {
        match kind {
            Kind::Claim => &mut self.claim,
            Kind::ClaimDay => &mut self.claim_day,
            Kind::Network => &mut self.network,
            Kind::NetworkDay => &mut self.network_day,
        }
    }

    fn verdict(&self) -> Verdict {
        if self.claim_day.tries > CLAIM_DAY_TRIES {
            return Verdict::NotBefore(self.claim_day.until);
        }
        if self.network_day.tries > NETWORK_DAY_TRIES {
            return Verdict::NotBefore(self.network_day.until);
        }
        let is_known = self.claim.tries > CLAIM_TRIES && self.network.tries > 1;
        if self.network.tries > NETWORK_TRIES || is_known {
            return Verdict::AnswerWithFactor(self.network.until);
        }
        Verdict::Answer
    }

    /// Each limit once, when it is passed.
    fn tell(&self, tenant: TenantId, counters: &Counters) {
        if self.claim_day.tries == CLAIM_DAY_TRIES + 1 {
            tracing::warn!(tenant.id = %tenant, claim.hash = counters.claim_hash(),
                "a notice was guessed at {CLAIM_DAY_TRIES} times in a day; it is closed for today");
        }
        if self.network.tries == NETWORK_TRIES + 1 {
            tracing::warn!(tenant.id = %tenant, claim.hash = counters.claim_hash(),
                "a network guesses at notices; it is slowed down");
        }
        if self.network_day.tries == NETWORK_DAY_TRIES + 1 {
            tracing::warn!(tenant.id = %tenant, claim.hash = counters.claim_hash(),
                "a network guessed at notices {NETWORK_DAY_TRIES} times in a day; nothing it sends \
                 is compared today");
        }
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
        let (number, network) = (kassenzeichen.as_bytes(), network.as_bytes());
        Ok(Counters {
            claim: hash.of(&[b"claim", number]),
            claim_day: hash.of(&[b"day", number]),
            network: hash.of(&[b"network", network]),
            network_day: hash.of(&[b"network-day", network]),
            tenant: hash.of(&[b"tenant"]),
        })
    }

    /// Counts a search, then says whether it may be answered.
    pub(super) async fn count_search(
        &self,
        tenant: TenantId,
        counters: &Counters,
    ) -> Result<Verdict, StorageError> {
        let mut counted = Counted::NONE;
        let kinds = counters.in_order();
        let count = |place: usize, attempts| {
            if let Some((kind, _)) = kinds.get(place) {
                *counted.of(*kind) = attempts;
            }
            true
        };
        let scope = Scope::Tenant(tenant);
        self.count_attempt(scope, &counters.keys(), count).await?;
        counted.tell(tenant, counters);
        Ok(counted.verdict())
    }

    /// The search was a guess, or a typing error.
    pub(super) async fn count_guess(
        &self,
        tenant: TenantId,
        counters: &Counters,
        verdict: Verdict,
    ) -> Result<(), StorageError> {
        metrics::counter!("notice_searches_in_vain_total").increment(1);
        if verdict != Verdict::Answer {
            metrics::counter!("notice_searches_slowed_down_total").increment(1);
        }
        let mut failed = NONE;
        let key = (counters.tenant.as_slice(), TENANT_WINDOW);
        let count = |_, attempts| {
            failed = attempts;
            true
        };
        self.count_attempt(Scope::Tenant(tenant), &[key], count)
            .await?;
        if failed.tries > TENANT_TRIES {
            metrics::counter!("notice_searches_over_budget_total").increment(1);
        }
        if failed.tries == TENANT_TRIES + 1 {
            tracing::warn!(tenant.id = %tenant, claim.hash = counters.claim_hash(),
                "the notices of an authority were guessed at {TENANT_TRIES} times in an hour");
        }
        Ok(())
    }

    /// The search was no guess.
    pub(super) async fn take_back_search(
        &self,
        tenant: TenantId,
        counters: &Counters,
    ) -> Result<(), StorageError> {
        let scope = Scope::Tenant(tenant);
        self.take_attempt_back(scope, &counters.keys()).await
    }
}

const NONE: Attempts = Attempts {
    tries: 0,
    until: Timestamp::from_micros(0),
};

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(claim: u32, claim_day: u32, network: u32, network_day: u32) -> Verdict {
        let until = Timestamp::from_micros(1);
        let after = |tries| Attempts { tries, until };
        let counted = Counted {
            claim: after(claim),
            claim_day: after(claim_day),
            network: after(network),
            network_day: after(network_day),
        };
        counted.verdict()
    }

    #[test]
    fn right_factors_are_answered_until_a_claims_or_a_networks_day_is_used_up() {
        let soon = Timestamp::from_micros(1);
        assert_eq!(verdict(10, 10, 30, 300), Verdict::Answer);
        assert_eq!(verdict(1, 1, 31, 31), Verdict::AnswerWithFactor(soon));
        assert_eq!(verdict(11, 11, 2, 2), Verdict::AnswerWithFactor(soon));
        let stranger_to_the_claim = verdict(11, CLAIM_DAY_TRIES, 1, 1);
        assert_eq!(stranger_to_the_claim, Verdict::Answer);
        assert_eq!(
            verdict(1, CLAIM_DAY_TRIES + 1, 1, 1),
            Verdict::NotBefore(soon)
        );
        let spraying = verdict(1, 1, 1, NETWORK_DAY_TRIES + 1);
        assert_eq!(spraying, Verdict::NotBefore(soon));
    }
}
