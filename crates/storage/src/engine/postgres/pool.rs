//! Connections to PostgreSQL that serve one transaction of a single statement at a time, a read or
//! all writes of a step, and keep the scope of the last one: that statement is the only round trip
//! (ADR 0017, 0047).
//!
//! What holds: a connection is acquired in exactly the scope asked for. It is returned to the pool
//! only when every statement on it was answered, be it with a refusal. When a statement's answer
//! did not come or it was given up half way, or the setting of a scope was, the connection is
//! closed, because its state is not known.
//!
//! A connection that broke while idle is skipped. One that answered within [`TRUSTED`] is taken to
//! be alive, so after a restart of the server a statement may find its connection broken: a read is
//! run once more on another ([`ScopedConnection::replace`]), writes are not. Whenever a statement
//! is not answered, all idle connections are pinged before they are used again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::engine::health::Health;
use crate::{Scope, StorageError};

/// A connection idle for longer is pinged before it is used.
const TRUSTED: Duration = Duration::from_secs(1);
/// After this a connection is replaced: no firewall has forgotten it by then, and what the server
/// keeps for it does not grow for ever.
const LIFETIME: Duration = Duration::from_mins(10);

#[derive(Clone)]
pub(crate) struct ScopedPool(Arc<Pool>);

struct Pool {
    /// Opens connections, and waits while the server starts; keeps none.
    opener: PgPool,
    /// In the order of their return, longest idle first.
    idle: Mutex<Vec<Idle>>,
    /// One permit for each connection there may be.
    slots: Arc<Semaphore>,
    health: Health,
}

struct Scoped {
    connection: PgConnection,
    /// Whose rows it sees; `None` until it was set.
    scope: Option<Scope>,
    opened: Instant,
}

struct Idle {
    scoped: Scoped,
    /// When it was returned; `None` once another connection broke since.
    since: Option<Instant>,
}

/// A connection in the scope it was acquired for; returned to the pool when it is dropped.
pub(crate) struct ScopedConnection {
    /// `Some` until it is dropped.
    scoped: Option<Scoped>,
    pool: Arc<Pool>,
    /// A statement was begun and not answered.
    unanswered: bool,
    /// It took another's place, and has answered nothing yet.
    replaced: bool,
    // Dropped last: the next transaction that gets the slot finds the connection in the pool.
    _slot: OwnedSemaphorePermit,
}

impl ScopedPool {
    /// At most `count` connections, taken from `opener` when first needed.
    pub(crate) fn new(opener: PgPool, count: usize, health: Health) -> Self {
        Self(Arc::new(Pool {
            opener,
            idle: Mutex::default(),
            slots: Arc::new(Semaphore::new(count)),
            health,
        }))
    }

    pub(crate) async fn acquire(&self, scope: Scope) -> Result<ScopedConnection, StorageError> {
        Ok(self.0.health.acquired(self.find(scope)).await?)
    }

    async fn find(&self, scope: Scope) -> Result<ScopedConnection, sqlx::Error> {
        let pool = Arc::clone(&self.0);
        let slot = Arc::clone(&pool.slots).acquire_owned().await;
        let slot = slot.map_err(|_| sqlx::Error::PoolClosed)?;
        Ok(ScopedConnection {
            scoped: Some(pool.find(scope).await?),
            pool,
            unanswered: false,
            replaced: false,
            _slot: slot,
        })
    }

    /// Closes idle connections; those in use are closed when they are returned.
    pub(crate) async fn close(&self) {
        self.0.slots.close();
        let idle = std::mem::take(&mut *self.0.idle());
        for Idle { scoped, .. } in idle {
            if let Err(error) = scoped.connection.close().await {
                tracing::debug!(error = %error, "a connection was not closed");
            }
        }
        self.0.opener.close().await;
    }
}

impl Pool {
    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection in the scope, for a slot that is held.
    async fn find(&self, scope: Scope) -> Result<Scoped, sqlx::Error> {
        loop {
            let Some(idle) = self.take(scope) else {
                return self.open(scope).await;
            };
            match idle.ready(scope).await {
                Ok(scoped) => return Ok(scoped),
                // Opening a new one reports what is wrong, unless it is this connection alone.
                Err(_) => self.distrust_idle(),
            }
        }
    }

    /// Prefers an idle connection already set to this scope (the most recently used); otherwise
    /// takes the least recently used.
    fn take(&self, scope: Scope) -> Option<Idle> {
        let mut idle = self.idle();
        idle.retain(|idle| {
            let age = idle.scoped.opened.elapsed();
            age < LIFETIME && self.health.trusts(age)
        });
        if idle.is_empty() {
            return None;
        }
        let same = |idle: &Idle| idle.scoped.scope == Some(scope);
        let place = idle.iter().rposition(same).unwrap_or(0);
        Some(idle.remove(place))
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

    /// Has every idle connection pinged before it is used again.
    fn distrust_idle(&self) {
        for idle in self.idle().iter_mut() {
            idle.since = None;
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

impl Idle {
    /// The connection, alive and in the scope. It is closed when this fails or is given up.
    async fn ready(self, scope: Scope) -> Result<Scoped, sqlx::Error> {
        let mut scoped = self.scoped;
        let trusted = self.since.is_some_and(|since| since.elapsed() < TRUSTED);
        if scoped.scope != Some(scope) {
            scoped.enter(scope).await?;
        } else if !trusted {
            scoped.connection.ping().await?;
        }
        Ok(scoped)
    }
}

impl ScopedConnection {
    /// The connection for one statement, until [`ScopedConnection::end`].
    pub(crate) fn start(&mut self) -> Result<&mut PgConnection, sqlx::Error> {
        self.unanswered = true;
        let scoped = self.scoped.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        Ok(&mut scoped.connection)
    }

    /// Closes a connection that broke and takes another, in the same slot.
    pub(crate) async fn replace(&mut self, scope: Scope) -> Result<(), StorageError> {
        self.scoped = None;
        self.replaced = true;
        self.pool.distrust_idle();
        let found = self.pool.health.acquired(self.pool.find(scope)).await?;
        self.scoped = Some(found);
        self.unanswered = false;
        Ok(())
    }

    /// The statement was answered.
    pub(crate) const fn end(&mut self) {
        self.unanswered = false;
        self.replaced = false;
    }

    pub(crate) const fn was_replaced(&self) -> bool {
        self.replaced
    }
}

impl Drop for ScopedConnection {
    fn drop(&mut self) {
        if self.unanswered {
            self.pool.distrust_idle();
            return;
        }
        if let Some(scoped) = self.scoped.take() {
            let since = Some(Instant::now());
            let mut idle = self.pool.idle();
            // Under the lock: closing takes what is idle afterwards.
            if !self.pool.slots.is_closed() {
                idle.push(Idle { scoped, since });
            }
        }
    }
}
