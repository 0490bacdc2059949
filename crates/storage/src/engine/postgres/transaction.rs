//! How a step begins on PostgreSQL.

use sqlx::{AssertSqlSafe, PgPool, Postgres, SqlSafeStr, Transaction};

use crate::Scope;
use crate::StorageError;
use crate::engine::connect::POSTGRES_WRITERS;
use crate::engine::detached::uninterrupted;

/// The server is going down, was restarted or ended the session.
const SESSION_ENDED: [&str; 3] = ["57P01", "57P02", "57P05"];

/// Opens a transaction and tells row-level security whose it is, in one round trip.
///
/// Connections that broke while they lay in the pool, all of them after a restart of the server,
/// are passed over: nothing was done on them yet. Uninterrupted, because the driver does not roll
/// back a beginning that is cut off, and the next step would run in its transaction and scope.
pub(crate) async fn begin(
    pool: &PgPool,
    begin: &'static str,
    scope: Scope,
) -> Result<Transaction<'static, Postgres>, StorageError> {
    let mut passed_over = 0;
    loop {
        let connection = pool.acquire().await?;
        let text = AssertSqlSafe(opening(begin, scope)).into_sql_str();
        let started =
            uninterrupted(async move { Ok(Transaction::begin(connection, Some(text)).await?) });
        match started.await {
            Err(error) if passed_over < POSTGRES_WRITERS && is_broken(&error) => {
                passed_over += 1;
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

/// The tenant is a UUID of our own, so nothing foreign enters the text.
fn opening(begin: &str, scope: Scope) -> String {
    match scope {
        Scope::Tenant(tenant) => {
            let tenant = tenant.as_uuid();
            format!("{begin}; SET LOCAL zahlstelle.tenant = '{tenant}'")
        }
        Scope::Operator => format!("{begin}; SET LOCAL zahlstelle.scope = 'operator'"),
    }
}
