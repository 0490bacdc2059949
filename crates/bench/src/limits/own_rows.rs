//! The limit of what writes, in the product's own rows: what a payment inserts and changes, commit
//! by commit, with every key, check and index of the product's schema, written raw.
//!
//! **A**: each commit is one round trip. **B**: the same rows, sixteen payments a commit. Neither
//! knows the schema: one payment is really paid on a platform of its own, the tables are compared
//! after each of its commits, and copies with new ids are written. Rows that payments share (pools,
//! balances, seals) are left out.

mod recorder;
mod statements;
mod tables;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use storage::DatabaseUrl;

use crate::limits::raw::{Raw, writers};
use crate::measure::{Pace, drive};
use crate::{BenchError, Engine};
use statements::Step;

pub(crate) use recorder::record;

/// Payments in one commit of B.
const GATHERED: i64 = 16;

static NEXT: AtomicI64 = AtomicI64::new(1);

/// A payment's commits as statements, and the database that they are for.
pub(crate) struct OwnRows {
    pub(crate) url: DatabaseUrl,
    engine: Engine,
    /// The first makes the payment, the rest pay it.
    steps: Arc<[Step]>,
}

/// How much of a payment is written.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    Creation,
    Whole,
}

impl OwnRows {
    fn count(&self, part: Part) -> usize {
        match part {
            Part::Creation => 1,
            Part::Whole => self.steps.len(),
        }
    }

    /// A: payments a second, each commit of each in one round trip.
    pub(crate) async fn each(
        &self,
        part: Part,
        (clients, pace): (u32, Pace),
    ) -> Result<u64, BenchError> {
        drive(writers(&self.url, clients), pace, |_, pulse| {
            let (url, steps, count) = (self.url.clone(), Arc::clone(&self.steps), self.count(part));
            async move {
                let mut raw = Raw::open(&url).await?;
                while pulse.goes_on() {
                    let number = NEXT.fetch_add(1, Ordering::Relaxed);
                    alone(&mut raw, steps.iter().take(count), number).await?;
                    pulse.beat();
                }
                Ok(())
            }
        })
        .await
    }

    /// B: payments a second, each commit for sixteen of them.
    pub(crate) async fn gathered(
        &self,
        part: Part,
        (clients, pace): (u32, Pace),
    ) -> Result<u64, BenchError> {
        let engine = self.engine;
        drive(writers(&self.url, clients), pace, |_, pulse| {
            let (url, steps, count) = (self.url.clone(), Arc::clone(&self.steps), self.count(part));
            async move {
                let mut raw = Raw::open(&url).await?;
                if matches!(engine, Engine::Postgres) {
                    find_by_key(&mut raw).await?;
                }
                while pulse.goes_on() {
                    let first = NEXT.fetch_add(GATHERED, Ordering::Relaxed);
                    together(&mut raw, engine, steps.iter().take(count), first).await?;
                    (0..GATHERED).for_each(|_| pulse.beat());
                }
                Ok(())
            }
        })
        .await
    }
}

/// PostgreSQL does not know how few numbers a range has, and would read whole tables to join them.
async fn find_by_key(raw: &mut Raw) -> Result<(), BenchError> {
    for way in ["enable_seqscan", "enable_hashjoin", "enable_mergejoin"] {
        raw.run_with(&format!("SET {way} = off"), &[]).await?;
    }
    Ok(())
}

/// The steps of one payment, each a commit.
async fn alone(
    raw: &mut Raw,
    steps: impl Iterator<Item = &Step>,
    number: i64,
) -> Result<(), BenchError> {
    for step in steps {
        raw.run_with(&step.one, &[number]).await?;
    }
    Ok(())
}

/// The steps of sixteen payments, each a commit for all of them.
async fn together(
    raw: &mut Raw,
    engine: Engine,
    steps: impl Iterator<Item = &Step>,
    first: i64,
) -> Result<(), BenchError> {
    for step in steps {
        one_step_together(raw, engine, step, first).await?;
    }
    Ok(())
}

/// One step of sixteen payments in one commit. A round trip costs SQLite nothing, so there it is a
/// statement for each payment.
async fn one_step_together(
    raw: &mut Raw,
    engine: Engine,
    step: &Step,
    first: i64,
) -> Result<(), BenchError> {
    let last = first + GATHERED - 1;
    match engine {
        Engine::Postgres => raw.run_with(&step.many, &[first, last]).await,
        Engine::Sqlite => {
            raw.run_with("BEGIN IMMEDIATE", &[]).await?;
            for number in first..=last {
                raw.run_with(&step.many, &[number]).await?;
            }
            raw.run_with("COMMIT", &[]).await
        }
    }
}
