//! The books: sealing transfers and verifying them.

pub(crate) mod seal;
pub(crate) mod verify;

pub use verify::{Difference, VerifyError, VerifyReport};
