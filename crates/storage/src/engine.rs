//! The two engines behind one door: connections, transactions, schema, and what statements need.

pub(crate) mod columns;
pub(crate) mod connect;
pub(crate) mod db;
mod detached;
pub(crate) mod failpoint;
pub(crate) mod health;
pub(crate) mod postgres;
pub(crate) mod schema;
pub(crate) mod scope;
pub(crate) mod sqlite;
pub(crate) mod statements;
pub(crate) mod tx;
