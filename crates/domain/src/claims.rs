//! Claims (Forderungen): what is owed, under which Kassenzeichen, and what of it a payment settles.

pub mod division;
pub mod kassenzeichen;
pub mod terms;

pub use division::{NotDivisible, Payable, Share, divide};
pub use kassenzeichen::Kassenzeichen;
pub use terms::{ClaimState, NotPayable, Terms};
