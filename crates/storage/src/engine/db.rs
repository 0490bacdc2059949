//! The two engines behind one handle.
//!
//! [`Db::write`] opens a transaction in the scope of one tenant or of the operator,
//! [`WriteTx::commit`] makes it durable; dropping it undoes it. On SQLite concurrent write
//! transactions share one commit (see [`crate::engine::sqlite::writer`]); on PostgreSQL each runs
//! at READ COMMITTED, where rows are locked before they are read (`hold…` methods), and row-level
//! security sees to it that a statement without its tenant finds nothing. There a write transaction
//! begins with its first statement that needs an answer; without one, all its writes are one
//! statement that commits itself ([`crate::engine::postgres::lone`]). Each statement of a
//! read runs by itself, on a connection that was given the scope before (see
//! [`crate::engine::postgres::pool`]), or in a transaction that was
//! ([`DbOptions::scope_per_transaction`]).
//!
//! Writes that need no answer wait in their transaction and travel together (see
//! [`crate::engine::tx::write_batch`]).

use std::time::Duration;

use domain::Timestamp;
use sqlx::PgPool;

use crate::engine::columns::DbTime;
use crate::engine::connect;
use crate::engine::failpoint::{CrashMoment, Failpoint};
use crate::engine::health::Health;
use crate::engine::postgres::lone_writers::LoneWriters;
use crate::engine::postgres::pool::ScopedPool;
use crate::engine::postgres::transaction;
use crate::engine::sqlite::pool::SqliteReaders;
use crate::engine::sqlite::writer::{CommitCounts, SqliteWriter};
use crate::engine::tx::{TxConnection, on_engine};
use crate::work::installation::PULSE;
use crate::{DatabaseUrl, DbOptions, ReadTx, Scope, StorageError, WriteTx};

/// How long a file stays free for other processes between two of many writes.
const FREE_FOR: Duration = Duration::from_millis(50);

/// A handle to the database; cloning it is cheap.
#[derive(Clone)]
pub struct Db {
    pub(crate) engine: Engine,
    pub(crate) failpoint: Failpoint,
    pub(crate) health: Health,
}

#[derive(Clone)]
pub(crate) enum Engine {
    Sqlite {
        writer: SqliteWriter,
        readers: Option<SqliteReaders>,
    },
    Postgres(Postgres),
}

/// Connections to PostgreSQL, and how their transactions begin.
#[derive(Clone)]
pub(crate) struct Postgres {
    pub(crate) writers: PgPool,
    /// For write transactions of one statement; `None` where sessions keep no scope.
    pub(crate) lone_writers: Option<LoneWriters>,
    pub(crate) readers: Readers,
}

/// How reads get their scope.
#[derive(Clone)]
pub(crate) enum Readers {
    /// A connection keeps the scope of its last read (ADR 0017).
    Scoped(ScopedPool),
    /// Each read is a transaction that begins with its scope.
    Transactions(PgPool),
}

