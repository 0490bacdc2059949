//! PostgreSQL: a transaction for each write, and readers that keep their scope.

pub(crate) mod pool;
mod roles;
mod statistics;
pub(crate) mod transaction;
