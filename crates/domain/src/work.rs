//! Work: what the treasury has to look at, in which queue a job waits, when it, or a question to a
//! provider, is tried again, and when periodic work is done.

pub mod queue;
pub mod retry;
pub mod schedule;
pub mod task;

pub use queue::Queue;
pub use schedule::ScheduleRule;
pub use task::{Subject, SubjectKind, TaskKind};