impl Db {
    /// Opens the database, making an SQLite file that is not there. Runs no migration.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, StorageError> {
        Self::open_with(url, DbOptions::default()).await
    }

    /// The same with options.
    pub async fn open_with(url: &DatabaseUrl, options: DbOptions) -> Result<Self, StorageError> {
        let health = Health::default();
        Ok(Self {
            engine: connect::engine(url, options, &health).await?,
            failpoint: Failpoint::default(),
            health,
        })
    }

    /// Between two of many write transactions in a row. Other processes that use the same SQLite
    /// file find it locked and look again after up to 50 ms, in the first quarter of a second; here
    /// they find it free. Within a process, and on PostgreSQL, transactions take turns anyway.
    pub async fn let_others_write(&self) {
        if let Engine::Sqlite {
            readers: Some(_), ..
        } = &self.engine
        {
            tokio::time::sleep(FREE_FOR).await;
        }
    }

    /// A transaction that may write. Nothing of it is visible or durable before
    /// [`WriteTx::commit`].
    pub async fn write(&self, scope: Scope) -> Result<WriteTx, StorageError> {
        self.failpoint.check(CrashMoment::Before)?;
        let connection = match &self.engine {
            Engine::Sqlite { writer, .. } => TxConnection::SqliteWriter(writer.begin().await?),
            Engine::Postgres(postgres) => TxConnection::PostgresNotBegun(postgres.clone()),
        };
        let tx = WriteTx::new(connection, scope, self);
        Ok(if self.keeps_statements() {
            tx
        } else {
            tx.without_kept_statements()
        })
    }

    /// A transaction that only reads. Each statement sees the newest committed state.
    pub async fn read(&self, scope: Scope) -> Result<ReadTx, StorageError> {
        self.failpoint.check(CrashMoment::Before)?;
        let connection = match &self.engine {
            Engine::Sqlite {
                readers: Some(readers),
                ..
            } => TxConnection::SqliteReader(readers.acquire().await?),
            Engine::Sqlite {
                writer,
                readers: None,
            } => TxConnection::SqliteMemory(writer.read().await?),
            Engine::Postgres(postgres) => match &postgres.readers {
                Readers::Scoped(readers) => {
                    TxConnection::PostgresScoped(readers.acquire(scope).await?)
                }
                Readers::Transactions(pool) => {
                    let begun = transaction::read(pool, &self.health, scope);
                    TxConnection::Postgres(begun.await?)
                }
            },
        };
        Ok(self.read_tx(connection, scope))
    }

    /// A read in which all statements see the same state, that of the first. It waits long for
    /// answers: whole books are read in one.
    pub async fn snapshot(&self, scope: Scope) -> Result<ReadTx, StorageError> {
        self.failpoint.check(CrashMoment::Before)?;
        let connection = match &self.engine {
            Engine::Sqlite {
                readers: Some(readers),
                ..
            } => TxConnection::SqliteReader(readers.snapshot().await?),
            Engine::Sqlite { readers: None, .. } => return self.read(scope).await,
            Engine::Postgres(postgres) => {
                let begun = transaction::snapshot(postgres, &self.health, scope);
                TxConnection::Postgres(begun.await?)
            }
        };
        let mut tx = self.read_tx(connection, scope);
        tx.be_patient();
        Ok(tx)
    }

    fn read_tx(&self, connection: TxConnection, scope: Scope) -> ReadTx {
        let tx = ReadTx::new(connection, scope, self);
        if self.keeps_statements() {
            tx
        } else {
            tx.without_kept_statements()
        }
    }

    /// The driver names what it prepares to be kept, and a pooler may hand the server's connection
    /// to a transaction that uses the same name for something else.
    const fn keeps_statements(&self) -> bool {
        !matches!(
            &self.engine,
            Engine::Postgres(Postgres {
                readers: Readers::Transactions(_),
                ..
            })
        )
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StorageError> {
        let mut tx = self.read(Scope::Operator).await?;
        on_engine!(tx, |connection| sqlx::query("SELECT 1")
            .persistent(false)
            .execute(connection)
            .await
            .map(drop))
    }

    /// Whether the database takes writes: a commit came back within `lately`, or one does now.
    pub async fn prove_commit(&self, lately: Duration, now: Timestamp) -> Result<(), StorageError> {
        if self.health.committed_within(lately) {
            return Ok(());
        }
        let mut tx = self.write(Scope::Operator).await?;
        tx.installation().put(PULSE, "", now).await?;
        tx.commit().await
    }

    /// The time of the database's machine; `None` on SQLite, whose machine is this one.
    pub async fn clock(&self) -> Result<Option<Timestamp>, StorageError> {
        if !self.is_postgres() {
            return Ok(None);
        }
        let mut tx = self.read(Scope::Operator).await?;
        let (DbTime(now),): (DbTime,) =
            on_engine!(tx, |connection| sqlx::query_as("SELECT clock_timestamp()")
                .persistent(false)
                .fetch_one(connection)
                .await)?;
        Ok(Some(now))
    }

    /// Commits what is open and closes all connections.
    pub async fn close(&self) -> Result<(), StorageError> {
        match &self.engine {
            Engine::Sqlite { writer, readers } => {
                if let Some(readers) = readers {
                    readers.close().await;
                }
                writer.close().await
            }
            Engine::Postgres(Postgres {
                writers,
                lone_writers,
                readers,
            }) => {
                if let Some(lone_writers) = lone_writers {
                    lone_writers.close().await;
                }
                match readers {
                    Readers::Scoped(readers) => readers.close().await,
                    Readers::Transactions(pool) => pool.close().await,
                }
                writers.close().await;
                Ok(())
            }
        }
    }

    pub const fn is_postgres(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// How many write transactions shared how many commits since this handle was opened; `None`
    /// on PostgreSQL.
    pub fn commit_counts(&self) -> Option<CommitCounts> {
        match &self.engine {
            Engine::Sqlite { writer, .. } => Some(writer.commit_counts()),
            Engine::Postgres(_) => None,
        }
    }
}
