//! SQLite: one writer whose transactions are shared, and a pool of readers.

mod backup;
pub(crate) mod pool;
pub(crate) mod writer;
