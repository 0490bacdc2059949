//! Payments: a payer's way to settle one claim or several.

pub mod attempts;
pub mod provider_events;
pub mod requests;
pub(crate) mod status_loader;

use domain::payments::{AttemptOutcome, Method, PaymentState};
use domain::{AttemptId, ClaimId, Money, PaymentId, ServiceId, TenantId, Timestamp};
use uuid::Uuid;

use crate::engine::columns::{DbTime, count};
use crate::engine::lock::Queue;
use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::engine::write_batch::Write;
use crate::{StorageError, Tx};

statements! {
    INSERT_PAYMENT = "
        INSERT INTO payments
            (tenant_id, payment_id, claim_id, service_id, amount_cents, state, attempts,
             created_at, expires_at, due_at, tries, version)
        VALUES ($1, $2, $3, $4, $5, 'open', 0, $6, $7, $7, 0, 0)";
    PAYMENT = "
        SELECT payment_id, claim_id, service_id, amount_cents, state, attempt_id, attempts, alert,
               method, created_at, expires_at, ended_at, due_at, tries, version
        FROM payments WHERE tenant_id = $1 AND payment_id = $2";
    SAVE_PAYMENT = "
        UPDATE payments
        SET state = $4, attempt_id = $5, attempts = $6, alert = $7, method = $8, expires_at = $9,
            ended_at = $10, due_at = $11, tries = $12, version = version + 1
        WHERE tenant_id = $1 AND payment_id = $2 AND version = $3";
    TAKE_DUE = "
        UPDATE payments SET due_at = $2, tries = tries + 1
        WHERE (tenant_id, payment_id) IN (
                SELECT tenant_id, payment_id FROM payments
                WHERE due_at <= $1 ORDER BY due_at LIMIT $3)
          AND due_at <= $1
        RETURNING tenant_id, payment_id, tries";
    PUT_OFF = "
        UPDATE payments SET due_at = $3
        WHERE tenant_id = $1 AND payment_id = $2 AND due_at IS NOT NULL";
    NEXT_DUE = "SELECT min(due_at) FROM payments WHERE due_at IS NOT NULL";
    COUNT_BY_STATE = "
        SELECT state, CAST(count(*) AS BIGINT) FROM payments WHERE tenant_id = $1 GROUP BY state";
    RECEIVABLE_OF_OPEN = "
        SELECT CAST(coalesce(sum(amount_cents), 0) AS BIGINT) FROM payments
        WHERE tenant_id = $1 AND state IN ('open', 'paying')";
}

/// A payment as stored. Change its fields and [`Tx::save_payment`] it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    pub id: PaymentId,
    /// The first of its claims, under whose Kassenzeichen it is known outside.
    pub claim: ClaimId,
    pub service: ServiceId,
    pub amount: Money,
    pub state: PaymentState,
    /// How many attempts there have been.
    pub attempts: u32,
    /// Why the last attempt ended without money; a code the pay page turns into words.
    pub alert: Option<AttemptOutcome>,
    pub method: Option<Method>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// When it was paid, expired or cancelled.
    pub ended_at: Option<Timestamp>,
    /// When the sweeper looks at it next; none when it is final.
    pub due_at: Option<Timestamp>,
    /// Looks of the sweeper since the payment last changed.
    pub tries: u32,
    version: i64,
}

pub struct NewPayment {
    pub id: PaymentId,
    pub claim: ClaimId,
    pub service: ServiceId,
    pub amount: Money,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// A payment whose time has come.
#[derive(Clone, Copy, Debug)]
pub struct DuePayment {
    pub tenant: TenantId,
    pub payment: PaymentId,
    pub tries: u32,
}

#[derive(sqlx::FromRow)]
pub(crate) struct PaymentRow {
    payment_id: Uuid,
    claim_id: Uuid,
    service_id: Uuid,
    amount_cents: i64,
    state: String,
    attempt_id: Option<Uuid>,
    attempts: i64,
    alert: Option<String>,
    method: Option<String>,
    created_at: DbTime,
    expires_at: DbTime,
    ended_at: Option<DbTime>,
    due_at: Option<DbTime>,
    tries: i64,
    version: i64,
}

impl Tx {
    pub async fn insert_payment(&mut self, payment: &NewPayment) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        self.put(Write::new(
            INSERT_PAYMENT,
            [
                tenant.as_uuid().into(),
                payment.id.as_uuid().into(),
                payment.claim.as_uuid().into(),
                payment.service.as_uuid().into(),
                payment.amount.cents().into(),
                payment.created_at.into(),
                payment.expires_at.into(),
            ],
        ))
        .await
    }

