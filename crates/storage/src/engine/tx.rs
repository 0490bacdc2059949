//! Transactions: [`ReadTx`], which can only read, and [`WriteTx`], which dereferences to it.
//!
//! Statements are run through the views of nouns ([`views`]), which use the helpers in [`queries`].
//!
//! A statement that fails, or whose future is dropped, ends its transaction: no other statement
//! runs in it, and it cannot be committed. PostgreSQL has it so, and would answer "done" to the
//! commit.

pub(crate) mod queries;
pub(crate) mod statement;
pub(crate) mod values;
pub(crate) mod views;
pub(crate) mod write_batch;

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use domain::TenantId;
use sqlx::{PgConnection, Postgres, SqliteConnection, Transaction};
use tokio::sync::OwnedMutexGuard;
use tokio::time::timeout;

use crate::engine::db::Postgres as PostgresPools;
use crate::engine::failpoint::{CrashMoment, Failpoint};
use crate::engine::health::{Health, PATIENT_DEADLINE, STATEMENT_DEADLINE};
use crate::engine::postgres::lone;
use crate::engine::postgres::pool::ScopedConnection;
use crate::engine::postgres::transaction::{self, has_ended, is_refusal};
use crate::engine::sqlite::pool::SqliteReader;
use crate::engine::sqlite::writer::{Line, Turn};
use crate::engine::tx::values::values;
use crate::engine::tx::write_batch::{RAISE_TENANT_VERSION, Write, WriteBatch};
use crate::{Db, Scope, StorageError};

const BROKEN: &str = "a statement of this transaction failed";
const NOT_BEGUN: &str = "this transaction was not begun";

/// A transaction that reads. Dropping it ends it.
pub struct ReadTx {
    connection: TxConnection,
    scope: Scope,
    /// A statement of this transaction failed or was given up, so its effect is not whole.
    broken: bool,
    /// Whether statements stay prepared on the connection.
    keeps_statements: bool,
    /// Writes not sent yet; always empty unless this is part of a [`WriteTx`].
    batch: WriteBatch,
    /// Master data of the tenant was changed; its version rises with the commit.
    changed_master_data: bool,
    failpoint: Failpoint,
    health: Health,
    /// How long an answer of a server is waited for.
    deadline: Duration,
}

/// A transaction that reads and writes. Dropping it undoes it.
pub struct WriteTx(ReadTx);

