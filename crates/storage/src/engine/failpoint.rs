//! Fail point: once it trips, every call to the database fails, as after a crash of the process.
//! It never trips outside tests (feature `testing`).

use crate::StorageError;

/// Called before a transaction begins, before it is committed, and after it is durable; `true`
/// when the process counts as dead.
#[cfg(feature = "testing")]
pub type CrashCheck = std::sync::Arc<dyn Fn() -> bool + Send + Sync>;

#[derive(Clone, Default)]
pub(crate) struct Failpoint {
    #[cfg(feature = "testing")]
    crash_point: Option<CrashCheck>,
}

impl Failpoint {
    #[cfg(feature = "testing")]
    pub(crate) fn check(&self) -> Result<(), StorageError> {
        if self.crash_point.as_ref().is_some_and(|reached| reached()) {
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
    pub(crate) const fn check(&self) -> Result<(), StorageError> {
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
