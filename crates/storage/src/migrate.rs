//! The schema. Each engine has its own files of the same numbers and names; released ones are
//! never edited.

use sqlx::migrate::Migrator;

use crate::Db;
use crate::engine::Engine;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

#[derive(Debug, thiserror::Error)]
#[error("the database schema could not be brought up to date")]
pub struct MigrateError(#[source] Box<sqlx::migrate::MigrateError>);

impl From<sqlx::migrate::MigrateError> for MigrateError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self(Box::new(error))
    }
}

impl Db {
    /// Brings the schema up to date. Safe to run from several nodes at once.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        match &self.engine {
            Engine::Sqlite { writer, .. } => {
                let mut line = writer
                    .look()
                    .await
                    .map_err(|error| sqlx::migrate::MigrateError::Source(Box::new(error)))?;
                SQLITE.run(&mut line.connection).await?;
            }
            Engine::Postgres(pool) => POSTGRES.run(pool).await?,
        }
        Ok(())
    }
}
