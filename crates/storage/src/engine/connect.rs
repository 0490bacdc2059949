//! How connections are set up.

pub(crate) mod database_url;

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, PgConnection, PgPool, SqliteConnection};
use tokio::time::timeout;

use crate::engine::db::{Engine, Postgres, Readers};
use crate::engine::health::{ACQUIRE_TIMEOUT, Health};
use crate::engine::postgres::lone_writers::LoneWriters;
use crate::engine::postgres::pool::ScopedPool;
use crate::engine::sqlite::pool::SqliteReaders;
use crate::engine::sqlite::writer::SqliteWriter;
use crate::engine::statements::registry;
use crate::{DatabaseUrl, StorageError};

/// Readers of an SQLite file. They never block the writer; more than the machine's cores gains
/// nothing.
const SQLITE_READERS: usize = 4;
/// Kilobytes, as SQLite wants them written. Each connection has a cache of its own; what is not in
/// it the operating system's cache has, a microsecond away. Measured: larger ones make nothing
/// faster and the process larger, smaller ones cost a sixth with a million payments.
const WRITER_CACHE: &str = "-8000";
const READER_CACHE: &str = "-2000";
/// Connections one node keeps to PostgreSQL for steps that read and write: measured, throughput
/// falls again above 16 clients on small machines, and waiting for providers holds none.
pub(crate) const POSTGRES_WRITERS: u32 = 8;
/// For steps whose writes are one statement.
const POSTGRES_LONE_WRITERS: u32 = 6;
/// And for reads, which are over after one round trip. All together are what
/// docs/operation/postgresql.md promises: at most twenty.
const POSTGRES_READERS: u32 = 6;
/// How long a server is waited for that only has to undo what was given up.
const RELEASE_DEADLINE: Duration = Duration::from_secs(2);
/// Room beside the registry: texts with a lock, and batches composed of several writes.
const COMPOSED_STATEMENTS: usize = 64;

/// How the server plans reads; not writes, because an import joins many rows. A read goes by key,
/// so the right plan for a table of a million rows is the right one for a table of ten, too. Left
/// to itself the planner reads a young table whole, and each connection keeps that plan until the
/// table is analysed. Compiling such a plan costs more than running it.
pub(crate) const POSTGRES_PLANS: [(&str, &str); 4] = [
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("jit", "off"),
];

/// What the server ends by itself: waiting for a row that is held far longer than any write lasts
/// (sooner than the statement's deadline, so that the reason is known),
/// and a transaction whose node was cut off in the middle.
pub(crate) const POSTGRES_LIMITS: [(&str, &str); 2] = [
    ("lock_timeout", "8s"),
    ("idle_in_transaction_session_timeout", "60s"),
];

const READ_ONLY: [(&str, &str); 1] = [("default_transaction_read_only", "on")];

/// How the database is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DbOptions {
    /// PostgreSQL only: every read is a transaction that begins with its scope and its settings,
    /// so that nothing is expected of a session between two transactions. A connection pooler
    /// needs this (ADR 0024); its price is two round trips per read.
    pub scope_per_transaction: bool,
}

/// Opens the database, making an SQLite file that is not there.
pub(crate) async fn engine(
    url: &DatabaseUrl,
    options: DbOptions,
    health: &Health,
) -> Result<Engine, StorageError> {
    match url {
        DatabaseUrl::SqliteFile(path) => file(path).await,
        DatabaseUrl::SqliteMemory => {
            let options = sqlite_options().in_memory(true);
            Ok(Engine::Sqlite {
                writer: writer(&options).await?,
                readers: None,
            })
        }
        DatabaseUrl::Postgres(url) => postgres(url, options, health).await,
    }
}

fn sqlite_options() -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .foreign_keys(true)
        // `INSERT OR REPLACE` deletes, too: the journals' triggers must see it.
        .pragma("recursive_triggers", "ON")
        .statement_cache_capacity(statement_cache())
}

async fn file(path: &Path) -> Result<Engine, StorageError> {
    make_private(path)?;
    let options = sqlite_options()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(ACQUIRE_TIMEOUT)
        .pragma("cache_size", WRITER_CACHE);
    let writer = writer(&options).await?;
    let options = options
        .read_only(true)
        .create_if_missing(false)
        .pragma("cache_size", READER_CACHE);
    let readers = SqliteReaders::new(options, SQLITE_READERS, ACQUIRE_TIMEOUT);
    Ok(Engine::Sqlite {
        writer,
        readers: Some(readers),
    })
}

