//! Access: calling systems with their tokens, keys of requests, counters that limit attempts, and
//! the audit trail.

pub mod audit;
pub mod clients;
pub mod idempotency;
pub mod rate_limits;

use crate::engine::statements::Statements;
use crate::engine::tx::views::views;

views! { Access / AccessWriter in tx as access }

pub(crate) const MODULES: &[Statements] = &[
    audit::STATEMENTS,
    clients::STATEMENTS,
    idempotency::STATEMENTS,
    rate_limits::STATEMENTS,
];
