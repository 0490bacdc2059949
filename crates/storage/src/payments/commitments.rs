//! Payments beside what their groups of the books commit to, for `verify`.

use std::collections::HashMap;

use domain::claims::Share;
use domain::payments::PaymentState;
use domain::{ClaimId, EntryGroupId, Money, PaymentId, ServiceId, Timestamp};
use uuid::Uuid;

use super::{Payments, PaymentsWriter, state_from};
use crate::StorageError;
use crate::engine::columns::{DbTime, hash, money};
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Commitments / CommitmentsWriter in Payments / PaymentsWriter as commitments }

statements! {
    PAYMENTS_AFTER = "
        SELECT payment_id, claim_id, service_id, service_version, amount_cents, received_cents,
               state, attempt_id,
               created_at, ended_at, end_reason
        FROM payments WHERE tenant_id = $1 AND payment_id > $2 ORDER BY payment_id LIMIT $3";
    SHARES_BETWEEN = "
        SELECT payment_id, claim_id, share_cents FROM shares
        WHERE tenant_id = $1 AND payment_id > $2 AND payment_id <= $3";
    BOOKED_BETWEEN = "
        SELECT source, commitment FROM entry_groups
        WHERE tenant_id = $1 AND source_kind = 'payment' AND source > $2 AND source <= $3";
    ARRIVED_BETWEEN = "
        SELECT m.payment_id, CAST(sum(t.amount_cents) AS BIGINT), max(m.booked_at)
        FROM money_in m
        JOIN transfers t ON t.tenant_id = m.tenant_id AND t.group_id = m.group_id
        WHERE m.tenant_id = $1 AND m.payment_id > $2 AND m.payment_id <= $3
          AND t.credit LIKE 'receivable:%'
        GROUP BY m.payment_id";
    GROUPS_WITHOUT_PAYMENT = "
        SELECT g.group_id FROM entry_groups g
        LEFT JOIN payments p ON p.tenant_id = g.tenant_id AND p.payment_id = g.source
        WHERE g.tenant_id = $1 AND g.source_kind = 'payment' AND p.payment_id IS NULL
        ORDER BY g.group_id LIMIT 100";
}

/// A payment with what it is held against.
#[derive(Clone, Debug)]
pub struct CommittedPayment {
    pub id: PaymentId,
    pub claim: ClaimId,
    pub service: ServiceId,
    pub service_version: i64,
    pub amount: Money,
    pub received: Money,
    pub state: PaymentState,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// As stored.
    pub end_reason: Option<String>,
    pub shares: Vec<Share>,
    /// What its groups commit to, in no order.
    pub commitments: Vec<Option<[u8; 32]>>,
    /// Cents booked to its receivable, and when the last of them were booked.
    pub arrived: Option<(i64, Timestamp)>,
}

#[derive(sqlx_macros::FromRow)]
struct CommittedRow {
    payment_id: Uuid,
    claim_id: Uuid,
    service_id: Uuid,
    service_version: i64,
    amount_cents: i64,
    received_cents: i64,
    state: String,
    attempt_id: Option<Uuid>,
    created_at: DbTime,
    ended_at: Option<DbTime>,
    end_reason: Option<String>,
}

/// What belongs to a page of payments.
#[derive(Default)]
struct Beside {
    shares: HashMap<Uuid, Vec<Share>>,
    commitments: HashMap<Uuid, Vec<Option<[u8; 32]>>>,
    arrived: HashMap<Uuid, (i64, Timestamp)>,
}

impl Commitments<'_> {
    /// Payments in the order of their ids.
    pub async fn after(
        &mut self,
        after: PaymentId,
        limit: u32,
    ) -> Result<Vec<CommittedPayment>, StorageError> {
        let rows: Vec<CommittedRow> = self.tx.many(PAYMENTS_AFTER, values![after, limit]).await?;
        let Some(last) = rows.last() else {
            return Ok(Vec::new());
        };
        let last = PaymentId::from_uuid(last.payment_id);
        let mut beside = self.beside(after, last).await?;
        rows.into_iter()
            .map(|row| row.committed(&mut beside))
            .collect()
    }

    async fn beside(&mut self, after: PaymentId, last: PaymentId) -> Result<Beside, StorageError> {
        let mut beside = Beside::default();
        let of_page = || values![after, last];
        let shares: Vec<(Uuid, Uuid, i64)> = self.tx.many(SHARES_BETWEEN, of_page()).await?;
        for (payment, claim, cents) in shares {
            let claim = ClaimId::from_uuid(claim);
            let amount = money(cents, "shares", claim)?;
            let shares = beside.shares.entry(payment).or_default();
            shares.push(Share { claim, amount });
        }
        let booked: Vec<(Uuid, Option<Vec<u8>>)> = self.tx.many(BOOKED_BETWEEN, of_page()).await?;
        for (payment, commitment) in booked {
            let commitment = commitment.as_deref().map(|stored| {
                hash(
                    stored,
                    ("entry_groups", "commitment"),
                    PaymentId::from_uuid(payment),
                )
            });
            let commitments = beside.commitments.entry(payment).or_default();
            commitments.push(commitment.transpose()?);
        }
        let arrived: Vec<(Uuid, i64, DbTime)> = self.tx.many(ARRIVED_BETWEEN, of_page()).await?;
        for (payment, cents, at) in arrived {
            beside.arrived.insert(payment, (cents, at.0));
        }
        Ok(beside)
    }

    /// Groups of the books whose payment is gone; at most 100.
    pub async fn groups_without_payment(&mut self) -> Result<Vec<EntryGroupId>, StorageError> {
        let rows: Vec<(Uuid,)> = self.tx.many(GROUPS_WITHOUT_PAYMENT, values![]).await?;
        let groups = rows.into_iter().map(|(id,)| EntryGroupId::from_uuid(id));
        Ok(groups.collect())
    }
}

impl CommittedRow {
    fn committed(self, beside: &mut Beside) -> Result<CommittedPayment, StorageError> {
        let id = PaymentId::from_uuid(self.payment_id);
        let bad = |column| StorageError::inconsistent("payments", column, id);
        Ok(CommittedPayment {
            id,
            claim: ClaimId::from_uuid(self.claim_id),
            service: ServiceId::from_uuid(self.service_id),
            service_version: self.service_version,
            amount: Money::from_cents(self.amount_cents).ok_or_else(|| bad("amount_cents"))?,
            received: Money::from_cents(self.received_cents)
                .ok_or_else(|| bad("received_cents"))?,
            state: state_from(&self.state, self.attempt_id).ok_or_else(|| bad("state"))?,
            created_at: self.created_at.0,
            ended_at: self.ended_at.map(|time| time.0),
            end_reason: self.end_reason,
            shares: beside.shares.remove(&self.payment_id).unwrap_or_default(),
            commitments: beside
                .commitments
                .remove(&self.payment_id)
                .unwrap_or_default(),
            arrived: beside.arrived.remove(&self.payment_id),
        })
    }
}
