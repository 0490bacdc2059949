//! Facts about money beside what their groups of the books commit to, for `verify`.

use std::collections::HashMap;

use domain::claims::Share;
use domain::{ClaimId, Currency, EntryGroupId, MoneyInId, MoneyOutId, PaymentId, RefundId};
use uuid::Uuid;

use super::money_in::MoneyInRow;
use super::{MoneyFacts, MoneyFactsWriter, MoneyIn, MoneyOut, place};
use crate::StorageError;
use crate::engine::columns::{DbTime, hash, money};
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Commitments / CommitmentsWriter in MoneyFacts / MoneyFactsWriter as commitments }

statements! {
    MONEY_IN_AFTER = "
        SELECT m.money_in_id, m.account_kind, m.account_id, m.external_ref, m.kind,
               m.amount_cents, m.fee_cents, m.payment_id, m.attempt_id, m.fact, m.happened_at,
               m.booked_at, m.group_id, m.bank_line_id, m.currency, g.commitment
        FROM money_in m
        LEFT JOIN entry_groups g ON g.tenant_id = m.tenant_id AND g.group_id = m.group_id
            AND g.source_kind = 'money_in' AND g.source = m.money_in_id
        WHERE m.tenant_id = $1 AND m.money_in_id > $2 ORDER BY m.money_in_id LIMIT $3";
    CLAIMS_OF_MONEY_BETWEEN = "
        SELECT money_in_id, claim_id, amount_cents FROM money_in_claims
        WHERE tenant_id = $1 AND money_in_id > $2 AND money_in_id <= $3";
    MONEY_OUT_AFTER = "
        SELECT m.money_out_id, m.account_kind, m.account_id, m.external_ref, m.kind, m.money_ref,
               m.money_in_id, m.payment_id, m.refund_id, m.amount_cents, m.happened_at,
               m.booked_at, m.group_id, m.currency, g.commitment
        FROM money_out m
        LEFT JOIN entry_groups g ON g.tenant_id = m.tenant_id AND g.group_id = m.group_id
            AND g.source_kind = 'money_out' AND g.source = m.money_out_id
        WHERE m.tenant_id = $1 AND m.money_out_id > $2 ORDER BY m.money_out_id LIMIT $3";
    GROUPS_WITHOUT_FACT = "
        SELECT g.group_id FROM entry_groups g
        LEFT JOIN money_in i ON i.tenant_id = g.tenant_id AND i.money_in_id = g.source
            AND g.source_kind = 'money_in'
        LEFT JOIN money_out o ON o.tenant_id = g.tenant_id AND o.money_out_id = g.source
            AND g.source_kind = 'money_out'
        WHERE g.tenant_id = $1 AND g.source_kind IN ('money_in', 'money_out')
          AND i.money_in_id IS NULL AND o.money_out_id IS NULL
        ORDER BY g.group_id LIMIT 100";
    CLAIMS_WITHOUT_MONEY = "
        SELECT c.claim_id FROM money_in_claims c
        LEFT JOIN money_in m ON m.tenant_id = c.tenant_id AND m.money_in_id = c.money_in_id
        WHERE c.tenant_id = $1 AND m.money_in_id IS NULL
        ORDER BY c.claim_id LIMIT 100";
    SUMS_UNLIKE_FACTS = "
        SELECT s.external_ref FROM money_in_sums s
        WHERE s.tenant_id = $1 AND (
            s.received <> (
                SELECT CAST(coalesce(sum(m.amount_cents), 0) AS BIGINT) FROM money_in m
                WHERE m.tenant_id = s.tenant_id AND m.account_kind = s.account_kind
                  AND m.account_id = s.account_id AND m.external_ref = s.external_ref)
            OR s.seen <> (
                SELECT CAST(coalesce(sum(o.amount_cents), 0) AS BIGINT) FROM money_out o
                WHERE o.tenant_id = s.tenant_id AND o.account_kind = s.account_kind
                  AND o.account_id = s.account_id AND o.money_ref = s.external_ref
                  AND NOT EXISTS (
                    SELECT 1 FROM refunds r
                    WHERE r.tenant_id = o.tenant_id AND r.refund_id = o.refund_id
                      AND r.origin = 'staff')) + (
                SELECT CAST(coalesce(sum(o.amount_cents - r.amount_cents), 0) AS BIGINT)
                FROM money_out o
                JOIN refunds r ON r.tenant_id = o.tenant_id AND r.refund_id = o.refund_id
                WHERE o.tenant_id = s.tenant_id AND o.account_kind = s.account_kind
                  AND o.account_id = s.account_id AND o.money_ref = s.external_ref
                  AND r.origin = 'staff' AND o.amount_cents > r.amount_cents)
            OR s.reserved <> (
                SELECT CAST(coalesce(sum(r.amount_cents), 0) AS BIGINT) FROM refunds r
                WHERE r.tenant_id = s.tenant_id AND r.account_kind = s.account_kind
                  AND r.account_id = s.account_id AND r.money_ref = s.external_ref
                  AND r.origin = 'staff' AND r.state NOT IN ('rejected', 'withdrawn')))
        ORDER BY s.external_ref LIMIT 100";
    MONEY_WITHOUT_SUMS = "
        SELECT m.money_in_id FROM money_in m
        LEFT JOIN money_in_sums s ON s.tenant_id = m.tenant_id
            AND s.account_kind = m.account_kind AND s.account_id = m.account_id
            AND s.external_ref = m.external_ref
        WHERE m.tenant_id = $1 AND s.external_ref IS NULL
        ORDER BY m.money_in_id LIMIT 100";
}

