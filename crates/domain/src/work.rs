//! Work: what the treasury has to look at, in which queue a job waits, and when it, or a question
//! to a provider, is tried again.

pub mod queue;
pub mod retry;
pub mod task;

pub use queue::Queue;
pub use task::{Subject, SubjectKind, TaskKind};
