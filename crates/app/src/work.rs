//! Work that is due.

pub(crate) mod jobs;

pub use jobs::JobReport;
