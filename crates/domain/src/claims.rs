//! Claims (Forderungen): what is owed, under which Kassenzeichen, where finance
//! books its parts, and what of it a payment settles.

pub mod changes;
pub mod division;
pub mod kassenzeichen;
pub mod lines;
pub mod origin;
pub mod state;
pub mod terms;

pub use changes::{ClaimCommand, ClaimRefusal, Deciding, SaidBefore};
pub use division::{NotDivisible, Payable, Share, divide};
pub use kassenzeichen::Kassenzeichen;
pub use lines::ClaimLine;
pub use origin::ClaimOrigin;
pub use state::{ClaimState, NotPayable, Terms};
pub use terms::ClaimTerms;
