//! The outbox. A job is written in the same transaction as its cause, taken under a lease, and
//! removed when it is done; a worker that dies leaves it to the next after the lease.

use domain::{JobId, TenantId, Timestamp};
use uuid::Uuid;

use super::{Work, WorkWriter};
use crate::StorageError;
use crate::engine::columns::count;
use crate::engine::statements::statements;
use crate::engine::tx::queries::Queue;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Jobs / JobsWriter in Work / WorkWriter as jobs }

statements! {
    INSERT_JOB = "
        INSERT INTO jobs (tenant_id, job_id, kind, subject, due_at, lease_until, tries, lane)
        VALUES ($1, $2, $3, $4, $5, $5, 0, $6)
        ON CONFLICT (tenant_id, kind, subject) DO NOTHING";
    TAKE_JOBS = "
        UPDATE jobs SET lease_until = $2, tries = tries + 1
        WHERE (tenant_id, job_id) IN (
                SELECT tenant_id, job_id FROM jobs
                WHERE gave_up_at IS NULL AND due_at <= $1 AND lease_until <= $1 AND lane = $4
                ORDER BY due_at LIMIT $3)
          AND lease_until <= $1
        RETURNING tenant_id, job_id, kind, subject, tries";
    FINISH_JOB = "DELETE FROM jobs WHERE tenant_id = $1 AND job_id = $2";
    RETRY_JOB = "
        UPDATE jobs SET due_at = $3, lease_until = $3 WHERE tenant_id = $1 AND job_id = $2";
    GIVE_UP_JOB = "UPDATE jobs SET gave_up_at = $3 WHERE tenant_id = $1 AND job_id = $2";
}

/// Lanes are polled separately, so that slow mail servers do not delay work about money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lane {
    #[default]
    Work,
    /// What is handed to mail servers.
    Mail,
}

impl Lane {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Mail => "post",
        }
    }
}

/// A job under a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub tenant: TenantId,
    pub id: JobId,
    pub kind: String,
    /// What it is about; of which kind, the job's kind says.
    pub subject: Uuid,
    /// This one included.
    pub tries: u32,
}

#[derive(sqlx::FromRow)]
struct JobRow {
    tenant_id: Uuid,
    job_id: Uuid,
    kind: String,
    subject: Uuid,
    tries: i64,
}

impl JobsWriter<'_> {
    /// Adds the job to a lane, unless the same one is waiting already.
    pub async fn insert(
        &mut self,
        lane: Lane,
        id: JobId,
        (kind, subject): (&str, Uuid),
        due_at: Timestamp,
    ) -> Result<(), StorageError> {
        let values = values![id, kind, subject, due_at, lane.as_str()];
        self.tx.run(INSERT_JOB, values).await.map(drop)
    }

    /// Takes up to `limit` due jobs of a lane, of all tenants, until `lease_until`.
    pub async fn take(
        &mut self,
        lane: Lane,
        now: Timestamp,
        lease_until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Job>, StorageError> {
        self.tx.hold_queue(Queue::Jobs).await?;
        let values = values![now, lease_until, limit, lane.as_str()];
        let rows: Vec<JobRow> = self.tx.all_tenants().many(TAKE_JOBS, values).await?;
        let jobs = rows.into_iter().map(|row| Job {
            tenant: TenantId::from_uuid(row.tenant_id),
            id: JobId::from_uuid(row.job_id),
            kind: row.kind,
            subject: row.subject,
            tries: count(row.tries),
        });
        Ok(jobs.collect())
    }

    /// Removes a job that is done.
    pub async fn finish(&mut self, id: JobId) -> Result<(), StorageError> {
        self.tx.run(FINISH_JOB, values![id]).await.map(drop)
    }

    pub async fn retry(&mut self, id: JobId, due_at: Timestamp) -> Result<(), StorageError> {
        self.tx.run(RETRY_JOB, values![id, due_at]).await.map(drop)
    }

    /// Leaves the job for a person to look at.
    pub async fn give_up(&mut self, id: JobId, now: Timestamp) -> Result<(), StorageError> {
        self.tx.run(GIVE_UP_JOB, values![id, now]).await.map(drop)
    }
}
