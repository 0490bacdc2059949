//! The authority's bank accounts, and what their statements say.

pub mod accounts;
pub mod lines;

use crate::engine::statements::Statements;
use crate::engine::tx::views::views;

views! { Bank / BankWriter in tx as bank }

pub(crate) const MODULES: &[Statements] = &[accounts::STATEMENTS, lines::STATEMENTS];
