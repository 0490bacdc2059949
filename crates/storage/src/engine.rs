//! The two engines behind one door.
//!
//! [`Db::begin`] opens a step in the scope of one tenant or of the operator, [`Tx::commit`] makes
//! it durable; dropping it undoes it. On SQLite steps are gathered (see
//! [`crate::sqlite_writer`]); on PostgreSQL each has its own transaction at READ COMMITTED, where
//! rows are locked before they are read (`lock_…` methods), and row-level security sees to it that
//! a statement which forgot its tenant finds nothing.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use domain::TenantId;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{
    AssertSqlSafe, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool,
    Transaction,
};
use tokio::sync::OwnedMutexGuard;

use crate::StorageError;
use crate::sqlite_writer::{self, Line, SqliteWriter, Turn};

/// Readers of an SQLite file. They never block the writer; more than the machine's cores gains
/// nothing.
const SQLITE_READERS: u32 = 4;
/// Connections one node keeps to PostgreSQL: measured, throughput falls again above 16 clients on
/// small machines, and waiting providers hold none.
const POSTGRES_CONNECTIONS: u32 = 16;
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// Where the data is: `sqlite:PATH`, `sqlite::memory:` or `postgres://USER:PASSWORD@HOST/NAME`.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    SqliteFile(PathBuf),
    SqliteMemory,
    Postgres(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a database address looks like sqlite:/path/file.db or postgres://user@host/name")]
pub struct BadDatabaseUrl;

impl FromStr for DatabaseUrl {
    type Err = BadDatabaseUrl;

    fn from_str(text: &str) -> Result<Self, BadDatabaseUrl> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite:").ok_or(BadDatabaseUrl)?;
        let path = path.strip_prefix("//").unwrap_or(path);
        match path {
            "" => Err(BadDatabaseUrl),
            ":memory:" => Ok(Self::SqliteMemory),
            path => Ok(Self::SqliteFile(PathBuf::from(path))),
        }
    }
}

/// Without credentials, for people and logs.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SqliteFile(path) => write!(f, "sqlite:{}", path.display()),
            Self::SqliteMemory => f.write_str("sqlite::memory:"),
            Self::Postgres(url) => {
                let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
                let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
                write!(f, "postgres://{rest}")
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

/// Whose rows a step may touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Tenant(TenantId),
    /// The installation itself: directory, jobs and sweeps over all tenants.
    Operator,
}

/// A handle to the database; cloning it is cheap.
#[derive(Clone)]
pub struct Db {
    pub(crate) engine: Engine,
}

#[derive(Clone)]
pub(crate) enum Engine {
    Sqlite {
        writer: SqliteWriter,
        readers: Option<SqlitePool>,
    },
    Postgres(PgPool),
}

/// An open step or a look. Its methods live beside the statements they run.
pub struct Tx {
    pub(crate) connection: TxConnection,
    pub(crate) scope: Scope,
}

