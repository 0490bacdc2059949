//! Periodic work: each kind has a rule and a row in the database, each run is taken by one node.
//!
//! Runs of one kind follow each other on a node; what hangs or fails in one kind holds up no other.
//! What was missed is made up for once. A run that failed is tried again soon, and is shown until
//! it went well.

pub(crate) mod registry;

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;

use futures_util::future::FutureExt;
use storage::work::schedules::{Run, RunEnd, Schedule};
use storage::{Scope, StorageError};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval};

use self::registry::{ANALYZE, Extent, ScheduleKind, kinds};
use super::Pace;
use super::job::JobError;
use super::lease::Leased;
use super::runner::{AFTER_ERROR, Stopped, kept_error};
use crate::App;
use crate::platform::failure::chain;

/// Whether a run did everything there was to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    Done,
    /// One piece is done: the next run is due at once.
    More,
}

/// Rows that one run erases at most: writers wait no longer than for a few such pieces.
pub(crate) const PIECE: u32 = 1_000;

impl Progress {
    /// Of a run that did so many rows of at most [`PIECE`].
    pub(crate) const fn of(rows: u64) -> Self {
        if rows < PIECE as u64 {
            Self::Done
        } else {
            Self::More
        }
    }
}

impl App {
    /// Every schedule, and how it goes.
    pub(crate) async fn schedules(&self) -> Result<Vec<Schedule>, StorageError> {
        let mut tx = self.db.read(Scope::Operator).await?;
        tx.work().schedules().all().await
    }

    /// How many schedules of which kind failed the last time.
    pub(crate) async fn count_failing_schedules(&self) -> Result<Vec<(String, u64)>, StorageError> {
        let mut tx = self.db.read(Scope::Operator).await?;
        tx.work().schedules().count_failing().await
    }

    /// Does all periodic work that is due now. What fails is written down with its schedule.
    pub(crate) async fn run_schedules(&self) -> Result<(), StorageError> {
        self.plan_schedules().await?;
        for kind in self.due_kinds().await? {
            while self.run_next(kind).await? {}
        }
        Ok(())
    }