/// Makes the file, if it is not there, for its owner only: it holds names of payers. SQLite gives
/// what it keeps beside the file the same permissions.
fn make_private(path: &Path) -> Result<(), StorageError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(StorageError::Database(sqlx::Error::Io(error)))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

async fn writer(options: &SqliteConnectOptions) -> Result<SqliteWriter, StorageError> {
    let connection = SqliteConnection::connect_with(options).await?;
    Ok(SqliteWriter::new(connection))
}

/// Every statement is planned once per connection.
fn statement_cache() -> usize {
    registry::statements().len() + COMPOSED_STATEMENTS
}

async fn postgres(url: &str, options: DbOptions, health: &Health) -> Result<Engine, StorageError> {
    let connect = PgConnectOptions::from_str(url)?.application_name("zahlstelle");
    let postgres = if options.scope_per_transaction {
        // A setting that poolers do not know. No statement stays prepared either, see
        // `Db::keeps_statements`.
        let connect = connect.statement_cache_capacity(0).extra_float_digits(None);
        let readers = pool(POSTGRES_READERS, health).connect_lazy_with(connect.clone());
        Postgres {
            writers: open(&connect, health).await?,
            lone_writers: None,
            readers: Readers::Transactions(readers),
        }
    } else {
        let connect = connect
            .statement_cache_capacity(statement_cache())
            .options(POSTGRES_LIMITS);
        let writers = open(&connect, health).await?;
        refuse_pooler(&writers).await?;
        let lone_writers = scoped(connect.clone(), POSTGRES_LONE_WRITERS, health);
        let connect = connect.options(READ_ONLY).options(POSTGRES_PLANS);
        Postgres {
            writers,
            lone_writers: Some(LoneWriters::new(lone_writers, health.clone())),
            readers: Readers::Scoped(scoped(connect, POSTGRES_READERS, health)),
        }
    };
    Ok(Engine::Postgres(postgres))
}

/// Connections that keep their scope, opened when first needed.
fn scoped(connect: PgConnectOptions, connections: u32, health: &Health) -> ScopedPool {
    // Each connection is taken out of it at once; it only knows how to wait for a server.
    let opener = pool(connections, health)
        .max_lifetime(None)
        .idle_timeout(None)
        .connect_lazy_with(connect);
    ScopedPool::new(opener, connections as usize, health.clone())
}

/// Connections that are closed once they are not trusted any more. One whose transaction was given
/// up half way is only kept when the server answers soon: otherwise it would be waited for as long
/// as the operating system waits for a machine that is gone.
fn pool(connections: u32, health: &Health) -> PgPoolOptions {
    let (taken, returned) = (health.clone(), health.clone());
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(move |_, connection| {
            let trusted = taken.trusts(connection.age);
            Box::pin(async move { if trusted { Ok(true) } else { Err(untrusted()) } })
        })
        .after_release(move |connection, about| {
            let trusted = returned.trusts(about.age);
            Box::pin(async move {
                if !trusted {
                    return Err(untrusted());
                }
                if connection.should_flush() {
                    let answered = timeout(RELEASE_DEADLINE, connection.ping()).await;
                    answered.map_err(|_| untrusted())??;
                }
                Ok(true)
            })
        })
}

/// The pool then closes the connection without a word to the server, which may not listen.
fn untrusted() -> sqlx::Error {
    sqlx::Error::Io(std::io::ErrorKind::ConnectionAborted.into())
}

/// The pool of writers with one connection open. The driver only says that it waited; why there is
/// no connection is found out by asking once more, outside the pool.
async fn open(connect: &PgConnectOptions, health: &Health) -> Result<PgPool, StorageError> {
    match pool(POSTGRES_WRITERS, health)
        .connect_with(connect.clone())
        .await
    {
        Err(sqlx::Error::PoolTimedOut) => {
            let alone = PgConnection::connect_with(connect);
            match timeout(RELEASE_DEADLINE, alone).await {
                Ok(Err(why)) => Err(why.into()),
                Ok(Ok(_)) | Err(_) => Err(sqlx::Error::PoolTimedOut.into()),
            }
        }
        opened => Ok(opened?),
    }
}

/// A connection pooler drops the settings a connection is opened with, and may hand the next
/// transaction to another server connection, so that one tenant's scope would meet another's read.
async fn refuse_pooler(writers: &PgPool) -> Result<(), StorageError> {
    let (limit,): (String,) = sqlx::query_as("SELECT current_setting('lock_timeout')")
        .persistent(false)
        .fetch_one(writers)
        .await?;
    let [(_, wanted), ..] = POSTGRES_LIMITS;
    if limit == wanted {
        Ok(())
    } else {
        Err(StorageError::Pooler)
    }
}
