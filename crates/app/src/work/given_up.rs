//! Jobs that were given up, and schedules that fail: seen in the metrics and on the command line.
//! Jobs are tried anew by command.

use std::time::Duration;

use domain::JobId;
use domain::access::Act;
use storage::work::jobs::GivenUpJob;
use storage::{Scope, StorageError};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::App;
use crate::access::acting::Acting;
use crate::platform::failure::chain;
use crate::work::registry::KINDS;
use crate::work::schedules::registry::kinds;

/// How often the metrics are counted anew.
const COUNTED_EVERY: Duration = Duration::from_secs(15);

impl App {
    /// The oldest jobs that were given up, of all tenants.
    pub(crate) async fn given_up_jobs(&self, limit: u32) -> Result<Vec<GivenUpJob>, StorageError> {
        let mut tx = self.db.read(Scope::Operator).await?;
        tx.work().jobs().given_up(limit).await
    }

    /// How many jobs of which kind were given up.
    pub(crate) async fn count_given_up(&self) -> Result<Vec<(String, u64)>, StorageError> {
        let mut tx = self.db.read(Scope::Operator).await?;
        tx.work().jobs().count_given_up().await
    }

    /// Has a job that was given up tried anew, from the first wait of its plan; `false` when there
    /// is no such job.
    pub(crate) async fn retry_job(&self, by: &Acting, id: JobId) -> Result<bool, StorageError> {
        let mut tx = self.db.read(Scope::Operator).await?;
        let Some(tenant) = tx.work().jobs().tenant_of_given_up(id).await? else {
            return Ok(false);
        };
        drop(tx);
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let revived = tx.work().jobs().revive(id, moment.now).await?;
        if revived {
            by.does(Act::JobRetry, id)
                .write(&mut tx, &mut moment)
                .await?;
            tx.commit().await?;
        }
        Ok(revived)
    }

    /// Keeps the gauges of given-up jobs and failing schedules until `stop` is true.
    pub(super) async fn watch_failures(&self, mut stop: watch::Receiver<bool>) {
        let mut ticks = interval(COUNTED_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
            let given_up = KINDS.iter().map(|kind| kind.name);
            tell("jobs_given_up", given_up, self.count_given_up().await);
            let failing = kinds().iter().map(|kind| kind.name);
            tell(
                "schedules_failing",
                failing,
                self.count_failing_schedules().await,
            );
        }
    }
}

/// Sets the gauge of every kind; those that were not counted have none.
fn tell(
    gauge: &'static str,
    kinds: impl Iterator<Item = &'static str>,
    counts: Result<Vec<(String, u64)>, StorageError>,
) {
    let counts = match counts {
        Ok(counts) => counts,
        Err(error) => {
            tracing::warn!(error = chain(&error), "{gauge} was not counted");
            return;
        }
    };
    for kind in kinds {
        let of_kind = counts.iter().find(|(name, _)| name == kind);
        let many = of_kind.map_or(0, |(_, many)| *many);
        let many = f64::from(u32::try_from(many).unwrap_or(u32::MAX));
        metrics::gauge!(gauge, "kind" => kind).set(many);
    }
}
