//! How transactions begin on PostgreSQL.

use std::borrow::Cow;
use std::io;

use sqlx::error::DatabaseError;
use sqlx::{AssertSqlSafe, PgPool, SqlSafeStr, Transaction};

use crate::engine::connect::{POSTGRES_LIMITS, POSTGRES_PLANS, POSTGRES_WRITERS};
use crate::engine::db::{Postgres, Readers};
use crate::engine::detached::detached;
use crate::engine::health::{Health, STATEMENT_DEADLINE};
use crate::{Scope, StorageError};

/// The server is going down, was restarted or ended the session.
const SESSION_ENDED: [&str; 3] = ["57P01", "57P02", "57P05"];

/// A standby does not begin a transaction that may write.
const NO_WRITES: &str = "0A000";

type Begun = Result<Transaction<'static, sqlx::Postgres>, StorageError>;

/// A transaction that may write, at READ COMMITTED.
///
/// A standby refuses the beginning, so a write never ends up on one, at no cost: the transaction
/// says that it writes.
pub(crate) async fn write(postgres: &Postgres, health: &Health, scope: Scope) -> Begun {
    let settings = postgres.readers.settings_in_transaction(&POSTGRES_LIMITS);
    let text = opening("BEGIN READ WRITE", scope, settings);
    begin(&postgres.writers, health, text).await
}

/// A transaction that reads one state.
pub(crate) async fn snapshot(postgres: &Postgres, health: &Health, scope: Scope) -> Begun {
    let settings = postgres.readers.settings_in_transaction(&POSTGRES_LIMITS);
    let text = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    begin(&postgres.writers, health, opening(text, scope, settings)).await
}

/// A transaction that only reads, each statement the newest committed state.
pub(crate) async fn read(pool: &PgPool, health: &Health, scope: Scope) -> Begun {
    begin(
        pool,
        health,
        opening("BEGIN READ ONLY", scope, &POSTGRES_PLANS),
    )
    .await
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
/// skipped: nothing was done on them yet. So are those that lead to a standby, once: the address
/// may lead to another server by now. Detached, because the driver does not roll back a
/// beginning that is cut off, and the next transaction would run inside it and its scope.
async fn begin(pool: &PgPool, health: &Health, opening: String) -> Begun {
    let mut skipped = 0;
    let mut standby = false;
    loop {
        let connection = health.acquired(pool.acquire()).await?;
        let text = AssertSqlSafe(opening.clone()).into_sql_str();
        let known = health.clone();
        let started = detached(async move {
            let begun = Transaction::begin(connection, Some(text));
            Ok(known.answered(STATEMENT_DEADLINE, begun).await?)
        });
        match started.await {
            Err(error) if skipped < POSTGRES_WRITERS && is_broken(&error) => {
                skipped += 1;
            }
            Err(error) if is_standby(&error) => {
                health.distrust();
                if std::mem::replace(&mut standby, true) {
                    return Err(StorageError::Standby);
                }
            }
            done => return done,
        }
    }
}

fn is_standby(error: &StorageError) -> bool {
    matches!(error, StorageError::Standby) || code(error).is_some_and(|code| code == NO_WRITES)
}

fn code(error: &StorageError) -> Option<Cow<'_, str>> {
    let StorageError::Database(error) = error else {
        return None;
    };
    error.as_database_error().and_then(DatabaseError::code)
}

fn is_broken(error: &StorageError) -> bool {
    let StorageError::Database(error) = error else {
        return false;
    };
    matches!(error, sqlx::Error::Io(_)) || has_ended(error)
}

/// Whether the server ended the session, or the connection to it broke. Not when it is silent.
pub(crate) fn has_ended(error: &sqlx::Error) -> bool {
    if let sqlx::Error::Io(error) = error {
        return error.kind() != io::ErrorKind::TimedOut;
    }
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.is_some_and(|code| SESSION_ENDED.contains(&code.as_ref()))
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

/// Whether the server refused the statement and keeps the session.
pub(crate) fn is_refusal(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.is_some_and(|code| !SESSION_ENDED.contains(&code.as_ref()))
}
