//! SQLite's one writer, shared by everybody.
//!
//! The limit of an embedded database is commits to disk, not rows. So a step is not committed by
//! itself: when the step that opened the transaction is finished, its commit queues at the end of
//! the line. Everybody who waits meanwhile runs his step in the same transaction, and the commit is
//! for all of them. When nobody waits, that is at once: gathering never delays.
//!
//! What holds: a step is in the database or not at all, whatever happens to the others it shares
//! the transaction with; nobody learns of success before the commit is on disk; everybody in a
//! transaction that is lost learns so. The first step of a transaction is undone by undoing the
//! transaction, every further one by its savepoint. A step that was abandoned is undone by
//! whoever takes the line next, and somebody always does. Nobody who goes away can leave the
//! beginning, the end or the undoing of a step half done: they are [`uninterrupted`].

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::SqliteConnection;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use crate::StorageError;
use crate::engine::detached::uninterrupted;

/// The writer connection and the transaction it has open, if any.
pub(crate) struct Line {
    pub(crate) connection: SqliteConnection,
    batch: Option<Batch>,
    /// A step is running in the open transaction, or was abandoned there.
    step: Option<Step>,
    counters: Arc<Counters>,
}

/// The open transaction. Once its first step is finished, its commit is in the line.
struct Batch {
    /// The savepoint of the last further step is there still; the next one's replaces it.
    savepoint: bool,
    /// Told to everybody whose step is in this transaction.
    outcome: watch::Sender<Option<Outcome>>,
    steps: u64,
}

#[derive(Clone, Copy, PartialEq)]
enum Step {
    First,
    Further,
}

type Outcome = Result<(), Arc<str>>;

#[derive(Default)]
struct Counters {
    steps: AtomicU64,
    commits: AtomicU64,
}

/// How well writes were gathered since the database was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gathered {
    /// Steps that are on disk.
    pub steps: u64,
    /// Commits it took.
    pub commits: u64,
}

#[derive(Clone)]
pub(crate) struct SqliteWriter {
    line: Arc<Mutex<Line>>,
    counters: Arc<Counters>,
}

/// The turn of one step. Dropping it undoes the step.
pub(crate) struct Turn {
    // Dropped in this order: first the line is free, then somebody is sent to tidy it.
    pub(crate) line: OwnedMutexGuard<Line>,
    tidying: Tidying,
}

/// Sends somebody to undo the step unless it was finished: nobody else might come, and an open
/// transaction locks the file for other programs.
struct Tidying(Option<SqliteWriter>);

impl SqliteWriter {
    pub(crate) fn new(connection: SqliteConnection) -> Self {
        let counters = Arc::<Counters>::default();
        let line = Line {
            connection,
            batch: None,
            step: None,
            counters: Arc::clone(&counters),
        };
        Self {
            line: Arc::new(Mutex::new(line)),
            counters,
        }
    }

    pub(crate) fn gathered(&self) -> Gathered {
        Gathered {
            steps: self.counters.steps.load(Ordering::Relaxed),
            commits: self.counters.commits.load(Ordering::Relaxed),
        }
    }

    /// Waits for the turn and opens the transaction or a savepoint in it.
    pub(crate) async fn begin(&self) -> Result<Turn, StorageError> {
        let mut line = self.queue().await;
        let writer = self.clone();
        uninterrupted(async move {
            line.undo_step().await;
            line.open_step().await?;
            Ok(Turn {
                line,
                tidying: Tidying(Some(writer)),
            })
        })
        .await
    }

    /// A look at committed and not yet committed rows of this process, for databases in memory,
    /// which have only this one connection.
    pub(crate) async fn look(&self) -> Result<OwnedMutexGuard<Line>, StorageError> {
        let mut line = self.queue().await;
        if line.step.is_none() {
            return Ok(line);
        }
        uninterrupted(async move {
            line.undo_step().await;
            Ok(line)
        })
        .await
    }

    /// The connection with no transaction open.
    pub(crate) async fn alone(&self) -> Result<OwnedMutexGuard<Line>, StorageError> {
        let mut line = self.queue().await;
        uninterrupted(async move {
            line.undo_step().await;
            line.commit().await;
            Ok(line)
        })
        .await
    }

