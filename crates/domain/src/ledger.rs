//! Double entry: every cent from the claim to the provider's clearing account.
//!
//! A transfer has one debit, one credit and one amount, so books that do not balance cannot be
//! written down. Nothing is changed afterwards; a correction is another group.

pub mod chain;
pub mod chart;
pub mod error;
pub mod group;
pub mod head;
pub mod postings;
pub mod seal;

pub use chart::{Account, AccountKind, BadAccount};
pub use error::LedgerError;
pub use group::{Booking, EntryGroup, GroupHead, Source, SourceKind, Transfer};
pub use head::{BadHead, HeadPlace, SealHead, SealKeyId};
pub use seal::Seal;
