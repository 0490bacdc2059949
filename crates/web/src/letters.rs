//! What leaves the house: slips on paper, receipts and notes about refunds by e-mail. Words come
//! from the same texts as the pages; everything a payer or an authority wrote is escaped.

mod paper;
mod stationery;

pub use paper::slip_pdf;
pub(crate) use paper::{PaperError, receipt_pdf, refund_pdf};
pub use stationery::Stationery;
pub(crate) use stationery::kept;