    /// Gathers no statistics for the planner, as SQLite advises: those of a young database make it
    /// read whole tables years later, and without any it takes the key, which is always right here.
    pub(crate) async fn close(&self) -> Result<(), StorageError> {
        drop(self.alone().await?);
        Ok(())
    }

    async fn queue(&self) -> OwnedMutexGuard<Line> {
        Arc::clone(&self.line).lock_owned().await
    }

    async fn undo_abandoned(self) {
        self.queue().await.undo_step().await;
    }

    async fn commit_batch(self) {
        let mut line = self.queue().await;
        line.undo_step().await;
        line.commit().await;
    }
}

impl Turn {
    /// Ends the step and waits until the transaction it is in is on disk. Ended is ended: who goes
    /// away here only does not learn what came of it.
    pub(crate) async fn commit(self) -> Result<(), StorageError> {
        let Self { mut line, tidying } = self;
        let writer = tidying.not_needed();
        let opened = line.step.take() == Some(Step::First);
        let outcome = line.batch.as_ref().map(|batch| batch.outcome.subscribe());
        drop(line);
        if let (true, Some(writer)) = (opened, writer) {
            tokio::spawn(writer.commit_batch());
        }
        match outcome {
            Some(outcome) => told(outcome).await,
            None => Err(StorageError::NotCommitted(
                "no transaction is open".to_owned(),
            )),
        }
    }
}

async fn told(mut outcome: watch::Receiver<Option<Outcome>>) -> Result<(), StorageError> {
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

impl Tidying {
    fn not_needed(mut self) -> Option<SqliteWriter> {
        self.0.take()
    }
}

impl Drop for Tidying {
    fn drop(&mut self) {
        // Without a runtime the program is ending, and SQLite undoes what is not committed.
        if let (Some(writer), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(writer.undo_abandoned());
        }
    }
}

impl Line {
    /// No step is running when this is called.
    async fn open_step(&mut self) -> Result<(), StorageError> {
        let Some(batch) = &mut self.batch else {
            self.run("BEGIN IMMEDIATE").await?;
            let (outcome, _) = watch::channel(None);
            self.batch = Some(Batch {
                savepoint: false,
                outcome,
                steps: 1,
            });
            self.step = Some(Step::First);
            return Ok(());
        };
        let next = if batch.savepoint {
            "RELEASE step; SAVEPOINT step"
        } else {
            "SAVEPOINT step"
        };
        batch.savepoint = true;
        batch.steps += 1;
        if let Err(error) = self.run(next).await {
            self.lose_batch(&error).await;
            return Err(error.into());
        }
        self.step = Some(Step::Further);
        Ok(())
    }

    async fn undo_step(&mut self) {
        match self.step.take() {
            None => {}
            Some(Step::First) => {
                self.batch = None;
                self.roll_back().await;
            }
            Some(Step::Further) => {
                match self.run("ROLLBACK TO step").await {
                    Ok(()) => self.batch.iter_mut().for_each(|batch| batch.steps -= 1),
                    // SQLite gave up the whole transaction: disk full, no memory, I/O error.
                    Err(error) => self.lose_batch(&error).await,
                }
            }
        }
    }

    /// No step is running when this is called.
    async fn commit(&mut self) {
        if self.batch.is_none() {
            return;
        }
        if let Err(error) = self.run("COMMIT").await {
            self.lose_batch(&error).await;
        } else if let Some(batch) = self.batch.take() {
            self.counters
                .steps
                .fetch_add(batch.steps, Ordering::Relaxed);
            self.counters.commits.fetch_add(1, Ordering::Relaxed);
            batch.outcome.send_replace(Some(Ok(())));
        }
    }

    /// Undoes the transaction and tells everybody whose step was in it.
    async fn lose_batch(&mut self, error: &sqlx::Error) {
        self.roll_back().await;
        if let Some(batch) = self.batch.take() {
            tracing::error!(error = %error, db.steps = batch.steps, "shared transaction lost");
            let why = Arc::from(error.to_string());
            batch.outcome.send_replace(Some(Err(why)));
        }
    }

    async fn roll_back(&mut self) {
        // It fails when SQLite has ended the transaction already, which is as good.
        if let Err(error) = self.run("ROLLBACK").await {
            tracing::debug!(error = %error, "nothing to roll back");
        }
    }

    /// Keeps the statement prepared.
    async fn run(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        sqlx::query(sql)
            .execute(&mut self.connection)
            .await
            .map(drop)
    }
}
