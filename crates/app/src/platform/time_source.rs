//! Where time and chance come from.

use domain::Moment;

/// Where time and chance come from: the wall clock and the operating system, or a test's.
pub trait TimeSource: Send + Sync {
    fn moment(&self) -> Moment;
}
