//! Whether this node can take payments: its database takes writes, its keys open what is stored,
//! its clock is right.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex as StdMutex, PoisonError};
use std::time::Duration;

use domain::Timestamp;
use storage::{Scope, StorageError};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use crate::App;
use crate::platform::KeyId;

/// A commit this young proves that the database takes writes.
const LATELY: Duration = Duration::from_secs(5);
/// Probes wait no longer.
const WITHIN: Duration = Duration::from_secs(5);
/// The next look is no sooner, whatever the last one found: a question that strangers ask must cost
/// nothing, and must not keep the balancer's own waiting.
const AGAIN: Duration = Duration::from_secs(1);
/// A wrong clock is told of this often.
const TOLD_EVERY: Duration = Duration::from_mins(1);
/// A clock this far from the database's may date payments wrongly; networks keep time within
/// milliseconds.
pub const CLOCK_MAY_DIFFER: Duration = Duration::from_secs(10);

/// Why a node is not ready.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NotReady {
    #[error("the database does not answer")]
    Database(#[source] Arc<StorageError>),
    #[error("the database is a standby, which takes no writes")]
    Standby,
    #[error("the key file has no key for the stored provider accounts")]
    Keys,
    #[error("{0}")]
    Clock(#[from] WrongClock),
}

/// The clock of this machine and that of the database do not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the clock of this machine is {} seconds {} the database's",
    .seconds.abs(),
    side(*.seconds)
)]
pub struct WrongClock {
    /// Ahead of the database; negative: behind it.
    pub seconds: i64,
}

const fn side(seconds: i64) -> &'static str {
    if seconds < 0 { "behind" } else { "ahead of" }
}

impl From<StorageError> for NotReady {
    fn from(error: StorageError) -> Self {
        if matches!(error, StorageError::Standby) {
            return Self::Standby;
        }
        Self::Database(Arc::new(error))
    }
}

/// Cloned, it is the same one.
#[derive(Clone, Default)]
pub(crate) struct Readiness(Arc<Looked>);

#[derive(Default)]
struct Looked {
    /// What the last look found, and when it ended; one look at a time.
    last: Mutex<Option<(Instant, Result<(), NotReady>)>>,
    /// When a wrong clock was told of last.
    told: StdMutex<Option<Instant>>,
    /// Microseconds from this machine's time to the database's; 0 while they agree.
    correction: AtomicI64,
}

impl Readiness {
    fn may_tell(&self) -> bool {
        let mut told = self.0.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.is_some_and(|at| at.elapsed() < TOLD_EVERY) {
            return false;
        }
        *told = Some(Instant::now());
        true
    }

    /// The present by a time of this machine's clock.
    pub(crate) fn corrected(&self, now: Timestamp) -> Timestamp {
        let correction = self.0.correction.load(Ordering::Relaxed);
        Timestamp::from_micros(now.micros().saturating_add(correction))
    }

    fn correct_by(&self, micros: i64) {
        self.0.correction.store(micros, Ordering::Relaxed);
    }
}

impl Readiness {
    /// What `look` finds, or what a look within the last second found.
    async fn as_found_by(
        &self,
        look: impl Future<Output = Result<(), NotReady>>,
    ) -> Result<(), NotReady> {
        let mut last = self.0.last.lock().await;
        if let Some((at, found)) = &*last
            && at.elapsed() < AGAIN
        {
            return found.clone();
        }
        let looked = timeout(WITHIN, look).await;
        let looked = looked.unwrap_or_else(|_| Err(StorageError::Unanswered.into()));
        *last = Some((Instant::now(), looked.clone()));
        looked
    }
}

impl App {
    pub(crate) async fn ready(&self) -> Result<(), NotReady> {
        let look = Box::pin(self.look_whether_ready());
        self.readiness.as_found_by(look).await
    }

    async fn look_whether_ready(&self) -> Result<(), NotReady> {
        self.db.ping().await?;
        self.db.prove_commit(LATELY, self.moment().now).await?;
        self.look_at_clock().await?;
        let mut tx = self.db.read(Scope::Operator).await?;
        let keys = tx.tenants().keys().of_all_accounts().await?;
        let mut keys = keys
            .iter()
            .filter_map(|id| KeyId::from_bytes(id))
            .peekable();
        if keys.peek().is_some() && !keys.any(|id| self.vault.knows(id)) {
            return Err(NotReady::Keys);
        }
        Ok(())
    }

