//! The audit trail: one row for each act, written in the act's own transaction and never changed.

use domain::access::{Act, Actor};
use domain::{AuditId, Timestamp};

use super::{Access, AccessWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Audit / AuditWriter in Access / AccessWriter as audit }

statements! {
    INSERT = "
        INSERT INTO audit
            (tenant_id, audit_id, at, actor_kind, actor, act, object_kind, object, outcome,
             before, after, commitment, reason, request)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'done', $9, $10, $11, $12, $13)";
}

/// An act that is done in this transaction.
#[derive(Clone, Debug)]
pub struct NewAudit<'a> {
    pub id: AuditId,
    pub at: Timestamp,
    pub actor: &'a Actor,
    pub act: Act,
    /// Id of what it is done to; of which kind, the act says.
    pub object: &'a str,
    pub before: Option<&'a str>,
    pub after: Option<&'a str>,
    /// Hash of the object's canonical text after the act.
    pub commitment: Option<[u8; 32]>,
    pub reason: Option<&'a str>,
    /// Number of the request it came with.
    pub request: Option<&'a str>,
}

impl AuditWriter<'_> {
    /// Travels with the other writes of the transaction.
    pub async fn insert(&mut self, audit: &NewAudit<'_>) -> Result<(), StorageError> {
        let rule = audit.act.rule();
        let (kind, object_kind): (&str, &str) = (audit.actor.kind().into(), rule.object.into());
        let commitment = audit.commitment.as_ref().map(<[u8; 32]>::as_slice);
        let values = values![
            audit.id,
            audit.at,
            kind,
            audit.actor.name(),
            rule.name,
            object_kind,
            audit.object,
            audit.before,
            audit.after,
            commitment,
            audit.reason,
            audit.request,
        ];
        self.tx.put(INSERT, values).await
    }
}
