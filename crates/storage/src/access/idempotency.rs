//! Why the same request sent twice has one effect: its key is inserted in the transaction of the
//! effect, so neither is ever there without the other. A calling system's key lives as long as what
//! it made; that of a form which a payer sent is erased after some weeks.

use domain::Timestamp;
use domain::access::ActorKind;
use domain::access::idempotency::Stored;
use uuid::Uuid;

use super::{Access, AccessWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { IdempotencyKeys / IdempotencyKeysWriter in Access / AccessWriter as idempotency_keys }

statements! {
    INSERT_KEY = "
        INSERT INTO idempotency_keys
            (tenant_id, actor_kind, actor, operation, key, fingerprint, subject_kind, subject,
             created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    KEY = "
        SELECT fingerprint, subject FROM idempotency_keys
        WHERE tenant_id = $1 AND actor_kind = $2 AND actor = $3 AND operation = $4 AND key = $5";
    ERASE_KEYS_OF_PAYERS = "
        DELETE FROM idempotency_keys
        WHERE actor_kind = 'payer' AND (tenant_id, actor, operation, key) IN (
            SELECT tenant_id, actor, operation, key FROM idempotency_keys
            WHERE actor_kind = 'payer' AND created_at <= $1 ORDER BY created_at LIMIT $2)";
}

/// What a key belongs to. Keys of different actors or operations know nothing of each other.
#[derive(Clone, Copy, Debug)]
pub struct KeyOf<'a> {
    pub actor_kind: ActorKind,
    pub actor: &'a str,
    /// Name of the act.
    pub operation: &'static str,
    pub key: &'a str,
}

/// A key with what its request made.
#[derive(Clone, Copy, Debug)]
pub struct NewKey<'a> {
    pub of: KeyOf<'a>,
    pub fingerprint: [u8; 32],
    pub subject_kind: &'static str,
    pub subject: Uuid,
    pub created_at: Timestamp,
}

impl IdempotencyKeys<'_> {
    /// The fingerprint of the first request with the key, and what it made.
    pub async fn find(&mut self, of: KeyOf<'_>) -> Result<Option<Stored<Uuid>>, StorageError> {
        let kind: &str = of.actor_kind.into();
        let values = values![kind, of.actor, of.operation, of.key];
        let row: Option<(Vec<u8>, Uuid)> = self.tx.maybe(KEY, values).await?;
        row.map(|(fingerprint, answer)| {
            let fingerprint = fingerprint.try_into().map_err(|_| {
                StorageError::inconsistent("idempotency_keys", "fingerprint", of.key)
            })?;
            Ok(Stored {
                fingerprint,
                answer,
            })
        })
        .transpose()
    }
}

impl IdempotencyKeysWriter<'_> {
    /// Travels with the effect. The transaction ends in `Conflict` when the key was used before.
    pub async fn insert(&mut self, new: &NewKey<'_>) -> Result<(), StorageError> {
        let kind: &str = new.of.actor_kind.into();
        let values = values![
            kind,
            new.of.actor,
            new.of.operation,
            new.of.key,
            new.fingerprint.as_slice(),
            new.subject_kind,
            new.subject,
            new.created_at,
        ];
        self.tx.put(INSERT_KEY, values).await
    }

    /// Erases up to `limit` keys of payers' forms of all tenants that were sent before this time.
    /// Returns how many.
    pub async fn erase_of_payers(
        &mut self,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let values = values![before, limit];
        self.tx
            .all_tenants()
            .run(ERASE_KEYS_OF_PAYERS, values)
            .await
    }
}
