//! Databases of their own for each measurement: SQLite files in the run's directory, and databases
//! on the given server that belong to a role without special rights, as in production.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use serde::Serialize;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use storage::DatabaseUrl;

use crate::BenchError;
use crate::error::Doing;

/// Owns the measured databases; row-level security binds it.
const ROLE: &str = "zahlstelle_bench";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// Where databases are made.
pub(crate) struct Ground {
    directory: PathBuf,
    /// Address of a superuser.
    postgres: Option<String>,
    made: AtomicU32,
}

impl Ground {
    pub(crate) fn new(directory: PathBuf, postgres: Option<String>) -> Self {
        Self {
            directory,
            postgres,
            made: AtomicU32::new(0),
        }
    }

    pub(crate) fn engines(&self) -> Vec<Engine> {
        match self.postgres {
            Some(_) => vec![Engine::Sqlite, Engine::Postgres],
            None => vec![Engine::Sqlite],
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    /// A new and empty database.
    pub(crate) async fn database(&self, engine: Engine) -> Result<DatabaseUrl, BenchError> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        match (engine, &self.postgres) {
            (Engine::Sqlite, _) => {
                let file = self.directory.join(format!("bench-{number}.db"));
                Ok(DatabaseUrl::SqliteFile(file))
            }
            (Engine::Postgres, Some(server)) => {
                let name = format!("zahlstelle_bench_{}_{number}", std::process::id());
                on_server(server, &name).await.doing("making a database")
            }
            (Engine::Postgres, None) => Err(BenchError::new("no PostgreSQL server is named")),
        }
    }

    /// Tells the planner what the tables are like, as a server does by itself a minute after they
    /// were filled. Without it PostgreSQL takes every index that begins with the tenant for as
    /// good as any other. SQLite plans by the keys alone.
    pub(crate) async fn learn(&self, url: &DatabaseUrl) -> Result<(), BenchError> {
        let DatabaseUrl::Postgres(address) = url else {
            return Ok(());
        };
        let mut connection = PgConnection::connect(address).await.doing("connecting")?;
        let learnt = connection.execute("ANALYZE").await;
        learnt.map(drop).doing("analysing a database")
    }

    /// Removes a database that is no longer in use.
    pub(crate) async fn remove(&self, url: &DatabaseUrl) -> Result<(), BenchError> {
        match (url, &self.postgres) {
            (DatabaseUrl::SqliteFile(file), _) => {
                for end in ["", "-wal", "-shm"] {
                    let mut name = file.clone().into_os_string();
                    name.push(end);
                    // What is not there is removed.
                    drop(std::fs::remove_file(name));
                }
                Ok(())
            }
            (DatabaseUrl::Postgres(address), Some(server)) => {
                let name = address.rsplit('/').next().unwrap_or_default();
                let mut connection = PgConnection::connect(server).await.doing("connecting")?;
                let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                let dropped = connection.execute(AssertSqlSafe(sql)).await;
                dropped.map(drop).doing("removing a database")
            }
            (DatabaseUrl::SqliteMemory, _) | (DatabaseUrl::Postgres(_), None) => Ok(()),
        }
    }
}

/// The name is made of this process's number and a count, so nothing foreign enters the text.
async fn on_server(server: &str, name: &str) -> Result<DatabaseUrl, sqlx::Error> {
    let mut connection = PgConnection::connect(server).await?;
    let role = format!(
        "DO $$ BEGIN CREATE ROLE {ROLE} LOGIN PASSWORD '{ROLE}' NOSUPERUSER;
         EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    );
    connection.execute(AssertSqlSafe(role)).await?;
    let create = format!("CREATE DATABASE {name} OWNER {ROLE}");
    connection.execute(AssertSqlSafe(create)).await?;
    let rest = server.split_once("://").map_or(server, |(_, rest)| rest);
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let host = host.split_once('/').map_or(host, |(host, _)| host);
    let url = format!("postgres://{ROLE}:{ROLE}@{host}/{name}");
    Ok(DatabaseUrl::Postgres(url))
}
