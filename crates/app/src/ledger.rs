//! The books: booking, correcting, sealing and verifying them.

pub(crate) mod booking;
pub(crate) mod canonical;
pub(crate) mod correct;
pub(crate) mod restored;
pub(crate) mod seal;
pub(crate) mod verify;

pub use correct::{CorrectError, ShownGroup};
pub use restored::{LostBooks, Restore, RestoreError, RestoredBooks};
pub use seal::{HeadPublisher, SealError};
pub use verify::{
    COVERED, Covered, Difference, NOT_COVERED, VerifyError, VerifyOptions, VerifyReport,
};
