//! A correction: a group is taken back by a group of the opposite transfers that names it.
//!
//! Nothing is changed or removed, and each group is taken back once. What the group was booked for
//! stays a fact; what should have been booked of it is another group. A correction that was a
//! mistake is taken back itself.

use domain::access::Act;
use domain::ledger::chain::Commitment;
use domain::ledger::{EntryGroup, Source};
use domain::values::text::Reason;
use domain::{EntryGroupId, PaymentId, TenantId};
use storage::{Scope, StorageError};

use crate::access::acting::Acting;
use crate::ledger::booking::booking;
use crate::{App, ReadError};

/// A group as it is shown, with the one that takes it back.
#[derive(Clone, Debug)]
pub struct ShownGroup {
    pub group: EntryGroup,
    pub taken_back_by: Option<EntryGroupId>,
}

#[derive(Debug, thiserror::Error)]
pub enum CorrectError {
    #[error("there is no such authority or group")]
    NotFound,
    #[error("the group is taken back already, by {0}")]
    TakenBack(EntryGroupId),
    #[error("the group was taken back by another command at the same time")]
    Meanwhile,
    #[error("booking the correction failed")]
    Storage(#[from] StorageError),
}

impl App {
    /// Takes the group back. Its value day stays, its posting day is today.
    pub(crate) async fn correct_group(
        &self,
        by: &Acting,
        slug: &str,
        group: EntryGroupId,
        reason: &Reason,
    ) -> Result<EntryGroupId, CorrectError> {
        let tenant = self.tenant_id(slug).await?.ok_or(CorrectError::NotFound)?;
        match self.write_correction(by, tenant, group, reason).await {
            Err(CorrectError::Storage(StorageError::Conflict)) => Err(CorrectError::Meanwhile),
            other => other,
        }
    }

    async fn write_correction(
        &self,
        by: &Acting,
        tenant: TenantId,
        id: EntryGroupId,
        reason: &Reason,
    ) -> Result<EntryGroupId, CorrectError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let group = tx.ledger().group(id).await?.ok_or(CorrectError::NotFound)?;
        if let Some(earlier) = tx.ledger().correction_of(id).await? {
            return Err(CorrectError::TakenBack(earlier.head().id));
        }
        let mut days = booking(moment.now, moment.now, by.actor().clone());
        days.value_day = group.head().value_day;
        let correction = group.reversed(&mut moment, &days, Source::Correction(id));
        let corrected = correction.head().id;
        tx.ledger().insert(&correction).await?;
        let mut audit = by
            .does(Act::LedgerCorrect, id)
            .leading_to(corrected)
            .because(Some(reason))
            .committing(Commitment::of(&correction.canonical()));
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        tracing::info!(tenant.id = %tenant, "group {id} is taken back by {corrected}");
        Ok(corrected)
    }

    /// What was booked of a payment and its money, oldest first, each group with its correction.
    pub(crate) async fn groups_of_payment(
        &self,
        slug: &str,
        payment: PaymentId,
    ) -> Result<Option<Vec<ShownGroup>>, ReadError> {
        let Some(tenant) = self.tenant_id(slug).await? else {
            return Ok(None);
        };
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let mut left = tx.ledger().groups_of_payment(payment).await?;
        left.reverse();
        let mut shown = Vec::new();
        while let Some(group) = left.pop() {
            let back = tx.ledger().correction_of(group.head().id).await?;
            shown.push(ShownGroup {
                group,
                taken_back_by: back.as_ref().map(|back| back.head().id),
            });
            left.extend(back);
        }
        Ok(Some(shown))
    }
}
