//! Work: when a job, or a question to a provider, is tried again.

pub mod retry;
