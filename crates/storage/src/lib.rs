//! The database: SQLite or PostgreSQL behind one set of methods, one SQL text for both.
//!
//! All writes go through [`Db::write`] and [`WriteTx::commit`]; what is not committed is undone.
//! Nothing waits for the outside world between the two. Every statement on a tenant's rows takes
//! the tenant from its transaction, so none can be written without. What there is to read and
//! write of a noun is in its view: `tx.claims().by_number(…)`.

pub mod access;
pub mod claims;
mod engine;
pub mod events;
pub mod ledger;
pub mod money;
pub mod payments;
pub mod services;
pub mod tenants;
#[cfg(feature = "testing")]
pub mod testing;
pub mod work;

pub use engine::connect::DbOptions;
pub use engine::connect::database_url::{BadDatabaseUrl, DatabaseUrl};
pub use engine::db::Db;
#[cfg(feature = "testing")]
pub use engine::failpoint::CrashCheck;
pub use engine::schema::migrate::MigrateError;
pub use engine::schema::{Privileges, SchemaState, newest_schema};
pub use engine::scope::Scope;
pub use engine::sqlite::writer::CommitCounts;
pub use engine::statements::{Statements, registry};
pub use engine::tx::{ReadTx, WriteTx};

/// What a database can answer instead of what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The rows asked for were changed by another transaction meanwhile, or exist already.
    #[error("the record was changed or created by another transaction at the same time")]
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
    /// A text to be stored has a NUL in it, which PostgreSQL keeps nowhere.
    #[error("a text with a NUL cannot be stored")]
    Nul,
    /// The transaction is undone: a statement in it failed, or the commit it shared.
    #[error("the transaction was not committed: {0}")]
    NotCommitted(String),
    /// A connection pooler is in front of PostgreSQL, and reads keep their scope in the session.
    #[error(
        "a connection pooler drops the settings of our connections; set \
         database.scope_per_transaction = true"
    )]
    Pooler,
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
}

/// PostgreSQL ended one of two transactions that waited for each other.
const DEADLOCK: &str = "40P01";

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        let told = error.as_database_error();
        let lost = told.is_some_and(|told| {
            told.is_unique_violation() || told.code().is_some_and(|code| code == DEADLOCK)
        });
        if lost {
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
