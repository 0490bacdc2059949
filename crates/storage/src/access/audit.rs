//! The audit trail: one row for each act, written in the act's own transaction and never changed.
//! The sealer gives each row its place in the chain ([`crate::ledger::chain`]).

use domain::access::{Act, ActOutcome, Actor};
use domain::ledger::Seal;
use domain::ledger::chain::{ActDetails, Salt, SealedAct, audit_line};
use domain::{AuditId, Timestamp};
use uuid::Uuid;

use super::{Access, AccessWriter};
use crate::StorageError;
use crate::engine::columns::{DbTime, hash, sealed};
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Audit / AuditWriter in Access / AccessWriter as audit }

/// The tenant's audit rows, up to a further condition.
macro_rules! acts {
    () => {
        "
        SELECT audit_id, at, actor_kind, actor, act, object_kind, object, outcome, before, after,
               commitment, reason, request, salt, details, seal_number, seal
        FROM audit WHERE tenant_id = $1 "
    };
}

statements! {
    INSERT = "
        INSERT INTO audit
            (tenant_id, audit_id, at, actor_kind, actor, act, object_kind, object, outcome,
             before, after, commitment, reason, request, salt, details)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    ACT = concat!(acts!(), "AND audit_id = $2");
    FIRST_BY_PEOPLE = concat!(
        acts!(),
        "AND object = $2 AND actor_kind IN ('person', 'operator') ORDER BY audit_id LIMIT 1"
    );
    BY_PEOPLE_ON = concat!(
        acts!(),
        "AND object = $2 AND actor_kind IN ('person', 'operator') ORDER BY audit_id"
    );
    ACTS = concat!(
        acts!(),
        "AND audit_id >= $2 AND audit_id < $3 ORDER BY audit_id DESC LIMIT $4"
    );
    ACTS_OF_PEOPLE = concat!(
        acts!(),
        "AND audit_id >= $2 AND audit_id < $3 AND actor_kind IN ('person', 'operator')
        ORDER BY audit_id DESC LIMIT $4"
    );
    ACTS_IN_ORDER = concat!(
        acts!(),
        "AND audit_id >= $2 AND audit_id < $3 ORDER BY audit_id LIMIT $4"
    );
    UNSEALED_ACTS = concat!(
        acts!(),
        "AND seal_number IS NULL AND audit_id > $2 ORDER BY audit_id LIMIT $3"
    );
    ACTS_SEALED_AFTER = concat!(
        acts!(),
        "AND seal_number > $2 ORDER BY seal_number LIMIT $3"
    );
}

/// An act that is done in this transaction, or was refused.
#[derive(Clone, Debug)]
pub struct NewAudit<'a> {
    pub id: AuditId,
    pub at: Timestamp,
    pub actor: &'a Actor,
    pub act: Act,
    /// Id of what it is done to; of which kind, the act says.
    pub object: &'a str,
    pub outcome: ActOutcome,
    /// Changed fields before and after, the reason given, and the number of the request.
    pub details: ActDetails<'a>,
    /// Hides the details in their digest.
    pub salt: Salt,
    /// Hash of the object's canonical text after the act.
    pub commitment: Option<[u8; 32]>,
}

/// A row as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAct {
    pub id: AuditId,
    pub at: Timestamp,
    pub actor: Actor,
    /// The name of an act, perhaps of a later version.
    pub act: String,
    pub object_kind: String,
    pub object: String,
    pub outcome: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub reason: Option<String>,
    pub request: Option<String>,
    /// Absent once the texts are erased.
    pub salt: Option<Vec<u8>>,
    /// The digest of the texts.
    pub details: [u8; 32],
    pub commitment: Option<[u8; 32]>,
    /// Its place in the chain.
    pub sealed: Option<(u64, Seal)>,
}

#[derive(sqlx_macros::FromRow)]
struct ActRow {
    audit_id: Uuid,
    at: DbTime,
    actor_kind: String,
    actor: String,
    act: String,
    object_kind: String,
    object: String,
    outcome: String,
    before: Option<String>,
    after: Option<String>,
    commitment: Option<Vec<u8>>,
    reason: Option<String>,
    request: Option<String>,
    salt: Option<Vec<u8>>,
    details: Vec<u8>,
    seal_number: Option<i64>,
    seal: Option<Vec<u8>>,
}

