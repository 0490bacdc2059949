//! Double entry: every cent from the claim to the provider's clearing account.
//!
//! A transfer has one debit, one credit and one amount, so books that do not balance cannot be
//! written down. Nothing is changed afterwards; a correction is another transfer.

pub mod account;
pub mod chain;
pub mod chart;
pub mod group;
pub mod posting_rules;
pub mod postings;
pub mod seal;
pub mod transfer;

pub use account::{Account, BadAccount};
pub use seal::{Seal, seal};
pub use transfer::{LedgerError, Reason, Transfer};
