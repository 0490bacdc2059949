//! The two engines behind one door.
//!
//! [`Db::begin`] opens a step in the scope of one tenant or of the operator, [`Tx::commit`] makes
//! it durable; dropping it undoes it. On SQLite steps are gathered (see
//! [`crate::engine::sqlite::writer`]); on PostgreSQL each has its own transaction at READ COMMITTED, where
//! rows are locked before they are read (`lock_…` methods), and row-level security sees to it that
//! a statement which forgot its tenant finds nothing. There each statement of a look runs by
//! itself, on a connection that was told the scope before (see [`crate::engine::postgres::pool`]).
//!
//! Writes that need no answer wait in their step and travel together (see [`crate::engine::write_batch`]).
//!
//! A statement that fails, or whose future is dropped, ends its step: no other runs in it, and it
//! cannot be committed. PostgreSQL has it so, and would answer "done" to the commit.

use domain::TenantId;
use sqlx::{PgConnection, PgPool, Postgres, SqliteConnection, Transaction};
use tokio::sync::OwnedMutexGuard;

use crate::engine::connect;
use crate::engine::failpoint::Life;
use crate::engine::postgres::pool::{PostgresReader, PostgresReaders};
use crate::engine::postgres::transaction;
use crate::engine::sqlite::pool::{Reader, SqliteReaders};
use crate::engine::sqlite::writer::{Gathered, Line, SqliteWriter, Turn};
use crate::engine::write_batch::{Pending, Write};
use crate::payments::status_loader::StatusDesk;
use crate::{DatabaseUrl, StorageError};

const BROKEN: &str = "a statement of this step failed";

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
    pub(crate) life: Life,
    pub(crate) statuses: StatusDesk,
}

#[derive(Clone)]
pub(crate) enum Engine {
    Sqlite {
        writer: SqliteWriter,
        readers: Option<SqliteReaders>,
    },
    Postgres {
        writers: PgPool,
        readers: PostgresReaders,
    },
}

/// An open step or a look. Its methods live beside the statements they run.
pub struct Tx {
    connection: TxConnection,
    scope: Scope,
    /// A statement of this step failed or was given up, so what the step did is not whole.
    broken: bool,
    pending: Pending,
    life: Life,
}

enum TxConnection {
    SqliteStep(Turn),
    SqliteLook(OwnedMutexGuard<Line>),
    SqliteReader(Reader),
    Postgres(Transaction<'static, Postgres>),
    PostgresReader(PostgresReader),
}

pub(crate) enum Connection<'t> {
    Sqlite(&'t mut SqliteConnection),
    Postgres(&'t mut PgConnection),
}

/// Expands `$query` once per engine, each time with the engine's own connection type.
macro_rules! on_engine {
    ($tx:expr, |$connection:ident| $query:expr) => {{
        match $tx.send_pending().await {
            Ok(()) => {
                let answer = match $tx.start_statement() {
                    Ok($crate::engine::db::Connection::Sqlite($connection)) => $query,
                    Ok($crate::engine::db::Connection::Postgres($connection)) => $query,
                    Err(error) => Err(error),
                };
                $tx.end_statement(answer.is_ok());
                answer.map_err($crate::StorageError::from)
            }
            Err(error) => Err(error),
        }
    }};
}
pub(crate) use on_engine;

impl Db {
    /// Opens the database, making an SQLite file that is not there. Runs no migration.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, StorageError> {
        let engine = connect::engine(url).await?;
        Ok(Self {
            engine,
            life: Life::default(),
            statuses: StatusDesk::default(),
        })
    }

    /// A step that may write. Nothing of it is visible or durable before [`Tx::commit`].
    pub async fn begin(&self, scope: Scope) -> Result<Tx, StorageError> {
        self.life.goes_on()?;
        let connection = match &self.engine {
            Engine::Sqlite { writer, .. } => TxConnection::SqliteStep(writer.begin().await?),
            Engine::Postgres { writers, .. } => {
                TxConnection::Postgres(transaction::begin(writers, "BEGIN", scope).await?)
            }
        };
        Ok(Tx::new(connection, scope, self.life.clone()))
    }

    /// A look that writes nothing. Each statement sees the newest committed state.
    pub async fn read(&self, scope: Scope) -> Result<Tx, StorageError> {
        self.life.goes_on()?;
        let connection = match &self.engine {
            Engine::Sqlite {
                readers: Some(readers),
                ..
            } => TxConnection::SqliteReader(readers.lend().await?),
            Engine::Sqlite {
                writer,
                readers: None,
            } => TxConnection::SqliteLook(writer.look().await?),
            Engine::Postgres { readers, .. } => {
                TxConnection::PostgresReader(readers.lend(scope).await?)
            }
        };
        Ok(Tx::new(connection, scope, self.life.clone()))
    }

    /// A look in which all statements see the same state, that of the first.
    pub async fn snapshot(&self, scope: Scope) -> Result<Tx, StorageError> {
        self.life.goes_on()?;
        let connection = match &self.engine {
            Engine::Sqlite {
                readers: Some(readers),
                ..
            } => TxConnection::SqliteReader(readers.snapshot().await?),
            Engine::Sqlite { readers: None, .. } => return self.read(scope).await,
            Engine::Postgres { writers, .. } => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                TxConnection::Postgres(transaction::begin(writers, begin, scope).await?)
            }
        };
        Ok(Tx::new(connection, scope, self.life.clone()))
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
            Engine::Postgres { writers, readers } => {
                readers.close().await;
                writers.close().await;
                Ok(())
            }
        }
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.engine, Engine::Postgres { .. })
    }

    /// How well writes were gathered since this handle was opened; `None` on PostgreSQL.
    pub fn gathered(&self) -> Option<Gathered> {
        match &self.engine {
            Engine::Sqlite { writer, .. } => Some(writer.gathered()),
            Engine::Postgres { .. } => None,
        }
    }
}

