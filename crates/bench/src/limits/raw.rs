//! The limit of everything that writes: the least SQL that could do it, on the same engine with the
//! same durability, through the same driver, with nothing around it.
//!
//! A row is one commit of one row. A lifecycle is four commits: a payment, three events, two rows
//! of the ledger, two of the outbox. SQLite has one writer, so one connection writes without pause;
//! on PostgreSQL there are as many connections as clients.

use std::sync::atomic::{AtomicI64, Ordering};

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};
use storage::DatabaseUrl;

use crate::BenchError;
use crate::error::Doing;
use crate::measure::{Pace, drive};

const TABLES: [&str; 5] = [
    "CREATE TABLE raw_rows (id BIGINT PRIMARY KEY, body TEXT NOT NULL)",
    "CREATE TABLE raw_payments (id BIGINT PRIMARY KEY, state TEXT NOT NULL, cents BIGINT NOT NULL,
         body TEXT NOT NULL)",
    "CREATE TABLE raw_events (payment BIGINT NOT NULL, kind TEXT NOT NULL,
         PRIMARY KEY (payment, kind))",
    "CREATE TABLE raw_ledger (payment BIGINT NOT NULL, debit TEXT NOT NULL, credit TEXT NOT NULL,
         cents BIGINT NOT NULL, PRIMARY KEY (payment, debit))",
    "CREATE TABLE raw_outbox (payment BIGINT NOT NULL, kind TEXT NOT NULL,
         PRIMARY KEY (payment, kind))",
];

/// About as long as what a calling system sends.
const ROW: &str = "INSERT INTO raw_rows (id, body) VALUES ($1, '\
    Bewohnerparkausweis, ein Jahr. Bewohnerparkausweis, ein Jahr. Bewohnerparkausweis, ein Jahr. \
    Bewohnerparkausweis, ein Jahr. Bewohnerparkausweis, ein Jahr. Bewohnerparkausweis, ein Jahr.')";

/// One commit each.
const LIFECYCLE: [&[&str]; 4] = [
    &[
        "INSERT INTO raw_payments (id, state, cents, body) VALUES ($1, 'open', 3070, '\
         Bewohnerparkausweis, ein Jahr. Bewohnerparkausweis, ein Jahr. Bewohnerparkausweis.')",
        "INSERT INTO raw_events (payment, kind) VALUES ($1, 'asked')",
    ],
    &[
        "UPDATE raw_payments SET state = 'paying' WHERE id = $1",
        "INSERT INTO raw_events (payment, kind) VALUES ($1, 'started')",
    ],
    &[
        "UPDATE raw_payments SET state = 'approved' WHERE id = $1",
        "INSERT INTO raw_outbox (payment, kind) VALUES ($1, 'capture')",
    ],
    &[
        "UPDATE raw_payments SET state = 'paid' WHERE id = $1",
        "INSERT INTO raw_events (payment, kind) VALUES ($1, 'paid')",
        "INSERT INTO raw_ledger (payment, debit, credit, cents)
             VALUES ($1, 'receivable', 'claims', 3070), ($1, 'clearing', 'receivable', 3070)",
        "INSERT INTO raw_outbox (payment, kind) VALUES ($1, 'tell')",
    ],
];

static NEXT: AtomicI64 = AtomicI64::new(1);

pub(crate) enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Expands `$query` once per engine.
macro_rules! on {
    ($raw:expr, |$connection:ident| $query:expr) => {
        match $raw {
            Raw::Sqlite($connection) => $query,
            Raw::Postgres($connection) => $query,
        }
    };
}

