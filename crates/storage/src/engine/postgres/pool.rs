//! PostgreSQL's readers: connections that are lent for one look each and remember whose rows they
//! may see, so that a statement of a look costs one round trip (ADR 0017).
//!
//! What holds: a connection is lent in exactly the scope asked for, and it writes nothing. It goes
//! home only when all it was asked was answered. When a statement failed or was given up half way,
//! or the setting of a scope was, it is closed: nobody could tell what it is in the middle of.
//!
//! A connection that broke while it lay at home is passed over. Who was answered a moment ago is
//! believed to be alive, so after a restart of the server one look may fail; whenever one fails,
//! all who are at home are asked before they are lent again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use crate::Scope;
use crate::StorageError;

/// After which rest a connection is asked whether it is still there.
const BELIEVED: Duration = Duration::from_secs(1);
/// After this a connection is replaced: no firewall has forgotten it by then, and what the server
/// keeps for it does not grow for ever.
const LIFETIME: Duration = Duration::from_mins(10);

#[derive(Clone)]
pub(crate) struct PostgresReaders(Arc<Home>);

/// Where connections are between two looks.
struct Home {
    /// Opens connections, and waits while the server starts; keeps none.
    opener: PgPool,
    /// Who rested longest comes first.
    resting: Mutex<Vec<Resting>>,
    /// One permit for each connection there may be.
    places: Arc<Semaphore>,
    patience: Duration,
}

struct Scoped {
    connection: PgConnection,
    /// Whose rows it sees; `None` until it was told.
    scope: Option<Scope>,
    opened: Instant,
}

struct Resting {
    scoped: Scoped,
    /// `None` when somebody's connection broke since.
    since: Option<Instant>,
}

/// A connection for one look.
pub(crate) struct PostgresReader {
    /// There until it is dropped.
    scoped: Option<Scoped>,
    home: Arc<Home>,
    /// A statement was begun and not answered.
    asked: bool,
    // Dropped last: whoever waits for the place finds the connection at home.
    _place: OwnedSemaphorePermit,
}

impl PostgresReaders {
    /// At most `count` connections, taken from `opener` when first needed; who waits longer than
    /// `patience` for one gets an error.
    pub(crate) fn new(opener: PgPool, count: usize, patience: Duration) -> Self {
        Self(Arc::new(Home {
            opener,
            resting: Mutex::default(),
            places: Arc::new(Semaphore::new(count)),
            patience,
        }))
    }

    pub(crate) async fn lend(&self, scope: Scope) -> Result<PostgresReader, StorageError> {
        match timeout(self.0.patience, self.find(scope)).await {
            Ok(found) => Ok(found?),
            Err(_) => Err(sqlx::Error::PoolTimedOut.into()),
        }
    }

    async fn find(&self, scope: Scope) -> Result<PostgresReader, sqlx::Error> {
        let home = Arc::clone(&self.0);
        let place = Arc::clone(&home.places).acquire_owned().await;
        let place = place.map_err(|_| sqlx::Error::PoolClosed)?;
        let scoped = loop {
            let Some(resting) = home.take(scope) else {
                break home.open(scope).await?;
            };
            match resting.ready(scope).await {
                Ok(scoped) => break scoped,
                // A new one tells what is wrong, if it is not this connection alone.
                Err(_) => home.doubt(),
            }
        };
        Ok(PostgresReader {
            scoped: Some(scoped),
            home,
            asked: false,
            _place: place,
        })
    }

    /// Closes what is at home; what is lent is closed when it comes back.
    pub(crate) async fn close(&self) {
        self.0.places.close();
        let resting = std::mem::take(&mut *self.0.resting());
        for Resting { scoped, .. } in resting {
            if let Err(error) = scoped.connection.close().await {
                tracing::debug!(error = %error, "a reader was not closed");
            }
        }
        self.0.opener.close().await;
    }
}

impl Home {
    fn resting(&self) -> MutexGuard<'_, Vec<Resting>> {
        self.resting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who is in the scope already, of several who rested least; else who rested longest.
    fn take(&self, scope: Scope) -> Option<Resting> {
        let mut resting = self.resting();
        resting.retain(|resting| resting.scoped.opened.elapsed() < LIFETIME);
        if resting.is_empty() {
            return None;
        }
        let same = |resting: &Resting| resting.scoped.scope == Some(scope);
        let place = resting.iter().rposition(same).unwrap_or(0);
        Some(resting.remove(place))
    }

    async fn open(&self, scope: Scope) -> Result<Scoped, sqlx::Error> {
        let mut scoped = Scoped {
            connection: self.opener.acquire().await?.detach(),
            scope: None,
            opened: Instant::now(),
        };
        scoped.enter(scope).await?;
        Ok(scoped)
    }

    /// Lets nobody be lent again unasked.
    fn doubt(&self) {
        for resting in self.resting().iter_mut() {
            resting.since = None;
        }
    }
}

impl Scoped {
    /// Both settings in one round trip and, being one simple query, in one transaction. The tenant
    /// is a UUID of our own, so nothing foreign enters the text.
    async fn enter(&mut self, scope: Scope) -> Result<(), sqlx::Error> {
        let (tenant, name) = match scope {
            Scope::Tenant(tenant) => (tenant.as_uuid().to_string(), ""),
            Scope::Operator => (String::new(), "operator"),
        };
        let text = format!("SET zahlstelle.tenant = '{tenant}'; SET zahlstelle.scope = '{name}'");
        self.connection.execute(AssertSqlSafe(text)).await?;
        self.scope = Some(scope);
        Ok(())
    }
}

impl Resting {
    /// Alive and in the scope. What fails or is given up here does not come back.
    async fn ready(self, scope: Scope) -> Result<Scoped, sqlx::Error> {
        let mut scoped = self.scoped;
        let believed = self.since.is_some_and(|since| since.elapsed() < BELIEVED);
        if scoped.scope != Some(scope) {
            scoped.enter(scope).await?;
        } else if !believed {
            scoped.connection.ping().await?;
        }
        Ok(scoped)
    }
}

impl PostgresReader {
    /// For one statement, until [`PostgresReader::answered`].
    pub(crate) fn ask(&mut self) -> Result<&mut PgConnection, sqlx::Error> {
        self.asked = true;
        let scoped = self.scoped.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        Ok(&mut scoped.connection)
    }

    pub(crate) const fn answered(&mut self) {
        self.asked = false;
    }
}

impl Drop for PostgresReader {
    fn drop(&mut self) {
        if self.asked {
            self.home.doubt();
            return;
        }
        if let Some(scoped) = self.scoped.take() {
            let since = Some(Instant::now());
            let mut resting = self.home.resting();
            // Under the lock: who closes takes what is there afterwards.
            if !self.home.places.is_closed() {
                resting.push(Resting { scoped, since });
            }
        }
    }
}