/// Money that arrived, with what it is held against.
#[derive(Clone, Debug)]
pub struct CommittedMoneyIn {
    pub money: MoneyIn,
    pub currency: Currency,
    /// What of it settles which claims.
    pub settles: Vec<Share>,
    /// What its group commits to; `None` where it names no group of its own.
    pub commitment: Option<[u8; 32]>,
}

/// Money that left, with what it is held against.
#[derive(Clone, Debug)]
pub struct CommittedMoneyOut {
    pub money: MoneyOut,
    pub currency: Currency,
    /// What its group commits to; `None` where it names no group of its own.
    pub commitment: Option<[u8; 32]>,
}

#[derive(sqlx_macros::FromRow)]
struct CommittedInRow {
    #[sqlx(flatten)]
    money: MoneyInRow,
    currency: String,
    commitment: Option<Vec<u8>>,
}

#[derive(sqlx_macros::FromRow)]
struct CommittedOutRow {
    money_out_id: Uuid,
    account_kind: String,
    account_id: Uuid,
    external_ref: String,
    kind: String,
    money_ref: Option<String>,
    money_in_id: Option<Uuid>,
    payment_id: Option<Uuid>,
    refund_id: Option<Uuid>,
    amount_cents: i64,
    happened_at: DbTime,
    booked_at: DbTime,
    group_id: Uuid,
    currency: String,
    commitment: Option<Vec<u8>>,
}