impl Raw {
    pub(crate) async fn open(url: &DatabaseUrl) -> Result<Self, BenchError> {
        match url {
            DatabaseUrl::SqliteFile(file) => {
                let options = SqliteConnectOptions::new()
                    .filename(file)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full);
                let opened = SqliteConnection::connect_with(&options).await;
                opened.map(Self::Sqlite).doing("opening the raw database")
            }
            DatabaseUrl::Postgres(url) => {
                let options: PgConnectOptions = url.parse().doing("reading an address")?;
                let opened = PgConnection::connect_with(&options).await;
                let mut connection = opened.doing("opening the raw database")?;
                // Of the product's own tables every row may be seen; plans go by key, as its do.
                let set = "SET zahlstelle.scope = 'operator'; SET enable_hashjoin = off; \
                    SET enable_mergejoin = off; SET enable_seqscan = off";
                connection.execute(set).await.doing("preparing")?;
                Ok(Self::Postgres(connection))
            }
            DatabaseUrl::SqliteMemory => Err(BenchError::new("memory has no durability")),
        }
    }

    async fn run(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        on!(self, |connection| sqlx::query(sql)
            .execute(connection)
            .await
            .map(drop))
    }

    async fn run_for(&mut self, sql: &'static str, id: i64) -> Result<(), sqlx::Error> {
        on!(self, |connection| sqlx::query(sql)
            .bind(id)
            .execute(connection)
            .await
            .map(drop))
    }

    /// Statements that are made while measuring. On SQLite several may stand in one text.
    pub(crate) async fn run_with(&mut self, sql: &str, numbers: &[i64]) -> Result<(), BenchError> {
        let sql = AssertSqlSafe(sql.to_owned());
        let done = on!(self, |connection| {
            let mut query = sqlx::query(sql);
            for number in numbers {
                query = query.bind(*number);
            }
            query.execute(connection).await.map(drop)
        });
        done.doing("writing the product's rows")
    }

    pub(crate) async fn texts(&mut self, sql: &str) -> Result<Vec<String>, BenchError> {
        let sql = AssertSqlSafe(sql.to_owned());
        let read = on!(self, |connection| sqlx::query_scalar(sql)
            .fetch_all(connection)
            .await);
        read.doing("reading the product's tables")
    }

    async fn lifecycle(&mut self) -> Result<(), sqlx::Error> {
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        for step in LIFECYCLE {
            self.run("BEGIN").await?;
            for sql in step {
                self.run_for(sql, id).await?;
            }
            self.run("COMMIT").await?;
        }
        Ok(())
    }
}

/// Makes the tables in a new database.
pub(crate) async fn prepare(url: &DatabaseUrl) -> Result<(), BenchError> {
    let mut raw = Raw::open(url).await?;
    for table in TABLES {
        on!(&mut raw, |connection| connection
            .execute(table)
            .await
            .map(drop))
        .doing("making raw tables")?;
    }
    Ok(())
}

/// Commits of one row.
pub(crate) async fn rows(url: &DatabaseUrl, clients: u32, pace: Pace) -> Result<u64, BenchError> {
    drive(writers(url, clients), pace, |_, pulse| {
        let url = url.clone();
        async move {
            let mut raw = Raw::open(&url).await?;
            while pulse.goes_on() {
                let id = NEXT.fetch_add(1, Ordering::Relaxed);
                raw.run_for(ROW, id).await.doing("writing a raw row")?;
                pulse.beat();
            }
            Ok(())
        }
    })
    .await
}

/// Payments of four commits.
pub(crate) async fn lifecycles(
    url: &DatabaseUrl,
    clients: u32,
    pace: Pace,
) -> Result<u64, BenchError> {
    drive(writers(url, clients), pace, |_, pulse| {
        let url = url.clone();
        async move {
            let mut raw = Raw::open(&url).await?;
            while pulse.goes_on() {
                raw.lifecycle().await.doing("writing a raw payment")?;
                pulse.beat();
            }
            Ok(())
        }
    })
    .await
}

/// Connections that write without pause.
pub(crate) fn writers(url: &DatabaseUrl, clients: u32) -> u32 {
    match url {
        DatabaseUrl::SqliteFile(_) | DatabaseUrl::SqliteMemory => 1,
        DatabaseUrl::Postgres(_) => clients,
    }
}
