//! Calling systems proving themselves, and limits on attempts.

pub(crate) mod client_auth;
pub(crate) mod rate_limits;

pub use client_auth::{Caller, IssuedToken};
pub use rate_limits::Network;
