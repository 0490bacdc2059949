//! Jobs. A job is written in the same transaction as its cause, taken under a lease, and removed
//! when it is done; when a worker dies, the next takes its jobs after the lease.
//!
//! A key stands once among the jobs that wait. A need that arises while its job runs is a job of
//! its own, so that none is lost; two jobs of one key meet again when the first fails and waits.

use domain::work::Queue;
use domain::{JobId, TenantId, Timestamp};
use uuid::Uuid;

use super::{Work, WorkWriter};
use crate::StorageError;
use crate::engine::columns::{DbTime, count, in_order};
use crate::engine::statements::statements;
use crate::engine::tx::queries::QueueLock;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Jobs / JobsWriter in Work / WorkWriter as jobs }

statements! {
    INSERT_JOB = "
        INSERT INTO jobs
            (tenant_id, job_id, kind, queue, payload, key, due_at, lease_until, tries, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 0, $8)";
    // Writes the row that is there, so that it is not taken before this need is committed.
    INSERT_KEYED = "
        INSERT INTO jobs
            (tenant_id, job_id, kind, queue, payload, key, due_at, lease_until, tries, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 0, $8)
        ON CONFLICT (tenant_id, kind, key) WHERE started_at IS NULL AND gave_up_at IS NULL
        DO UPDATE SET
            due_at = CASE WHEN jobs.tries = 0 AND excluded.due_at < jobs.due_at
                THEN excluded.due_at ELSE jobs.due_at END,
            lease_until = CASE WHEN jobs.tries = 0 AND excluded.due_at < jobs.due_at
                THEN excluded.due_at ELSE jobs.lease_until END";
    // Of one table, so that a PostgreSQL distributed by tenant runs it.
    WITH_DUE = "
        SELECT DISTINCT tenant_id FROM jobs
        WHERE queue = $1 AND gave_up_at IS NULL AND due_at <= $2 AND lease_until <= $2";
    TAKE_JOBS = "
        UPDATE jobs SET lease_until = $4, started_at = $3, tries = tries + 1
        WHERE tenant_id = $1
          AND job_id IN (
                SELECT job_id FROM jobs
                WHERE tenant_id = $1 AND queue = $2 AND gave_up_at IS NULL AND due_at <= $3
                  AND lease_until <= $3
                ORDER BY due_at, job_id LIMIT $5)
          AND lease_until <= $3
        RETURNING job_id, kind, payload, tries";
    RENEW = "
        UPDATE jobs SET lease_until = $4
        WHERE tenant_id = $1 AND job_id = $2 AND tries = $3 AND gave_up_at IS NULL";
    FINISH_JOB = "DELETE FROM jobs WHERE tenant_id = $1 AND job_id = $2 AND tries = $3";
    // The need that arose meanwhile waits as long as this job has to.
    MERGE = "
        UPDATE jobs
        SET due_at = $4, lease_until = $4, tries = $3, last_error = $5
        WHERE tenant_id = $1 AND job_id IN (
            SELECT n.job_id FROM jobs n
            JOIN jobs o ON o.tenant_id = n.tenant_id AND o.kind = n.kind AND o.key = n.key
            WHERE n.tenant_id = $1 AND n.job_id <> $2 AND n.started_at IS NULL
              AND n.gave_up_at IS NULL AND o.job_id = $2 AND o.tries = $3)";
    RETRY_JOB = "
        UPDATE jobs SET due_at = $4, lease_until = $4, started_at = NULL, last_error = $5
        WHERE tenant_id = $1 AND job_id = $2 AND tries = $3";
    GIVE_UP_JOB = "
        UPDATE jobs SET gave_up_at = $4, last_error = $5
        WHERE tenant_id = $1 AND job_id = $2 AND tries = $3";
    GIVEN_UP = "
        SELECT slug, job_id, kind, tries, gave_up_at, last_error
        FROM jobs JOIN tenants ON tenants.tenant_id = jobs.tenant_id
        WHERE gave_up_at IS NOT NULL
        ORDER BY gave_up_at, job_id LIMIT $1";
    COUNT_GIVEN_UP = "
        SELECT kind, count(*) FROM jobs WHERE gave_up_at IS NOT NULL GROUP BY kind ORDER BY kind";
    TENANT_OF_GIVEN_UP = "
        SELECT tenant_id FROM jobs WHERE job_id = $1 AND gave_up_at IS NOT NULL";
    // A need of the same key that waits by now is the same work.
    DROP_REPLACED = "
        DELETE FROM jobs
        WHERE tenant_id = $1 AND job_id = $2 AND gave_up_at IS NOT NULL AND EXISTS (
            SELECT 1 FROM jobs n
            WHERE n.tenant_id = jobs.tenant_id AND n.kind = jobs.kind AND n.key = jobs.key
              AND n.started_at IS NULL AND n.gave_up_at IS NULL)";
    REVIVE = "
        UPDATE jobs
        SET gave_up_at = NULL, started_at = NULL, tries = 0, due_at = $3, lease_until = $3
        WHERE tenant_id = $1 AND job_id = $2 AND gave_up_at IS NOT NULL";
}

