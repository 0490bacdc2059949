//! The authority's bank accounts: how payers are told to transfer, and what is done with money that
//! arrived there.

pub(crate) mod accounts;
pub(crate) mod credit;
pub(crate) mod instruction;
pub(crate) mod money_arrived;

pub use accounts::BankAccount;
pub use credit::BankCredit;
pub use instruction::Instruction;
pub use money_arrived::{BankLineError, CreditTo, EnteredLine};
