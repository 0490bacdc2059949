//! Work: jobs of the program, tasks of the staff.

pub mod jobs;
pub mod tasks;
