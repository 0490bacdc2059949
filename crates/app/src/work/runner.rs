//! The one runner of everything that is due: payments whose time has come, and jobs. Periodic work
//! runs beside it ([`super::schedules`]).
//!
//! Each lane has a width, and takes work only as far as it has free places: what hangs in one lane
//! holds up nothing in another. Within a lane work is taken round robin over tenants, so a tenant
//! with ten thousand waiting jobs does not keep another's one waiting. Everything is taken under a
//! lease, which is renewed for as long as the work goes on, and worked on with no transaction
//! open; a failure is put off by plan and stops nothing else.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use std::time::Duration;

use domain::work::Queue;
use domain::work::retry::{Next, RetryPlan};
use domain::{TenantId, Timestamp};
use futures_util::future::{FutureExt, join_all};
use storage::payments::DuePayment;
use storage::work::jobs::Job;
use storage::{Scope, StorageError, WriteTx};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::job::{JobError, Matter};
use super::lease::Leased;
use super::registry::JobKind;
use crate::App;
use crate::platform::failure::chain;

/// After an error: long enough for a database to come back, short enough not to be noticed.
pub(super) const AFTER_ERROR: Duration = Duration::from_secs(5);
/// Characters of an error that are kept with its job or schedule.
const ERROR_MAX: usize = 500;

/// How the runner goes about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Between two looks for due work.
    pub every: Duration,
    /// Places of each lane on this node.
    pub payments: u32,
    pub provider_events: u32,
    pub mail: u32,
    pub upkeep: u32,
}

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobReport {
    pub done: u32,
    /// Put off after a failure.
    pub failed: u32,
    /// There may be more: run again at once.
    pub more: bool,
}

/// What waits for each other. The first is looked at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Lane {
    Payments,
    Jobs(Queue),
}

const LANES: [Lane; 4] = [
    Lane::Payments,
    Lane::Jobs(Queue::ProviderEvents),
    Lane::Jobs(Queue::Mail),
    Lane::Jobs(Queue::Upkeep),
];

/// Work under a lease.
struct Due {
    what: Work,
    /// End of the lease.
    ends: Timestamp,
}

enum Work {
    Payment(DuePayment),
    Job(Job),
}

/// The tenant each lane took from last; the next round begins after it.
#[derive(Debug, Default)]
pub(crate) struct Turns(Mutex<BTreeMap<Lane, TenantId>>);

impl App {
    /// One round: takes up to `limit` of what is due in each lane, does it all, numbers events and
    /// ends.
    pub(crate) async fn run_due(&self, limit: u32) -> Result<JobReport, StorageError> {
        let mut report = JobReport::default();
        for lane in LANES {
            let taken = self.take(lane, limit).await?;
            report.more |= taken.len() == usize::try_from(limit).unwrap_or(usize::MAX);
            let work = taken.into_iter().map(|due| self.work_on(due));
            for done in join_all(work).await {
                *if done {
                    &mut report.done
                } else {
                    &mut report.failed
                } += 1;
            }
        }
        self.number_events().await?;
        Ok(report)
    }

    /// Does what is due, and periodic work, until `stop` is true; what is under way then is
    /// finished.
    pub(crate) async fn work(&self, pace: Pace, stop: watch::Receiver<bool>) {
        let lanes = LANES.map(|lane| self.work_in(lane, pace, stop.clone()));
        let periodic = self.keep_schedules(pace, stop.clone());
        let watched = self.watch_failures(stop.clone());
        let numbered = self.keep_numbering(stop);
        tokio::join!(join_all(lanes), periodic, watched, numbered);
    }

