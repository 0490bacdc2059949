//! The outbox. A job is written in the same step as what caused it, taken under a lease, and
//! removed when it is done; a worker that dies leaves it to the next after the lease.

use domain::{JobId, TenantId, Timestamp};
use uuid::Uuid;

use crate::engine::columns::{DbTime, count};
use crate::engine::lock::Queue;
use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::{StorageError, Tx};

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
    COUNT_JOBS = "
        SELECT CAST(count(*) AS BIGINT), CAST(count(gave_up_at) AS BIGINT) FROM jobs";
}

/// Work that may hang does not stand in the way of work about money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lane {
    #[default]
    Work,
    /// What is handed to mail servers.
    Post,
}

impl Lane {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Post => "post",
        }
    }
}

/// A job under the lease of whoever took it.
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

impl Tx {
    /// Adds the job unless the same one is waiting already.
    pub async fn insert_job(
        &mut self,
        id: JobId,
        kind: &str,
        subject: Uuid,
        due_at: Timestamp,
    ) -> Result<(), StorageError> {
        self.insert_job_in(Lane::Work, id, (kind, subject), due_at)
            .await
    }

    /// The same for a lane.
    pub async fn insert_job_in(
        &mut self,
        lane: Lane,
        id: JobId,
        (kind, subject): (&str, Uuid),
        due_at: Timestamp,
    ) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(INSERT_JOB)
            .bind(tenant.as_uuid())
            .bind(id.as_uuid())
            .bind(kind)
            .bind(subject)
            .bind(DbTime(due_at))
            .bind(lane.as_str())
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Takes up to `limit` due jobs of all tenants until `lease_until`.
    pub async fn take_jobs(
        &mut self,
        now: Timestamp,
        lease_until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Job>, StorageError> {
        self.take_jobs_of(Lane::Work, now, lease_until, limit).await
    }

    /// The same for a lane.
    pub async fn take_jobs_of(
        &mut self,
        lane: Lane,
        now: Timestamp,
        lease_until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Job>, StorageError> {
        self.lock_queue(Queue::Jobs).await?;
        let rows: Vec<JobRow> = on_engine!(self, |connection| sqlx::query_as(TAKE_JOBS)
            .bind(DbTime(now))
            .bind(DbTime(lease_until))
            .bind(i64::from(limit))
            .bind(lane.as_str())
            .fetch_all(connection)
            .await)?;
        let jobs = rows.into_iter().map(|row| Job {
            tenant: TenantId::from_uuid(row.tenant_id),
            id: JobId::from_uuid(row.job_id),
            kind: row.kind,
            subject: row.subject,
            tries: count(row.tries),
        });
        Ok(jobs.collect())
    }

    pub async fn finish_job(&mut self, id: JobId) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(FINISH_JOB)
            .bind(tenant.as_uuid())
            .bind(id.as_uuid())
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    pub async fn retry_job(&mut self, id: JobId, due_at: Timestamp) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(RETRY_JOB)
            .bind(tenant.as_uuid())
            .bind(id.as_uuid())
            .bind(DbTime(due_at))
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Leaves the job for a person to look at.
    pub async fn give_up_job(&mut self, id: JobId, now: Timestamp) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(GIVE_UP_JOB)
            .bind(tenant.as_uuid())
            .bind(id.as_uuid())
            .bind(DbTime(now))
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    /// How many jobs wait, and how many of them wait for a person.
    pub async fn count_jobs(&mut self) -> Result<(i64, i64), StorageError> {
        Ok(on_engine!(self, |connection| sqlx::query_as(COUNT_JOBS)
            .fetch_one(connection)
            .await)?)
    }
}
