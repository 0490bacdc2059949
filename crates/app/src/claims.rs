//! What is owed: import, notices, Kassenzeichen, payment codes.

pub(crate) mod canonical;
pub(crate) mod eligibility;
pub mod import;
pub(crate) mod kassenzeichen_issuer;
pub(crate) mod link_tokens;
pub mod notices;
pub(crate) mod payment_codes;
pub(crate) mod second_factor;
pub(crate) mod staff;
pub(crate) mod view;

pub use kassenzeichen_issuer::NumberError;
pub use link_tokens::LinkTarget;
pub use payment_codes::{CodeError, Slip};
pub use staff::enter::{EnteredService, WantedClaim};
pub use staff::say::{ClaimStep, WantedChange};
pub use staff::search::{ClaimSearch, FoundClaim, FoundClaims};
pub use staff::story::{ClaimPayment, ClaimStory, SaidBy, StorySaid, StorySettled};
pub use view::ClaimView;
