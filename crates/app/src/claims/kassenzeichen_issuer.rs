//! Kassenzeichen out of a pool.
//!
//! Counters are taken in blocks, in a step of their own, so that payments being made at the same
//! time do not wait for each other on the pool's row; those of a node out of the same pool wait
//! while it takes one, so the blocks grow with the pace. A number that was taken and not used (a
//! crash, a refused request, a counter without a valid check digit) is left out for ever: unique
//! matters, gapless does not.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex as StdMutex, PoisonError};
use std::time::Duration;

use domain::claims::kassenzeichen::{Kassenzeichen, KassenzeichenError, Pool};
use domain::{Day, PoolId, TenantId, Timestamp};
use storage::{Db, Scope, StorageError};
use tokio::sync::Mutex;

use crate::App;
use crate::tenants::documents::PoolDocument;

/// Counters a node takes at once: one extra commit in fifty payments.
const BLOCK: u32 = 50;
/// What it takes at most, when payments come so fast that a block does not last [`BLOCK_LASTS`]. A
/// node that stops leaves out as many numbers as it took and did not use.
const BLOCK_MAX: u32 = 3200;
const BLOCK_LASTS: Duration = Duration::from_secs(1);
/// Counters that may be unusable in a row before something is wrong with the pool: of any eleven
/// in a row, one is.
const SKIPS_MAX: u32 = 10;

