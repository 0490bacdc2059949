//! The same work with few and with many payments stored: what costs more is found here.

use std::sync::Arc;

use storage::DatabaseUrl;

use crate::authority::{BenchAuthority, request_ids};
use crate::clients::load;
use crate::clients::messages::{self, Ask};
use crate::clients::wire::Wire;
use crate::fill::{copy_of, fill};
use crate::report::{Goal, Line};
use crate::scenarios::{Bench, Trial};
use crate::{BenchError, Engine};

const CLIENTS: u32 = 16;
/// Flat, as far as a noisy machine can tell.
const FLAT: Goal = Goal::RatioAtLeast(900);
/// Stored payments that are read, spread over all of them.
const READ: u64 = 5_000;

/// A platform with many payments.
struct Filled {
    authority: BenchAuthority,
    url: DatabaseUrl,
    reads: Arc<Vec<Vec<u8>>>,
}

impl Bench {
    pub(crate) async fn growth(&self, engine: Engine) -> Result<Vec<Line>, BenchError> {
        let [few, many] = self.size.stored;
        let (few, many) = (
            self.filled(engine, few).await?,
            self.filled(engine, many).await?,
        );
        let trial = |scenario, unit| Trial {
            scenario,
            unit,
            engine,
            clients: CLIENTS,
            beside: "the same with 10 000 stored",
            goal: Some(FLAT),
        };
        let pace = self.size.pace;
        let creates = async |filled: &Filled| {
            let rate = load::creates(filled.authority.address, CLIENTS, pace).await?;
            filled.authority.comes_to_rest().await?;
            Ok(rate)
        };
        let reads = async |filled: &Filled| {
            load::reads(filled.authority.address, &filled.reads, (CLIENTS, pace)).await
        };
        let paying = async |filled: &Filled| {
            let rate = load::lifecycles(filled.authority.address, CLIENTS, pace).await?;
            filled.authority.comes_to_rest().await?;
            Ok(rate)
        };
        let lines = vec![
            self.aba(
                trial("create, 1 million stored", "payments/s"),
                async || creates(&few).await,
                async || creates(&many).await,
            )
            .await?,
            self.aba(
                trial("status, 1 million stored", "reads/s"),
                async || reads(&few).await,
                async || reads(&many).await,
            )
            .await?,
            self.aba(
                trial("lifecycle, 1 million stored", "payments/s"),
                async || paying(&few).await,
                async || paying(&many).await,
            )
            .await?,
        ];
        for filled in [few, many] {
            filled.authority.close().await?;
            self.ground.remove(&filled.url).await?;
        }
        Ok(lines)
    }

    /// One payment is really paid and sealed; the others are its copies.
    async fn filled(&self, engine: Engine, count: u64) -> Result<Filled, BenchError> {
        let url = self.ground.database(engine).await?;
        let authority = BenchAuthority::open(&self.program, &url).await?;
        let mut wire = Wire::connect(authority.address).await?;
        let payment = load::lifecycle(&mut wire, &mut Ask::from(request_ids())).await?;
        authority.comes_to_rest().await?;
        let tenant = authority.tenant;
        drop(wire);
        authority.close().await?;
        let id = payment
            .parse()
            .map_err(|_| BenchError::new(format!("{payment} is no payment's id")))?;
        fill(&url, (tenant, id), count).await?;
        let authority = BenchAuthority::open(&self.program, &url).await?;
        let far = (count / READ).max(1);
        let numbers = (0..count.min(READ)).map(|n| n * far + 1);
        let reads = numbers.map(|number| messages::status(&copy_of(&payment, number)));
        let reads = Arc::new(reads.collect());
        Ok(Filled {
            authority,
            url,
            reads,
        })
    }
}
