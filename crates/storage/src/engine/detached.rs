//! Work that goes on when its caller is dropped.

use crate::StorageError;

/// Runs `work` in a task of its own: dropping the returned future loses only the answer.
pub(crate) async fn detached<T: Send + 'static>(
    work: impl Future<Output = Result<T, StorageError>> + Send + 'static,
) -> Result<T, StorageError> {
    tokio::spawn(work)
        .await
        .unwrap_or_else(|_| Err(StorageError::Database(sqlx::Error::WorkerCrashed)))
}
