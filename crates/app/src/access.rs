//! Access: the doors, what gives a command and its audit row, calling systems proving themselves,
//! keys of requests, limits on attempts.

pub(crate) mod acting;
pub(crate) mod certificates;
pub(crate) mod client_auth;
pub mod doors;
pub(crate) mod idempotency;
pub(crate) mod rate_limits;
pub(crate) mod refusals;

pub use certificates::ClientCertificate;
pub(crate) use client_auth::Login;
pub use client_auth::{IssueTokenError, IssuedToken, TokenScope};
pub(crate) use doors::Caller;
pub use rate_limits::Network;
