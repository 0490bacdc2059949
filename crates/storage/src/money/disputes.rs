//! Disputes of payers at a provider, as the provider told them last.

use domain::money::DisputeState;
use domain::{DisputeId, Money, MoneyInId, ProviderAccountId, Timestamp};
use uuid::Uuid;

use super::{MoneyFacts, MoneyFactsWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Disputes / DisputesWriter in MoneyFacts / MoneyFactsWriter as disputes }

statements! {
    STATE = "
        SELECT dispute_id, state FROM disputes
        WHERE tenant_id = $1 AND account_id = $2 AND external_ref = $3";
    TELL = "
        INSERT INTO disputes
            (tenant_id, dispute_id, account_id, external_ref, money_in_id, state,
             given_back_cents, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (tenant_id, account_id, external_ref) DO UPDATE
        SET state = excluded.state, given_back_cents = excluded.given_back_cents,
            changed_at = excluded.changed_at
        WHERE excluded.changed_at > disputes.changed_at
           OR excluded.changed_at = disputes.changed_at AND disputes.state = 'open'";
    IS_OPEN = "
        SELECT dispute_id FROM disputes
        WHERE tenant_id = $1 AND money_in_id = $2 AND state = 'open' LIMIT 1";
    HOLDS = "
        SELECT d.dispute_id FROM disputes d
        JOIN money_in m ON m.tenant_id = d.tenant_id AND m.money_in_id = d.money_in_id
        JOIN money_in_sums s ON s.tenant_id = m.tenant_id AND s.account_kind = m.account_kind
            AND s.account_id = m.account_id AND s.external_ref = m.external_ref
        WHERE d.tenant_id = $1 AND d.money_in_id = $2
          AND (d.state = 'open'
               OR d.state = 'lost' AND s.seen < coalesce(d.given_back_cents, s.received))
        LIMIT 1";
}

/// What a provider says of a dispute.
#[derive(Clone, Debug)]
pub struct ToldDispute<'a> {
    /// Of one that is not known yet.
    pub id: DisputeId,
    pub account: ProviderAccountId,
    /// The provider's id of it.
    pub reference: &'a str,
    pub money: MoneyInId,
    pub state: DisputeState,
    /// What a payer that won has back, where the provider says it.
    pub given_back: Option<Money>,
    /// When the provider last changed it.
    pub changed_at: Timestamp,
}

impl Disputes<'_> {
    /// What is known of a dispute; `None` before the provider told of it.
    pub async fn state(
        &mut self,
        account: ProviderAccountId,
        reference: &str,
    ) -> Result<Option<DisputeState>, StorageError> {
        let row: Option<(Uuid, String)> = self.tx.maybe(STATE, values![account, reference]).await?;
        let state = row.map(|(id, state)| {
            let bad = || StorageError::inconsistent("disputes", "state", DisputeId::from_uuid(id));
            state.parse().map_err(|_| bad())
        });
        state.transpose()
    }

    /// Whether a dispute about the money is open.
    pub async fn is_open(&mut self, money: MoneyInId) -> Result<bool, StorageError> {
        let row: Option<(Uuid,)> = self.tx.maybe(IS_OPEN, values![money.as_uuid()]).await?;
        Ok(row.is_some())
    }

    /// Whether a dispute holds up what is given back of the money: an open one, or a lost one whose
    /// money has not left yet.
    pub async fn holds(&mut self, money: MoneyInId) -> Result<bool, StorageError> {
        let row: Option<(Uuid,)> = self.tx.maybe(HOLDS, values![money.as_uuid()]).await?;
        Ok(row.is_some())
    }
}

impl DisputesWriter<'_> {
    /// Keeps what the provider says, unless something later is known. Of two that are told as of
    /// the same time, the end counts. Whether it was kept.
    pub async fn tell(&mut self, told: &ToldDispute<'_>) -> Result<bool, StorageError> {
        let state = told.state.to_string();
        let values = values![
            told.id.as_uuid(),
            told.account,
            told.reference,
            told.money.as_uuid(),
            state.as_str(),
            told.given_back,
            told.changed_at,
        ];
        Ok(self.tx.run(TELL, values).await? == 1)
    }
}
