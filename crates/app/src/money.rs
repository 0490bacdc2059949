//! Money that arrived, money that left, and what is given back.

pub(crate) mod book_capture;
pub(crate) mod disputes;
pub(crate) mod refunds;
mod unknown_money;

pub use refunds::{ListedRefund, RefundDetails, RefundList, Refundable, WantedRefund};
