//! The books: booking, sealing and verifying them.

pub(crate) mod booking;
pub(crate) mod restored;
pub(crate) mod seal;
pub(crate) mod verify;

pub use restored::{LostBooks, Restore, RestoreError, RestoredBooks};
pub use seal::SealError;
pub use verify::{COVERED, Covered, Difference, VerifyError, VerifyOptions, VerifyReport};
