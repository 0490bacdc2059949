//! The books: booking, sealing and verifying them.

pub(crate) mod booking;
pub(crate) mod seal;
pub(crate) mod verify;

pub use verify::{Difference, VerifyError, VerifyReport};
