//! Money that left.

use std::collections::HashMap;

use domain::ledger::postings::Place;
use domain::money::MoneyOutKind;
use domain::{
    EntryGroupId, Money, MoneyInId, MoneyOutId, PaymentId, ProviderAccountId, RefundId, Timestamp,
};

use uuid::Uuid;

use super::{MoneyFacts, MoneyFactsWriter, place_columns};
use crate::StorageError;
use crate::engine::columns::{DbTime, money};
use crate::engine::statements::statements;
use crate::engine::tx::values::values;

statements! {
    INSERT_MONEY_OUT = "
        INSERT INTO money_out
            (tenant_id, money_out_id, account_kind, account_id, external_ref, kind, money_ref,
             money_in_id, payment_id, refund_id, amount_cents, happened_at, booked_at, group_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (tenant_id, account_kind, account_id, external_ref, kind) DO NOTHING";
    REFUND = "
        SELECT amount_cents FROM money_out
        WHERE tenant_id = $1 AND account_kind = 'provider' AND account_id = $2
          AND external_ref = $3 AND kind = 'refund'";
    LEFT_FOR_REFUNDS = "
        SELECT refund_id, CAST(sum(amount_cents) AS BIGINT) FROM money_out
        WHERE tenant_id = $1 AND refund_id >= $2 AND refund_id <= $3 GROUP BY refund_id";
    MONEY_OUT_OF_PAYMENT = "
        SELECT o.external_ref, o.account_kind, o.amount_cents, o.booked_at
        FROM money_in m
        JOIN money_out o ON o.tenant_id = m.tenant_id AND o.account_kind = m.account_kind
            AND o.account_id = m.account_id AND o.money_ref = m.external_ref
        WHERE m.tenant_id = $1 AND m.payment_id = $2
        UNION
        SELECT o.external_ref, o.account_kind, o.amount_cents, o.booked_at
        FROM money_in m
        JOIN refunds r ON r.tenant_id = m.tenant_id AND r.money_in_id = m.money_in_id
        JOIN money_out o ON o.tenant_id = r.tenant_id AND o.refund_id = r.refund_id
        WHERE m.tenant_id = $1 AND m.payment_id = $2
        ORDER BY 4, 1";
}

/// Money that a provider or a bank stated as gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyOut {
    pub id: MoneyOutId,
    pub place: Place,
    /// The provider's or the bank's id of it.
    pub reference: String,
    pub kind: MoneyOutKind,
    /// The account's id of the money that it was part of.
    pub money_ref: Option<String>,
    /// That money, where it was known already.
    pub money_in: Option<MoneyInId>,
    pub payment: Option<PaymentId>,
    /// The refund on whose account it is booked.
    pub refund: Option<RefundId>,
    pub amount: Money,
    pub happened_at: Timestamp,
    pub booked_at: Timestamp,
    pub group: EntryGroupId,
}

/// Money that has left again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The provider's or the bank's id of it.
    pub reference: String,
    pub amount: Money,
    pub booked_at: Timestamp,
    /// From an account of the authority at its bank; else from that at the provider.
    pub from_bank: bool,
}

impl MoneyFacts<'_> {
    /// The amount of a refund that the provider knows under this id.
    pub async fn refund_seen(
        &mut self,
        account: ProviderAccountId,
        reference: &str,
    ) -> Result<Option<Money>, StorageError> {
        let row: Option<(i64,)> = self.tx.maybe(REFUND, values![account, reference]).await?;
        row.map(|(cents,)| money(cents, "money_out", reference))
            .transpose()
    }

    /// Cents that left for each refund between these two, both included.
    pub async fn left_for(
        &mut self,
        first: RefundId,
        last: RefundId,
    ) -> Result<HashMap<RefundId, i64>, StorageError> {
        let values = values![first.as_uuid(), last.as_uuid()];
        let rows: Vec<(Uuid, i64)> = self.tx.many(LEFT_FOR_REFUNDS, values).await?;
        let rows = rows.into_iter();
        Ok(rows
            .map(|(refund, cents)| (RefundId::from_uuid(refund), cents))
            .collect())
    }

    /// What has left again of the payment's money, oldest first.
    pub async fn left_of(&mut self, payment: PaymentId) -> Result<Vec<Left>, StorageError> {
        let rows: Vec<(String, String, i64, DbTime)> =
            self.tx.many(MONEY_OUT_OF_PAYMENT, values![payment]).await?;
        let left = |(reference, kind, cents, at): (String, String, i64, DbTime)| {
            Ok(Left {
                amount: money(cents, "money_out", &reference)?,
                reference,
                booked_at: at.0,
                from_bank: kind == "bank",
            })
        };
        rows.into_iter().map(left).collect()
    }
}

impl MoneyFactsWriter<'_> {
    /// Whether this is new. `false`: it was booked before; do not book it again.
    pub async fn insert_out(&mut self, out: &MoneyOut) -> Result<bool, StorageError> {
        let (kind, account) = place_columns(out.place);
        let values = values![
            out.id.as_uuid(),
            kind,
            account,
            out.reference.as_str(),
            out.kind.to_string(),
            out.money_ref.as_deref(),
            out.money_in.map(MoneyInId::as_uuid),
            out.payment,
            out.refund.map(RefundId::as_uuid),
            out.amount,
            out.happened_at,
            out.booked_at,
            out.group.as_uuid(),
        ];
        Ok(self.tx.run(INSERT_MONEY_OUT, values).await? == 1)
    }
}
