//! Access: the originator of a command, what can be done by which, and what a repeated request
//! means.

pub mod actor;
pub mod acts;
pub mod idempotency;

pub use actor::{Actor, ActorKind, BadActor};
pub use acts::{Act, ActOutcome, ObjectKind, Rule};
