//! Which claims a payment is to settle, and how much of each.

use domain::claims::{ClaimOrigin, Share, Terms};
use domain::{ClaimId, Money, PaymentId};
use uuid::Uuid;

use super::day;
use crate::engine::columns::{DbTime, money};
use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::engine::write_batch::Write;
use crate::{StorageError, Tx};

statements! {
    INSERT_SHARE = "
        INSERT INTO payment_claims (tenant_id, payment_id, claim_id, share_cents)
        VALUES ($1, $2, $3, $4)";
    SHARES = "
        SELECT c.claim_id, c.kassenzeichen, c.origin, c.text, c.amount_cents, c.due_on,
               c.payable_from, c.payable_until, c.blocked_at, c.cancelled_at, c.settled_cents,
               s.share_cents
        FROM payment_claims s
        JOIN claims c ON c.tenant_id = s.tenant_id AND c.claim_id = s.claim_id
        WHERE s.tenant_id = $1 AND s.payment_id = $2 ORDER BY s.claim_id";
    BEING_TAKEN = "
        SELECT CAST(coalesce(sum(s.share_cents), 0) AS BIGINT)
        FROM payment_claims s
        JOIN payments p ON p.tenant_id = s.tenant_id AND p.payment_id = s.payment_id
        JOIN attempts a ON a.tenant_id = p.tenant_id AND a.attempt_id = p.attempt_id
        WHERE s.tenant_id = $1 AND s.claim_id = $2 AND s.payment_id <> $3
          AND p.state = 'paying' AND a.state IN ('approved', 'unknown', 'pending')";
    TO_BE_PAID = "
        SELECT CAST(coalesce(sum(s.share_cents), 0) AS BIGINT)
        FROM payment_claims s
        JOIN payments p ON p.tenant_id = s.tenant_id AND p.payment_id = s.payment_id
        WHERE s.tenant_id = $1 AND p.state IN ('open', 'paying', 'paid')";
    NOT_SHARED_OUT = "
        SELECT p.payment_id FROM payments p
        LEFT JOIN payment_claims s ON s.tenant_id = p.tenant_id AND s.payment_id = p.payment_id
        WHERE p.tenant_id = $1
        GROUP BY p.payment_id, p.amount_cents
        HAVING CAST(coalesce(sum(s.share_cents), 0) AS BIGINT) <> p.amount_cents
        ORDER BY p.payment_id LIMIT 100";
}

/// A share of a payment, with the claim as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimShare {
    pub share: Share,
    pub kassenzeichen: String,
    pub origin: ClaimOrigin,
    pub text: Option<String>,
    pub terms: Terms,
    pub settled: Money,
}

#[derive(sqlx::FromRow)]
struct ShareRow {
    claim_id: Uuid,
    kassenzeichen: String,
    origin: String,
    text: Option<String>,
    amount_cents: i64,
    due_on: Option<i64>,
    payable_from: Option<i64>,
    payable_until: Option<i64>,
    blocked_at: Option<DbTime>,
    cancelled_at: Option<DbTime>,
    settled_cents: i64,
    share_cents: i64,
}

impl Tx {
    pub async fn insert_shares(
        &mut self,
        payment: PaymentId,
        shares: &[Share],
    ) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        for share in shares {
            self.put(Write::new(
                INSERT_SHARE,
                [
                    tenant.as_uuid().into(),
                    payment.as_uuid().into(),
                    share.claim.as_uuid().into(),
                    share.amount.cents().into(),
                ],
            ))
            .await?;
        }
        Ok(())
    }

    /// The payment's shares in the order of their claims.
    pub async fn shares_of(&mut self, payment: PaymentId) -> Result<Vec<ClaimShare>, StorageError> {
        let tenant = self.tenant()?;
        let rows: Vec<ShareRow> = on_engine!(self, |connection| sqlx::query_as(SHARES)
            .bind(tenant.as_uuid())
            .bind(payment.as_uuid())
            .fetch_all(connection)
            .await)?;
        rows.into_iter().map(ClaimShare::try_from).collect()
    }

    /// The payment's shares, their claims held until the step ends. A calling system's claim has
    /// one payment for ever; who holds that one holds it.
    pub async fn hold_shares_of(
        &mut self,
        payment: PaymentId,
    ) -> Result<Vec<ClaimShare>, StorageError> {
        let shares = self.shares_of(payment).await?;
        let payable_again: Vec<_> = shares
            .iter()
            .filter(|share| share.origin != ClaimOrigin::Channel)
            .map(|share| share.share.claim)
            .collect();
        if payable_again.is_empty() {
            return Ok(shares);
        }
        self.lock_claims(&payable_again).await?;
        self.shares_of(payment).await
    }

    /// What payments other than `but` are taking for the claim just now: asked for and not
    /// answered yet.
    pub async fn being_taken(
        &mut self,
        claim: ClaimId,
        but: Option<PaymentId>,
    ) -> Result<Money, StorageError> {
        let tenant = self.tenant()?;
        let (cents,): (i64,) = on_engine!(self, |connection| sqlx::query_as(BEING_TAKEN)
            .bind(tenant.as_uuid())
            .bind(claim.as_uuid())
            .bind(but.map_or(Uuid::nil(), PaymentId::as_uuid))
            .fetch_one(connection)
            .await)?;
        money(cents, "payment_claims", claim)
    }

    /// What all payments that are paid or may be are to settle, in cents: what claims' accounts
    /// must add up to.
    pub async fn shared_out(&mut self) -> Result<i64, StorageError> {
        let tenant = self.tenant()?;
        let (cents,): (i64,) = on_engine!(self, |connection| sqlx::query_as(TO_BE_PAID)
            .bind(tenant.as_uuid())
            .fetch_one(connection)
            .await)?;
        Ok(cents)
    }

    /// Payments whose shares are not their amount; at most 100.
    pub async fn payments_not_shared_out(&mut self) -> Result<Vec<PaymentId>, StorageError> {
        let tenant = self.tenant()?;
        let rows: Vec<(Uuid,)> = on_engine!(self, |connection| sqlx::query_as(NOT_SHARED_OUT)
            .bind(tenant.as_uuid())
            .fetch_all(connection)
            .await)?;
        Ok(rows
            .into_iter()
            .map(|(payment,)| PaymentId::from_uuid(payment))
            .collect())
    }
}

impl TryFrom<ShareRow> for ClaimShare {
    type Error = StorageError;

    fn try_from(row: ShareRow) -> Result<Self, StorageError> {
        let id = ClaimId::from_uuid(row.claim_id);
        Ok(Self {
            share: Share {
                claim: id,
                amount: money(row.share_cents, "payment_claims", id)?,
            },
            kassenzeichen: row.kassenzeichen,
            origin: row
                .origin
                .parse()
                .map_err(|_| StorageError::inconsistent("claims", "origin", id))?,
            text: row.text,
            terms: Terms {
                amount: money(row.amount_cents, "claims", id)?,
                due: day(row.due_on, "due_on", id)?,
                payable_from: day(row.payable_from, "payable_from", id)?,
                payable_until: day(row.payable_until, "payable_until", id)?,
                blocked: row.blocked_at.is_some(),
                cancelled: row.cancelled_at.is_some(),
            },
            settled: money(row.settled_cents, "claims", id)?,
        })
    }
}
