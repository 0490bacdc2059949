//! The authority's bank accounts: how payers are told to transfer, and what is done with money that
//! arrived there.

pub(crate) mod accounts;
pub(crate) mod instruction;
pub(crate) mod lines;
pub(crate) mod money_arrived;

pub use accounts::BankAccount;
pub use instruction::Instruction;
pub use lines::NewBankLine;
pub use money_arrived::{BankLineError, BankLineTo, EnteredBankLine};
