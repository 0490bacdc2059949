//! Access: calling systems with their tokens, and counters that limit attempts.

pub mod clients;
pub mod rate_limits;