pub(crate) enum TxConnection {
    SqliteWriter(Turn),
    /// The one connection of a database in memory, for a read.
    SqliteMemory(OwnedMutexGuard<Line>),
    SqliteReader(SqliteReader),
    /// Begins with the first statement that needs an answer.
    PostgresNotBegun(PostgresPools),
    Postgres(Transaction<'static, Postgres>),
    PostgresScoped(ScopedConnection),
}

pub(crate) enum Connection<'t> {
    Sqlite(&'t mut SqliteConnection),
    Postgres(&'t mut PgConnection),
}

/// Expands `$query` once per engine, each time with the engine's own connection type. It is run
/// again when the connection of a read turned out to be broken ([`ReadTx::runs_again`]), so it
/// answers with everything it read and consumes nothing.
macro_rules! on_engine {
    ($tx:expr, |$connection:ident| $query:expr) => {{
        match $tx.send_batch().await {
            Ok(()) => loop {
                let (health, deadline) = $tx.deadline();
                let answer = match $tx.start_statement() {
                    Ok($crate::engine::tx::Connection::Sqlite($connection)) => $query,
                    Ok($crate::engine::tx::Connection::Postgres($connection)) => {
                        health.answered(deadline, async { $query }).await
                    }
                    Err(error) => Err(error),
                };
                $tx.end_statement(&answer);
                match answer {
                    Err(error) if $tx.runs_again(&error) => match Box::pin($tx.reconnect()).await {
                        Ok(()) => {}
                        Err(error) => break Err(error),
                    },
                    answer => break answer.map_err($crate::StorageError::from),
                }
            },
            Err(error) => Err(error),
        }
    }};
}
pub(crate) use on_engine;

impl ReadTx {
    pub(crate) fn new(connection: TxConnection, scope: Scope, db: &Db) -> Self {
        Self {
            connection,
            scope,
            broken: false,
            keeps_statements: true,
            batch: WriteBatch::default(),
            failpoint: db.failpoint.clone(),
            health: db.health.clone(),
            deadline: STATEMENT_DEADLINE,
            changed_master_data: false,
        }
    }

    /// Waits much longer for an answer: statements of this transaction touch very many rows.
    pub const fn be_patient(&mut self) {
        self.deadline = PATIENT_DEADLINE;
    }

    /// For `on_engine!`.
    pub(crate) fn deadline(&self) -> (Health, Duration) {
        (self.health.clone(), self.deadline)
    }

    /// Prepares statements for one use only, as behind a connection pooler.
    pub(crate) const fn without_kept_statements(mut self) -> Self {
        self.keeps_statements = false;
        self
    }

    /// The tenant whose rows this transaction may touch; `NoTenant` in the operator's scope.
    pub fn tenant(&self) -> Result<TenantId, StorageError> {
        match self.scope {
            Scope::Tenant(tenant) => Ok(tenant),
            Scope::Operator => Err(StorageError::NoTenant),
        }
    }

    /// Adds a write to the batch, which is sent before the next statement or with the commit.
    /// Whether it wrote its row is known only then.
    async fn add_to_batch(&mut self, write: Write) -> Result<(), StorageError> {
        if !self.batch.takes(&write) {
            self.send_batch().await?;
        }
        self.batch.add(write);
        Ok(())
    }

    /// Sends the writes that wait, in the transaction, which begins now if it has not yet. For
    /// `on_engine!` and the commit.
    pub(crate) async fn send_batch(&mut self) -> Result<(), StorageError> {
        self.begin().await?;
        if self.batch.is_empty() {
            return Ok(());
        }
        self.send_whole_batch().await
    }

    /// The same, also when only a version is to be compared.
    async fn send_whole_batch(&mut self) -> Result<(), StorageError> {
        let batch = std::mem::take(&mut self.batch);
        let kept = self.keeps_statements;
        let (health, deadline) = self.deadline();
        let sent = match self.start_statement() {
            Ok(Connection::Sqlite(connection)) => batch.send_to_sqlite(connection).await,
            Ok(Connection::Postgres(connection)) => {
                let sent = batch.send_to_postgres(connection, kept);
                if let Ok(sent) = timeout(deadline, sent).await {
                    sent
                } else {
                    health.distrust();
                    Err(StorageError::Unanswered)
                }
            }
            Err(error) => Err(error.into()),
        };
        self.broken = sent.is_err();
        sent
    }

    async fn begin(&mut self) -> Result<(), StorageError> {
        let TxConnection::PostgresNotBegun(postgres) = &self.connection else {
            return Ok(());
        };
        if self.broken {
            return Ok(());
        }
        self.broken = true;
        let begun = transaction::write(postgres, &self.health, self.scope).await?;
        self.connection = TxConnection::Postgres(begun);
        self.broken = false;
        Ok(())
    }

    /// For `on_engine!`. The transaction counts as broken until [`ReadTx::end_statement`] says
    /// otherwise, so that a statement which is given up half way breaks it.
    pub(crate) fn start_statement(&mut self) -> Result<Connection<'_>, sqlx::Error> {
        if self.broken {
            return Err(sqlx::Error::Protocol(BROKEN.to_owned()));
        }
        self.broken = true;
        Ok(match &mut self.connection {
            TxConnection::SqliteWriter(turn) => Connection::Sqlite(&mut turn.line.connection),
            TxConnection::SqliteMemory(line) => Connection::Sqlite(&mut line.connection),
            TxConnection::SqliteReader(reader) => Connection::Sqlite(reader.connection()?),
            TxConnection::PostgresNotBegun(_) => {
                return Err(sqlx::Error::Protocol(NOT_BEGUN.to_owned()));
            }
            TxConnection::Postgres(transaction) => Connection::Postgres(transaction),
            TxConnection::PostgresScoped(reader) => Connection::Postgres(reader.start()?),
        })
    }

    /// A reader's connection is used again also when the server refused the statement: it answered,
    /// so what follows on the wire is known.
    pub(crate) fn end_statement<T>(&mut self, answer: &Result<T, sqlx::Error>) {
        self.broken = answer.is_err();
        let answered = answer.as_ref().err().is_none_or(is_refusal);
        if let (true, TxConnection::PostgresScoped(reader)) = (answered, &mut self.connection) {
            reader.end();
        }
    }

    /// Whether the statement that failed is run once more, on another connection: it only reads, in
    /// a transaction of its own, and the session it was sent on had ended, as all have after a
    /// restart of the server. No part of an answer was used. A server that is silent is not asked
    /// twice. For `on_engine!`.
    pub(crate) fn runs_again(&self, error: &sqlx::Error) -> bool {
        match &self.connection {
            TxConnection::PostgresScoped(reader) => !reader.was_replaced() && has_ended(error),
            TxConnection::SqliteWriter(_)
            | TxConnection::SqliteMemory(_)
            | TxConnection::SqliteReader(_)
            | TxConnection::PostgresNotBegun(_)
            | TxConnection::Postgres(_) => false,
        }
    }

    /// For `on_engine!`.
    pub(crate) async fn reconnect(&mut self) -> Result<(), StorageError> {
        if let TxConnection::PostgresScoped(reader) = &mut self.connection {
            reader.replace(self.scope).await?;
            self.broken = false;
        }
        Ok(())
    }

    fn is_postgres(&self) -> bool {
        match self.connection {
            TxConnection::PostgresNotBegun(_)
            | TxConnection::Postgres(_)
            | TxConnection::PostgresScoped(_) => true,
            TxConnection::SqliteWriter(_)
            | TxConnection::SqliteMemory(_)
            | TxConnection::SqliteReader(_) => false,
        }
    }
}

impl WriteTx {
    pub(crate) fn new(connection: TxConnection, scope: Scope, db: &Db) -> Self {
        Self(ReadTx::new(connection, scope, db))
    }