impl Audit<'_> {
    pub async fn find(&mut self, id: AuditId) -> Result<Option<StoredAct>, StorageError> {
        self.tx.maybe_as::<ActRow, _>(ACT, values![id]).await
    }

    /// The first act of the staff or of the command line on this object.
    pub async fn first_by_people(
        &mut self,
        object: &str,
    ) -> Result<Option<StoredAct>, StorageError> {
        self.tx
            .maybe_as::<ActRow, _>(FIRST_BY_PEOPLE, values![object])
            .await
    }

    /// Every act of the staff or of the command line on this object, the oldest first.
    pub async fn by_people_on(&mut self, object: &str) -> Result<Vec<StoredAct>, StorageError> {
        self.tx
            .many_as::<ActRow, _>(BY_PEOPLE_ON, values![object])
            .await
    }

    /// Acts from the first id on and before the second one, the newest first.
    pub async fn listed(
        &mut self,
        (from, before): (AuditId, AuditId),
        limit: u32,
    ) -> Result<Vec<StoredAct>, StorageError> {
        let values = values![from, before, limit];
        self.tx.many_as::<ActRow, _>(ACTS, values).await
    }

    /// The same of the staff and of the command line.
    pub async fn of_people(
        &mut self,
        (from, before): (AuditId, AuditId),
        limit: u32,
    ) -> Result<Vec<StoredAct>, StorageError> {
        let values = values![from, before, limit];
        self.tx.many_as::<ActRow, _>(ACTS_OF_PEOPLE, values).await
    }

    /// Acts from the first id on and before the second one, the oldest first.
    pub async fn in_order(
        &mut self,
        (from, before): (AuditId, AuditId),
        limit: u32,
    ) -> Result<Vec<StoredAct>, StorageError> {
        let values = values![from, before, limit];
        self.tx.many_as::<ActRow, _>(ACTS_IN_ORDER, values).await
    }

    /// The oldest rows without a seal, after this one.
    pub async fn unsealed(
        &mut self,
        after: Option<AuditId>,
        limit: u32,
    ) -> Result<Vec<StoredAct>, StorageError> {
        let after = after.map_or(Uuid::nil(), AuditId::as_uuid);
        self.tx
            .many_as::<ActRow, _>(UNSEALED_ACTS, values![after, limit])
            .await
    }

    /// Sealed rows after `number`, in the chain's order.
    pub async fn sealed_after(
        &mut self,
        number: u64,
        limit: u32,
    ) -> Result<Vec<StoredAct>, StorageError> {
        self.tx
            .many_as::<ActRow, _>(ACTS_SEALED_AFTER, values![number, limit])
            .await
    }
}

impl AuditWriter<'_> {
    /// Travels with the other writes of the transaction.
    pub async fn insert(&mut self, audit: &NewAudit<'_>) -> Result<(), StorageError> {
        let rule = audit.act.rule();
        let (kind, object_kind): (&str, &str) = (audit.actor.kind().into(), rule.object.into());
        let outcome: &str = audit.outcome.into();
        let commitment = audit.commitment.as_ref().map(<[u8; 32]>::as_slice);
        let details = audit.details.digest(&audit.salt);
        let values = values![
            audit.id,
            audit.at,
            kind,
            audit.actor.name(),
            rule.name,
            object_kind,
            audit.object,
            outcome,
            audit.details.before,
            audit.details.after,
            commitment,
            audit.details.reason,
            audit.details.request,
            audit.salt.as_slice(),
            details.as_slice(),
        ];
        self.tx.put(INSERT, values).await
    }
}

impl StoredAct {
    /// The line that is sealed under this number.
    pub fn line(&self, number: u64) -> String {
        let act = SealedAct {
            id: self.id,
            actor: &self.actor,
            act: &self.act,
            object_kind: &self.object_kind,
            object: &self.object,
            outcome: &self.outcome,
            commitment: self.commitment,
            details: self.details,
            at: self.at,
        };
        audit_line(number, &act)
    }

    /// Whether the texts are those of the sealed digest, or all erased with their salt.
    pub fn says_what_was_sealed(&self) -> bool {
        let details = ActDetails {
            before: self.before.as_deref(),
            after: self.after.as_deref(),
            reason: self.reason.as_deref(),
            request: self.request.as_deref(),
        };
        match &self.salt {
            None => details == ActDetails::default(),
            Some(salt) => match <&Salt>::try_from(salt.as_slice()) {
                Ok(salt) => details.digest(salt) == self.details,
                Err(_) => false,
            },
        }
    }
}

impl TryFrom<ActRow> for StoredAct {
    type Error = StorageError;

    fn try_from(row: ActRow) -> Result<Self, StorageError> {
        let id = AuditId::from_uuid(row.audit_id);
        let bad = |column| StorageError::inconsistent("audit", column, id);
        let kind = row.actor_kind.parse().map_err(|_| bad("actor_kind"))?;
        let commitment = row.commitment.as_deref();
        let commitment = commitment.map(|stored| hash(stored, ("audit", "commitment"), id));
        Ok(Self {
            id,
            at: row.at.0,
            actor: Actor::from_stored(kind, &row.actor).map_err(|_| bad("actor"))?,
            act: row.act,
            object_kind: row.object_kind,
            object: row.object,
            outcome: row.outcome,
            before: row.before,
            after: row.after,
            reason: row.reason,
            request: row.request,
            salt: row.salt,
            details: hash(&row.details, ("audit", "details"), id)?,
            commitment: commitment.transpose()?,
            sealed: sealed(row.seal_number, row.seal.as_deref(), "audit", id)?,
        })
    }
}