    async fn work_in(&self, lane: Lane, pace: Pace, mut stop: watch::Receiver<bool>) {
        let mut ticks = interval(pace.every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (width, mut running) = (pace.width(lane), JoinSet::new());
        loop {
            // A place became free, or it is time to look.
            let look = tokio::select! {
                _ = ticks.tick() => true,
                Some(_done) = running.join_next() => true,
                _ = stop.wait_for(|stop| *stop) => false,
            };
            if !look {
                break;
            }
            let free = width.saturating_sub(u32::try_from(running.len()).unwrap_or(width));
            match self.take(lane, free).await {
                Ok(taken) => self.spawn_all(taken, &mut running),
                Err(error) => {
                    tracing::error!(error = chain(&error), "due work could not be taken");
                    ticks.reset_at(Instant::now() + AFTER_ERROR);
                }
            }
        }
        running.join_all().await;
    }

    /// Works on each beside the others.
    fn spawn_all(&self, taken: Vec<Due>, running: &mut JoinSet<bool>) {
        for due in taken {
            let app = self.clone();
            running.spawn(async move { Box::pin(app.work_on(due)).await });
        }
    }

    /// Takes up to `limit` of what is due, in equal shares for the tenants that have some.
    async fn take(&self, lane: Lane, limit: u32) -> Result<Vec<Due>, StorageError> {
        if limit == 0 || (lane == Lane::Jobs(Queue::Mail) && !self.sends_mail()) {
            return Ok(Vec::new());
        }
        let now = self.moment().now;
        let mut tx = self.db.read(Scope::Operator).await?;
        let tenants = match lane {
            Lane::Payments => tx.payments().tenants_with_due(now).await?,
            Lane::Jobs(queue) => tx.work().jobs().tenants_with_due(queue, now).await?,
        };
        drop(tx);
        if tenants.is_empty() || !self.clock_allows().await {
            return Ok(Vec::new());
        }
        let mut tenants = self.turns.beginning(lane, tenants);
        let mut tx = self.db.write(Scope::Operator).await?;
        match lane {
            Lane::Payments => tx.payments().hold_due().await?,
            Lane::Jobs(_) => tx.work().jobs().hold().await?,
        }
        let lease = (now, self.lease_from(now));
        let (mut taken, mut left) = (Vec::new(), limit);
        while left > 0 && !tenants.is_empty() {
            let each = (left / u32::try_from(tenants.len()).unwrap_or(left)).max(1);
            let mut with_more = Vec::new();
            for tenant in tenants {
                let share = each.min(left);
                if share == 0 {
                    break;
                }
                let some = take_of(&mut tx, (lane, tenant), lease, share).await?;
                self.turns.took(lane, tenant);
                let many = u32::try_from(some.len()).unwrap_or(share);
                left = left.saturating_sub(many);
                if many == share {
                    with_more.push(tenant);
                }
                taken.extend(some);
            }
            tenants = with_more;
        }
        tx.commit().await?;
        Ok(taken)
    }

    /// Whether it went well. A panic counts as a failure of this work only.
    async fn work_on(&self, due: Due) -> bool {
        let leased = match &due.what {
            Work::Payment(payment) => Leased::Payment(payment.tenant, payment.payment),
            Work::Job(job) => Leased::Job(job),
        };
        let working = async {
            match &due.what {
                Work::Payment(payment) => {
                    let sweeping = AssertUnwindSafe(self.work_on_payment(*payment)).catch_unwind();
                    sweeping.await.unwrap_or(false)
                }
                Work::Job(job) => self.work_on_job(job).await,
            }
        };
        Box::pin(self.while_leased(leased, due.ends, working)).await
    }

    async fn work_on_job(&self, job: &Job) -> bool {
        let running = AssertUnwindSafe(self.run_job(job)).catch_unwind();
        let result = running.await.unwrap_or_else(|_panic| Err(Stopped.into()));
        if let Err(error) = &result {
            tracing::warn!(
                job.id = %job.id,
                job.kind = job.kind,
                job.tries,
                error = chain(&**error),
                "job failed"
            );
        }
        let error = result.err().map(|error| chain(&*error));
        if let Err(error) = self.end_job(job, error.as_deref()).await {
            // The lease runs out, then the job is taken again.
            tracing::warn!(job.kind = job.kind, error = chain(&error), "job not ended");
            return false;
        }
        error.is_none()
    }

    async fn run_job(&self, job: &Job) -> Result<(), JobError> {
        let kind = JobKind::find(&job.kind).ok_or(UnknownKind)?;
        (kind.run)(self, job.tenant, &job.payload).await
    }

    async fn end_job(&self, job: &Job, error: Option<&str>) -> Result<(), StorageError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(job.tenant)).await?;
        let Some(error) = error else {
            tx.work().jobs().finish(job).await?;
            return tx.commit().await;
        };
        let error = kept_error(error);
        let kind = JobKind::find(&job.kind);
        let plan = kind.map_or(RetryPlan::DAY, |kind| kind.retry);
        let next = plan.next(moment.now, job.tries.saturating_sub(1), moment.chance());
        match next {
            Next::Try(at) => tx.work().jobs().retry(job, at, &error).await?,
            Next::GiveUp => {
                let matter = match kind {
                    Some(kind) => (kind.gave_up)(&mut tx, &job.payload, &mut moment).await?,
                    None => Matter::Open,
                };
                let mut jobs = tx.work().jobs();
                match matter {
                    Matter::Open => jobs.give_up(job, moment.now, &error).await?,
                    Matter::Closed => jobs.finish(job).await?,
                }
            }
        }
        tx.commit().await?;
        if next == Next::GiveUp {
            metrics::counter!("jobs_given_up_total", "kind" => job.kind.clone()).increment(1);
            tracing::error!(job.id = %job.id, job.kind = job.kind, job.tries,
                "job {} was given up", job.id);
        }
        Ok(())
    }
}

