//! The schema. Each engine has its own files of the same numbers and names; released ones are
//! never edited.
//!
//! On PostgreSQL a migration never waits long for a table: what comes after it would wait behind
//! it. It gives up after [`LOCK_WAIT`] and is run again later, as often as it takes for
//! [`TRIES`]. What may take long is no part of a migration, or one outside a transaction.

use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, SqlSafeStr};

use crate::Db;
use crate::engine::db::{Engine, Postgres, Readers};

pub(crate) static SQLITE: Migrator = sqlx_macros::migrate!("migrations/sqlite");
pub(crate) static POSTGRES: Migrator = sqlx_macros::migrate!("migrations/postgres");

#[derive(Debug, thiserror::Error)]
#[error("the database schema could not be brought up to date")]
pub struct MigrateError(#[source] Box<sqlx::migrate::MigrateError>);

impl From<sqlx::migrate::MigrateError> for MigrateError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self(Box::new(error))
    }
}

/// Begins each migration that is a transaction. Readers and writers of a table that a long
/// transaction holds wait this long behind it.
const LOCK_WAIT: &str = "SET LOCAL lock_timeout = '2s';\n";
/// Between two tries, so that readers and writers that waited get their turn.
const AGAIN_AFTER: Duration = Duration::from_secs(4);
/// About ten minutes; then a person has to find the transaction that holds the table.
const TRIES: u32 = 100;
/// `lock_not_available`
const GAVE_UP_WAITING: &str = "55P03";
/// The lock of an installation's migrations. Asked for again and again instead of waited for: a
/// statement that waits holds a snapshot, and an index that is made concurrently waits for it.
const TAKE_LOCK: &str = "SELECT pg_try_advisory_lock(8747513)";
const LOOK_AGAIN: Duration = Duration::from_millis(200);

impl Db {
    /// Brings the schema up to date. On PostgreSQL safe to run from several nodes at once, except
    /// through a connection pooler, where one node does it (ADR 0024).
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        let migrator = match &self.engine {
            Engine::Sqlite { .. } => &SQLITE,
            Engine::Postgres(_) => &POSTGRES,
        };
        self.migrate_by(migrator).await
    }

    pub(crate) async fn migrate_by(&self, migrator: &Migrator) -> Result<(), MigrateError> {
        match &self.engine {
            Engine::Sqlite { writer, .. } => {
                let mut line = writer
                    .alone()
                    .await
                    .map_err(|error| sqlx::migrate::MigrateError::Source(Box::new(error)))?;
                migrator.run(&mut line.connection).await?;
            }
            Engine::Postgres(Postgres {
                writers, readers, ..
            }) => {
                let failed = sqlx::migrate::MigrateError::Execute;
                let mut connection = writers.acquire().await.map_err(failed)?.detach();
                // Behind a pooler a session's lock would never be released.
                if !matches!(readers, Readers::Transactions(_)) {
                    until_alone(&mut connection).await.map_err(failed)?;
                }
                patiently(&mut connection, &waiting_briefly(migrator)).await?;
                connection.close().await.map_err(failed)?;
            }
        }
        Ok(())
    }
}

/// Takes the lock of migrations, which the end of the session releases.
async fn until_alone(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    // Outside a transaction a statement that waits holds no other up, and is not done by halves.
    connection.execute("SET lock_timeout = 0").await?;
    let mut told = false;
    while !connection
        .fetch_one(TAKE_LOCK)
        .await?
        .try_get::<bool, _>(0)?
    {
        if !told {
            tracing::info!("another node is migrating the schema; waiting for it");
            told = true;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    Ok(())
}

/// The same migrations, each waiting briefly for tables. Their checksums stay those of the files.
fn waiting_briefly(migrator: &Migrator) -> Migrator {
    let migrations = migrator.iter().map(|migration| {
        let mut migration = migration.clone();
        if !migration.no_tx {
            let text = format!("{LOCK_WAIT}{}", migration.sql.as_str());
            migration.sql = AssertSqlSafe(text).into_sql_str();
        }
        migration
    });
    let mut briefly = Migrator::with_migrations(migrations.collect());
    briefly.set_locking(false);
    briefly
}

/// Runs migrations until none gave up waiting for a table.
async fn patiently(
    connection: &mut PgConnection,
    migrator: &Migrator,
) -> Result<(), sqlx::migrate::MigrateError> {
    for tried in 1..TRIES {
        match migrator.run(&mut *connection).await {
            Err(error) if gave_up_waiting(&error) => {
                tracing::warn!(
                    count = tried,
                    "a migration waits for a table that a long transaction holds; it is tried again"
                );
                tokio::time::sleep(AGAIN_AFTER).await;
            }
            ended => return ended,
        }
    }
    migrator.run(connection).await
}

fn gave_up_waiting(error: &sqlx::migrate::MigrateError) -> bool {
    use sqlx::migrate::MigrateError::{Execute, ExecuteMigration};
    let (Execute(error) | ExecuteMigration(error, _)) = error else {
        return false;
    };
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code == GAVE_UP_WAITING)
}
