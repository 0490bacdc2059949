//! The pages as types.

mod end;
mod pay;
mod transfer;
mod waiting;

pub(crate) use end::{AlreadyPaidPage, End, EndedPage, FailedPage};
pub(crate) use pay::{PayAlert, PayPage};
pub(crate) use transfer::TransferPage;
pub(crate) use waiting::{ContinuePage, ProcessingPage};