    /// Does periodic work when it is due until `stop` is true; what is under way then is finished.
    pub(super) async fn keep_schedules(&self, pace: Pace, mut stop: watch::Receiver<bool>) {
        let mut ticks = interval(pace.every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut running, mut under_way) = (JoinSet::new(), BTreeSet::new());
        let mut planned = false;
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                Some(ended) = running.join_next() => {
                    if let Ok(kind) = ended {
                        under_way.remove(kind);
                    }
                    continue;
                }
                _ = stop.wait_for(|stop| *stop) => break,
            }
            if !planned {
                planned = told(self.plan_at_start().await).is_some();
            }
            let Some(kinds) = told(self.due_kinds().await) else {
                ticks.reset_at(Instant::now() + AFTER_ERROR);
                continue;
            };
            let idle = kinds.into_iter().filter(|kind| under_way.insert(kind.name));
            for kind in idle {
                running.spawn(self.clone().run_kind(kind, stop.clone()));
            }
        }
        running.join_all().await;
    }

    /// Does the due work of one kind, run after run. Returns the kind's name.
    async fn run_kind(
        self,
        kind: &'static ScheduleKind,
        stop: watch::Receiver<bool>,
    ) -> &'static str {
        while !*stop.borrow() && told(self.run_next(kind).await) == Some(true) {}
        kind.name
    }

    /// Kinds of which a run is due; none while the clock is wrong. Kinds of another version of the
    /// program are left to it.
    async fn due_kinds(&self) -> Result<Vec<&'static ScheduleKind>, StorageError> {
        let now = self.moment().now;
        let mut tx = self.db.read(Scope::Operator).await?;
        let due = tx.work().schedules().due_kinds(now).await?;
        drop(tx);
        if due.is_empty() || !self.clock_allows().await {
            return Ok(Vec::new());
        }
        let known = due.iter().filter_map(|name| ScheduleKind::find(name));
        Ok(known.collect())
    }

    /// One run; `false` when none of the kind is due.
    async fn run_next(&self, kind: &'static ScheduleKind) -> Result<bool, StorageError> {
        let now = self.moment().now;
        let ends = self.lease_from(now);
        let mut tx = self.db.write(Scope::Operator).await?;
        let run = tx.work().schedules().take(kind.name, (now, ends)).await?;
        tx.commit().await?;
        let Some(run) = run else { return Ok(false) };
        let working = AssertUnwindSafe((kind.run)(self, run.tenant)).catch_unwind();
        let leased = Leased::Run(&run);
        let result = Box::pin(self.while_leased(leased, ends, working)).await;
        let result = result.unwrap_or_else(|_panic| Err(Stopped.into()));
        self.end_run(&run, result).await?;
        Ok(true)
    }

    async fn end_run(
        &self,
        run: &Run,
        result: Result<Progress, JobError>,
    ) -> Result<(), StorageError> {
        let mut moment = self.moment();
        let now = moment.now;
        let next_at = match &result {
            Ok(Progress::More) => now,
            Ok(Progress::Done) => run.rule.next_after(now),
            Err(_) => run.rule.retry_after(now, run.failures, moment.chance()),
        };
        if let Err(error) = &result {
            tracing::warn!(
                schedule.kind = run.kind,
                tenant.id = run.tenant.map(tracing::field::display),
                job.tries = run.failures + 1,
                error = chain(&**error),
                "schedule {} failed",
                run.kind
            );
            let kind = run.kind.clone();
            metrics::counter!("schedule_failures_total", "kind" => kind).increment(1);
        }
        let error = result.err().map(|error| kept_error(&chain(&*error)));
        let end = RunEnd {
            at: now,
            next_at,
            error: error.as_deref(),
        };
        let mut tx = self.db.write(Scope::Operator).await?;
        tx.work().schedules().end(run, &end).await?;
        tx.commit().await
    }

    /// Writes the schedules that are not there, with this node's rules; makes due what is to be
    /// done when a node starts.
    async fn plan_at_start(&self) -> Result<(), StorageError> {
        self.plan_schedules().await?;
        let now = self.moment().now;
        let mut tx = self.db.write(Scope::Operator).await?;
        for kind in kinds().iter().filter(|kind| kind.at_start) {
            tx.work().schedules().make_due(kind.name, now).await?;
        }
        tx.commit().await
    }

    async fn plan_schedules(&self) -> Result<(), StorageError> {
        let now = self.moment().now;
        let mut tx = self.db.write(Scope::Operator).await?;
        for kind in kinds().iter().filter(|kind| self.plans(kind)) {
            let planned = (kind.name, (kind.rule)(&self.settings));
            tx.work().schedules().change_rule(planned, now).await?;
            if kind.extent == Extent::Installation {
                tx.work().schedules().insert(None, planned, now).await?;
            }
        }
        tx.commit().await?;
        self.plan_of_tenants().await?;
        Ok(())
    }

    /// The schedules of each authority that has none.
    async fn plan_of_tenants(&self) -> Result<Progress, StorageError> {
        let now = self.moment().now;
        for kind in kinds()
            .iter()
            .filter(|kind| kind.extent == Extent::EachTenant)
        {
            let mut tx = self.db.read(Scope::Operator).await?;
            let lacking = tx.work().schedules().tenants_lacking(kind.name).await?;
            drop(tx);
            if lacking.is_empty() {
                continue;
            }
            let planned = (kind.name, (kind.rule)(&self.settings));
            let mut tx = self.db.write(Scope::Operator).await?;
            for tenant in lacking {
                tx.work()
                    .schedules()
                    .insert(Some(tenant), planned, now)
                    .await?;
            }
            tx.commit().await?;
        }
        Ok(Progress::Done)
    }

    /// SQLite plans by its keys alone.
    fn plans(&self, kind: &ScheduleKind) -> bool {
        kind.name != ANALYZE || self.db.is_postgres()
    }
}

/// What came of it; what went wrong is told.
fn told<T>(result: Result<T, StorageError>) -> Option<T> {
    let tell = |error: &StorageError| {
        tracing::error!(error = chain(error), "periodic work could not be taken");
    };
    result.inspect_err(tell).ok()
}
