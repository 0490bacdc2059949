//! Work that is due: payments whose time has come, and jobs.

mod given_up;
pub(crate) mod job;
pub(crate) mod lease;
mod registry;
pub(crate) mod runner;
mod sweep;

pub use lease::Lease;
pub use runner::{JobReport, Pace};
pub use storage::work::jobs::GivenUpJob;
