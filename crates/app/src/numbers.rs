//! Kassenzeichen out of a pool.
//!
//! Counters are taken in blocks, in a step of their own, so that payments being made at the same
//! time do not wait for each other on the pool's row. A number that was taken and not used (a
//! crash, a refused request, a counter without a valid check digit) is left out for ever: unique
//! matters, gapless does not.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use domain::kassenzeichen::{Kassenzeichen, KassenzeichenError, Pool};
use domain::{PoolId, TenantId};
use storage::{Db, Scope, StorageError};
use tokio::sync::Mutex;

use crate::documents::PoolDocument;

/// Counters a node takes at once: at a node's peak of 100 payments a second this is one extra
/// commit in fifty, and a node that stops leaves out at most this many numbers.
const BLOCK: u32 = 50;
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
pub(crate) struct Numbers {
    blocks: Arc<Mutex<HashMap<(TenantId, PoolId), Block>>>,
}

struct Block {
    pool: Pool,
    document: String,
    counters: Range<u64>,
}

impl Numbers {
    /// The next Kassenzeichen of the pool; `year` is the calendar year it is issued in.
    pub(crate) async fn next(
        &self,
        db: &Db,
        tenant: TenantId,
        (pool, document): (PoolId, &str),
        year: u16,
    ) -> Result<Kassenzeichen, NumberError> {
        let mut blocks = self.blocks.lock().await;
        if blocks
            .get(&(tenant, pool))
            .is_none_or(|block| block.document != document)
        {
            let parsed: PoolDocument =
                serde_json::from_str(document).map_err(|_| NumberError::NoPool)?;
            let block = Block {
                pool: parsed.pool().map_err(NumberError::Document)?,
                document: document.to_owned(),
                counters: 0..0,
            };
            blocks.insert((tenant, pool), block);
        }
        let block = blocks.get_mut(&(tenant, pool)).ok_or(NumberError::NoPool)?;
        for _ in 0..=SKIPS_MAX {
            if block.counters.is_empty() {
                block.counters = take_block(db, tenant, pool).await?;
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
}

async fn take_block(db: &Db, tenant: TenantId, pool: PoolId) -> Result<Range<u64>, StorageError> {
    let mut tx = db.begin(Scope::Tenant(tenant)).await?;
    let first = tx.take_counters(pool, BLOCK).await?;
    tx.commit().await?;
    Ok(first..first + u64::from(BLOCK))
}
