//! Work: what the treasury has to look at, and when a job, or a question to a provider, is tried
//! again.

pub mod retry;
pub mod task;

pub use task::{Subject, SubjectKind, TaskKind};
