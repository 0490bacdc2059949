//! Attempts: calls to a provider within a payment.

use domain::payment::AttemptState;
use domain::{AttemptId, Method, Money, PaymentId, ProviderAccountId, Timestamp};
use uuid::Uuid;

use super::count;
use crate::columns::DbTime;
use crate::engine::on_engine;
use crate::statements::statements;
use crate::{StorageError, Tx};

statements! {
    INSERT_ATTEMPT = "
        INSERT INTO attempts
            (tenant_id, attempt_id, payment_id, number, account_id, method, locale, amount_cents,
             state, capture_number, created_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'intended', 1, $9, 0)";
    ATTEMPT = "
        SELECT attempt_id, payment_id, number, account_id, method, locale, amount_cents, state,
               order_ref, buyer_url, capture_ref, capture_number, created_at, version
        FROM attempts WHERE tenant_id = $1 AND attempt_id = $2";
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

#[derive(sqlx::FromRow)]
struct AttemptRow {
    attempt_id: Uuid,
    payment_id: Uuid,
    number: i64,
    account_id: Uuid,
    method: String,
    locale: String,
    amount_cents: i64,
    state: String,
    order_ref: Option<String>,
    buyer_url: Option<String>,
    capture_ref: Option<String>,
    capture_number: i64,
    created_at: DbTime,
    version: i64,
}

impl Tx {
    pub async fn insert_attempt(&mut self, attempt: &NewAttempt<'_>) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(INSERT_ATTEMPT)
            .bind(tenant.as_uuid())
            .bind(attempt.id.as_uuid())
            .bind(attempt.payment.as_uuid())
            .bind(i64::from(attempt.number))
            .bind(attempt.account.as_uuid())
            .bind(attempt.method.as_str())
            .bind(attempt.locale)
            .bind(attempt.amount.cents())
            .bind(DbTime(attempt.created_at))
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
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

    /// `Conflict` when somebody saved it since it was read.
    pub async fn save_attempt(&mut self, attempt: &Attempt) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        let changed = on_engine!(self, |connection| sqlx::query(SAVE_ATTEMPT)
            .bind(tenant.as_uuid())
            .bind(attempt.id.as_uuid())
            .bind(attempt.version)
            .bind(attempt.state.as_str())
            .bind(attempt.order.as_deref())
            .bind(attempt.buyer_url.as_deref())
            .bind(attempt.capture.as_deref())
            .bind(i64::from(attempt.capture_number))
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
        if changed == 1 {
            Ok(())
        } else {
            Err(StorageError::Conflict)
        }
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
        let id = AttemptId::from_uuid(row.attempt_id);
        let bad = |column| StorageError::inconsistent("attempts", column, id);
        Ok(Self {
            id,
            payment: PaymentId::from_uuid(row.payment_id),
            number: count(row.number),
            account: ProviderAccountId::from_uuid(row.account_id),
            method: row.method.parse().map_err(|_| bad("method"))?,
            locale: row.locale,
            amount: Money::from_cents(row.amount_cents).ok_or_else(|| bad("amount_cents"))?,
            state: row.state.parse().map_err(|_| bad("state"))?,
            order: row.order_ref,
            buyer_url: row.buyer_url,
            capture: row.capture_ref,
            capture_number: count(row.capture_number),
            created_at: row.created_at.0,
            version: row.version,
        })
    }
}
