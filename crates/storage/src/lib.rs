//! The database: SQLite or PostgreSQL behind one set of methods, one SQL text for both.
//!
//! All writes go through [`Db::write`] and [`WriteTx::commit`]; what is not committed is undone.
//! Nothing waits for the outside world between the two. Every statement on a tenant's rows takes
//! the tenant from its transaction, so none can be written without. What there is to read and
//! write of a noun is in its view: `tx.claims().by_number(…)`.

pub mod access;
pub mod bank;
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
pub use engine::failpoint::{CrashCheck, CrashMoment};
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
    /// The tenant's master data has another version than the transaction relied on.
    #[error("the tenant's master data was changed at the same time")]
    Stale,
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
    /// The transaction is undone: its commit, or one it shared, found no room on the disk.
    #[error("the disk took no commit: {0}")]
    Disk(String),
    /// A connection pooler is in front of PostgreSQL, and reads keep their scope in the session.
    #[error(
        "a connection pooler drops the settings of our connections; set \
         database.scope_per_transaction = true"
    )]
    Pooler,
    /// The database did not answer in time. What was asked last may be done or not.
    #[error("the database did not answer in time")]
    Unanswered,
    /// The server repeats another one and takes no writes.
    #[error("the database is a standby, which takes no writes")]
    Standby,
    /// Backups of PostgreSQL are the server's matter.
    #[error("a PostgreSQL is backed up with its own tools, such as pg_dump")]
    OwnBackups,
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
}

/// Classes of SQLSTATE that speak of the server and not of the statement: connection, login,
/// missing database, resources, state (a database that takes no connections), intervention of an
/// operator, system.
const SERVER_TROUBLE: [&str; 7] = ["08", "28", "3D", "53", "55", "57", "58"];
/// Results of SQLite that speak of the disk: I/O error, corrupt, full, cannot be opened.
const DISK_TROUBLE: [i32; 4] = [10, 11, 13, 14];

/// PostgreSQL ended one of two transactions that waited for each other.
const DEADLOCK: &str = "40P01";

fn is_away(error: &sqlx::Error) -> bool {
    if let sqlx::Error::Database(told) = error {
        return told.code().is_some_and(|code| {
            let of_server = code
                .get(..2)
                .is_some_and(|class| SERVER_TROUBLE.contains(&class));
            let of_disk = code
                .parse::<i32>()
                .is_ok_and(|code| DISK_TROUBLE.contains(&(code & 0xff)));
            if code.len() == 5 { of_server } else { of_disk }
        });
    }
    matches!(
        error,
        sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
    )
}

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        let told = error.as_database_error();
        let lost = told.is_some_and(|told| {
            told.is_unique_violation() || told.code().is_some_and(|code| code == DEADLOCK)
        });
        if lost {
            return Self::Conflict;
        }
        if let sqlx::Error::Io(error) = &error
            && error.kind() == std::io::ErrorKind::TimedOut
        {
            return Self::Unanswered;
        }
        Self::Database(error)
    }
}

impl StorageError {
    /// Whether the database is away: the request can be repeated later, and nothing in it is wrong.
    pub fn is_away(&self) -> bool {
        match self {
            Self::Unanswered | Self::Standby | Self::Disk(_) => true,
            Self::Database(error) => is_away(error),
            Self::Conflict
            | Self::Stale
            | Self::Inconsistent { .. }
            | Self::NoTenant
            | Self::NotCommitted(_)
            | Self::Nul
            | Self::OwnBackups
            | Self::Pooler => false,
        }
    }

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