    /// Fails when the clock differs from the database's by more than [`CLOCK_MAY_DIFFER`]. Nothing
    /// that time decides may be done then, and the present is the database's.
    async fn look_at_clock(&self) -> Result<(), NotReady> {
        if !self.settings.watch_clock {
            return Ok(());
        }
        let before = self.time.moment().now;
        let Some(theirs) = self.db.clock().await? else {
            return Ok(());
        };
        let after = self.time.moment().now;
        // The answer was made somewhere between the two; the nearer end is given the benefit.
        let compared = compare((before, after), theirs);
        let correction = match compared {
            Ok(()) => 0,
            Err(_) => theirs.micros().saturating_sub(after.micros()),
        };
        self.readiness.correct_by(correction);
        compared.map_err(NotReady::Clock)
    }
}

impl App {
    /// The earlier of this node's time and the database's: a node whose clock is a little fast ends
    /// nothing early.
    pub(crate) async fn shared_time(&self) -> Result<Timestamp, StorageError> {
        let now = self.moment().now;
        if !self.settings.watch_clock {
            return Ok(now);
        }
        let theirs = self.db.clock().await?;
        Ok(theirs.map_or(now, |theirs| now.min(theirs)))
    }

    /// Whether what time decides may be done now: a payment that is ended too early stays ended.
    /// What is dated all the same is dated by the database's clock. A database that is away is told
    /// of by the work itself.
    pub(crate) async fn clock_allows(&self) -> bool {
        let Err(NotReady::Clock(wrong)) = self.look_at_clock().await else {
            return true;
        };
        if self.readiness.may_tell() {
            tracing::error!(error = %wrong, "nothing that time decides is done");
        }
        false
    }
}

fn compare((before, after): (Timestamp, Timestamp), theirs: Timestamp) -> Result<(), WrongClock> {
    let ahead = before.micros().saturating_sub(theirs.micros());
    let behind = theirs.micros().saturating_sub(after.micros());
    let limit = i64::try_from(CLOCK_MAY_DIFFER.as_micros()).unwrap_or(i64::MAX);
    if ahead.max(behind) <= limit {
        return Ok(());
    }
    let micros = if ahead > behind { ahead } else { -behind };
    Err(WrongClock {
        seconds: micros / 1_000_000,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures_util::future::join_all;

    use super::*;

    const fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_of_questions_makes_one_read_a_second() {
        let (readiness, looks) = (Readiness::default(), AtomicU32::new(0));
        let look = async |found: Result<(), NotReady>| {
            looks.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(20)).await;
            found
        };
        let asked = (0..100).map(|_| readiness.as_found_by(look(Ok(()))));
        let answers = join_all(asked).await;
        assert!(answers.iter().all(Result::is_ok));
        assert_eq!(looks.load(Ordering::Relaxed), 1);
        tokio::time::advance(AGAIN).await;
        let asked = (0..100).map(|_| readiness.as_found_by(look(Err(NotReady::Keys))));
        let answers = join_all(asked).await;
        assert!(answers.iter().all(Result::is_err));
        assert_eq!(looks.load(Ordering::Relaxed), 2);
        assert!(readiness.as_found_by(look(Ok(()))).await.is_err());
        tokio::time::advance(AGAIN).await;
        assert!(readiness.as_found_by(look(Ok(()))).await.is_ok());
        assert_eq!(looks.load(Ordering::Relaxed), 3);
    }

    #[test]
    fn a_clock_is_right_within_ten_seconds_however_long_the_answer_took() {
        assert_eq!(compare((at(100), at(100)), at(110)), Ok(()));
        assert_eq!(compare((at(100), at(100)), at(90)), Ok(()));
        assert_eq!(compare((at(100), at(160)), at(130)), Ok(()));
        let ahead = compare((at(3_456_100), at(3_456_100)), at(100));
        assert_eq!(ahead, Err(WrongClock { seconds: 3_456_000 }));
        let behind = compare((at(100), at(101)), at(200)).unwrap_err();
        assert_eq!(
            behind.to_string(),
            "the clock of this machine is 99 seconds behind the database's"
        );
    }
}
