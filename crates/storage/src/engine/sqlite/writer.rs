//! SQLite's one writer, shared by all write transactions of the process.
//!
//! The limit of an embedded database is commits to disk, not rows. So a transaction is not
//! committed to disk by itself: when the one that opened the shared transaction is finished, its
//! commit queues for the writer. Those that wait before it run in the same shared transaction, and
//! the commit is for all of them. When none waits, that is at once: sharing never delays.
//!
//! What holds: a transaction is in the database or not at all, whatever happens to the others it
//! shares the commit with; success is reported only after the commit is on disk; all that shared a
//! lost commit are told so. The first is undone by undoing the shared transaction, every further
//! one by its savepoint. An abandoned one is undone by the next to take the writer, and there
//! always is a next. Beginning, end and undoing run [`detached`], so that dropping a future never
//! leaves them half done.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::SqliteConnection;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use crate::StorageError;
use crate::engine::detached::detached;

/// The writer connection and the transaction it has open, if any.
pub(crate) struct Line {
    pub(crate) connection: SqliteConnection,
    batch: Option<Batch>,
    /// A part is running in the open transaction, or was abandoned there.
    part: Option<Part>,
    counters: Arc<Counters>,
}

/// The open shared transaction. Once its first part is finished, its commit is in the queue.
struct Batch {
    /// The savepoint of the last further part is there still; the next one replaces it.
    savepoint: bool,
    /// Told to every part of this transaction.
    outcome: watch::Sender<Option<Outcome>>,
    transactions: u64,
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    First,
    Further,
}

type Outcome = Result<(), Lost>;

/// Why a shared transaction was undone.
#[derive(Clone)]
struct Lost {
    why: Arc<str>,
    /// The disk is full, or fails: nothing in the transaction was wrong.
    by_disk: bool,
}

#[derive(Default)]
struct Counters {
    transactions: AtomicU64,
    commits: AtomicU64,
}

/// How many write transactions shared how many commits since the database was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommitCounts {
    /// Write transactions that are on disk.
    pub transactions: u64,
    /// Commits it took.
    pub commits: u64,
}

#[derive(Clone)]
pub(crate) struct SqliteWriter {
    line: Arc<Mutex<Line>>,
    counters: Arc<Counters>,
}

/// The writer while one transaction has it. Dropping it undoes the transaction.
pub(crate) struct Turn {
    // Dropped in this order: first the line is free, then a task is spawned to tidy it.
    pub(crate) line: OwnedMutexGuard<Line>,
    tidying: Tidying,
}

/// Spawns a task that undoes the part unless it was finished: there may be no other write for
/// long, and an open transaction locks the file for other programs.
struct Tidying(Option<SqliteWriter>);

impl SqliteWriter {
    pub(crate) fn new(connection: SqliteConnection) -> Self {
        let counters = Arc::<Counters>::default();
        let line = Line {
            connection,
            batch: None,
            part: None,
            counters: Arc::clone(&counters),
        };
        Self {
            line: Arc::new(Mutex::new(line)),
            counters,
        }
    }

    pub(crate) fn commit_counts(&self) -> CommitCounts {
        CommitCounts {
            transactions: self.counters.transactions.load(Ordering::Relaxed),
            commits: self.counters.commits.load(Ordering::Relaxed),
        }
    }

    /// Waits for the writer and opens the shared transaction or a savepoint in it.
    pub(crate) async fn begin(&self) -> Result<Turn, StorageError> {
        let mut line = self.queue().await;
        let writer = self.clone();
        detached(async move {
            line.undo_part().await;
            line.open_part().await?;
            Ok(Turn {
                line,
                tidying: Tidying(Some(writer)),
            })
        })
        .await
    }

    /// A read of committed and not yet committed rows of this process, for databases in memory,
    /// which have only this one connection.
    pub(crate) async fn read(&self) -> Result<OwnedMutexGuard<Line>, StorageError> {
        let mut line = self.queue().await;
        if line.part.is_none() {
            return Ok(line);
        }
        detached(async move {
            line.undo_part().await;
            Ok(line)
        })
        .await
    }

