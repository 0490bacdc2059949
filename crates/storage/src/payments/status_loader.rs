//! Status reads that share statements (ADR 0016).
//!
//! Calling systems poll, many payments at once. What a read by key costs is the way to the database
//! and back, not the row. So a request that comes while enough reads are under way
//! ([`READS_AT_ONCE`]) is answered by the next one, together with all that came meanwhile;
//! otherwise at once.
//!
//! What holds: the statement that answers a request began after the request was made, so the answer
//! is never older than that of a read of its own; a request of one tenant is never in a statement
//! of another. When a shared read fails, each of its requests is read again alone, and fails with
//! its own error.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{BindingId, PaymentId, TenantId};
use tokio::sync::oneshot;

use crate::payments::requests::{STATUSES_AT_ONCE, Status, StatusOf};
use crate::{Db, Scope, StorageError};

/// Reads statuses, several by one statement. Clones share their reads.
#[derive(Clone)]
pub struct StatusLoader {
    db: Db,
    tenants: Arc<Mutex<HashMap<TenantId, Queue>>>,
}

/// Reads under way for one tenant: one alone would wait for each answer's way back before the next
/// is sent, and many would share nothing.
const READS_AT_ONCE: usize = 2;

/// Requests for the next read. It exists while a reader of the tenant is running.
#[derive(Default)]
struct Queue {
    requests: Vec<Request>,
    readers: usize,
}

struct Request {
    payment: PaymentId,
    answer: oneshot::Sender<Option<StatusOf>>,
}

/// A running reader of the tenant. Dropping it leaves no request waiting.
struct Reader {
    loader: StatusLoader,
    tenant: TenantId,
    /// It found no request and gave up its place.
    done: bool,
}

impl StatusLoader {
    pub fn new(db: Db) -> Self {
        Self {
            db,
            tenants: Arc::default(),
        }
    }

    /// One indexed read, shared with others. `None` also when the payment was asked for at
    /// another binding.
    pub async fn status(
        &self,
        tenant: TenantId,
        payment: PaymentId,
        binding: BindingId,
    ) -> Result<Option<Status>, StorageError> {
        if let Ok(found) = self.request(tenant, payment).await {
            return Ok(found.and_then(|found| found.at(binding)));
        }
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        tx.payments().requests().status(payment, binding).await
    }

    fn request(&self, tenant: TenantId, payment: PaymentId) -> oneshot::Receiver<Option<StatusOf>> {
        let (answer, answered) = oneshot::channel();
        let mut tenants = self.lock();
        let queue = tenants.entry(tenant).or_default();
        queue.requests.push(Request { payment, answer });
        if queue.readers < READS_AT_ONCE {
            queue.readers += 1;
            let reader = Reader {
                loader: self.clone(),
                tenant,
                done: false,
            };
            tokio::spawn(reader.run());
        }
        answered
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TenantId, Queue>> {
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reader {
    /// Reads until no request waits.
    async fn run(mut self) {
        while let Some(requests) = self.next() {
            let payments: Vec<_> = requests.iter().map(|request| request.payment).collect();
            // Dropped unanswered, each request is read alone and learns why.
            let Ok(found) = self.read(&payments).await else {
                continue;
            };
            for Request { payment, answer } in requests {
                let status = found.iter().find(|found| found.payment == payment);
                // The caller may have gone away.
                let _sent = answer.send(status.cloned());
            }
        }
    }

    async fn read(&self, payments: &[PaymentId]) -> Result<Vec<StatusOf>, StorageError> {
        let scope = Scope::Tenant(self.tenant);
        let mut tx = self.loader.db.read(scope).await?;
        tx.payments().requests().statuses(payments).await
    }

    /// The requests that fit into one statement; `None` when none waits.
    fn next(&mut self) -> Option<Vec<Request>> {
        let mut tenants = self.loader.lock();
        let queue = tenants.get_mut(&self.tenant)?;
        let fitting = queue.requests.len().min(STATUSES_AT_ONCE);
        let next: Vec<_> = queue.requests.drain(..fitting).collect();
        if next.is_empty() {
            // Under the same lock, so that a request made now starts a reader of its own.
            leave(&mut tenants, self.tenant);
            self.done = true;
            return None;
        }
        Some(next)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if !self.done {
            leave(&mut self.loader.lock(), self.tenant);
        }
    }
}

/// Removes one reader. The last reader of a tenant drops the queued requests; each is then read
/// alone.
fn leave(tenants: &mut HashMap<TenantId, Queue>, tenant: TenantId) {
    if let Some(queue) = tenants.get_mut(&tenant) {
        queue.readers -= 1;
        if queue.readers == 0 {
            tenants.remove(&tenant);
        }
    }
}
