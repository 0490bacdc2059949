//! Provider events: messages of providers. Kept once each, so that the same one sent again changes
//! nothing.

use domain::{ProviderAccountId, ProviderEventId, Timestamp};
use uuid::Uuid;

use super::{Payments, PaymentsWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { ProviderEvents / ProviderEventsWriter in Payments / PaymentsWriter as provider_events }

statements! {
    INSERT_EVENT = "
        INSERT INTO provider_events
            (tenant_id, provider_event_id, account_id, event_ref, hint, received_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant_id, account_id, event_ref) DO NOTHING";
    EVENT = "
        SELECT account_id, hint FROM provider_events
        WHERE tenant_id = $1 AND provider_event_id = $2";
}

/// A provider event about to be kept.
pub struct NewProviderEvent<'a> {
    pub id: ProviderEventId,
    pub account: ProviderAccountId,
    /// The provider's id of the message.
    pub reference: &'a str,
    /// What it hints at, as JSON without personal data.
    pub hint: &'a str,
    pub received_at: Timestamp,
}

impl ProviderEvents<'_> {
    /// The account it came for, and its hint.
    pub async fn find(
        &mut self,
        id: ProviderEventId,
    ) -> Result<Option<(ProviderAccountId, String)>, StorageError> {
        let row: Option<(Uuid, String)> = self.tx.maybe(EVENT, values![id]).await?;
        Ok(row.map(|(account, hint)| (ProviderAccountId::from_uuid(account), hint)))
    }
}

impl ProviderEventsWriter<'_> {
    /// Whether the event is new.
    pub async fn insert(&mut self, event: &NewProviderEvent<'_>) -> Result<bool, StorageError> {
        let values = values![
            event.id,
            event.account,
            event.reference,
            event.hint,
            event.received_at,
        ];
        Ok(self.tx.run(INSERT_EVENT, values).await? == 1)
    }
}
