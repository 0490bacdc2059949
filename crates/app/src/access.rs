//! Access: the doors, what gives a command and its audit row, calling systems proving themselves,
//! limits on attempts.

pub(crate) mod acting;
pub(crate) mod client_auth;
pub mod doors;
pub(crate) mod rate_limits;

pub(crate) use client_auth::{Caller, Login};
pub use client_auth::{IssuedToken, TokenScope};
pub use rate_limits::Network;