pub(crate) enum TxConnection {
    SqliteStep(Turn),
    SqliteLook(OwnedMutexGuard<Line>),
    SqliteReader(PoolConnection<Sqlite>),
    SqliteSnapshot(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

pub(crate) enum Connection<'t> {
    Sqlite(&'t mut SqliteConnection),
    Postgres(&'t mut PgConnection),
}

/// Expands `$query` once per engine, each time with the engine's own connection type.
macro_rules! on_engine {
    ($tx:expr, |$connection:ident| $query:expr) => {
        match $tx.connection() {
            $crate::engine::Connection::Sqlite($connection) => $query,
            $crate::engine::Connection::Postgres($connection) => $query,
        }
    };
}
pub(crate) use on_engine;

impl Db {
    /// Opens the database, making an SQLite file that is not there. Runs no migration.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, StorageError> {
        let engine = match url {
            DatabaseUrl::SqliteFile(path) => open_file(path).await?,
            DatabaseUrl::SqliteMemory => {
                let options = SqliteConnectOptions::new()
                    .in_memory(true)
                    .foreign_keys(true);
                let connection = sqlite_writer::connect(&options).await?;
                Engine::Sqlite {
                    writer: SqliteWriter::new(connection),
                    readers: None,
                }
            }
            DatabaseUrl::Postgres(url) => Engine::Postgres(open_postgres(url).await?),
        };
        Ok(Self { engine })
    }

    /// A step that may write. Nothing of it is visible or durable before [`Tx::commit`].
    pub async fn begin(&self, scope: Scope) -> Result<Tx, StorageError> {
        let connection = match &self.engine {
            Engine::Sqlite { writer, .. } => TxConnection::SqliteStep(writer.begin().await?),
            Engine::Postgres(pool) => {
                TxConnection::Postgres(pool.begin_with(opening("BEGIN", scope)).await?)
            }
        };
        Ok(Tx { connection, scope })
    }

    /// A look that writes nothing. Each statement sees the newest committed state.
    pub async fn read(&self, scope: Scope) -> Result<Tx, StorageError> {
        let connection = match &self.engine {
            Engine::Sqlite {
                readers: Some(pool),
                ..
            } => TxConnection::SqliteReader(pool.acquire().await?),
            Engine::Sqlite {
                writer,
                readers: None,
            } => TxConnection::SqliteLook(writer.look().await?),
            Engine::Postgres(pool) => {
                TxConnection::Postgres(pool.begin_with(opening("BEGIN READ ONLY", scope)).await?)
            }
        };
        Ok(Tx { connection, scope })
    }

    /// A look in which all statements see the same state.
    pub async fn snapshot(&self, scope: Scope) -> Result<Tx, StorageError> {
        let connection = match &self.engine {
            Engine::Sqlite {
                readers: Some(pool),
                ..
            } => TxConnection::SqliteSnapshot(pool.begin().await?),
            Engine::Sqlite { readers: None, .. } => return self.read(scope).await,
            Engine::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                TxConnection::Postgres(pool.begin_with(opening(begin, scope)).await?)
            }
        };
        Ok(Tx { connection, scope })
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StorageError> {
        let mut tx = self.read(Scope::Operator).await?;
        on_engine!(tx, |connection| sqlx::query("SELECT 1")
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Commits what is open and lets go of the database.
    pub async fn close(&self) -> Result<(), StorageError> {
        match &self.engine {
            Engine::Sqlite { writer, readers } => {
                if let Some(readers) = readers {
                    readers.close().await;
                }
                writer.close().await
            }
            Engine::Postgres(pool) => {
                pool.close().await;
                Ok(())
            }
        }
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }
}

impl Tx {
    /// The step is durable when this returns `Ok`, and undone when it returns an error.
    pub async fn commit(self) -> Result<(), StorageError> {
        match self.connection {
            TxConnection::SqliteStep(turn) => turn.commit().await,
            TxConnection::SqliteLook(_)
            | TxConnection::SqliteReader(_)
            | TxConnection::SqliteSnapshot(_) => Ok(()),
            TxConnection::Postgres(transaction) => Ok(transaction.commit().await?),
        }
    }

    pub(crate) fn connection(&mut self) -> Connection<'_> {
        match &mut self.connection {
            TxConnection::SqliteStep(turn) => Connection::Sqlite(&mut turn.line.connection),
            TxConnection::SqliteLook(line) => Connection::Sqlite(&mut line.connection),
            TxConnection::SqliteReader(reader) => Connection::Sqlite(reader),
            TxConnection::SqliteSnapshot(snapshot) => Connection::Sqlite(snapshot),
            TxConnection::Postgres(transaction) => Connection::Postgres(transaction),
        }
    }

    /// The tenant whose rows this step may touch.
    pub fn tenant(&self) -> Result<TenantId, StorageError> {
        match self.scope {
            Scope::Tenant(tenant) => Ok(tenant),
            Scope::Operator => Err(StorageError::NoTenant),
        }
    }
}

/// Opens the transaction and tells row-level security whose it is, in one round trip. The tenant
/// is a UUID of our own, so nothing foreign enters the text.
fn opening(begin: &str, scope: Scope) -> AssertSqlSafe<String> {
    AssertSqlSafe(match scope {
        Scope::Tenant(tenant) => {
            format!(
                "{begin}; SET LOCAL zahlstelle.tenant = '{}'",
                tenant.as_uuid()
            )
        }
        Scope::Operator => format!("{begin}; SET LOCAL zahlstelle.scope = 'operator'"),
    })
}

async fn open_file(path: &Path) -> Result<Engine, StorageError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(ACQUIRE_TIMEOUT)
        .pragma("cache_size", "-16000")
        .statement_cache_capacity(200);
    let connection = sqlite_writer::connect(&options).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .connect_lazy_with(options.read_only(true).create_if_missing(false));
    Ok(Engine::Sqlite {
        writer: SqliteWriter::new(connection),
        readers: Some(readers),
    })
}

async fn open_postgres(url: &str) -> Result<PgPool, StorageError> {
    let options = PgConnectOptions::from_str(url)?.application_name("zahlstelle");
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    Ok(pool)
}
