//! The schema. Each engine has its own files of the same numbers and names; released ones are
//! never edited.

use sqlx::migrate::Migrator;
use sqlx::{Connection, Executor};

use crate::Db;
use crate::engine::db::{Engine, Postgres, Readers};

pub(crate) static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
pub(crate) static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

#[derive(Debug, thiserror::Error)]
#[error("the database schema could not be brought up to date")]
pub struct MigrateError(#[source] Box<sqlx::migrate::MigrateError>);

impl From<sqlx::migrate::MigrateError> for MigrateError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self(Box::new(error))
    }
}

impl Db {
    /// Brings the schema up to date. On PostgreSQL safe to run from several nodes at once, except
    /// through a connection pooler, where one node does it (ADR 0024).
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        match &self.engine {
            Engine::Sqlite { writer, .. } => {
                let mut line = writer
                    .alone()
                    .await
                    .map_err(|error| sqlx::migrate::MigrateError::Source(Box::new(error)))?;
                SQLITE.run(&mut line.connection).await?;
            }
            Engine::Postgres(Postgres {
                writers,
                readers: Readers::Transactions(_),
                ..
            }) => {
                // The driver's lock is a session's: behind a pooler it would never be released.
                let mut migrator = sqlx::migrate!("migrations/postgres");
                migrator.set_locking(false).run(writers).await?;
            }
            Engine::Postgres(Postgres { writers, .. }) => {
                let failed = sqlx::migrate::MigrateError::Execute;
                let mut connection = writers.acquire().await.map_err(failed)?.detach();
                // Another node may be at it, for longer than a write may wait.
                connection
                    .execute("SET lock_timeout = 0")
                    .await
                    .map_err(failed)?;
                POSTGRES.run(&mut connection).await?;
                connection.close().await.map_err(failed)?;
            }
        }
        Ok(())
    }
}
