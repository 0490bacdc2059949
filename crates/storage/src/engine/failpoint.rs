//! The life of this process, as far as the database is concerned. In a real process it goes on
//! until it is killed; a test may end it at any step (feature `testing`).

use crate::StorageError;

/// Asked at each step; `true` when the process is dead.
#[cfg(feature = "testing")]
pub type Fuse = std::sync::Arc<dyn Fn() -> bool + Send + Sync>;

#[derive(Clone, Default)]
pub(crate) struct Life {
    #[cfg(feature = "testing")]
    fuse: Option<Fuse>,
}

impl Life {
    /// Before a step begins, before it is committed, and after it is durable.
    #[cfg(feature = "testing")]
    pub(crate) fn goes_on(&self) -> Result<(), StorageError> {
        if self.fuse.as_ref().is_some_and(|fuse| fuse()) {
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
    pub(crate) const fn goes_on(&self) -> Result<(), StorageError> {
        Ok(())
    }
}

#[cfg(feature = "testing")]
impl crate::Db {
    /// The same database for a process whose life ends when `fuse` says so. Other handles live on.
    #[must_use]
    pub fn with_fuse(&self, fuse: Fuse) -> Self {
        let mut db = self.clone();
        db.life = Life { fuse: Some(fuse) };
        db.statuses = crate::payments::status_loader::StatusDesk::default();
        db
    }
}
