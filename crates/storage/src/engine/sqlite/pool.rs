//! SQLite's readers: a pool of connections, each used by one read at a time.
//!
//! Not the driver's pool: that one pings each connection that is returned, from a task of its own.
//! A file in this process is always there; the ping doubles the price of a read.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::StorageError;

#[derive(Clone)]
pub(crate) struct SqliteReaders(Arc<Pool>);

struct Pool {
    options: SqliteConnectOptions,
    idle: Mutex<Vec<SqliteConnection>>,
    /// One permit for each connection there may be.
    slots: Arc<Semaphore>,
    acquire_timeout: Duration,
}

/// A connection for one read; returned to the pool when it is dropped.
pub(crate) struct SqliteReader {
    /// `Some` until it is dropped.
    connection: Option<SqliteConnection>,
    pool: Arc<Pool>,
    /// A transaction is open on it, so it is closed instead of returned.
    in_transaction: bool,
    // Dropped last: the next read that gets the slot finds the connection in the pool.
    _slot: OwnedSemaphorePermit,
}

impl SqliteReaders {
    /// At most `count` connections, opened when first needed. [`SqliteReaders::acquire`] fails
    /// after `acquire_timeout`.
    pub(crate) fn new(
        options: SqliteConnectOptions,
        count: usize,
        acquire_timeout: Duration,
    ) -> Self {
        Self(Arc::new(Pool {
            options,
            idle: Mutex::default(),
            slots: Arc::new(Semaphore::new(count)),
            acquire_timeout,
        }))
    }

    pub(crate) async fn acquire(&self) -> Result<SqliteReader, StorageError> {
        let pool = Arc::clone(&self.0);
        let slot = timeout(
            pool.acquire_timeout,
            Arc::clone(&pool.slots).acquire_owned(),
        );
        let slot = match slot.await {
            Ok(Ok(slot)) => slot,
            Ok(Err(_)) => return Err(sqlx::Error::PoolClosed.into()),
            Err(_) => return Err(sqlx::Error::PoolTimedOut.into()),
        };
        let idle = pool.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => pool.options.connect().await?,
        };
        Ok(SqliteReader {
            connection: Some(connection),
            pool,
            in_transaction: false,
            _slot: slot,
        })
    }

    /// A read in which all statements see the same state.
    pub(crate) async fn snapshot(&self) -> Result<SqliteReader, StorageError> {
        let mut reader = self.acquire().await?;
        reader.in_transaction = true;
        sqlx::query("BEGIN").execute(reader.connection()?).await?;
        Ok(reader)
    }

    /// Closes idle connections; those in use are closed when they are returned.
    pub(crate) async fn close(&self) {
        self.0.slots.close();
        let idle = std::mem::take(&mut *self.0.idle());
        for connection in idle {
            if let Err(error) = connection.close().await {
                tracing::debug!(error = %error, "a reader was not closed");
            }
        }
    }
}

impl Pool {
    fn idle(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SqliteReader {
    pub(crate) fn connection(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)
    }
}

impl Drop for SqliteReader {
    fn drop(&mut self) {
        if self.in_transaction || self.pool.slots.is_closed() {
            return;
        }
        if let Some(connection) = self.connection.take() {
            self.pool.idle().push(connection);
        }
    }
}
