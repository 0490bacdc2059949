//! One payment is paid while its tables are watched.
//!
//! The provider takes its time meanwhile, so that what is committed before it is asked and what is
//! committed after its answer are seen apart.

use std::sync::Arc;
use std::time::Duration;

use super::statements::steps;
use super::tables::{rows, tables};
use super::{Engine, OwnRows};
use crate::authority::{BenchAuthority, request_ids};
use crate::clients::load;
use crate::clients::messages::Ask;
use crate::clients::wire::Wire;
use crate::engine::Ground;
use crate::error::Doing;
use crate::limits::raw::Raw;
use crate::{BenchError, Program};

/// For each answer of the provider; many looks at the tables fit in.
const LATENCY: Duration = Duration::from_millis(500);
const LOOKS_EVERY: Duration = Duration::from_millis(50);

/// Pays one payment in a new database, which then holds what its copies refer to.
pub(crate) async fn record(
    program: &Arc<dyn Program>,
    ground: &Ground,
    engine: Engine,
) -> Result<OwnRows, BenchError> {
    let url = ground.database(engine).await?;
    let authority = BenchAuthority::open(program, &url).await?;
    let mut wire = Wire::connect(authority.address).await?;
    let mut ask = Ask::from(request_ids());
    // What only a first payment writes is written.
    load::lifecycle(&mut wire, &mut ask).await?;
    authority.comes_to_rest().await?;

    let mut raw = Raw::open(&url).await?;
    let tables = tables(&mut raw, engine).await?;
    let mut seen = vec![rows(&mut raw, engine, &tables).await?];
    let payment = load::create(&mut wire, &mut ask).await?;
    seen.push(rows(&mut raw, engine, &tables).await?);
    authority.provider.takes(LATENCY);
    let paying = tokio::spawn(async move { load::pay(&mut wire, &payment).await });
    loop {
        let ended = paying.is_finished();
        seen.push(rows(&mut raw, engine, &tables).await?);
        if ended {
            break;
        }
        tokio::time::sleep(LOOKS_EVERY).await;
    }
    paying.await.doing("paying")??;
    authority.close().await?;
    ground.learn(&url).await?;
    let steps = steps(engine, &tables, &seen);
    if steps.len() < 2 {
        return Err(BenchError::new("a payment left no rows"));
    }
    Ok(OwnRows {
        url,
        engine,
        steps: steps.into(),
    })
}
