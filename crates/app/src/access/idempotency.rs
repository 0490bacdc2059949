//! One effect for each request, however often it is sent and by how many nodes at once.
//!
//! The effect runs in one transaction that inserts the request's key with it. An equal request
//! that comes later, or loses the race, gets what the first one made.
//!
//! The key of a calling system lives as long as what it made: its references are unique for ever.
//! The key of a form that a payer sent is erased after [`FORMS_ARE_KNOWN`].

use std::time::Duration;

use domain::access::idempotency::{Replay, replay};
use domain::access::{Act, ActorKind};
use domain::{Moment, PaymentId, TenantId};
use storage::access::idempotency::{KeyOf, NewKey};
use storage::{ReadTx, Scope, StorageError, WriteTx};

use crate::App;
use crate::work::job::JobError;
use crate::work::schedules::{PIECE, Progress};

/// A form that lay open for longer and is sent again is a new order.
const FORMS_ARE_KNOWN: Duration = Duration::from_hours(30 * 24);

/// A writing call as it may be sent again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'a> {
    /// Whose keys these are.
    pub(crate) actor: (ActorKind, &'a str),
    pub(crate) operation: Act,
    pub(crate) key: &'a str,
    /// SHA-256 of the request as understood.
    pub(crate) fingerprint: [u8; 32],
}

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Earlier {
    /// No request with its key had an effect.
    None,
    /// An equal one made this.
    Same(PaymentId),
    /// Another one has the key.
    Other,
}

impl Request<'_> {
    const fn of(&self) -> KeyOf<'_> {
        KeyOf {
            actor_kind: self.actor.0,
            actor: self.actor.1,
            operation: self.operation.name(),
            key: self.key,
        }
    }

    async fn earlier_in(&self, tx: &mut ReadTx) -> Result<Earlier, StorageError> {
        let stored = tx.access().idempotency_keys().find(self.of()).await?;
        Ok(match replay(stored, self.fingerprint) {
            Replay::First => Earlier::None,
            Replay::Same(payment) => Earlier::Same(PaymentId::from_uuid(payment)),
            Replay::DifferentRequest => Earlier::Other,
        })
    }

    /// Part of the effect, which made this payment.
    pub(crate) async fn made(
        &self,
        tx: &mut WriteTx,
        payment: PaymentId,
        moment: &Moment,
    ) -> Result<(), StorageError> {
        let key = NewKey {
            of: self.of(),
            fingerprint: self.fingerprint,
            subject_kind: "payment",
            subject: payment.as_uuid(),
            created_at: moment.now,
        };
        tx.access().idempotency_keys().insert(&key).await
    }
}

impl App {
    /// What an earlier request with this key came to.
    pub(crate) async fn earlier(
        &self,
        tenant: TenantId,
        request: &Request<'_>,
    ) -> Result<Earlier, StorageError> {
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        request.earlier_in(&mut tx).await
    }

    /// The same for a request whose effect ended in `Conflict`: the one that won may be in a
    /// transaction that is shared and not on disk yet, and this waits for it.
    pub(crate) async fn winner(
        &self,
        tenant: TenantId,
        request: &Request<'_>,
    ) -> Result<Earlier, StorageError> {
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let earlier = request.earlier_in(&mut tx).await?;
        tx.commit().await?;
        Ok(earlier)
    }

    /// Erases the keys of forms that payers sent long ago.
    pub(crate) async fn erase_idempotency_keys(&self) -> Result<Progress, JobError> {
        let before = self.moment().now.minus(FORMS_ARE_KNOWN);
        let mut tx = self.db.write(Scope::Operator).await?;
        let mut keys = tx.access().idempotency_keys();
        let erased = keys.erase_of_payers(before, PIECE).await?;
        tx.commit().await?;
        Ok(Progress::of(erased))
    }
}
