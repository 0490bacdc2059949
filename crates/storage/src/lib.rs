//! The database: SQLite or PostgreSQL behind one set of methods, one SQL text for both.
//!
//! All writes go through [`Db::begin`] and [`Tx::commit`]; what is not committed is undone. Nothing
//! here waits for the outside world, and nobody may do so between the two. Every statement on a
//! tenant's rows takes the tenant from the transaction it runs in, so none can be written without.

pub mod captures;
pub mod columns;
pub mod directory;
pub mod engine;
pub mod jobs;
pub mod ledger;
mod lock;
pub mod migrate;
pub mod notices;
pub mod payments;
pub mod proof;
pub mod sqlite_writer;
mod statements;
pub mod tasks;
pub mod tenants;
#[cfg(feature = "testing")]
pub mod testing;

pub use engine::{BadDatabaseUrl, DatabaseUrl, Db, Scope, Tx};
pub use migrate::MigrateError;

/// What a database can answer instead of what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The rows asked for were changed by somebody else meanwhile, or exist already.
    #[error("the record was changed or created by somebody else at the same time")]
    Conflict,
    /// A stored value is not what this program writes.
    #[error("stored data is not valid: {table}.{column} of {row}")]
    Inconsistent {
        table: &'static str,
        column: &'static str,
        row: String,
    },
    /// A statement on tenant data ran without a tenant. A programming error.
    #[error("this needs the scope of one tenant")]
    NoTenant,
    /// The commit of a shared transaction failed; what it held was undone.
    #[error("the database did not confirm the commit: {0}")]
    NotCommitted(String),
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        let told = error.as_database_error();
        if told.is_some_and(sqlx::error::DatabaseError::is_unique_violation) {
            return Self::Conflict;
        }
        Self::Database(error)
    }
}

impl StorageError {
    pub(crate) fn inconsistent(
        table: &'static str,
        column: &'static str,
        row: impl std::fmt::Display,
    ) -> Self {
        Self::Inconsistent {
            table,
            column,
            row: row.to_string(),
        }
    }
}