#[derive(Debug, thiserror::Error)]
pub enum NumberError {
    #[error("the service's number pool does not exist")]
    NoPool,
    #[error("the service's number pool is used up or wrongly defined")]
    Pool(#[source] KassenzeichenError),
    #[error("the service's number pool is described wrongly")]
    Document(#[source] crate::DocumentError),
    #[error("taking a number from the pool failed")]
    Storage(#[from] StorageError),
}

/// The blocks of this node.
#[derive(Clone, Default)]
pub(crate) struct KassenzeichenIssuer {
    blocks: Arc<StdMutex<HashMap<(TenantId, PoolId), PoolBlock>>>,
}

/// The block of one pool. While one is taken from the database, only payments out of the same pool
/// wait for it.
type PoolBlock = Arc<Mutex<Option<Block>>>;

struct Block {
    pool: Pool,
    document: String,
    counters: Range<u64>,
    /// How many there were when they were taken, and when that was.
    taken: (u32, Timestamp),
}

impl App {
    /// What is left of the pool that is used up most, over all authorities, in thousandths of it;
    /// nothing where there is no pool.
    pub(crate) async fn scarcest_pool(&self) -> Result<Option<u32>, StorageError> {
        let mut tx = self.db.read(Scope::Operator).await?;
        let pools = tx.claims().pools().of_authorities().await?;
        let left = pools.iter().filter_map(|(document, next)| {
            let document: PoolDocument = serde_json::from_str(document).ok()?;
            left_of(document.pool().ok()?.last(), document.first_counter, *next)
        });
        Ok(left.min())
    }
}

/// In thousandths of the counters from `first` to `last`; `None` where there are none.
fn left_of(last: u64, first: u64, next: u64) -> Option<u32> {
    let all = (last + 1).checked_sub(first)?;
    let left = (last + 1).saturating_sub(next);
    let thousandths = u128::from(left) * 1000 / u128::from(all.max(1));
    u32::try_from(thousandths).ok()
}

impl KassenzeichenIssuer {
    /// The next Kassenzeichen of the pool, issued at `now`.
    pub(crate) async fn next(
        &self,
        db: &Db,
        tenant: TenantId,
        (pool, document): (PoolId, &str),
        now: Timestamp,
    ) -> Result<Kassenzeichen, NumberError> {
        let year = calendar_year(now);
        let of_pool = self.of_pool((tenant, pool));
        let mut held = of_pool.lock().await;
        if held.as_ref().is_none_or(|block| block.document != document) {
            let parsed: PoolDocument =
                serde_json::from_str(document).map_err(|_| NumberError::NoPool)?;
            let block = Block {
                pool: parsed.pool().map_err(NumberError::Document)?,
                document: document.to_owned(),
                counters: 0..0,
                taken: (BLOCK, Timestamp::from_micros(0)),
            };
            *held = Some(block);
        }
        let block = held.as_mut().ok_or(NumberError::NoPool)?;
        for _ in 0..=SKIPS_MAX {
            if block.counters.is_empty() {
                let size = next_size(block.taken, now);
                block.counters = take_block(db, tenant, (pool, size)).await?;
                block.taken = (size, now);
            }
            let counter = block.counters.next().ok_or(NumberError::NoPool)?;
            match block.pool.issue(counter, year) {
                Ok(number) => return Ok(number),
                Err(KassenzeichenError::Unusable) => {}
                Err(error) => return Err(NumberError::Pool(error)),
            }
        }
        Err(NumberError::Pool(KassenzeichenError::Unusable))
    }

    fn of_pool(&self, pool: (TenantId, PoolId)) -> PoolBlock {
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(blocks.entry(pool).or_default())
    }
}

/// How many counters to take: twice as many as the last time when those did not last.
fn next_size((size, at): (u32, Timestamp), now: Timestamp) -> u32 {
    if at <= now && now.since(at) < BLOCK_LASTS {
        size.saturating_mul(2).min(BLOCK_MAX)
    } else {
        BLOCK
    }
}

async fn take_block(
    db: &Db,
    tenant: TenantId,
    (pool, size): (PoolId, u32),
) -> Result<Range<u64>, StorageError> {
    let mut tx = db.write(Scope::Tenant(tenant)).await?;
    let first = tx.claims().pools().take_counters(pool, size).await?;
    tx.commit().await?;
    Ok(first..first + u64::from(size))
}

/// The calendar year in Germany, which Kassenzeichen carry.
fn calendar_year(now: Timestamp) -> u16 {
    let (year, _, _) = Day::in_berlin(now).parts();
    u16::try_from(year).unwrap_or(1970)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_pool_that_waits_for_its_block_holds_up_no_other_pool() {
        let db = Db::open(&storage::DatabaseUrl::SqliteMemory).await.unwrap();
        let (numbers, now) = (KassenzeichenIssuer::default(), Timestamp::from_micros(0));
        let mut moment = domain::Moment::fixed(now, 1);
        let tenant = TenantId::new(&mut moment);
        let (slow, ready) = (PoolId::new(&mut moment), PoolId::new(&mut moment));
        let text = r#"{"code":"b","definition":"51254{year:2}{counter:6}","check":"mod11"}"#;
        let document: PoolDocument = serde_json::from_str(text).unwrap();
        *numbers.of_pool((tenant, ready)).lock().await = Some(Block {
            pool: document.pool().unwrap(),
            document: text.to_owned(),
            counters: 1..50,
            taken: (BLOCK, now),
        });
        let of_slow = numbers.of_pool((tenant, slow));
        let held = of_slow.lock().await;
        let next = async |pool| {
            let next = numbers.next(&db, tenant, (pool, text), now);
            tokio::time::timeout(Duration::from_secs(1), next).await
        };
        assert!(next(ready).await.unwrap().is_ok());
        assert!(next(slow).await.is_err(), "its own pool waits");
        drop(held);
    }

    #[test]
    fn what_is_left_of_a_pool_counts_from_its_first_counter_to_its_last() {
        assert_eq!(left_of(999_999, 0, 0), Some(1000));
        assert_eq!(left_of(999_999, 500_000, 500_000), Some(1000));
        assert_eq!(left_of(999_999, 500_000, 950_000), Some(100));
        assert_eq!(left_of(999_999, 0, 1_000_050), Some(0));
    }

    #[test]
    fn blocks_grow_with_the_pace_and_shrink_again() {
        let time = |millis: u64| Timestamp::from_micros(0).plus(Duration::from_millis(millis));
        let size = |size, millis: u64| next_size((size, time(5000)), time(5000 + millis));
        assert_eq!(size(BLOCK, 999), 2 * BLOCK);
        assert_eq!(size(BLOCK, 1000), BLOCK);
        assert_eq!(size(BLOCK_MAX, 10), BLOCK_MAX);
        assert_eq!(size(BLOCK_MAX, 1000), BLOCK);
    }

    #[test]
    fn a_clock_that_is_put_back_does_not_make_blocks_grow() {
        let ahead = Timestamp::from_micros(0).plus(Duration::from_hours(5));
        let now = Timestamp::from_micros(0);
        assert_eq!(next_size((2 * BLOCK, ahead), now), BLOCK);
    }
}
