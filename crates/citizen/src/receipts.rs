//! Receipts: the page of a paid payment, the way to find it again, its documents.

pub(crate) mod mail_receipt;
pub(crate) mod pages;
pub(crate) mod paid;
pub(crate) mod receipt;
pub(crate) mod receipt_pdf;
pub(crate) mod refund_pdf;
