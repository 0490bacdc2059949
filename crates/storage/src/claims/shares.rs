//! Which claims a payment is to settle, and how much of each.

use domain::claims::{ClaimOrigin, Share, Terms};
use domain::{ClaimId, Money, PaymentId};
use uuid::Uuid;

use super::{Claims, ClaimsWriter, TermsRow, applied_changes, newest, terms_columns};
use crate::StorageError;
use crate::engine::columns::money;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Shares / SharesWriter in Claims / ClaimsWriter as shares }

/// Payments of a claim that are told at most.
const NEWEST_PAYMENTS: usize = 50;

statements! {
    INSERT_SHARE = "
        INSERT INTO shares (tenant_id, payment_id, claim_id, share_cents)
        VALUES ($1, $2, $3, $4)";
    SHARES = concat!(
        "
        SELECT c.claim_id, c.kassenzeichen, c.origin, s.share_cents, ",
        newest!("n": "text"),
        ", ",
        terms_columns!(),
        "
        FROM shares s
        JOIN claims c ON c.tenant_id = s.tenant_id AND c.claim_id = s.claim_id",
        applied_changes!(),
        "
        WHERE s.tenant_id = $1 AND s.payment_id = $2 ORDER BY s.claim_id"
    );
    PAYMENTS_OF_CLAIM = "
        SELECT payment_id FROM shares WHERE tenant_id = $1 AND claim_id = $2";
    BEING_TAKEN = "
        SELECT CAST(coalesce(sum(s.share_cents), 0) AS BIGINT)
        FROM shares s
        JOIN payments p ON p.tenant_id = s.tenant_id AND p.payment_id = s.payment_id
        JOIN attempts a ON a.tenant_id = p.tenant_id AND a.attempt_id = p.attempt_id
        WHERE s.tenant_id = $1 AND s.claim_id = $2 AND s.payment_id <> $3
          AND p.state = 'paying' AND a.state IN ('approved', 'unknown', 'pending')";
    TO_BE_PAID = "
        SELECT CAST(coalesce(sum(s.share_cents), 0) AS BIGINT)
        FROM shares s
        JOIN payments p ON p.tenant_id = s.tenant_id AND p.payment_id = s.payment_id
        WHERE s.tenant_id = $1 AND p.state IN ('open', 'paying', 'paid')";
    NOT_SHARED_OUT = "
        SELECT p.payment_id FROM payments p
        LEFT JOIN shares s ON s.tenant_id = p.tenant_id AND s.payment_id = p.payment_id
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

#[derive(sqlx_macros::FromRow)]
struct ShareRow {
    claim_id: Uuid,
    kassenzeichen: String,
    origin: String,
    text: Option<String>,
    #[sqlx(flatten)]
    terms: TermsRow,
    settled_cents: i64,
    share_cents: i64,
}

impl Shares<'_> {
    /// The payment's shares in the order of their claims.
    pub async fn of(&mut self, payment: PaymentId) -> Result<Vec<ClaimShare>, StorageError> {
        self.tx
            .many_as::<ShareRow, _>(SHARES, values![payment])
            .await
    }

    /// The newest payments that are to pay something of the claim; at most [`NEWEST_PAYMENTS`].
    pub async fn payments_of(&mut self, claim: ClaimId) -> Result<Vec<PaymentId>, StorageError> {
        let mut rows: Vec<(Uuid,)> = self.tx.many(PAYMENTS_OF_CLAIM, values![claim]).await?;
        rows.sort_unstable_by(|one, other| other.cmp(one));
        let newest = rows.into_iter().take(NEWEST_PAYMENTS);
        Ok(newest
            .map(|(payment,)| PaymentId::from_uuid(payment))
            .collect())
    }

    /// What payments other than `but` are taking for the claim just now: asked for and not
    /// answered yet.
    pub async fn being_taken(
        &mut self,
        claim: ClaimId,
        but: Option<PaymentId>,
    ) -> Result<Money, StorageError> {
        let but = but.map_or(Uuid::nil(), PaymentId::as_uuid);
        let (cents,): (i64,) = self.tx.one(BEING_TAKEN, values![claim, but]).await?;
        money(cents, "shares", claim)
    }

    /// What all payments that are paid or may be are to settle, in cents: what claims' accounts
    /// must add up to.
    pub async fn total(&mut self) -> Result<i64, StorageError> {
        let (cents,): (i64,) = self.tx.one(TO_BE_PAID, values![]).await?;
        Ok(cents)
    }

    /// Payments whose shares are not their amount; at most 100.
    pub async fn incomplete(&mut self) -> Result<Vec<PaymentId>, StorageError> {
        let rows: Vec<(Uuid,)> = self.tx.many(NOT_SHARED_OUT, values![]).await?;
        Ok(rows
            .into_iter()
            .map(|(payment,)| PaymentId::from_uuid(payment))
            .collect())
    }
}

impl SharesWriter<'_> {
    pub async fn insert(
        &mut self,
        payment: PaymentId,
        shares: &[Share],
    ) -> Result<(), StorageError> {
        for share in shares {
            let values = values![payment, share.claim, share.amount];
            self.tx.put(INSERT_SHARE, values).await?;
        }
        Ok(())
    }

    /// The payment's shares, their claims locked until the transaction ends. A calling system's
    /// claim has one payment for ever; that payment's lock is the claim's, too.
    pub async fn hold(&mut self, payment: PaymentId) -> Result<Vec<ClaimShare>, StorageError> {
        let shares = self.of(payment).await?;
        let payable_again: Vec<_> = shares
            .iter()
            .filter(|share| share.origin.stands_alone())
            .map(|share| share.share.claim)
            .collect();
        if payable_again.is_empty() {
            return Ok(shares);
        }
        let mut claims = ClaimsWriter(Claims { tx: &mut *self.tx });
        claims.hold(&payable_again).await?;
        self.of(payment).await
    }
}

impl TryFrom<ShareRow> for ClaimShare {
    type Error = StorageError;

    fn try_from(row: ShareRow) -> Result<Self, StorageError> {
        let id = ClaimId::from_uuid(row.claim_id);
        Ok(Self {
            share: Share {
                claim: id,
                amount: money(row.share_cents, "shares", id)?,
            },
            kassenzeichen: row.kassenzeichen,
            origin: row
                .origin
                .parse()
                .map_err(|_| StorageError::inconsistent("claims", "origin", id))?,
            text: row.text,
            terms: row.terms.terms(id)?,
            settled: money(row.settled_cents, "claims", id)?,
        })
    }
}
