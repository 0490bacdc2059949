//! Access: calling systems with their tokens, the staff with its grants, credentials and sessions,
//! keys of requests, counters that limit attempts, and the audit trail.

pub mod audit;
pub mod clients;
pub mod credentials;
pub mod grants;
pub mod idempotency;
pub mod invitations;
pub mod persons;
pub mod rate_limits;
pub mod sessions;

use crate::engine::statements::Statements;
use crate::engine::tx::views::views;

views! { Access / AccessWriter in tx as access }

pub(crate) const MODULES: &[Statements] = &[
    audit::STATEMENTS,
    clients::STATEMENTS,
    credentials::STATEMENTS,
    grants::STATEMENTS,
    idempotency::STATEMENTS,
    invitations::STATEMENTS,
    persons::STATEMENTS,
    rate_limits::STATEMENTS,
    sessions::STATEMENTS,
];
