//! Fail point: once it trips, every call to the database fails, as after a crash of the process.
//! It never trips outside tests (feature `testing`).

use crate::StorageError;

/// When a [`CrashCheck`] is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrashMoment {
    /// Before a transaction begins, and before it is committed: nothing is durable that was not
    /// before.
    Before,
    /// What was written is durable.
    Durable,
}

/// Called at each moment; `true` when the process counts as dead.
#[cfg(feature = "testing")]
pub type CrashCheck = std::sync::Arc<dyn Fn(CrashMoment) -> bool + Send + Sync>;

#[derive(Clone, Default)]
pub(crate) struct Failpoint {
    #[cfg(feature = "testing")]
    crash_point: Option<CrashCheck>,
}

impl Failpoint {
    #[cfg(feature = "testing")]
    pub(crate) fn check(&self, moment: CrashMoment) -> Result<(), StorageError> {
        if let Some(reached) = &self.crash_point
            && reached(moment)
        {
            return Err(StorageError::NotCommitted(
                "the test ended this process".to_owned(),
            ));
        }
        Ok(())
    }

    #[cfg(not(feature = "testing"))]
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "as with `testing`"
    )]
    pub(crate) const fn check(&self, _: CrashMoment) -> Result<(), StorageError> {
        Ok(())
    }
}

#[cfg(feature = "testing")]
impl crate::Db {
    /// The same database for a process that crashes when `crash_point` says so. Other handles are
    /// not affected.
    #[must_use]
    pub fn with_crash_point(&self, crash_point: CrashCheck) -> Self {
        let mut db = self.clone();
        db.failpoint = Failpoint {
            crash_point: Some(crash_point),
        };
        db
    }
}
