//! Counters of attempts under keyed hashes, which name no person. One table for all nodes, so that
//! guessing gains nothing by asking another node.

use domain::Timestamp;

use super::{Access, AccessWriter};
use crate::StorageError;
use crate::engine::columns::{DbTime, count};
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { RateLimits / RateLimitsWriter in Access / AccessWriter as rate_limits }

statements! {
    COUNT = "
        INSERT INTO rate_limits (tenant_id, key, tries, until) VALUES ($1, $2, 1, $4)
        ON CONFLICT (tenant_id, key) DO UPDATE
        SET tries = CASE WHEN rate_limits.until <= $3 THEN 1 ELSE rate_limits.tries + 1 END,
            until = CASE WHEN rate_limits.until <= $3 THEN excluded.until ELSE rate_limits.until END
        RETURNING tries, until";
    TAKE_BACK = "
        UPDATE rate_limits SET tries = tries - 1 WHERE tenant_id = $1 AND key = $2 AND tries > 0";
    ERASE_ENDED = "
        DELETE FROM rate_limits
        WHERE (tenant_id, key) IN (
            SELECT tenant_id, key FROM rate_limits WHERE until <= $1 ORDER BY until LIMIT $2)";
}

/// A counter after it was raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempts {
    /// Attempts since the counter began, this one included.
    pub tries: u32,
    /// When it begins anew.
    pub until: Timestamp,
}

impl RateLimitsWriter<'_> {
    /// Counts one attempt under `key`. The counter begins anew after `until`, which is set with
    /// its first attempt and does not move.
    pub async fn count(
        &mut self,
        key: &[u8],
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Attempts, StorageError> {
        let (tries, until): (i64, DbTime) = self.tx.one(COUNT, values![key, now, until]).await?;
        Ok(Attempts {
            tries: count(tries),
            until: until.0,
        })
    }

    /// Takes one attempt back, because it turned out to be none.
    pub async fn take_back(&mut self, key: &[u8]) -> Result<(), StorageError> {
        self.tx.run(TAKE_BACK, values![key]).await.map(drop)
    }

    /// Erases up to `limit` counters of all tenants that are over. Returns how many.
    pub async fn erase_ended(&mut self, now: Timestamp, limit: u32) -> Result<u64, StorageError> {
        let values = values![now, limit];
        self.tx.all_tenants().run(ERASE_ENDED, values).await
    }
}
