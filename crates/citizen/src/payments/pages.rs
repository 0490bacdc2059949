//! The pages as types.

mod ended;
mod pay;
mod waiting;

pub(crate) use ended::{AlreadyPaidPage, End, EndedPage, FailedPage};
pub(crate) use pay::{PayAlert, PayPage};
pub(crate) use waiting::{ContinuePage, ProcessingPage};
