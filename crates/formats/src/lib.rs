//! Formats of the outside that are pure functions of our data: what banks and cameras read.
//!
//! Nothing here reads a clock, a file or the network. What a type holds was checked when it was
//! made, so writing a code can only fail where parts that are right alone do not fit together.

mod qr;
mod transfer_code;

pub use qr::{QrCode, QrError};
pub use transfer_code::{
    PurposeCode, Remittance, TransferCode, TransferCodeError, as_passed_on, check_purpose,
};