/// Up to `limit` of what is due of one tenant.
async fn take_of(
    tx: &mut WriteTx,
    (lane, tenant): (Lane, TenantId),
    lease: (Timestamp, Timestamp),
    limit: u32,
) -> Result<Vec<Due>, StorageError> {
    let due = |what| Due {
        what,
        ends: lease.1,
    };
    Ok(match lane {
        Lane::Payments => {
            let payments = tx.payments().take_due(tenant, lease, limit).await?;
            payments.into_iter().map(Work::Payment).map(due).collect()
        }
        Lane::Jobs(queue) => {
            let jobs = tx.work().jobs().take((tenant, queue), lease, limit).await?;
            jobs.into_iter().map(Work::Job).map(due).collect()
        }
    })
}

/// An error as it is kept with its job or schedule.
pub(super) fn kept_error(error: &str) -> String {
    error.chars().take(ERROR_MAX).collect()
}

#[derive(Debug, thiserror::Error)]
#[error("this program knows no such kind of job")]
struct UnknownKind;

#[derive(Debug, thiserror::Error)]
#[error("the program made a mistake and stopped this job")]
pub(super) struct Stopped;

impl Pace {
    const fn width(self, lane: Lane) -> u32 {
        match lane {
            Lane::Payments => self.payments,
            Lane::Jobs(Queue::ProviderEvents) => self.provider_events,
            Lane::Jobs(Queue::Mail) => self.mail,
            Lane::Jobs(Queue::Upkeep) => self.upkeep,
        }
    }
}

impl Turns {
    /// The tenants in their order, beginning after the one that was served last.
    fn beginning(&self, lane: Lane, mut tenants: Vec<TenantId>) -> Vec<TenantId> {
        let turns = self.0.lock();
        let last = turns.ok().and_then(|turns| turns.get(&lane).copied());
        if let Some(last) = last {
            let next = tenants.partition_point(|tenant| *tenant <= last);
            tenants.rotate_left(next);
        }
        tenants
    }

    fn took(&self, lane: Lane, tenant: TenantId) {
        if let Ok(mut turns) = self.0.lock() {
            turns.insert(lane, tenant);
        }
    }
}
