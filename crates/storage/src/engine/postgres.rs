//! PostgreSQL: a transaction for each write, and connections that keep their scope.

pub(crate) mod lone;
pub(crate) mod lone_writers;
pub(crate) mod pool;
mod roles;
mod statistics;
pub(crate) mod transaction;
