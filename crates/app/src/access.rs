//! Calling systems proving themselves, and limits on attempts.

pub(crate) mod client_auth;
pub(crate) mod rate_limits;

pub use client_auth::{Caller, IssuedToken, Login, TokenScope};
pub use rate_limits::Network;
