//! Slows down whoever guesses, without locking out who knows.
//!
//! Each search is counted before it is answered, under the claim asked for and under the network
//! it came from, in the database, so that all nodes count together and none of many at once slips
//! through. Who knew is taken off the count again. A network may err thirty times in a quarter of
//! an hour. A claim may be guessed at ten times in an hour; after that, only networks that have
//! not erred of late are heard, each once: the payer at home gets in, while somebody needs a new
//! network for every guess. Unknown Kassenzeichen are counted alike.

use std::time::Duration;

use domain::{TenantId, Timestamp};
use storage::{Scope, StorageError};

use crate::App;
use crate::access::Network;

/// Wrong searches a network may send within [`NETWORK_WINDOW`]: many people share one, and typing
/// errors in the Kassenzeichen are not counted.
const NETWORK_TRIES: u32 = 30;
const NETWORK_WINDOW: Duration = Duration::from_mins(15);
/// Wrong searches for one claim within [`CLAIM_WINDOW`] before only strangers to it are heard.
const CLAIM_TRIES: u32 = 10;
const CLAIM_WINDOW: Duration = Duration::from_hours(1);
/// What the keyed hashes are for.
const PURPOSE: &str = "guesses";

/// Whether a search is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    Yes,
    /// Try again at this time.
    NotBefore(Timestamp),
}

/// The two counters of a search.
pub(super) struct Counters {
    claim: Vec<u8>,
    network: Vec<u8>,
}

impl App {
    pub(super) fn counters(&self, kassenzeichen: &str, network: &Network) -> Counters {
        let hash = self.vault.keyed(PURPOSE);
        Counters {
            claim: hash.of(&[b"claim", kassenzeichen.as_bytes()]),
            network: hash.of(&[b"network", network.as_bytes()]),
        }
    }

    /// Counts a search, then says whether it may be answered.
    pub(super) async fn count_search(
        &self,
        tenant: TenantId,
        counters: &Counters,
    ) -> Result<Heard, StorageError> {
        let now = self.moment().now;
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let (claim_until, network_until) = (now.plus(CLAIM_WINDOW), now.plus(NETWORK_WINDOW));
        // In a fixed order of keys, so that two who share both never wait for each other in a ring.
        let claim_first = counters.claim < counters.network;
        let (claim, network) = if claim_first {
            let claim = tx
                .access()
                .rate_limits()
                .count(&counters.claim, now, claim_until)
                .await?;
            (
                claim,
                tx.access()
                    .rate_limits()
                    .count(&counters.network, now, network_until)
                    .await?,
            )
        } else {
            let network = tx
                .access()
                .rate_limits()
                .count(&counters.network, now, network_until)
                .await?;
            (
                tx.access()
                    .rate_limits()
                    .count(&counters.claim, now, claim_until)
                    .await?,
                network,
            )
        };
        tx.commit().await?;
        if network.tries > NETWORK_TRIES {
            return Ok(Heard::NotBefore(network.until));
        }
        if claim.tries > CLAIM_TRIES && network.tries > 1 {
            return Ok(Heard::NotBefore(network.until.max(now)));
        }
        Ok(Heard::Yes)
    }

    /// The search was no guess.
    pub(super) async fn take_back_search(
        &self,
        tenant: TenantId,
        counters: &Counters,
    ) -> Result<(), StorageError> {
        let mut keys = [&counters.claim, &counters.network];
        keys.sort();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        for key in keys {
            tx.access().rate_limits().take_back(key).await?;
        }
        tx.commit().await
    }
}