    /// The connection with no transaction open.
    pub(crate) async fn alone(&self) -> Result<OwnedMutexGuard<Line>, StorageError> {
        let mut line = self.queue().await;
        detached(async move {
            line.undo_part().await;
            line.commit().await;
            Ok(line)
        })
        .await
    }

    /// Collects no statistics for the planner, as SQLite advises: those of a young database make it
    /// read whole tables years later, and without any it takes the key, which is always right here.
    pub(crate) async fn close(&self) -> Result<(), StorageError> {
        drop(self.alone().await?);
        Ok(())
    }

    async fn queue(&self) -> OwnedMutexGuard<Line> {
        Arc::clone(&self.line).lock_owned().await
    }

    async fn undo_abandoned(self) {
        self.queue().await.undo_part().await;
    }

    async fn commit_batch(self) {
        let mut line = self.queue().await;
        line.undo_part().await;
        line.commit().await;
    }
}

impl Turn {
    /// Ends the part and waits until the shared transaction is on disk. Dropping the future here
    /// loses only the outcome.
    pub(crate) async fn commit(self) -> Result<(), StorageError> {
        let Self { mut line, tidying } = self;
        let writer = tidying.not_needed();
        let opened = line.part.take() == Some(Part::First);
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
        Ok(Some(Err(lost))) if lost.by_disk => Err(StorageError::Disk(lost.why.to_string())),
        Ok(Some(Err(lost))) => Err(StorageError::NotCommitted(lost.why.to_string())),
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
    /// No part is running when this is called.
    async fn open_part(&mut self) -> Result<(), StorageError> {
        let Some(batch) = &mut self.batch else {
            self.run("BEGIN IMMEDIATE").await?;
            let (outcome, _) = watch::channel(None);
            self.batch = Some(Batch {
                savepoint: false,
                outcome,
                transactions: 1,
            });
            self.part = Some(Part::First);
            return Ok(());
        };
        let next = if batch.savepoint {
            "RELEASE part; SAVEPOINT part"
        } else {
            "SAVEPOINT part"
        };
        batch.savepoint = true;
        batch.transactions += 1;
        if let Err(error) = self.run(next).await {
            self.lose_batch(&error).await;
            return Err(error.into());
        }
        self.part = Some(Part::Further);
        Ok(())
    }

    async fn undo_part(&mut self) {
        match self.part.take() {
            None => {}
            Some(Part::First) => {
                self.batch = None;
                self.roll_back().await;
            }
            Some(Part::Further) => {
                match self.run("ROLLBACK TO part").await {
                    Ok(()) => self
                        .batch
                        .iter_mut()
                        .for_each(|batch| batch.transactions -= 1),
                    // SQLite gave up the whole transaction: disk full, no memory, I/O error.
                    Err(error) => self.lose_batch(&error).await,
                }
            }
        }
    }

    /// No part is running when this is called.
    async fn commit(&mut self) {
        if self.batch.is_none() {
            return;
        }
        if let Err(error) = self.run("COMMIT").await {
            self.lose_batch(&error).await;
        } else if let Some(batch) = self.batch.take() {
            self.counters
                .transactions
                .fetch_add(batch.transactions, Ordering::Relaxed);
            self.counters.commits.fetch_add(1, Ordering::Relaxed);
            batch.outcome.send_replace(Some(Ok(())));
        }
    }

    /// Undoes the shared transaction and tells all its parts.
    async fn lose_batch(&mut self, error: &sqlx::Error) {
        self.roll_back().await;
        if let Some(batch) = self.batch.take() {
            let lost = batch.transactions;
            tracing::error!(error = %error, db.transactions = lost, "shared commit lost");
            let lost = Lost {
                why: Arc::from(error.to_string()),
                by_disk: crate::is_away(error),
            };
            batch.outcome.send_replace(Some(Err(lost)));
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