/// A need of work.
#[derive(Clone, Copy, Debug)]
pub struct NewJob<'a> {
    pub id: JobId,
    pub kind: &'static str,
    pub queue: Queue,
    /// As JSON.
    pub payload: &'a str,
    /// Needs of one kind and key that wait at the same time are one job.
    pub key: Option<&'a str>,
    pub due_at: Timestamp,
    pub created_at: Timestamp,
}

/// A job under a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub tenant: TenantId,
    pub id: JobId,
    pub kind: String,
    /// As JSON.
    pub payload: String,
    /// This one included. With the id it names the lease: a worker that lost it ends nothing.
    pub tries: u32,
}

/// A job that is not tried any more before a person says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenUpJob {
    /// Slug of its tenant.
    pub tenant: String,
    pub id: JobId,
    pub kind: String,
    pub tries: u32,
    pub gave_up_at: Timestamp,
    pub last_error: String,
}

#[derive(sqlx_macros::FromRow)]
struct JobRow {
    job_id: Uuid,
    kind: String,
    payload: String,
    tries: i64,
}

#[derive(sqlx_macros::FromRow)]
struct GivenUpRow {
    slug: String,
    job_id: Uuid,
    kind: String,
    tries: i64,
    gave_up_at: DbTime,
    last_error: Option<String>,
}

impl Jobs<'_> {
    /// The tenants that have due jobs in the queue.
    pub async fn tenants_with_due(
        &mut self,
        queue: Queue,
        now: Timestamp,
    ) -> Result<Vec<TenantId>, StorageError> {
        let values = values![queue.into_str(), now];
        let rows: Vec<(Uuid,)> = self.tx.all_tenants().many(WITH_DUE, values).await?;
        Ok(in_order(rows))
    }

    /// The oldest jobs that were given up, of all tenants.
    pub async fn given_up(&mut self, limit: u32) -> Result<Vec<GivenUpJob>, StorageError> {
        let rows: Vec<GivenUpRow> = self.tx.all_tenants().many(GIVEN_UP, values![limit]).await?;
        let jobs = rows.into_iter().map(|row| GivenUpJob {
            tenant: row.slug,
            id: JobId::from_uuid(row.job_id),
            kind: row.kind,
            tries: count(row.tries),
            gave_up_at: row.gave_up_at.0,
            last_error: row.last_error.unwrap_or_default(),
        });
        Ok(jobs.collect())
    }

    /// How many jobs of which kind were given up, of all tenants.
    pub async fn count_given_up(&mut self) -> Result<Vec<(String, u64)>, StorageError> {
        let rows: Vec<(String, i64)> = self
            .tx
            .all_tenants()
            .many(COUNT_GIVEN_UP, values![])
            .await?;
        let many = |(kind, many)| (kind, u64::try_from(many).unwrap_or(0));
        Ok(rows.into_iter().map(many).collect())
    }

    /// Whose job it is, if it was given up.
    pub async fn tenant_of_given_up(
        &mut self,
        id: JobId,
    ) -> Result<Option<TenantId>, StorageError> {
        let row: Option<(Uuid,)> = self
            .tx
            .all_tenants()
            .maybe(TENANT_OF_GIVEN_UP, values![id])
            .await?;
        Ok(row.map(|(tenant,)| TenantId::from_uuid(tenant)))
    }
}

