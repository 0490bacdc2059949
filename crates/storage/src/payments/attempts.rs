//! Attempts: calls to a provider within a payment.

use domain::payments::{AttemptState, Method};
use domain::{AttemptId, Money, PaymentId, ProviderAccountId, Timestamp};
use uuid::Uuid;

use super::{Payment, PaymentRow};
use crate::engine::columns::{DbTime, count};
use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::engine::write_batch::Write;
use crate::{StorageError, Tx};

statements! {
    INSERT_ATTEMPT = "
        INSERT INTO attempts
            (tenant_id, attempt_id, payment_id, number, account_id, method, locale, amount_cents,
             state, capture_number, created_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'intended', 1, $9, 0)";
    ATTEMPT = "
        SELECT attempt_id AS this_attempt, payment_id AS of_payment, number, account_id,
               method AS attempt_method, locale, amount_cents AS attempt_cents,
               state AS attempt_state, order_ref, buyer_url, capture_ref, capture_number,
               created_at AS attempted_at, version AS attempt_version
        FROM attempts WHERE tenant_id = $1 AND attempt_id = $2";
    UNDER_WAY = "
        SELECT a.attempt_id AS this_attempt, a.payment_id AS of_payment, a.number, a.account_id,
               a.method AS attempt_method, a.locale, a.amount_cents AS attempt_cents,
               a.state AS attempt_state, a.order_ref, a.buyer_url, a.capture_ref,
               a.capture_number, a.created_at AS attempted_at, a.version AS attempt_version
        FROM payments p
        JOIN attempts a ON a.tenant_id = p.tenant_id AND a.attempt_id = p.attempt_id
        WHERE p.tenant_id = $1 AND p.payment_id = $2";
    WITH_PAYMENT = "
        SELECT a.attempt_id AS this_attempt, a.payment_id AS of_payment, a.number, a.account_id,
               a.method AS attempt_method, a.locale, a.amount_cents AS attempt_cents,
               a.state AS attempt_state, a.order_ref, a.buyer_url, a.capture_ref,
               a.capture_number, a.created_at AS attempted_at, a.version AS attempt_version,
               p.payment_id, p.claim_id, p.service_id, p.amount_cents, p.state, p.attempt_id,
               p.attempts, p.alert, p.method, p.created_at, p.expires_at, p.ended_at, p.due_at,
               p.tries, p.version
        FROM payments p
        JOIN attempts a ON a.tenant_id = p.tenant_id AND a.payment_id = p.payment_id
        WHERE a.tenant_id = $1 AND a.attempt_id = $2";
    SAVE_ATTEMPT = "
        UPDATE attempts
        SET state = $4, order_ref = $5, buyer_url = $6, capture_ref = $7, capture_number = $8,
            version = version + 1
        WHERE tenant_id = $1 AND attempt_id = $2 AND version = $3";
    BY_ORDER = "
        SELECT attempt_id FROM attempts
        WHERE tenant_id = $1 AND account_id = $2 AND order_ref = $3";
    LAST_OF_PAYMENT = "
        SELECT attempt_id FROM attempts
        WHERE tenant_id = $1 AND payment_id = $2 ORDER BY number DESC LIMIT 1";
}

/// An attempt as stored. Change its fields and [`Tx::save_attempt`] it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub id: AttemptId,
    pub payment: PaymentId,
    /// 1 for the first of its payment.
    pub number: u32,
    pub account: ProviderAccountId,
    pub method: Method,
    /// The payer's language, as the provider gets it.
    pub locale: String,
    pub amount: Money,
    pub state: AttemptState,
    pub order: Option<String>,
    pub buyer_url: Option<String>,
    /// The provider's id of money it holds or took.
    pub capture: Option<String>,
    /// Which call for the money is next or open; grows only after a final no to the one before.
    pub capture_number: u32,
    pub created_at: Timestamp,
    version: i64,
}

pub struct NewAttempt<'a> {
    pub id: AttemptId,
    pub payment: PaymentId,
    pub number: u32,
    pub account: ProviderAccountId,
    pub method: Method,
    pub locale: &'a str,
    pub amount: Money,
    pub created_at: Timestamp,
}

/// Its names are not those of a payment's row, beside which it may stand.
#[derive(sqlx::FromRow)]
struct AttemptRow {
    this_attempt: Uuid,
    of_payment: Uuid,
    number: i64,
    account_id: Uuid,
    attempt_method: String,
    locale: String,
    attempt_cents: i64,
    attempt_state: String,
    order_ref: Option<String>,
    buyer_url: Option<String>,
    capture_ref: Option<String>,
    capture_number: i64,
    attempted_at: DbTime,
    attempt_version: i64,
}

