//! Schedules: periodic work, a row for each kind of it. Work of the installation has one row, work
//! of each tenant has one row for each.
//!
//! A run is taken under a lease, by one node; when that node dies, another takes the run after the
//! lease. The next time is written when the run ends, so what was missed is made up for once.

use std::collections::HashSet;

use domain::work::ScheduleRule;
use domain::{TenantId, Timestamp};
use uuid::Uuid;

use super::{Work, WorkWriter};
use crate::StorageError;
use crate::engine::columns::{DbTime, count};
use crate::engine::statements::statements;
use crate::engine::tx::queries::QueueLock;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Schedules / SchedulesWriter in Work / WorkWriter as schedules }

statements! {
    HAVING = "SELECT tenant_id FROM schedules WHERE kind = $1";
    INSERT_SCHEDULE = "
        INSERT INTO schedules (tenant_id, kind, rule, next_at, lease_until, runs, failures)
        VALUES ($1, $2, $3, $4, $4, 0, 0)
        ON CONFLICT (tenant_id, kind) DO NOTHING";
    CHANGE_RULE = "UPDATE schedules SET rule = $2, next_at = $3 WHERE kind = $1 AND rule <> $2";
    MAKE_DUE = "UPDATE schedules SET next_at = $2 WHERE kind = $1 AND next_at > $2";
    DUE_KINDS = "
        SELECT DISTINCT kind FROM schedules
        WHERE next_at <= $1 AND lease_until <= $1 ORDER BY kind";
    TAKE_RUN = "
        UPDATE schedules SET lease_until = $3, started_at = $2, runs = runs + 1
        WHERE kind = $1 AND lease_until <= $2
          AND tenant_id = (
                SELECT tenant_id FROM schedules
                WHERE kind = $1 AND next_at <= $2 AND lease_until <= $2
                ORDER BY next_at, tenant_id LIMIT 1)
        RETURNING tenant_id, kind, rule, runs, failures";
    RENEW_RUN = "
        UPDATE schedules SET lease_until = $4
        WHERE tenant_id = $1 AND kind = $2 AND runs = $3";
    END_RUN = "
        UPDATE schedules
        SET lease_until = $4, ended_at = $4, next_at = $5, failures = $6, last_error = $7
        WHERE tenant_id = $1 AND kind = $2 AND runs = $3";
    SCHEDULES = "
        SELECT slug, kind, rule, next_at, started_at, failures, last_error
        FROM schedules
        LEFT JOIN tenants ON tenants.tenant_id = schedules.tenant_id AND slug <> 'operator'
        ORDER BY kind, slug";
    COUNT_FAILING = "
        SELECT kind, count(*) FROM schedules WHERE failures > 0 GROUP BY kind ORDER BY kind";
}

/// A run under a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// `None` for work of the installation.
    pub tenant: Option<TenantId>,
    pub kind: String,
    pub rule: ScheduleRule,
    /// How many there were, this one included. With tenant and kind it names the lease: a node
    /// that lost it ends nothing.
    pub number: u32,
    /// Failures in a row before this run.
    pub failures: u32,
}

/// How a run ended.
#[derive(Clone, Copy, Debug)]
pub struct RunEnd<'a> {
    pub at: Timestamp,
    /// When the work is done next.
    pub next_at: Timestamp,
    pub error: Option<&'a str>,
}

/// A schedule, and how it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Slug of its tenant; `None` for work of the installation.
    pub tenant: Option<String>,
    pub kind: String,
    pub rule: String,
    pub next_at: Timestamp,
    /// When the last run began; `None` before the first.
    pub started_at: Option<Timestamp>,
    /// In a row, up to the last run.
    pub failures: u32,
    /// Why the last run failed.
    pub last_error: Option<String>,
}

#[derive(sqlx_macros::FromRow)]
struct RunRow {
    tenant_id: Uuid,
    kind: String,
    rule: String,
    runs: i64,
    failures: i64,
}

#[derive(sqlx_macros::FromRow)]
struct ScheduleRow {
    slug: Option<String>,
    kind: String,
    rule: String,
    next_at: DbTime,
    started_at: Option<DbTime>,
    failures: i64,
    last_error: Option<String>,
}

/// How the row of a tenant, or of the installation, is found.
fn stored(tenant: Option<TenantId>) -> Uuid {
    tenant.map_or(Uuid::nil(), TenantId::as_uuid)
}

