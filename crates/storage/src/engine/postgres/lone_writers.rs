//! The connections for write transactions of one statement ([`super::lone`]), and the line before
//! them.
//!
//! While all connections are busy, batches wait in the line. The next connection that becomes free
//! takes several at once, if they write in the same statements for the same tenant: they are the
//! rows of one statement and share its beginning and its commit. Nothing waits for company: a free
//! connection takes what there is.
//!
//! What holds: a batch is written whole or not at all, whatever became of those beside it. When the
//! server refuses several together, nothing of them is written, and each is sent by itself.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::engine::health::Health;
use crate::engine::postgres::pool::{ScopedConnection, ScopedPool};
use crate::engine::postgres::transaction::is_refusal;
use crate::engine::tx::write_batch::WriteBatch;
use crate::{Scope, StorageError};

/// How many batches are sent together. Each count is a statement of its own that every connection
/// prepares, so there are few.
const TOGETHER: [usize; 3] = [8, 4, 2];

#[derive(Clone)]
pub(crate) struct LoneWriters(Arc<Shared>);

struct Shared {
    pool: ScopedPool,
    health: Health,
    line: Mutex<Line>,
}

/// What waits for a connection, the longest waiting first.
#[derive(Default)]
struct Line {
    waiting: Vec<Waiting>,
    /// The number of the last that joined.
    last: u64,
}

struct Waiting {
    number: u64,
    batch: WriteBatch,
    scope: Scope,
    deadline: Duration,
    /// Closed when its step was given up; the batch is not sent then.
    sent: oneshot::Sender<Sent>,
}

type Sent = Result<(), sqlx::Error>;

impl LoneWriters {
    pub(crate) fn new(pool: ScopedPool, health: Health) -> Self {
        Self(Arc::new(Shared {
            pool,
            health,
            line: Mutex::default(),
        }))
    }

    pub(crate) async fn close(&self) {
        self.0.pool.close().await;
    }

    /// Writes the batch and commits it. The outer error: there was no connection, and nothing was
    /// written.
    pub(crate) async fn send(
        &self,
        batch: WriteBatch,
        scope: Scope,
        deadline: Duration,
    ) -> Result<Sent, StorageError> {
        let (sent, mut answer) = oneshot::channel();
        let number = self.line().join(batch, scope, deadline, sent);
        let connection = tokio::select! {
            biased;
            answer = &mut answer => return Ok(answer.unwrap_or_else(|_| Err(broken()))),
            connection = self.0.pool.acquire(scope) => connection,
        };
        match connection {
            Ok(connection) => {
                let taken = self.line().take(number);
                if !taken.is_empty() {
                    let health = self.0.health.clone();
                    // In a task of its own: the others go on when this step is given up.
                    tokio::spawn(send_all(connection, taken, health));
                }
            }
            Err(error) if self.line().leave(number) => return Err(error),
            // Another one has taken the batch along.
            Err(_) => {}
        }
        Ok(answer.await.unwrap_or_else(|_| Err(broken())))
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.0.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    /// Returns the number in the line.
    fn join(
        &mut self,
        batch: WriteBatch,
        scope: Scope,
        deadline: Duration,
        sent: oneshot::Sender<Sent>,
    ) -> u64 {
        self.last += 1;
        self.waiting.push(Waiting {
            number: self.last,
            batch,
            scope,
            deadline,
            sent,
        });
        self.last
    }

    /// Whether it still waited.
    fn leave(&mut self, number: u64) -> bool {
        let before = self.waiting.len();
        self.waiting.retain(|waiting| waiting.number != number);
        self.waiting.len() < before
    }

    /// Takes this one, and with it the longest waiting of those that can be sent with it. Empty
    /// when it was taken before.
    fn take(&mut self, number: u64) -> Vec<Waiting> {
        self.waiting.retain(|waiting| !waiting.sent.is_closed());
        let own = |waiting: &Waiting| waiting.number == number;
        let Some(place) = self.waiting.iter().position(own) else {
            return Vec::new();
        };
        let first = self.waiting.remove(place);
        let alike =
            |waiting: &Waiting| waiting.scope == first.scope && waiting.batch.is_like(&first.batch);
        let count = 1 + self.waiting.iter().filter(|other| alike(other)).count();
        let together = TOGETHER.into_iter().find(|many| *many <= count);
        let beside = together.map_or(0, |many| many - 1);
        let others: Vec<_> = self
            .waiting
            .extract_if(.., |other| alike(other))
            .take(beside)
            .collect();
        std::iter::once(first).chain(others).collect()
    }
}

/// Sends them as one statement, or one after the other when the server refuses that.
async fn send_all(mut connection: ScopedConnection, taken: Vec<Waiting>, health: Health) {
    if let [_, _, ..] = taken.as_slice() {
        let together = WriteBatch::together(taken.iter().map(|waiting| &waiting.batch));
        let deadline = taken.iter().map(|waiting| waiting.deadline).max();
        let sent = send_one(
            &mut connection,
            &together,
            deadline.unwrap_or_default(),
            &health,
        );
        match sent.await {
            Ok(()) => return taken.into_iter().for_each(|waiting| waiting.tell(Ok(()))),
            Err(error) if !is_refusal(&error) => {
                return taken
                    .into_iter()
                    .for_each(|waiting| waiting.tell(Err(broken())));
            }
            Err(_) => {}
        }
    }
    for waiting in taken {
        let sent = send_one(&mut connection, &waiting.batch, waiting.deadline, &health).await;
        waiting.tell(sent);
    }
}

async fn send_one(
    connection: &mut ScopedConnection,
    batch: &WriteBatch,
    deadline: Duration,
    health: &Health,
) -> Sent {
    let sent = batch.send_alone(connection.start()?);
    let sent = health.answered(deadline, sent).await;
    if sent.as_ref().err().is_none_or(is_refusal) {
        connection.end();
    }
    sent
}

impl Waiting {
    fn tell(self, sent: Sent) {
        // A step that was given up has no use for it.
        let _ = self.sent.send(sent);
    }
}

/// The connection that carried the write broke, or what sent it: only the database knows whether
/// it was written.
fn broken() -> sqlx::Error {
    let what = "the connection that carried this write broke";
    sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::BrokenPipe, what))
}