impl Commitments<'_> {
    /// Money that arrived, in the order of its ids.
    pub async fn money_in_after(
        &mut self,
        after: MoneyInId,
        limit: u32,
    ) -> Result<Vec<CommittedMoneyIn>, StorageError> {
        let values = values![after.as_uuid(), limit];
        let rows: Vec<CommittedInRow> = self.tx.many(MONEY_IN_AFTER, values).await?;
        let Some(last) = rows.last().map(|row| row.money.money_in_id) else {
            return Ok(Vec::new());
        };
        let values = values![after.as_uuid(), last];
        let found: Vec<(Uuid, Uuid, i64)> = self.tx.many(CLAIMS_OF_MONEY_BETWEEN, values).await?;
        let mut settles: HashMap<Uuid, Vec<Share>> = HashMap::new();
        for (of, claim, cents) in found {
            let claim = ClaimId::from_uuid(claim);
            let amount = money(cents, "money_in_claims", claim)?;
            settles.entry(of).or_default().push(Share { claim, amount });
        }
        let committed = rows.into_iter().map(|row| {
            let settles = settles.remove(&row.money.money_in_id).unwrap_or_default();
            row.committed(settles)
        });
        committed.collect()
    }

    /// Money that left, in the order of its ids.
    pub async fn money_out_after(
        &mut self,
        after: MoneyOutId,
        limit: u32,
    ) -> Result<Vec<CommittedMoneyOut>, StorageError> {
        let values = values![after.as_uuid(), limit];
        self.tx
            .many_as::<CommittedOutRow, _>(MONEY_OUT_AFTER, values)
            .await
    }

    /// Groups of the books whose fact about money is gone; at most 100.
    pub async fn groups_without_fact(&mut self) -> Result<Vec<EntryGroupId>, StorageError> {
        let rows: Vec<(Uuid,)> = self.tx.many(GROUPS_WITHOUT_FACT, values![]).await?;
        let groups = rows.into_iter().map(|(id,)| EntryGroupId::from_uuid(id));
        Ok(groups.collect())
    }

    /// Claims that are settled by money that is not there; at most 100.
    pub async fn claims_without_money(&mut self) -> Result<Vec<ClaimId>, StorageError> {
        let rows: Vec<(Uuid,)> = self.tx.many(CLAIMS_WITHOUT_MONEY, values![]).await?;
        Ok(rows
            .into_iter()
            .map(|(id,)| ClaimId::from_uuid(id))
            .collect())
    }

    /// References under which other sums are kept than facts and refunds add up to; at most 100.
    pub async fn sums_unlike_facts(&mut self) -> Result<Vec<String>, StorageError> {
        let rows: Vec<(String,)> = self.tx.many(SUMS_UNLIKE_FACTS, values![]).await?;
        Ok(rows.into_iter().map(|(reference,)| reference).collect())
    }

    /// Money that arrived and of which no sums are kept; at most 100.
    pub async fn money_without_sums(&mut self) -> Result<Vec<MoneyInId>, StorageError> {
        let rows: Vec<(Uuid,)> = self.tx.many(MONEY_WITHOUT_SUMS, values![]).await?;
        Ok(rows
            .into_iter()
            .map(|(id,)| MoneyInId::from_uuid(id))
            .collect())
    }
}

impl CommittedInRow {
    fn committed(self, settles: Vec<Share>) -> Result<CommittedMoneyIn, StorageError> {
        let money = MoneyIn::try_from(self.money)?;
        let bad = |column| StorageError::inconsistent("money_in", column, money.id);
        let commitment = self.commitment.as_deref();
        let commitment = commitment.map(|hashed| hash(hashed, ("money_in", "group_id"), money.id));
        Ok(CommittedMoneyIn {
            currency: self.currency.parse().map_err(|_| bad("currency"))?,
            settles,
            commitment: commitment.transpose()?,
            money,
        })
    }
}

impl TryFrom<CommittedOutRow> for CommittedMoneyOut {
    type Error = StorageError;

    fn try_from(row: CommittedOutRow) -> Result<Self, StorageError> {
        let id = MoneyOutId::from_uuid(row.money_out_id);
        let bad = |column| StorageError::inconsistent("money_out", column, id);
        let commitment = row.commitment.as_deref();
        let commitment = commitment.map(|hashed| hash(hashed, ("money_out", "group_id"), id));
        let money = MoneyOut {
            id,
            place: place(&row.account_kind, row.account_id).ok_or_else(|| bad("account_kind"))?,
            reference: row.external_ref,
            kind: row.kind.parse().map_err(|_| bad("kind"))?,
            money_ref: row.money_ref,
            money_in: row.money_in_id.map(MoneyInId::from_uuid),
            payment: row.payment_id.map(PaymentId::from_uuid),
            refund: row.refund_id.map(RefundId::from_uuid),
            amount: money(row.amount_cents, "money_out", id)?,
            happened_at: row.happened_at.0,
            booked_at: row.booked_at.0,
            group: EntryGroupId::from_uuid(row.group_id),
        };
        Ok(Self {
            money,
            currency: row.currency.parse().map_err(|_| bad("currency"))?,
            commitment: commitment.transpose()?,
        })
    }
}
