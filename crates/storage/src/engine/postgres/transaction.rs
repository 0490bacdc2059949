//! How transactions begin on PostgreSQL.

use sqlx::{AssertSqlSafe, PgPool, SqlSafeStr, Transaction};

use crate::engine::connect::{POSTGRES_LIMITS, POSTGRES_PLANS, POSTGRES_WRITERS};
use crate::engine::db::{Postgres, Readers};
use crate::engine::detached::detached;
use crate::{Scope, StorageError};

/// The server is going down, was restarted or ended the session.
pub(crate) const SESSION_ENDED: [&str; 3] = ["57P01", "57P02", "57P05"];

type Begun = Result<Transaction<'static, sqlx::Postgres>, StorageError>;

/// A transaction that may write, at READ COMMITTED.
pub(crate) async fn write(postgres: &Postgres, scope: Scope) -> Begun {
    let settings = postgres.readers.settings_in_transaction(&POSTGRES_LIMITS);
    begin(&postgres.writers, "BEGIN", (scope, settings)).await
}

/// A transaction that reads one state.
pub(crate) async fn snapshot(postgres: &Postgres, scope: Scope) -> Begun {
    let settings = postgres.readers.settings_in_transaction(&POSTGRES_LIMITS);
    let text = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    begin(&postgres.writers, text, (scope, settings)).await
}

/// A transaction that only reads, each statement the newest committed state.
pub(crate) async fn read(pool: &PgPool, scope: Scope) -> Begun {
    begin(pool, "BEGIN READ ONLY", (scope, &POSTGRES_PLANS)).await
}

type Settings = &'static [(&'static str, &'static str)];

impl Readers {
    /// Settings each transaction must make itself, because a session cannot keep them.
    const fn settings_in_transaction(&self, settings: Settings) -> Settings {
        match self {
            Self::Scoped(_) => &[],
            Self::Transactions(_) => settings,
        }
    }
}

/// Opens a transaction and sets its scope, which row-level security reads, in one round trip.
///
/// Connections that broke while idle in the pool, all of them after a restart of the server, are
/// skipped: nothing was done on them yet. Detached, because the driver does not roll back a
/// beginning that is cut off, and the next transaction would run inside it and its scope.
async fn begin(pool: &PgPool, begin: &'static str, (scope, settings): (Scope, Settings)) -> Begun {
    let mut skipped = 0;
    loop {
        let connection = pool.acquire().await?;
        let text = AssertSqlSafe(opening(begin, scope, settings)).into_sql_str();
        let started =
            detached(async move { Ok(Transaction::begin(connection, Some(text)).await?) });
        match started.await {
            Err(error) if skipped < POSTGRES_WRITERS && is_broken(&error) => {
                skipped += 1;
            }
            done => return done,
        }
    }
}

fn is_broken(error: &StorageError) -> bool {
    let StorageError::Database(error) = error else {
        return false;
    };
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    matches!(error, sqlx::Error::Io(_))
        || code.is_some_and(|code| SESSION_ENDED.contains(&code.as_ref()))
}

/// The tenant is a UUID of our own and settings are constants, so nothing foreign enters the text.
fn opening(begin: &str, scope: Scope, settings: Settings) -> String {
    let scope = match scope {
        Scope::Tenant(tenant) => format!("zahlstelle.tenant = '{}'", tenant.as_uuid()),
        Scope::Operator => "zahlstelle.scope = 'operator'".to_owned(),
    };
    let settings = settings
        .iter()
        .map(|(name, value)| format!("; SET LOCAL {name} = '{value}'"));
    format!("{begin}; SET LOCAL {scope}{}", settings.collect::<String>())
}
