//! Work that is due: payments whose time has come, jobs, and what is done periodically.

mod given_up;
pub(crate) mod job;
pub(crate) mod lease;
mod registry;
pub(crate) mod runner;
pub(crate) mod schedules;
mod sweep;

pub use lease::Lease;
pub use runner::{JobReport, Pace};
pub use storage::work::jobs::GivenUpJob;
pub use storage::work::schedules::Schedule;
