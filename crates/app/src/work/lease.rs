//! Leases: what is worked on belongs to one worker for a while, and for longer as long as the work
//! goes on. When a worker dies, the next one waits for the rest of a lease, not for the longest
//! call a provider may take.

use std::convert::Infallible;
use std::time::Duration;

use domain::{PaymentId, TenantId, Timestamp};
use storage::work::jobs::Job;
use storage::work::schedules::Run;
use storage::{Scope, StorageError};
use tokio::time::sleep;

use crate::App;
use crate::platform::failure::chain;

/// How long work belongs to the worker that took it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// What the death of a worker costs at most.
    pub lasts: Duration,
    /// Well before it ends.
    pub renewed_every: Duration,
}

impl Default for Lease {
    fn default() -> Self {
        Self {
            lasts: Duration::from_secs(45),
            renewed_every: Duration::from_secs(15),
        }
    }
}

/// What is leased.
#[derive(Clone, Copy)]
pub(crate) enum Leased<'a> {
    Payment(TenantId, PaymentId),
    Job(&'a Job),
    /// Of a schedule.
    Run(&'a Run),
}

impl App {
    /// When a lease that begins now ends.
    pub(crate) fn lease_from(&self, now: Timestamp) -> Timestamp {
        now.plus(self.settings.lease.lasts)
    }

    /// Does the work under a lease that ends at `ends` unless it is renewed, and renews it.
    pub(crate) async fn while_leased<T>(
        &self,
        leased: Leased<'_>,
        ends: Timestamp,
        work: impl Future<Output = T>,
    ) -> T {
        tokio::select! {
            biased;
            done = work => done,
            never = self.keep_renewing(leased, ends) => match never {},
        }
    }

    async fn keep_renewing(&self, leased: Leased<'_>, mut ends: Timestamp) -> Infallible {
        loop {
            sleep(self.settings.lease.renewed_every).await;
            let until = self.lease_from(self.moment().now);
            match self.renew(leased, ends, until).await {
                Ok(true) => ends = until,
                // The work moved the time itself, or another worker has it by now.
                Ok(false) => {}
                Err(error) => tracing::warn!(error = chain(&error), "a lease was not renewed"),
            }
        }
    }

    async fn renew(
        &self,
        leased: Leased<'_>,
        ends: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StorageError> {
        let scope = match leased {
            Leased::Payment(tenant, _) => Scope::Tenant(tenant),
            Leased::Job(job) => Scope::Tenant(job.tenant),
            Leased::Run(_) => Scope::Operator,
        };
        let mut tx = self.db.write(scope).await?;
        let renewed = match leased {
            Leased::Payment(_, payment) => tx.payments().renew(payment, ends, until).await?,
            Leased::Job(job) => tx.work().jobs().renew(job, until).await?,
            Leased::Run(run) => tx.work().schedules().renew(run, until).await?,
        };
        tx.commit().await?;
        Ok(renewed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_death_of_a_worker_costs_less_than_a_minute_and_two_renewals_may_fail() {
        let lease = Lease::default();
        assert_eq!(lease.lasts, Duration::from_secs(45));
        assert!(lease.renewed_every * 3 <= lease.lasts);
    }
}
