//! What gives a command, and the audit row the command writes.

use std::sync::Arc;

use domain::access::{Act, ActOutcome, Actor};
use domain::ledger::chain::ActDetails;
use domain::values::text::Reason;
use domain::{AuditId, Moment};
use storage::access::audit::NewAudit;
use storage::{StorageError, WriteTx};

use crate::tenants::commitments::ChangedFields;

/// What gives a command, and the request it came with: the first parameter of every command.
#[derive(Clone, Debug)]
pub(crate) struct Acting {
    actor: Actor,
    /// Number of the request, as the log has it.
    request: Option<Arc<str>>,
}

/// The audit row of one command. It is written with the first write of the command that changes
/// something, and once; a command that changes nothing leaves no row.
#[derive(Debug)]
pub(crate) struct AuditRow<'a> {
    by: &'a Acting,
    act: Act,
    object: String,
    before: Option<String>,
    after: Option<String>,
    commitment: Option<[u8; 32]>,
    reason: Option<String>,
    outcome: ActOutcome,
    id: Option<AuditId>,
    written: bool,
}

impl Acting {
    pub(crate) const fn new(actor: Actor, request: Option<Arc<str>>) -> Self {
        Self { actor, request }
    }

    /// The program itself, doing this job.
    pub(crate) fn system(job: &str) -> Self {
        Self::new(Actor::System(job.to_owned()), None)
    }

    pub(crate) const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The name of the person, as far as the actor has one.
    pub(crate) fn name(&self) -> String {
        match &self.actor {
            Actor::Operator { name, .. } => name.clone(),
            Actor::Payer
            | Actor::Client(_)
            | Actor::Person(_)
            | Actor::Provider(_)
            | Actor::System(_) => self.actor.to_string(),
        }
    }

    /// The row for an act on this object.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "ids are copied; a reference at each of a hundred calls says nothing"
    )]
    pub(crate) fn does(&self, act: Act, object: impl ToString) -> AuditRow<'_> {
        AuditRow {
            by: self,
            act,
            object: object.to_string(),
            before: None,
            after: None,
            commitment: None,
            reason: None,
            outcome: ActOutcome::Done,
            id: None,
            written: false,
        }
    }
}

impl AuditRow<'_> {
    pub(crate) const fn actor(&self) -> &Actor {
        self.by.actor()
    }

    /// The object, where it is made by the act itself.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "ids are copied; a reference at each of a hundred calls says nothing"
    )]
    pub(crate) fn about(mut self, object: impl ToString) -> Self {
        self.object = object.to_string();
        self
    }

    /// What the object was before and is after the act, in short.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "ids are copied; a reference at each of a hundred calls says nothing"
    )]
    pub(crate) fn changing(mut self, before: impl ToString, after: impl ToString) -> Self {
        self.before = Some(before.to_string());
        self.after = Some(after.to_string());
        self
    }

    /// Another secret of this name belongs to the object; more is not told of it.
    pub(crate) fn changing_secret(self, name: &str) -> Self {
        self.changing("{}", serde_json::json!({ name: "changed" }))
    }

    /// The fields of the object that differ, `None` where none does.
    pub(crate) fn changing_fields(mut self, changed: Option<ChangedFields>) -> Self {
        if let Some(changed) = changed {
            self.before = changed.before;
            self.after = Some(changed.after);
        }
        self
    }

    /// Hash of the object's canonical text after the act.
    pub(crate) const fn committing(mut self, commitment: [u8; 32]) -> Self {
        self.commitment = Some(commitment);
        self
    }

    /// What was there before is not said.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "ids are copied; a reference at each of a hundred calls says nothing"
    )]
    pub(crate) fn leading_to(mut self, after: impl ToString) -> Self {
        self.after = Some(after.to_string());
        self
    }

    /// The reason that a person gave, if it did.
    pub(crate) fn because(mut self, reason: Option<&Reason>) -> Self {
        self.reason = reason.map(|reason| reason.as_str().to_owned());
        self
    }

    /// The same in our own words.
    pub(crate) fn saying(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self
    }

    /// The act was refused, and changes nothing.
    pub(crate) fn refused(mut self, why: &str) -> Self {
        self.outcome = ActOutcome::Refused;
        self.saying(why)
    }

    /// The id that the row will have, for what it decides about.
    pub(crate) fn id(&mut self, moment: &mut Moment) -> AuditId {
        *self.id.get_or_insert_with(|| AuditId::new(moment))
    }

    /// Writes the row in this transaction unless the command wrote it before. Returns its id.
    pub(crate) async fn write(
        &mut self,
        tx: &mut WriteTx,
        moment: &mut Moment,
    ) -> Result<AuditId, StorageError> {
        let id = self.id(moment);
        if self.written {
            return Ok(id);
        }
        tx.access()
            .audit()
            .insert(&NewAudit {
                id,
                at: moment.now,
                actor: &self.by.actor,
                act: self.act,
                object: &self.object,
                outcome: self.outcome,
                details: ActDetails {
                    before: self.before.as_deref(),
                    after: self.after.as_deref(),
                    reason: self.reason.as_deref(),
                    request: self.by.request.as_deref(),
                },
                salt: moment.bytes(),
                commitment: self.commitment,
            })
            .await?;
        self.written = true;
        Ok(id)
    }
}
