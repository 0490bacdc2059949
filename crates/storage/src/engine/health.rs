//! What this process knows of its database: when a commit last came back, whether the database is
//! away, and since when connections are not to be trusted.

use std::future::Future;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout};

/// A statement, or a commit, that is not answered for this long never will be: the server is frozen
/// or the machine is gone. Its connection is closed, so that the operating system's quarter of an
/// hour is not waited for.
pub(crate) const STATEMENT_DEADLINE: Duration = Duration::from_secs(10);
/// The same for reads and writes of very many rows: an import that is applied, books that are
/// recomputed.
pub(crate) const PATIENT_DEADLINE: Duration = Duration::from_mins(10);
/// How long a connection is waited for: a server that restarts is back by then.
pub(crate) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// The same while the database is known to be away: the next one finds out whether it is back.
const ACQUIRE_WHILE_AWAY: Duration = Duration::from_secs(1);

/// Cloned, it is the same one.
#[derive(Clone, Default)]
pub(crate) struct Health(Arc<Known>);

#[derive(Default)]
struct Known {
    committed: Mutex<Option<Instant>>,
    /// Connections opened before are closed instead of used.
    distrusted: Mutex<Option<Instant>>,
    away: AtomicBool,
}

impl Health {
    /// A commit is on disk, or a connection was found: the database is there.
    pub(crate) fn is_back(&self) {
        self.0.away.store(false, Ordering::Relaxed);
    }

    pub(crate) fn committed(&self) {
        *lock(&self.0.committed) = Some(Instant::now());
    }

    pub(crate) fn committed_within(&self, age: Duration) -> bool {
        lock(&self.0.committed).is_some_and(|at| at.elapsed() < age)
    }

    /// The connections there are lead nowhere, or to a server that takes no writes.
    pub(crate) fn distrust(&self) {
        *lock(&self.0.distrusted) = Some(Instant::now());
    }

    /// Whether a connection opened so long ago may be used.
    pub(crate) fn trusts(&self, age: Duration) -> bool {
        lock(&self.0.distrusted).is_none_or(|at| age < at.elapsed())
    }

    /// How long to wait for a connection.
    pub(crate) fn patience(&self) -> Duration {
        if self.0.away.load(Ordering::Relaxed) {
            ACQUIRE_WHILE_AWAY
        } else {
            ACQUIRE_TIMEOUT
        }
    }

    /// The connection, if there is one in time.
    pub(crate) async fn acquired<T>(
        &self,
        acquire: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, sqlx::Error> {
        let acquired = timeout(self.patience(), acquire).await;
        let acquired = acquired.unwrap_or(Err(sqlx::Error::PoolTimedOut));
        match &acquired {
            Ok(_) => self.is_back(),
            Err(_) => self.0.away.store(true, Ordering::Relaxed),
        }
        acquired
    }

    /// The answer, if there is one within `deadline`. Otherwise every connection there is now is
    /// closed: its state is not known, and the others lead to the same server.
    pub(crate) async fn answered<T>(
        &self,
        deadline: Duration,
        asked: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, sqlx::Error> {
        if let Ok(answer) = timeout(deadline, asked).await {
            return answer;
        }
        self.distrust();
        self.0.away.store(true, Ordering::Relaxed);
        let late = io::Error::new(io::ErrorKind::TimedOut, "the server did not answer in time");
        Err(sqlx::Error::Io(late))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_not_answered_in_time_makes_older_connections_untrusted() {
        let health = Health::default();
        assert!(health.trusts(Duration::from_mins(1)));
        let late = health.answered(STATEMENT_DEADLINE, std::future::pending::<Result<(), _>>());
        let late = late.await.unwrap_err();
        assert!(matches!(late, sqlx::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(!health.trusts(Duration::from_secs(5)), "opened before");
        assert!(
            health.trusts(Duration::from_millis(500)),
            "opened afterwards"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn while_the_database_is_away_a_connection_is_waited_for_briefly() {
        let health = Health::default();
        let began = Instant::now();
        let never = std::future::pending::<Result<(), sqlx::Error>>;
        assert!(health.acquired(never()).await.is_err());
        assert_eq!(began.elapsed(), ACQUIRE_TIMEOUT);
        let began = Instant::now();
        assert!(health.acquired(never()).await.is_err());
        assert_eq!(began.elapsed(), ACQUIRE_WHILE_AWAY);
        health.acquired(std::future::ready(Ok(()))).await.unwrap();
        assert_eq!(health.patience(), ACQUIRE_TIMEOUT);
    }
}
