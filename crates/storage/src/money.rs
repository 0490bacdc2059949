//! Money that providers confirmed, and money they say has left again. Written once, never changed.

use domain::payments::Fact;
use domain::{AttemptId, Money, PaymentId, ProviderAccountId, Timestamp};
use uuid::Uuid;

use crate::StorageError;
use crate::engine::columns::{DbTime, money};
use crate::engine::statements::{Statements, statements};
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { MoneyFacts / MoneyFactsWriter in tx as money }

pub(crate) const MODULES: &[Statements] = &[STATEMENTS];

/// The account's captures, up to a further condition.
macro_rules! captures {
    () => {
        "
        SELECT capture_ref, payment_id, attempt_id, amount_cents, fee_cents, captured_at
        FROM captures WHERE tenant_id = $1 AND account_id = $2 "
    };
}

statements! {
    INSERT_CAPTURE = "
        INSERT INTO captures
            (tenant_id, account_id, capture_ref, payment_id, attempt_id, amount_cents, fee_cents,
             fact, captured_at, booked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (tenant_id, account_id, capture_ref) DO NOTHING";
    CAPTURE = concat!(captures!(), "AND capture_ref = $3");
    CAPTURES_BETWEEN = concat!(captures!(), "AND captured_at >= $3 AND captured_at < $4");
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

impl MoneyFacts<'_> {
    pub async fn capture(
        &mut self,
        account: ProviderAccountId,
        reference: &str,
    ) -> Result<Option<Capture>, StorageError> {
        self.tx
            .maybe_as::<CaptureRow, _>(CAPTURE, values![account, reference])
            .await
    }

    /// What the provider took for us from `from` up to, not including, `to`.
    pub async fn captures_between(
        &mut self,
        account: ProviderAccountId,
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Vec<Capture>, StorageError> {
        self.tx
            .many_as::<CaptureRow, _>(CAPTURES_BETWEEN, values![account, from, to])
            .await
    }

    /// The provider's id of the money that settled the payment, and when it was taken.
    pub async fn settling_capture(
        &mut self,
        payment: PaymentId,
    ) -> Result<Option<(String, Timestamp)>, StorageError> {
        let row: Option<(String, DbTime)> = self.tx.maybe(SETTLING, values![payment]).await?;
        Ok(row.map(|(reference, at)| (reference, at.0)))
    }

    /// Whether a provider confirmed money for the payment, whatever became of it.
    pub async fn has_capture(&mut self, payment: PaymentId) -> Result<bool, StorageError> {
        let row: Option<(String,)> = self.tx.maybe(ANY_CAPTURE, values![payment]).await?;
        Ok(row.is_some())
    }

    /// Every refund booked for the account: the provider's id and the amount.
    pub async fn refunds_seen(
        &mut self,
        account: ProviderAccountId,
    ) -> Result<Vec<(String, Money)>, StorageError> {
        let rows: Vec<(String, i64)> = self.tx.many(REFUNDS_SEEN, values![account]).await?;
        rows.into_iter()
            .map(|(refund, cents)| {
                let amount = money(cents, "refunds_seen", &refund)?;
                Ok((refund, amount))
            })
            .collect()
    }

    /// Cents that arrived at the account, less fees, less what has left again.
    pub async fn cleared_cents(&mut self, account: ProviderAccountId) -> Result<i64, StorageError> {
        let (cents,): (i64,) = self.tx.one(CLEARED, values![account]).await?;
        Ok(cents)
    }

    /// What has left again of the payment's money, oldest first, and when it was booked.
    pub async fn refunds_of(
        &mut self,
        payment: PaymentId,
    ) -> Result<Vec<(Money, Timestamp)>, StorageError> {
        let rows: Vec<(String, i64, DbTime)> =
            self.tx.many(REFUNDS_OF_PAYMENT, values![payment]).await?;
        rows.into_iter()
            .map(|(refund, cents, at)| Ok((money(cents, "refunds_seen", &refund)?, at.0)))
            .collect()
    }
}

impl MoneyFactsWriter<'_> {
    /// Whether this money is new. `false`: it was booked before; do not book it again.
    pub async fn insert_capture(
        &mut self,
        account: ProviderAccountId,
        capture: &Capture,
        fact: Fact,
        booked_at: Timestamp,
    ) -> Result<bool, StorageError> {
        let values = values![
            account,
            capture.reference.as_str(),
            capture.payment,
            capture.attempt,
            capture.amount,
            capture.fee,
            fact_text(fact),
            capture.captured_at,
            booked_at,
        ];
        Ok(self.tx.run(INSERT_CAPTURE, values).await? == 1)
    }

    /// Whether this refund is new. `false`: it was booked before; do not book it again.
    pub async fn insert_refund_seen(
        &mut self,
        account: ProviderAccountId,
        refund: &str,
        (capture, amount): (&Capture, Money),
        booked_at: Timestamp,
    ) -> Result<bool, StorageError> {
        let reference = capture.reference.as_str();
        let values = values![
            account,
            refund,
            reference,
            capture.payment,
            amount,
            booked_at
        ];
        Ok(self.tx.run(INSERT_REFUND_SEEN, values).await? == 1)
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
