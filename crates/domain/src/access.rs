//! Access: what a calling system asks, and what a repeated request means.

pub mod idempotency;
