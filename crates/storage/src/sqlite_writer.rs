//! SQLite's one writer, shared by everybody.
//!
//! The limit of an embedded database is commits to disk, not rows. So a step is not committed by
//! itself: who has finished his step queues again at the end of the line, everybody who waits
//! meanwhile runs his step in the same transaction, and whoever comes to the front of the line and
//! finds the transaction still open commits it for all. When nobody else waits, that is at once:
//! gathering never delays.
//!
//! The first step of a transaction is undone by undoing the transaction, every further one by its
//! savepoint. A step that was abandoned (its future dropped) is undone by the next who comes.
//! Nobody learns of success before the commit is on disk.

use std::sync::Arc;

use sqlx::{Connection, Executor, SqliteConnection};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use crate::StorageError;

/// The writer connection and the transaction it has open, if any.
pub(crate) struct Line {
    pub(crate) connection: SqliteConnection,
    batch: Option<Batch>,
    /// A step is running in the open transaction.
    step: Option<Step>,
    next_batch: u64,
}

struct Batch {
    number: u64,
    /// Told to everybody whose step is in this transaction.
    outcome: watch::Sender<Option<Outcome>>,
    steps: u32,
}

#[derive(Clone, Copy, PartialEq)]
enum Step {
    First,
    Further,
}

type Outcome = Result<(), Arc<str>>;

#[derive(Clone)]
pub(crate) struct SqliteWriter {
    line: Arc<Mutex<Line>>,
}

/// The turn of one step. Dropping it undoes the step.
pub(crate) struct Turn {
    pub(crate) line: OwnedMutexGuard<Line>,
    writer: SqliteWriter,
}

impl SqliteWriter {
    pub(crate) fn new(connection: SqliteConnection) -> Self {
        let line = Line {
            connection,
            batch: None,
            step: None,
            next_batch: 0,
        };
        Self {
            line: Arc::new(Mutex::new(line)),
        }
    }

    /// Waits for the turn and opens the transaction or a savepoint in it.
    pub(crate) async fn begin(&self) -> Result<Turn, StorageError> {
        let mut line = self.lock().await?;
        if let Some(batch) = &mut line.batch {
            batch.steps += 1;
            line.connection.execute("SAVEPOINT step").await?;
            line.step = Some(Step::Further);
        } else {
            line.connection.execute("BEGIN IMMEDIATE").await?;
            let number = line.next_batch;
            line.next_batch += 1;
            let (outcome, _) = watch::channel(None);
            line.batch = Some(Batch {
                number,
                outcome,
                steps: 1,
            });
            line.step = Some(Step::First);
        }
        Ok(Turn {
            line,
            writer: self.clone(),
        })
    }

    /// A look at committed and not yet committed rows of this process, for databases in memory,
    /// which have only this one connection.
    pub(crate) async fn look(&self) -> Result<OwnedMutexGuard<Line>, StorageError> {
        self.lock().await
    }

    pub(crate) async fn close(&self) -> Result<(), StorageError> {
        let mut line = self.lock().await?;
        line.commit().await;
        line.connection.execute("PRAGMA optimize").await?;
        Ok(())
    }

    /// The front of the line, with whatever an abandoned step left behind undone.
    async fn lock(&self) -> Result<OwnedMutexGuard<Line>, StorageError> {
        let mut line = Arc::clone(&self.line).lock_owned().await;
        line.undo_step().await?;
        Ok(line)
    }

    async fn commit_batch(self, number: u64) {
        let Ok(mut line) = self.lock().await else {
            return;
        };
        if line
            .batch
            .as_ref()
            .is_some_and(|batch| batch.number == number)
        {
            line.commit().await;
        }
    }
}

impl Turn {
    /// Ends the step and waits until the transaction it is in is on disk.
    pub(crate) async fn commit(mut self) -> Result<(), StorageError> {
        if self.line.step == Some(Step::Further) {
            self.line.connection.execute("RELEASE step").await?;
        }
        self.line.step = None;
        let Some(batch) = &self.line.batch else {
            return Err(StorageError::NotCommitted(
                "no transaction is open".to_owned(),
            ));
        };
        let (number, mut outcome) = (batch.number, batch.outcome.subscribe());
        let writer = self.writer.clone();
        drop(self);
        // In a task of its own: a caller who goes away must not leave the others waiting.
        tokio::spawn(writer.commit_batch(number));
        let told = outcome
            .wait_for(Option::is_some)
            .await
            .map(|told| told.clone());
        match told {
            Ok(Some(Ok(()))) => Ok(()),
            Ok(Some(Err(why))) => Err(StorageError::NotCommitted(why.to_string())),
            Ok(None) | Err(_) => Err(StorageError::NotCommitted("the writer stopped".to_owned())),
        }
    }
}

impl Line {
    async fn undo_step(&mut self) -> Result<(), StorageError> {
        match self.step.take() {
            None => {}
            Some(Step::Further) => {
                self.connection
                    .execute("ROLLBACK TO step; RELEASE step")
                    .await?;
            }
            Some(Step::First) => {
                self.batch = None;
                self.connection.execute("ROLLBACK").await?;
            }
        }
        Ok(())
    }

    async fn commit(&mut self) {
        let Some(batch) = self.batch.take() else {
            return;
        };
        let outcome = match self.connection.execute("COMMIT").await {
            Ok(_) => Ok(()),
            Err(error) => {
                tracing::error!(error = %error, db.steps = batch.steps, "commit failed");
                // Best effort: after most failed commits the transaction is gone already.
                let _gone_already = self.connection.execute("ROLLBACK").await;
                Err(Arc::from(error.to_string()))
            }
        };
        batch.outcome.send_replace(Some(outcome));
    }
}

/// Opens a connection for writing, ready for [`SqliteWriter::new`].
pub(crate) async fn connect(
    options: &sqlx::sqlite::SqliteConnectOptions,
) -> Result<SqliteConnection, StorageError> {
    Ok(SqliteConnection::connect_with(options).await?)
}
