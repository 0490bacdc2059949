//! What is owed: import, notices, Kassenzeichen, payment codes.

pub(crate) mod eligibility;
pub mod import;
pub(crate) mod kassenzeichen_issuer;
pub(crate) mod link_tokens;
pub mod notices;
pub(crate) mod payment_codes;
pub(crate) mod second_factor;
pub(crate) mod view;

pub use kassenzeichen_issuer::NumberError;
pub use link_tokens::LinkTarget;
pub use payment_codes::{CodeError, Slip};
pub use view::ClaimView;