#[derive(sqlx::FromRow)]
pub(crate) struct WithPaymentRow {
    #[sqlx(flatten)]
    payment: PaymentRow,
    #[sqlx(flatten)]
    attempt: AttemptRow,
}

impl TryFrom<WithPaymentRow> for (Payment, Attempt) {
    type Error = StorageError;

    fn try_from(row: WithPaymentRow) -> Result<Self, StorageError> {
        Ok((row.payment.try_into()?, row.attempt.try_into()?))
    }
}

impl Tx {
    pub async fn insert_attempt(&mut self, attempt: &NewAttempt<'_>) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        self.put(Write::new(
            INSERT_ATTEMPT,
            [
                tenant.as_uuid().into(),
                attempt.id.as_uuid().into(),
                attempt.payment.as_uuid().into(),
                attempt.number.into(),
                attempt.account.as_uuid().into(),
                attempt.method.as_str().into(),
                attempt.locale.into(),
                attempt.amount.cents().into(),
                attempt.created_at.into(),
            ],
        ))
        .await
    }

    pub async fn attempt(&mut self, id: AttemptId) -> Result<Option<Attempt>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<AttemptRow> = on_engine!(self, |connection| sqlx::query_as(ATTEMPT)
            .bind(tenant.as_uuid())
            .bind(id.as_uuid())
            .fetch_optional(connection)
            .await)?;
        row.map(Attempt::try_from).transpose()
    }

    /// The attempt whose outcome the payment waits for.
    pub async fn attempt_under_way(
        &mut self,
        payment: PaymentId,
    ) -> Result<Option<Attempt>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<AttemptRow> = on_engine!(self, |connection| sqlx::query_as(UNDER_WAY)
            .bind(tenant.as_uuid())
            .bind(payment.as_uuid())
            .fetch_optional(connection)
            .await)?;
        row.map(Attempt::try_from).transpose()
    }

    /// The step ends in `Conflict` when somebody saved it since it was read.
    pub async fn save_attempt(&mut self, attempt: &Attempt) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        self.put(Write::new(
            SAVE_ATTEMPT,
            [
                tenant.as_uuid().into(),
                attempt.id.as_uuid().into(),
                attempt.version.into(),
                attempt.state.as_str().into(),
                attempt.order.as_deref().into(),
                attempt.buyer_url.as_deref().into(),
                attempt.capture.as_deref().into(),
                attempt.capture_number.into(),
            ],
        ))
        .await
    }

    /// The attempt that a provider knows under its order id.
    pub async fn attempt_by_order(
        &mut self,
        account: ProviderAccountId,
        order: &str,
    ) -> Result<Option<AttemptId>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(Uuid,)> = on_engine!(self, |connection| sqlx::query_as(BY_ORDER)
            .bind(tenant.as_uuid())
            .bind(account.as_uuid())
            .bind(order)
            .fetch_optional(connection)
            .await)?;
        Ok(row.map(|(id,)| AttemptId::from_uuid(id)))
    }

    pub async fn last_attempt(
        &mut self,
        payment: PaymentId,
    ) -> Result<Option<AttemptId>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(Uuid,)> = on_engine!(self, |connection| sqlx::query_as(LAST_OF_PAYMENT)
            .bind(tenant.as_uuid())
            .bind(payment.as_uuid())
            .fetch_optional(connection)
            .await)?;
        Ok(row.map(|(id,)| AttemptId::from_uuid(id)))
    }
}

impl TryFrom<AttemptRow> for Attempt {
    type Error = StorageError;

    fn try_from(row: AttemptRow) -> Result<Self, StorageError> {
        let id = AttemptId::from_uuid(row.this_attempt);
        let bad = |column| StorageError::inconsistent("attempts", column, id);
        Ok(Self {
            id,
            payment: PaymentId::from_uuid(row.of_payment),
            number: count(row.number),
            account: ProviderAccountId::from_uuid(row.account_id),
            method: row.attempt_method.parse().map_err(|_| bad("method"))?,
            locale: row.locale,
            amount: Money::from_cents(row.attempt_cents).ok_or_else(|| bad("amount_cents"))?,
            state: row.attempt_state.parse().map_err(|_| bad("state"))?,
            order: row.order_ref,
            buyer_url: row.buyer_url,
            capture: row.capture_ref,
            capture_number: count(row.capture_number),
            created_at: row.attempted_at.0,
            version: row.attempt_version,
        })
    }
}
