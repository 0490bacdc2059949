//! Approvals beside the acts by which they were given, for `verify`.

use domain::access::Actor;
use domain::{AuditId, PersonId, RefundId};
use uuid::Uuid;

use super::{MoneyFacts, MoneyFactsWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Approvals / ApprovalsWriter in MoneyFacts / MoneyFactsWriter as approvals }

statements! {
    APPROVALS_AFTER = "
        SELECT p.audit_id, p.subject, p.person_id, a.act, a.object, a.outcome, a.actor_kind, a.actor
        FROM approvals p
        LEFT JOIN audit a ON a.tenant_id = p.tenant_id AND a.audit_id = p.audit_id
        WHERE p.tenant_id = $1 AND p.subject_kind = 'refund' AND p.audit_id > $2
        ORDER BY p.audit_id LIMIT $3";
}

/// One person's approval of a refund.
#[derive(Clone, Debug)]
pub struct GivenApproval {
    pub given_by: AuditId,
    pub refund: RefundId,
    pub person: PersonId,
    /// The act that it names, where there is one.
    pub act: Option<ApprovingAct>,
}

/// What the audit trail says of an approval.
#[derive(Clone, Debug)]
pub struct ApprovingAct {
    pub act: String,
    pub object: String,
    pub outcome: String,
    /// `None` for what is no actor.
    pub actor: Option<Actor>,
}

#[derive(sqlx_macros::FromRow)]
struct ApprovalRow {
    audit_id: Uuid,
    subject: Uuid,
    person_id: Uuid,
    act: Option<String>,
    object: Option<String>,
    outcome: Option<String>,
    actor_kind: Option<String>,
    actor: Option<String>,
}

impl Approvals<'_> {
    /// Approvals of refunds in the order of their acts.
    pub async fn after(
        &mut self,
        after: Option<AuditId>,
        limit: u32,
    ) -> Result<Vec<GivenApproval>, StorageError> {
        let after = after.map_or(Uuid::nil(), AuditId::as_uuid);
        let values = values![after, limit];
        self.tx
            .many_as::<ApprovalRow, _>(APPROVALS_AFTER, values)
            .await
    }
}

impl TryFrom<ApprovalRow> for GivenApproval {
    type Error = StorageError;

    fn try_from(row: ApprovalRow) -> Result<Self, StorageError> {
        let act = match (row.act, row.object, row.outcome) {
            (Some(act), Some(object), Some(outcome)) => {
                let kind = row.actor_kind.and_then(|kind| kind.parse().ok());
                let actor = kind.zip(row.actor);
                Some(ApprovingAct {
                    act,
                    object,
                    outcome,
                    actor: actor.and_then(|(kind, name)| Actor::from_stored(kind, &name).ok()),
                })
            }
            _ => None,
        };
        Ok(Self {
            given_by: AuditId::from_uuid(row.audit_id),
            refund: RefundId::from_uuid(row.subject),
            person: PersonId::from_uuid(row.person_id),
            act,
        })
    }
}