impl Tx {
    fn new(connection: TxConnection, scope: Scope, life: Life) -> Self {
        Self {
            connection,
            scope,
            broken: false,
            pending: Pending::default(),
            life,
        }
    }

    /// The step is on disk when this returns `Ok`, and undone when it returns `NotCommitted` or
    /// `Conflict`. With any other error the connection broke in between, and only the database
    /// knows.
    pub async fn commit(mut self) -> Result<(), StorageError> {
        if self.broken {
            return Err(StorageError::NotCommitted(BROKEN.to_owned()));
        }
        self.send_pending().await?;
        self.life.goes_on()?;
        match self.connection {
            TxConnection::SqliteStep(turn) => turn.commit().await?,
            TxConnection::SqliteLook(_)
            | TxConnection::SqliteReader(_)
            | TxConnection::PostgresReader(_) => {}
            TxConnection::Postgres(transaction) => transaction.commit().await?,
        }
        self.life.goes_on()
    }

    /// A write that waits until this step reads something or is committed. Whether it wrote its
    /// row is known then, so what needs to know it at once is not written this way.
    pub(crate) async fn put(&mut self, write: Write) -> Result<(), StorageError> {
        if !self.pending.takes(&write) {
            self.send_pending().await?;
        }
        self.pending.put(write);
        Ok(())
    }

    /// For `on_engine!` and the commit.
    pub(crate) async fn send_pending(&mut self) -> Result<(), StorageError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let pending = std::mem::take(&mut self.pending);
        let sent = match self.start_statement() {
            Ok(Connection::Sqlite(connection)) => pending.send_to_sqlite(connection).await,
            Ok(Connection::Postgres(connection)) => pending.send_to_postgres(connection).await,
            Err(error) => Err(error.into()),
        };
        self.end_statement(sent.is_ok());
        sent
    }

    /// For `on_engine!`. The step counts as broken until [`Tx::end_statement`] says otherwise, so
    /// that a statement which is given up half way breaks it.
    pub(crate) fn start_statement(&mut self) -> Result<Connection<'_>, sqlx::Error> {
        if self.broken {
            return Err(sqlx::Error::Protocol(BROKEN.to_owned()));
        }
        self.broken = true;
        Ok(match &mut self.connection {
            TxConnection::SqliteStep(turn) => Connection::Sqlite(&mut turn.line.connection),
            TxConnection::SqliteLook(line) => Connection::Sqlite(&mut line.connection),
            TxConnection::SqliteReader(reader) => Connection::Sqlite(reader.connection()?),
            TxConnection::Postgres(transaction) => Connection::Postgres(transaction),
            TxConnection::PostgresReader(reader) => Connection::Postgres(reader.ask()?),
        })
    }

    pub(crate) fn end_statement(&mut self, succeeded: bool) {
        self.broken = !succeeded;
        if let (true, TxConnection::PostgresReader(reader)) = (succeeded, &mut self.connection) {
            reader.answered();
        }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        match self.connection {
            TxConnection::Postgres(_) | TxConnection::PostgresReader(_) => true,
            TxConnection::SqliteStep(_)
            | TxConnection::SqliteLook(_)
            | TxConnection::SqliteReader(_) => false,
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
