//! Pools: where Kassenzeichen come from.

use domain::PoolId;
use uuid::Uuid;

use super::{Claims, ClaimsWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Pools / PoolsWriter in Claims / ClaimsWriter as pools }

statements! {
    PUT_POOL = "
        INSERT INTO pools (tenant_id, pool_id, code, document, next_counter)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, code) DO UPDATE SET document = excluded.document
        RETURNING pool_id";
    POOLS = "
        SELECT pool_id, code, document, next_counter FROM pools
        WHERE tenant_id = $1 ORDER BY code";
    POOLS_OF_AUTHORITIES = "
        SELECT pools.document, pools.next_counter FROM pools
        JOIN tenants t ON t.tenant_id = pools.tenant_id WHERE t.trial_of IS NULL";
    CLAIM_OF_POOL = "
        SELECT c.claim_id FROM service_versions v
        JOIN claims c ON c.tenant_id = v.tenant_id AND c.service_id = v.service_id
        WHERE v.tenant_id = $1 AND v.pool_id = $2 AND v.published_by IS NOT NULL LIMIT 1";
    TAKE_COUNTERS = "
        UPDATE pools SET next_counter = next_counter + $3
        WHERE tenant_id = $1 AND pool_id = $2
        RETURNING next_counter";
}

impl Pools<'_> {
    /// Whether a service of the pool has claims, whatever their numbers came from.
    pub async fn has_claims(&mut self, pool: PoolId) -> Result<bool, StorageError> {
        let row: Option<(Uuid,)> = self.tx.maybe(CLAIM_OF_POOL, values![pool]).await?;
        Ok(row.is_some())
    }
}

/// A pool as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPool {
    pub id: PoolId,
    pub code: String,
    pub document: String,
    pub next_counter: u64,
}

#[derive(sqlx_macros::FromRow)]
struct PoolRow {
    pool_id: Uuid,
    code: String,
    document: String,
    next_counter: i64,
}

impl Pools<'_> {
    /// Document and next counter of the pools of all tenants but trial tenants.
    pub async fn of_authorities(&mut self) -> Result<Vec<(String, u64)>, StorageError> {
        let rows: Vec<(String, i64)> = self
            .tx
            .all_tenants()
            .many(POOLS_OF_AUTHORITIES, values![])
            .await?;
        let pool = |(document, next)| (document, u64::try_from(next).unwrap_or_default());
        Ok(rows.into_iter().map(pool).collect())
    }

    /// Every pool of the tenant, by code.
    pub async fn all(&mut self) -> Result<Vec<StoredPool>, StorageError> {
        let rows: Vec<PoolRow> = self.tx.many(POOLS, values![]).await?;
        let pools = rows.into_iter().map(|row| {
            let id = PoolId::from_uuid(row.pool_id);
            let next_counter = u64::try_from(row.next_counter)
                .map_err(|_| StorageError::inconsistent("pools", "next_counter", id))?;
            Ok(StoredPool {
                id,
                code: row.code,
                document: row.document,
                next_counter,
            })
        });
        pools.collect()
    }
}

impl PoolsWriter<'_> {
    /// Makes the pool or replaces its document; its counter goes on. Returns the pool's id.
    pub async fn put(
        &mut self,
        new: PoolId,
        code: &str,
        document: &str,
        first_counter: u64,
    ) -> Result<PoolId, StorageError> {
        let values = values![new, code, document, first_counter];
        let (id,): (Uuid,) = self.tx.one_master(PUT_POOL, values).await?;
        Ok(PoolId::from_uuid(id))
    }

    /// Takes the next `many` counters out of the pool for good and returns the first of them.
    pub async fn take_counters(&mut self, pool: PoolId, many: u32) -> Result<u64, StorageError> {
        let (next,): (i64,) = self.tx.one(TAKE_COUNTERS, values![pool, many]).await?;
        u64::try_from(next - i64::from(many))
            .map_err(|_| StorageError::inconsistent("pools", "next_counter", pool))
    }
}