impl Schedules<'_> {
    /// Tenants that have no schedule of this kind; the installation's row is none. Each table is
    /// asked for itself, so that a PostgreSQL distributed by tenant answers.
    pub async fn tenants_lacking(&mut self, kind: &str) -> Result<Vec<TenantId>, StorageError> {
        let rows: Vec<(Uuid,)> = self.tx.all_tenants().many(HAVING, values![kind]).await?;
        let having: HashSet<_> = rows
            .into_iter()
            .map(|(id,)| TenantId::from_uuid(id))
            .collect();
        let mut tenants = self.tx.tenants().all().await?;
        tenants.retain(|tenant| *tenant != TenantId::INSTALLATION && !having.contains(tenant));
        Ok(tenants)
    }

    /// Kinds of which a run is due.
    pub async fn due_kinds(&mut self, now: Timestamp) -> Result<Vec<String>, StorageError> {
        let rows: Vec<(String,)> = self.tx.all_tenants().many(DUE_KINDS, values![now]).await?;
        Ok(rows.into_iter().map(|(kind,)| kind).collect())
    }

    /// Every schedule, by kind and tenant.
    pub async fn all(&mut self) -> Result<Vec<Schedule>, StorageError> {
        let rows: Vec<ScheduleRow> = self.tx.all_tenants().many(SCHEDULES, values![]).await?;
        let schedules = rows.into_iter().map(|row| Schedule {
            tenant: row.slug,
            kind: row.kind,
            rule: row.rule,
            next_at: row.next_at.0,
            started_at: row.started_at.map(|DbTime(at)| at),
            failures: count(row.failures),
            last_error: row.last_error,
        });
        Ok(schedules.collect())
    }

    /// How many schedules of which kind failed the last time.
    pub async fn count_failing(&mut self) -> Result<Vec<(String, u64)>, StorageError> {
        let rows: Vec<(String, i64)> = self.tx.all_tenants().many(COUNT_FAILING, values![]).await?;
        let many = |(kind, many)| (kind, u64::try_from(many).unwrap_or(0));
        Ok(rows.into_iter().map(many).collect())
    }
}

impl SchedulesWriter<'_> {
    /// Adds a schedule whose first run is due at once, unless it is there already.
    pub async fn insert(
        &mut self,
        tenant: Option<TenantId>,
        (kind, rule): (&str, ScheduleRule),
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let values = values![stored(tenant), kind, rule.to_string(), now];
        let tx = self.tx.all_tenants();
        tx.run(INSERT_SCHEDULE, values).await.map(drop)
    }

    /// Gives every schedule of this kind this rule. Those that have it stay as they are, the
    /// others are due at once.
    pub async fn change_rule(
        &mut self,
        (kind, rule): (&str, ScheduleRule),
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let values = values![kind, rule.to_string(), now];
        self.tx
            .all_tenants()
            .run(CHANGE_RULE, values)
            .await
            .map(drop)
    }

    /// Makes every schedule of this kind due.
    pub async fn make_due(&mut self, kind: &str, now: Timestamp) -> Result<(), StorageError> {
        let values = values![kind, now];
        self.tx.all_tenants().run(MAKE_DUE, values).await.map(drop)
    }

    /// Takes the run of this kind that has been due longest, until `lease_until`. One transaction
    /// takes at a time, in the operator's scope.
    pub async fn take(
        &mut self,
        kind: &str,
        (now, lease_until): (Timestamp, Timestamp),
    ) -> Result<Option<Run>, StorageError> {
        self.tx.hold_queue(QueueLock::Schedules).await?;
        let values = values![kind, now, lease_until];
        let row: Option<RunRow> = self.tx.all_tenants().maybe(TAKE_RUN, values).await?;
        row.map(Run::try_from).transpose()
    }

    /// Moves the end of the lease; `false` when another node has the run.
    pub async fn renew(&mut self, run: &Run, lease_until: Timestamp) -> Result<bool, StorageError> {
        let values = values![
            stored(run.tenant),
            run.kind.as_str(),
            run.number,
            lease_until
        ];
        Ok(self.tx.all_tenants().run(RENEW_RUN, values).await? == 1)
    }

    /// Ends the run. Does nothing when another node has it.
    pub async fn end(&mut self, run: &Run, end: &RunEnd<'_>) -> Result<(), StorageError> {
        let failures = match end.error {
            Some(_) => run.failures.saturating_add(1),
            None => 0,
        };
        let values = values![
            stored(run.tenant),
            run.kind.as_str(),
            run.number,
            end.at,
            end.next_at,
            failures,
            end.error,
        ];
        self.tx.all_tenants().run(END_RUN, values).await.map(drop)
    }
}

impl TryFrom<RunRow> for Run {
    type Error = StorageError;

    fn try_from(row: RunRow) -> Result<Self, StorageError> {
        let rule = row.rule.parse();
        let bad = |_| StorageError::inconsistent("schedules", "rule", &row.kind);
        Ok(Self {
            tenant: (!row.tenant_id.is_nil()).then(|| TenantId::from_uuid(row.tenant_id)),
            rule: rule.map_err(bad)?,
            number: count(row.runs),
            failures: count(row.failures),
            kind: row.kind,
        })
    }
}
