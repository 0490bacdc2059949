//! Claims (Forderungen): what is owed, under which Kassenzeichen, and what of it a payment settles.

pub mod division;
pub mod kassenzeichen;
pub mod origin;
pub mod terms;

pub use division::{NotDivisible, Payable, Share, divide};
pub use kassenzeichen::Kassenzeichen;
pub use origin::ClaimOrigin;
pub use terms::{ClaimState, NotPayable, Terms};