    pub async fn payment(&mut self, id: PaymentId) -> Result<Option<Payment>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<PaymentRow> = on_engine!(self, |connection| sqlx::query_as(PAYMENT)
            .bind(tenant.as_uuid())
            .bind(id.as_uuid())
            .fetch_optional(connection)
            .await)?;
        row.map(Payment::try_from).transpose()
    }

    /// The step ends in `Conflict` when somebody saved it since it was read. `payment` is afterwards
    /// as it is stored, and can be saved again.
    pub async fn save_payment(&mut self, payment: &mut Payment) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        let (state, attempt) = state_columns(payment.state);
        self.put(Write::new(
            SAVE_PAYMENT,
            [
                tenant.as_uuid().into(),
                payment.id.as_uuid().into(),
                payment.version.into(),
                state.into(),
                attempt.map(AttemptId::as_uuid).into(),
                payment.attempts.into(),
                payment.alert.map(|alert| alert.into_str()).into(),
                payment.method.as_ref().map(Method::as_str).into(),
                payment.expires_at.into(),
                payment.ended_at.into(),
                payment.due_at.into(),
                payment.tries.into(),
            ],
        ))
        .await?;
        payment.version += 1;
        Ok(())
    }

    /// Takes up to `limit` payments that are due at `now` and hides them until `lease_until`, so
    /// that a crash costs that long and a payment that always fails blocks no other.
    pub async fn take_due_payments(
        &mut self,
        now: Timestamp,
        lease_until: Timestamp,
        limit: u32,
    ) -> Result<Vec<DuePayment>, StorageError> {
        self.lock_queue(Queue::Payments).await?;
        let rows: Vec<(Uuid, Uuid, i64)> = on_engine!(self, |connection| sqlx::query_as(TAKE_DUE)
            .bind(DbTime(now))
            .bind(DbTime(lease_until))
            .bind(i64::from(limit))
            .fetch_all(connection)
            .await)?;
        let due = rows.into_iter().map(|(tenant, payment, tries)| DuePayment {
            tenant: TenantId::from_uuid(tenant),
            payment: PaymentId::from_uuid(payment),
            tries: count(tries),
        });
        Ok(due.collect())
    }

    /// Has the sweeper look again at `due_at`, unless the payment became final.
    pub async fn put_off_payment(
        &mut self,
        payment: PaymentId,
        due_at: Timestamp,
    ) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(PUT_OFF)
            .bind(tenant.as_uuid())
            .bind(payment.as_uuid())
            .bind(DbTime(due_at))
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    /// When the next payment of any tenant is due.
    pub async fn next_due_payment(&mut self) -> Result<Option<Timestamp>, StorageError> {
        let (due,): (Option<DbTime>,) = on_engine!(self, |connection| sqlx::query_as(NEXT_DUE)
            .fetch_one(connection)
            .await)?;
        Ok(due.map(|due| due.0))
    }

    /// How many payments the tenant has in each state.
    pub async fn count_payments(&mut self) -> Result<Vec<(String, u64)>, StorageError> {
        let tenant = self.tenant()?;
        let rows: Vec<(String, i64)> =
            on_engine!(self, |connection| sqlx::query_as(COUNT_BY_STATE)
                .bind(tenant.as_uuid())
                .fetch_all(connection)
                .await)?;
        Ok(rows
            .into_iter()
            .map(|(state, n)| (state, u64::try_from(n).unwrap_or(0)))
            .collect())
    }

    /// What payers of open payments owe, in cents: what the receivables must add up to.
    pub async fn owed_by_open_payments(&mut self) -> Result<i64, StorageError> {
        let tenant = self.tenant()?;
        let (cents,): (i64,) = on_engine!(self, |connection| sqlx::query_as(RECEIVABLE_OF_OPEN)
            .bind(tenant.as_uuid())
            .fetch_one(connection)
            .await)?;
        Ok(cents)
    }
}

fn state_columns(state: PaymentState) -> (&'static str, Option<AttemptId>) {
    match state {
        PaymentState::Open => ("open", None),
        PaymentState::Paying(attempt) => ("paying", Some(attempt)),
        PaymentState::Paid => ("paid", None),
        PaymentState::Expired => ("expired", None),
        PaymentState::Cancelled => ("cancelled", None),
    }
}

/// The state of a stored payment; `None` for a text that is none.
pub(crate) fn state_from(state: &str, attempt: Option<Uuid>) -> Option<PaymentState> {
    match (state, attempt) {
        ("open", None) => Some(PaymentState::Open),
        ("paying", Some(attempt)) => Some(PaymentState::Paying(AttemptId::from_uuid(attempt))),
        ("paid", None) => Some(PaymentState::Paid),
        ("expired", None) => Some(PaymentState::Expired),
        ("cancelled", None) => Some(PaymentState::Cancelled),
        _ => None,
    }
}

impl TryFrom<PaymentRow> for Payment {
    type Error = StorageError;

    fn try_from(row: PaymentRow) -> Result<Self, StorageError> {
        let id = PaymentId::from_uuid(row.payment_id);
        let bad = |column| StorageError::inconsistent("payments", column, id);
        let method = row.method.map(|method| method.parse()).transpose();
        let alert = row.alert.map(|alert| alert.parse()).transpose();
        Ok(Self {
            id,
            claim: ClaimId::from_uuid(row.claim_id),
            service: ServiceId::from_uuid(row.service_id),
            amount: Money::from_cents(row.amount_cents).ok_or_else(|| bad("amount_cents"))?,
            state: state_from(&row.state, row.attempt_id).ok_or_else(|| bad("state"))?,
            attempts: count(row.attempts),
            alert: alert.map_err(|_| bad("alert"))?,
            method: method.map_err(|_| bad("method"))?,
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
            ended_at: row.ended_at.map(|time| time.0),
            due_at: row.due_at.map(|time| time.0),
            tries: count(row.tries),
            version: row.version,
        })
    }
}
