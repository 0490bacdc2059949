//! Status reads, gathered (ADR 0016).
//!
//! Calling systems poll, many payments at once. What a read by key costs is the way to the database
//! and back, not the row. So whoever asks while enough reads are under way ([`READS_AT_ONCE`]) is
//! answered by the next one, together with everybody who came meanwhile; otherwise at once.
//!
//! What holds: a statement that answers a question began after the question was asked, so the
//! answer is never older than with a read of one's own; a question of one tenant is never in a
//! statement of another. A gathered read that fails answers nobody: each asks again alone, and its
//! own failure is told.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{PaymentId, TenantId};
use tokio::sync::oneshot;

use crate::payments::requests::{STATUSES_AT_ONCE, Status, StatusOf};
use crate::{Db, Scope, StorageError};

#[derive(Clone, Default)]
pub(crate) struct StatusDesk {
    tenants: Arc<Mutex<HashMap<TenantId, Waiting>>>,
}

/// Reads under way for one tenant: one alone would wait for each answer's way back before it asks
/// again, and many would gather nothing.
const READS_AT_ONCE: usize = 2;

/// Questions for the next read. It is there while somebody reads for the tenant.
#[derive(Default)]
struct Waiting {
    questions: Vec<Question>,
    reading: usize,
}

struct Question {
    payment: PaymentId,
    tell: oneshot::Sender<Option<StatusOf>>,
}

/// Somebody reads for the tenant. Whatever ends it, nobody is left waiting.
struct Reading {
    desk: StatusDesk,
    tenant: TenantId,
    /// Nobody waited any more, and it gave up its place.
    done: bool,
}

impl Db {
    /// One indexed read, shared with others. `None` also when the payment belongs to another end
    /// point than that of the pair.
    pub async fn payment_status(
        &self,
        tenant: TenantId,
        payment: PaymentId,
        pair: (&str, &str),
    ) -> Result<Option<Status>, StorageError> {
        if let Ok(found) = self.ask(tenant, payment).await {
            return Ok(found.and_then(|found| found.of_pair(pair)));
        }
        let mut tx = self.read(Scope::Tenant(tenant)).await?;
        tx.payment_status(payment, pair).await
    }

    fn ask(&self, tenant: TenantId, payment: PaymentId) -> oneshot::Receiver<Option<StatusOf>> {
        let (tell, told) = oneshot::channel();
        let question = Question { payment, tell };
        let mut tenants = self.statuses.lock();
        let waiting = tenants.entry(tenant).or_default();
        waiting.questions.push(question);
        if waiting.reading < READS_AT_ONCE {
            waiting.reading += 1;
            let (db, desk) = (self.clone(), self.statuses.clone());
            let reading = Reading {
                desk,
                tenant,
                done: false,
            };
            tokio::spawn(async move { reading.go_on(&db).await });
        }
        told
    }
}

impl StatusDesk {
    fn lock(&self) -> MutexGuard<'_, HashMap<TenantId, Waiting>> {
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reading {
    /// Reads until nobody waits.
    async fn go_on(mut self, db: &Db) {
        while let Some(questions) = self.next() {
            let payments: Vec<_> = questions.iter().map(|question| question.payment).collect();
            // Not answered, everybody asks alone and learns why.
            let Ok(found) = self.read(db, &payments).await else {
                continue;
            };
            for Question { payment, tell } in questions {
                let answer = found.iter().find(|found| found.payment == payment);
                // Who went away needs no answer.
                let _told = tell.send(answer.cloned());
            }
        }
    }

    async fn read(&self, db: &Db, payments: &[PaymentId]) -> Result<Vec<StatusOf>, StorageError> {
        let mut tx = db.read(Scope::Tenant(self.tenant)).await?;
        tx.payment_statuses(payments).await
    }

    /// Everybody who fits into one statement; `None` when nobody waits.
    fn next(&mut self) -> Option<Vec<Question>> {
        let mut tenants = self.desk.lock();
        let waiting = tenants.get_mut(&self.tenant)?;
        let fitting = waiting.questions.len().min(STATUSES_AT_ONCE);
        let next: Vec<_> = waiting.questions.drain(..fitting).collect();
        if next.is_empty() {
            // In the same breath, so that who comes now finds a place for a reader of his own.
            leave(&mut tenants, self.tenant);
            self.done = true;
            return None;
        }
        Some(next)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        if !self.done {
            leave(&mut self.desk.lock(), self.tenant);
        }
    }
}

/// One reader less; the last one takes the questions nobody read with him, and each asks alone.
fn leave(tenants: &mut HashMap<TenantId, Waiting>, tenant: TenantId) {
    if let Some(waiting) = tenants.get_mut(&tenant) {
        waiting.reading -= 1;
        if waiting.reading == 0 {
            tenants.remove(&tenant);
        }
    }
}