impl JobsWriter<'_> {
    /// Adds the job. One of its kind and key that waits already is due at the earlier of the two
    /// times, unless it has failed before: then it waits as its plan says.
    pub async fn insert(&mut self, job: &NewJob<'_>) -> Result<(), StorageError> {
        let values = values![
            job.id,
            job.kind,
            job.queue.into_str(),
            job.payload,
            job.key,
            job.due_at,
            job.created_at,
        ];
        match job.key {
            Some(_) => self.tx.run(INSERT_KEYED, values).await.map(drop),
            None => self.tx.put(INSERT_JOB, values).await,
        }
    }

    /// One transaction takes at a time.
    pub async fn hold(&mut self) -> Result<(), StorageError> {
        self.tx.hold_queue(QueueLock::Jobs).await
    }

    /// Takes up to `limit` of the tenant's due jobs, the longest due first, until `lease_until`.
    /// The transaction [holds](Self::hold) the jobs, in the operator's scope.
    pub async fn take(
        &mut self,
        (tenant, queue): (TenantId, Queue),
        (now, lease_until): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<Job>, StorageError> {
        let values = values![tenant, queue.into_str(), now, lease_until, limit];
        let rows: Vec<JobRow> = self.tx.all_tenants().many(TAKE_JOBS, values).await?;
        let jobs = rows.into_iter().map(|row| Job {
            tenant,
            id: JobId::from_uuid(row.job_id),
            kind: row.kind,
            payload: row.payload,
            tries: count(row.tries),
        });
        Ok(jobs.collect())
    }

    /// Moves the end of the lease; `false` when another worker has the job.
    pub async fn renew(&mut self, job: &Job, lease_until: Timestamp) -> Result<bool, StorageError> {
        let values = values![job.id, job.tries, lease_until];
        Ok(self.tx.run(RENEW, values).await? == 1)
    }

    /// Removes a job that is done.
    pub async fn finish(&mut self, job: &Job) -> Result<(), StorageError> {
        let values = values![job.id, job.tries];
        self.tx.run(FINISH_JOB, values).await.map(drop)
    }

    /// Lets the job wait until `due_at`. A need of its key that arose meanwhile takes its place.
    pub async fn retry(
        &mut self,
        job: &Job,
        due_at: Timestamp,
        error: &str,
    ) -> Result<(), StorageError> {
        let values = || values![job.id, job.tries, due_at, error];
        if self.tx.run(MERGE, values()).await? == 0 {
            return self.tx.run(RETRY_JOB, values()).await.map(drop);
        }
        self.finish(job).await
    }

    /// Leaves the job for a person to look at.
    pub async fn give_up(
        &mut self,
        job: &Job,
        now: Timestamp,
        error: &str,
    ) -> Result<(), StorageError> {
        let values = values![job.id, job.tries, now, error];
        self.tx.run(GIVE_UP_JOB, values).await.map(drop)
    }

    /// Has a job that was given up tried anew from `now`; `false` when it was not given up.
    pub async fn revive(&mut self, id: JobId, now: Timestamp) -> Result<bool, StorageError> {
        if self.tx.run(DROP_REPLACED, values![id]).await? == 1 {
            return Ok(true);
        }
        Ok(self.tx.run(REVIVE, values![id, now]).await? == 1)
    }
}