    /// As [`ReadTx::without_kept_statements`].
    pub(crate) fn without_kept_statements(self) -> Self {
        Self(self.0.without_kept_statements())
    }

    /// Says by which version of the tenant's master data this transaction decides. It ends in
    /// `Stale`, undone, when the tenant has another version. Costs no statement of its own unless
    /// nothing else is written.
    pub fn expect_version(&mut self, version: i64) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        self.0.batch.expect_version(tenant, version);
        Ok(())
    }

    /// Makes the transaction durable. It is on disk when this returns `Ok`, and undone when it
    /// returns `NotCommitted`, `Conflict` or `Stale`. With any other error the connection broke in
    /// between or the answer did not come in time, and only the database knows.
    pub async fn commit(mut self) -> Result<(), StorageError> {
        if self.broken {
            return Err(StorageError::NotCommitted(BROKEN.to_owned()));
        }
        if self.changed_master_data {
            self.0.put(RAISE_TENANT_VERSION, values![]).await?;
        }
        if let TxConnection::PostgresNotBegun(postgres) = &self.0.connection {
            let postgres = postgres.clone();
            return self.commit_alone(&postgres).await;
        }
        if !self.batch.is_settled() {
            self.send_whole_batch().await?;
        }
        self.failpoint.check(CrashMoment::Before)?;
        self.end().await
    }

    /// All writes as one statement that commits itself. A server that takes no writes has refused
    /// it and may not be the one that the address leads to now: then in a transaction, whose
    /// beginning finds that out.
    async fn commit_alone(mut self, postgres: &PostgresPools) -> Result<(), StorageError> {
        self.failpoint.check(CrashMoment::Before)?;
        if let Some(lone_writers) = &postgres.lone_writers
            && !self.batch.is_empty()
        {
            let (health, deadline) = self.deadline();
            let batch = self.batch.clone();
            match lone_writers.send(batch, self.scope, deadline).await? {
                Err(error) if lone::is_standby(&error) => health.distrust(),
                sent => {
                    sent.map_err(lone::refused)?;
                    health.committed();
                    return self.0.failpoint.check(CrashMoment::Durable);
                }
            }
        }
        if !self.batch.is_settled() {
            self.begin().await?;
            self.send_whole_batch().await?;
            self.end().await?;
        }
        Ok(())
    }

    async fn end(self) -> Result<(), StorageError> {
        let (health, deadline) = self.deadline();
        match self.0.connection {
            TxConnection::SqliteWriter(turn) => turn.commit().await?,
            TxConnection::Postgres(transaction) => {
                health.answered(deadline, transaction.commit()).await?;
            }
            TxConnection::SqliteMemory(_)
            | TxConnection::SqliteReader(_)
            | TxConnection::PostgresNotBegun(_)
            | TxConnection::PostgresScoped(_) => {
                return Err(StorageError::NotCommitted("it only reads".to_owned()));
            }
        }
        health.committed();
        self.0.failpoint.check(CrashMoment::Durable)
    }
}

impl Deref for WriteTx {
    type Target = ReadTx;

    fn deref(&self) -> &ReadTx {
        &self.0
    }
}

impl DerefMut for WriteTx {
    fn deref_mut(&mut self) -> &mut ReadTx {
        &mut self.0
    }
}
