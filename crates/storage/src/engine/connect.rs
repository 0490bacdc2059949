//! How connections are set up.

pub(crate) mod database_url;

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection};

use crate::engine::db::Engine;
use crate::engine::postgres::pool::PostgresReaders;
use crate::engine::sqlite::pool::SqliteReaders;
use crate::engine::sqlite::writer::SqliteWriter;
use crate::{DatabaseUrl, StorageError};

/// Readers of an SQLite file. They never block the writer; more than the machine's cores gains
/// nothing.
const SQLITE_READERS: usize = 4;
/// Kilobytes, as SQLite wants them written. Each connection has a cache of its own; what is not in
/// it the operating system's cache has, a microsecond away. Measured: larger ones make nothing
/// faster and the process larger, smaller ones cost a sixth with a million payments.
const WRITER_CACHE: &str = "-8000";
const READER_CACHE: &str = "-2000";
/// Connections one node keeps to PostgreSQL for steps: measured, throughput falls again above 16
/// clients on small machines, and waiting providers hold none.
pub(crate) const POSTGRES_WRITERS: u32 = 12;
/// And for looks, which are over after one round trip. Both together are what
/// docs/operation/postgresql.md promises: at most twenty.
const POSTGRES_READERS: u32 = 8;
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// All statements of the program fit, so that none is ever planned twice on a connection.
const STATEMENT_CACHE: usize = 200;

/// How the server plans looks; not steps, because an import joins many rows. A look goes by key, so
/// the right plan for a table of a million rows is the right one for a table of ten, too. Left to
/// itself the planner reads a young table whole, and each connection keeps that plan until somebody
/// tells it that the table has grown. Compiling such a plan costs more than running it.
const POSTGRES_PLANS: [(&str, &str); 4] = [
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("jit", "off"),
];

/// What the server ends by itself: waiting for a row that somebody holds far longer than any step
/// lasts, and a transaction whose node was cut off in the middle.
const POSTGRES_LIMITS: [(&str, &str); 2] = [
    ("lock_timeout", "10s"),
    ("idle_in_transaction_session_timeout", "60s"),
];

const READ_ONLY: [(&str, &str); 1] = [("default_transaction_read_only", "on")];

/// Opens the database, making an SQLite file that is not there.
pub(crate) async fn engine(url: &DatabaseUrl) -> Result<Engine, StorageError> {
    match url {
        DatabaseUrl::SqliteFile(path) => file(path).await,
        DatabaseUrl::SqliteMemory => {
            let options = sqlite_options().in_memory(true);
            Ok(Engine::Sqlite {
                writer: writer(&options).await?,
                readers: None,
            })
        }
        DatabaseUrl::Postgres(url) => postgres(url).await,
    }
}

fn sqlite_options() -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .foreign_keys(true)
        // `INSERT OR REPLACE` deletes, too: the journals' triggers must see it.
        .pragma("recursive_triggers", "ON")
        .statement_cache_capacity(STATEMENT_CACHE)
}

async fn file(path: &Path) -> Result<Engine, StorageError> {
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

async fn writer(options: &SqliteConnectOptions) -> Result<SqliteWriter, StorageError> {
    let connection = SqliteConnection::connect_with(options).await?;
    Ok(SqliteWriter::new(connection))
}

async fn postgres(url: &str) -> Result<Engine, StorageError> {
    let options = PgConnectOptions::from_str(url)?
        .application_name("zahlstelle")
        .options(POSTGRES_LIMITS)
        .statement_cache_capacity(STATEMENT_CACHE);
    let writers = PgPoolOptions::new()
        .max_connections(POSTGRES_WRITERS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .connect_with(options.clone())
        .await?;
    // Each connection is taken out of it at once; it only knows how to wait for a server.
    let opener = PgPoolOptions::new()
        .max_connections(POSTGRES_READERS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .max_lifetime(None)
        .idle_timeout(None)
        .connect_lazy_with(options.options(READ_ONLY).options(POSTGRES_PLANS));
    let readers = PostgresReaders::new(opener, POSTGRES_READERS as usize, ACQUIRE_TIMEOUT);
    Ok(Engine::Postgres { writers, readers })
}
