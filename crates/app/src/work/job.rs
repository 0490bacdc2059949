//! What a kind of job is: its payload, key, queue and retry plan, and what it does.

use std::fmt::Debug;

use domain::work::Queue;
use domain::work::retry::RetryPlan;
use domain::{JobId, Moment, TenantId, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use storage::work::jobs::NewJob;
use storage::{StorageError, WriteTx};

use crate::App;
use crate::platform::document::to_json;

/// Why a run of a job failed, for the log and the list of given-up jobs. Holds nothing personal.
pub(crate) type JobError = Box<dyn std::error::Error + Send + Sync>;

/// What is left to do about a job that was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Matter {
    Open,
    Closed,
}

/// A kind of job; the value is one job's payload. Add new kinds to [`super::registry`].
pub(crate) trait Job: Serialize + DeserializeOwned + Debug + Send + Sync + 'static {
    /// Stored, and the name of the actor its commands are given by.
    const KIND: &'static str;
    const QUEUE: Queue;
    const RETRY: RetryPlan;

    /// Jobs of one key that wait at the same time are one.
    fn key(&self) -> Option<String> {
        None
    }

    /// Does the work. It may run twice: a worker that dies after it leaves the job to the next.
    fn run(&self, app: &App, tenant: TenantId)
    -> impl Future<Output = Result<(), JobError>> + Send;

    /// What is written when the last try failed, in the transaction that gives the job up. The
    /// job stays for a person to look at, unless the matter is closed by this.
    fn gave_up(
        &self,
        _tx: &mut WriteTx,
        _moment: &mut Moment,
    ) -> impl Future<Output = Result<Matter, StorageError>> + Send {
        async { Ok(Matter::Open) }
    }
}

/// Adds a job to the transaction of its cause.
pub(crate) async fn put_job<J: Job>(
    tx: &mut WriteTx,
    job: &J,
    due_at: Timestamp,
    moment: &mut Moment,
) -> Result<(), StorageError> {
    let (id, key) = (JobId::new(moment), job.key());
    let new = NewJob {
        id,
        kind: J::KIND,
        queue: J::QUEUE,
        payload: &to_json(job),
        key: key.as_deref(),
        due_at,
        created_at: moment.now,
    };
    tx.work().jobs().insert(&new).await
}
