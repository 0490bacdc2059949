//! Access: the originator of a command, and what a repeated request means.

pub mod actor;
pub mod idempotency;

pub use actor::{Actor, ActorKind, BadActor};
