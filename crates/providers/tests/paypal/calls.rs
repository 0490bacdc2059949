//! Calls to PayPal, and what their answers mean.

pub(crate) mod capture;
pub(crate) mod login;
pub(crate) mod logs;
pub(crate) mod look_up;
pub(crate) mod refund;
pub(crate) mod reports;
pub(crate) mod start;
