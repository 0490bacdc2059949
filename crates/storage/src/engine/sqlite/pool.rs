//! SQLite's readers: connections that are lent for one look each.
//!
//! Not the driver's pool: that one asks each connection that comes back whether it is still alive,
//! from a task of its own. A file in this process is; the question doubles the price of a look.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::StorageError;

#[derive(Clone)]
pub(crate) struct SqliteReaders(Arc<Home>);

/// Where connections are between two looks.
struct Home {
    options: SqliteConnectOptions,
    idle: Mutex<Vec<SqliteConnection>>,
    /// One permit for each connection there may be.
    places: Arc<Semaphore>,
    patience: Duration,
}

/// A connection for one look; goes home when it is dropped.
pub(crate) struct Reader {
    /// There until it is dropped.
    connection: Option<SqliteConnection>,
    home: Arc<Home>,
    /// A transaction is open on it, so it is closed instead of going home.
    in_transaction: bool,
    // Dropped last: whoever waits for the place finds the connection at home.
    _place: OwnedSemaphorePermit,
}

impl SqliteReaders {
    /// At most `count` connections, opened when first needed; who waits longer than `patience`
    /// for one gets an error.
    pub(crate) fn new(options: SqliteConnectOptions, count: usize, patience: Duration) -> Self {
        Self(Arc::new(Home {
            options,
            idle: Mutex::default(),
            places: Arc::new(Semaphore::new(count)),
            patience,
        }))
    }

    pub(crate) async fn lend(&self) -> Result<Reader, StorageError> {
        let home = Arc::clone(&self.0);
        let place = timeout(home.patience, Arc::clone(&home.places).acquire_owned());
        let place = match place.await {
            Ok(Ok(place)) => place,
            Ok(Err(_)) => return Err(sqlx::Error::PoolClosed.into()),
            Err(_) => return Err(sqlx::Error::PoolTimedOut.into()),
        };
        let idle = home.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => home.options.connect().await?,
        };
        Ok(Reader {
            connection: Some(connection),
            home,
            in_transaction: false,
            _place: place,
        })
    }

    /// A look in which all statements see the same state.
    pub(crate) async fn snapshot(&self) -> Result<Reader, StorageError> {
        let mut reader = self.lend().await?;
        reader.in_transaction = true;
        sqlx::query("BEGIN").execute(reader.connection()?).await?;
        Ok(reader)
    }

    /// Closes what is at home; what is lent is closed when it comes back.
    pub(crate) async fn close(&self) {
        self.0.places.close();
        let idle = std::mem::take(&mut *self.0.idle());
        for connection in idle {
            if let Err(error) = connection.close().await {
                tracing::debug!(error = %error, "a reader was not closed");
            }
        }
    }
}

impl Home {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reader {
    pub(crate) fn connection(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if self.in_transaction || self.home.places.is_closed() {
            return;
        }
        if let Some(connection) = self.connection.take() {
            self.home.idle().push(connection);
        }
    }
}
