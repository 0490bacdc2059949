//! Access: calling systems with their tokens, and counters that limit attempts.

pub mod clients;
pub mod rate_limits;

use crate::engine::statements::Statements;
use crate::engine::tx::views::views;

views! { Access / AccessWriter in tx as access }

pub(crate) const MODULES: &[Statements] = &[clients::STATEMENTS, rate_limits::STATEMENTS];