#[cfg(test)]
mod tests {
    use domain::TenantId;
    use uuid::Uuid;

    use super::*;
    use crate::engine::tx::values::values;
    use crate::engine::tx::write_batch::Write;

    const NEW: &str = "INSERT INTO things (a) VALUES ($1)";
    const OTHER: &str = "INSERT INTO others (a) VALUES ($1)";

    fn join(line: &mut Line, sql: &'static str, tenant: u128) -> (u64, oneshot::Receiver<Sent>) {
        let (sent, answer) = oneshot::channel();
        let mut batch = WriteBatch::default();
        batch.add(Write::new(sql, values![1_u32]));
        let scope = Scope::Tenant(TenantId::from_uuid(Uuid::from_u128(tenant)));
        (line.join(batch, scope, Duration::ZERO, sent), answer)
    }

    fn numbers(taken: &[Waiting]) -> Vec<u64> {
        taken.iter().map(|waiting| waiting.number).collect()
    }

    #[test]
    fn those_that_are_alike_go_together_in_a_count_of_few() {
        let mut line = Line::default();
        let joined: Vec<_> = (0..7).map(|_| join(&mut line, NEW, 1)).collect();
        assert_eq!(numbers(&line.take(3)), [3, 1, 2, 4]);
        assert!(line.take(3).is_empty(), "it was taken");
        assert_eq!(numbers(&line.take(5)), [5, 6]);
        drop(joined);
    }

    #[test]
    fn another_tenant_or_another_text_waits_for_itself() {
        let mut line = Line::default();
        let first = join(&mut line, NEW, 1);
        let others = [join(&mut line, OTHER, 1), join(&mut line, NEW, 2)];
        assert_eq!(numbers(&line.take(first.0)), [1]);
        assert!(line.leave(others[0].0) && !line.leave(others[0].0));
        assert_eq!(numbers(&line.take(others[1].0)), [3]);
    }

    #[test]
    fn what_was_given_up_is_not_sent() {
        let mut line = Line::default();
        let (first, _kept) = join(&mut line, NEW, 1);
        drop(join(&mut line, NEW, 1));
        assert_eq!(numbers(&line.take(first)), [1]);
        assert!(line.waiting.is_empty());
    }
}
