//! Money that providers confirmed, and money they say has left again. Written once, never changed.

use domain::payments::Fact;
use domain::{AttemptId, Money, PaymentId, ProviderAccountId, Timestamp};
use uuid::Uuid;

use crate::engine::columns::{DbTime, money};
use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::{StorageError, Tx};

statements! {
    INSERT_CAPTURE = "
        INSERT INTO captures
            (tenant_id, account_id, capture_ref, payment_id, attempt_id, amount_cents, fee_cents,
             fact, captured_at, booked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (tenant_id, account_id, capture_ref) DO NOTHING";
    CAPTURE = "
        SELECT capture_ref, payment_id, attempt_id, amount_cents, fee_cents, captured_at
        FROM captures WHERE tenant_id = $1 AND account_id = $2 AND capture_ref = $3";
    CAPTURES_BETWEEN = "
        SELECT capture_ref, payment_id, attempt_id, amount_cents, fee_cents, captured_at
        FROM captures
        WHERE tenant_id = $1 AND account_id = $2 AND captured_at >= $3 AND captured_at < $4";
    SETTLING = "
        SELECT capture_ref, captured_at FROM captures
        WHERE tenant_id = $1 AND payment_id = $2 AND fact = 'paid' LIMIT 1";
    ANY_CAPTURE = "
        SELECT capture_ref FROM captures WHERE tenant_id = $1 AND payment_id = $2 LIMIT 1";
    INSERT_REFUND_SEEN = "
        INSERT INTO refunds_seen
            (tenant_id, account_id, refund_ref, capture_ref, payment_id, amount_cents, booked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (tenant_id, account_id, refund_ref) DO NOTHING";
    REFUNDS_SEEN = "
        SELECT refund_ref, amount_cents FROM refunds_seen WHERE tenant_id = $1 AND account_id = $2";
    CLEARED = "
        SELECT CAST(coalesce((
                SELECT sum(amount_cents - coalesce(fee_cents, 0)) FROM captures
                WHERE tenant_id = $1 AND account_id = $2), 0) AS BIGINT)
            - CAST(coalesce((
                SELECT sum(amount_cents) FROM refunds_seen
                WHERE tenant_id = $1 AND account_id = $2), 0) AS BIGINT)";
    REFUNDS_OF_PAYMENT = "
        SELECT refund_ref, amount_cents, booked_at FROM refunds_seen
        WHERE tenant_id = $1 AND payment_id = $2 ORDER BY booked_at, refund_ref";
}

/// Money a provider confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The provider's id of this money.
    pub reference: String,
    pub payment: PaymentId,
    pub attempt: AttemptId,
    pub amount: Money,
    /// What the provider kept, when it said so.
    pub fee: Option<Money>,
    pub captured_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct CaptureRow {
    capture_ref: String,
    payment_id: Uuid,
    attempt_id: Uuid,
    amount_cents: i64,
    fee_cents: Option<i64>,
    captured_at: DbTime,
}

impl Tx {
    /// Whether this money is new. `false`: it was booked before; do not book it again.
    pub async fn insert_capture(
        &mut self,
        account: ProviderAccountId,
        capture: &Capture,
        fact: Fact,
        booked_at: Timestamp,
    ) -> Result<bool, StorageError> {
        let tenant = self.tenant()?;
        let inserted = on_engine!(self, |connection| sqlx::query(INSERT_CAPTURE)
            .bind(tenant.as_uuid())
            .bind(account.as_uuid())
            .bind(&capture.reference)
            .bind(capture.payment.as_uuid())
            .bind(capture.attempt.as_uuid())
            .bind(capture.amount.cents())
            .bind(capture.fee.map(Money::cents))
            .bind(fact_text(fact))
            .bind(DbTime(capture.captured_at))
            .bind(DbTime(booked_at))
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(inserted == 1)
    }

    pub async fn capture(
        &mut self,
        account: ProviderAccountId,
        reference: &str,
    ) -> Result<Option<Capture>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<CaptureRow> = on_engine!(self, |connection| sqlx::query_as(CAPTURE)
            .bind(tenant.as_uuid())
            .bind(account.as_uuid())
            .bind(reference)
            .fetch_optional(connection)
            .await)?;
        row.map(Capture::try_from).transpose()
    }

    /// What the provider took for us from `from` up to, not including, `to`.
    pub async fn captures_between(
        &mut self,
        account: ProviderAccountId,
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Vec<Capture>, StorageError> {
        let tenant = self.tenant()?;
        let rows: Vec<CaptureRow> =
            on_engine!(self, |connection| sqlx::query_as(CAPTURES_BETWEEN)
                .bind(tenant.as_uuid())
                .bind(account.as_uuid())
                .bind(DbTime(from))
                .bind(DbTime(to))
                .fetch_all(connection)
                .await)?;
        rows.into_iter().map(Capture::try_from).collect()
    }

    /// The provider's id of the money that settled the payment, and when it was taken.
    pub async fn settling_capture(
        &mut self,
        payment: PaymentId,
    ) -> Result<Option<(String, Timestamp)>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(String, DbTime)> =
            on_engine!(self, |connection| sqlx::query_as(SETTLING)
                .bind(tenant.as_uuid())
                .bind(payment.as_uuid())
                .fetch_optional(connection)
                .await)?;
        Ok(row.map(|(reference, at)| (reference, at.0)))
    }

    /// Whether a provider confirmed money for the payment, whatever became of it.
    pub async fn has_capture(&mut self, payment: PaymentId) -> Result<bool, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(String,)> = on_engine!(self, |connection| sqlx::query_as(ANY_CAPTURE)
            .bind(tenant.as_uuid())
            .bind(payment.as_uuid())
            .fetch_optional(connection)
            .await)?;
        Ok(row.is_some())
    }

    /// Whether this refund is new. `false`: it was booked before; do not book it again.
    pub async fn insert_refund_seen(
        &mut self,
        account: ProviderAccountId,
        refund: &str,
        (capture, amount): (&Capture, Money),
        booked_at: Timestamp,
    ) -> Result<bool, StorageError> {
        let tenant = self.tenant()?;
        let inserted = on_engine!(self, |connection| sqlx::query(INSERT_REFUND_SEEN)
            .bind(tenant.as_uuid())
            .bind(account.as_uuid())
            .bind(refund)
            .bind(&capture.reference)
            .bind(capture.payment.as_uuid())
            .bind(amount.cents())
            .bind(DbTime(booked_at))
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(inserted == 1)
    }

    /// Every refund booked for the account: the provider's id and the amount.
    pub async fn refunds_seen(
        &mut self,
        account: ProviderAccountId,
    ) -> Result<Vec<(String, Money)>, StorageError> {
        let tenant = self.tenant()?;
        let rows: Vec<(String, i64)> = on_engine!(self, |connection| sqlx::query_as(REFUNDS_SEEN)
            .bind(tenant.as_uuid())
            .bind(account.as_uuid())
            .fetch_all(connection)
            .await)?;
        rows.into_iter()
            .map(|(refund, cents)| {
                let amount = money(cents, "refunds_seen", &refund)?;
                Ok((refund, amount))
            })
            .collect()
    }

    /// Cents that arrived at the account, less fees, less what has left again.
    pub async fn cleared_cents(&mut self, account: ProviderAccountId) -> Result<i64, StorageError> {
        let tenant = self.tenant()?;
        let (cents,): (i64,) = on_engine!(self, |connection| sqlx::query_as(CLEARED)
            .bind(tenant.as_uuid())
            .bind(account.as_uuid())
            .fetch_one(connection)
            .await)?;
        Ok(cents)
    }

    /// What has left again of the payment's money, oldest first, and when we learnt of it.
    pub async fn refunds_of(
        &mut self,
        payment: PaymentId,
    ) -> Result<Vec<(Money, Timestamp)>, StorageError> {
        let tenant = self.tenant()?;
        let rows: Vec<(String, i64, DbTime)> =
            on_engine!(self, |connection| sqlx::query_as(REFUNDS_OF_PAYMENT)
                .bind(tenant.as_uuid())
                .bind(payment.as_uuid())
                .fetch_all(connection)
                .await)?;
        rows.into_iter()
            .map(|(refund, cents, at)| Ok((money(cents, "refunds_seen", &refund)?, at.0)))
            .collect()
    }
}

const fn fact_text(fact: Fact) -> &'static str {
    match fact {
        Fact::Paid => "paid",
        Fact::PaidLate => "paid_late",
        Fact::PaidTwice => "paid_twice",
        Fact::PaidPartly => "paid_partly",
    }
}

impl TryFrom<CaptureRow> for Capture {
    type Error = StorageError;

    fn try_from(row: CaptureRow) -> Result<Self, StorageError> {
        let amount = money(row.amount_cents, "captures", &row.capture_ref)?;
        let fee = row
            .fee_cents
            .map(|fee| money(fee, "captures", &row.capture_ref))
            .transpose()?;
        Ok(Self {
            reference: row.capture_ref,
            payment: PaymentId::from_uuid(row.payment_id),
            attempt: AttemptId::from_uuid(row.attempt_id),
            amount,
            fee,
            captured_at: row.captured_at.0,
        })
    }
}
