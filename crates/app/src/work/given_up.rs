//! Jobs that were given up: seen in the metrics and on the command line, tried anew by command.

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

/// How often the metric is counted anew.
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

    /// Keeps the gauge `jobs_given_up` until `stop` is true.
    pub(super) async fn watch_given_up(&self, mut stop: watch::Receiver<bool>) {
        let mut ticks = interval(COUNTED_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
            self.tidy().await;
            match self.count_given_up().await {
                Ok(counts) => {
                    for kind in KINDS {
                        let of_kind = counts.iter().find(|(name, _)| name == kind.name);
                        let many = of_kind.map_or(0, |(_, many)| *many);
                        let many = f64::from(u32::try_from(many).unwrap_or(u32::MAX));
                        metrics::gauge!("jobs_given_up", "kind" => kind.name).set(many);
                    }
                }
                Err(error) => {
                    tracing::warn!(error = chain(&error), "given-up jobs were not counted");
                }
            }
        }
    }
}
