//! Payments: a payer's way to settle one claim or several.

pub mod attempts;
pub mod commitments;
pub mod provider_events;
pub mod requests;
pub mod search;
pub mod status_loader;

use domain::payments::{AttemptOutcome, EndReason, Method, PaymentState};
use domain::{AttemptId, ClaimId, Money, PaymentId, ServiceId, TenantId, Timestamp};
use uuid::Uuid;

use crate::StorageError;
use crate::engine::columns::{DbTime, count, in_order, money};
use crate::engine::statements::{Statements, statements};
use crate::engine::tx::queries::QueueLock;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Payments / PaymentsWriter in tx as payments }

pub(crate) const MODULES: &[Statements] = &[
    STATEMENTS,
    attempts::STATEMENTS,
    commitments::STATEMENTS,
    provider_events::STATEMENTS,
    requests::STATEMENTS,
    search::STATEMENTS,
];

/// The columns of [`PaymentRow`], of `payments p`.
macro_rules! payment_columns {
    () => {
        "p.payment_id, p.claim_id, p.service_id, p.amount_cents, p.received_cents, p.state,
               p.attempt_id, p.attempts, p.alert, p.method, p.created_at, p.expires_at, p.ended_at,
               p.end_reason, p.due_at, p.tries, p.version"
    };
}
use payment_columns;

statements! {
    INSERT_PAYMENT = "
        INSERT INTO payments
            (tenant_id, payment_id, claim_id, service_id, service_version, amount_cents, state,
             attempts, created_at, expires_at, due_at, tries, version)
        VALUES ($1, $2, $3, $4, $5, $6, 'open', 0, $7, $8, $8, 0, 0)";
    PAYMENT = concat!(
        "SELECT ",
        payment_columns!(),
        " FROM payments p WHERE p.tenant_id = $1 AND p.payment_id = $2"
    );
    SAVE_PAYMENT = "
        UPDATE payments
        SET state = $4, attempt_id = $5, attempts = $6, alert = $7, method = $8, expires_at = $9,
            ended_at = $10, due_at = $11, tries = $12, received_cents = $13,
            end_reason = $14, version = version + 1
        WHERE tenant_id = $1 AND payment_id = $2 AND version = $3";
    // Of one table, so that a PostgreSQL distributed by tenant runs it; it walks the index over
    // payments that wait.
    WITH_DUE = "SELECT DISTINCT tenant_id FROM payments WHERE due_at <= $1";
    TAKE_DUE = "
        UPDATE payments SET due_at = $3, tries = tries + 1
        WHERE tenant_id = $1
          AND payment_id IN (
                SELECT payment_id FROM payments
                WHERE tenant_id = $1 AND due_at <= $2 ORDER BY due_at, payment_id LIMIT $4)
          AND due_at <= $2
        RETURNING payment_id, tries";
    RENEW = "
        UPDATE payments SET due_at = $4
        WHERE tenant_id = $1 AND payment_id = $2 AND due_at = $3";
    PUT_OFF = "
        UPDATE payments SET due_at = $3
        WHERE tenant_id = $1 AND payment_id = $2 AND due_at IS NOT NULL";
    PASS_OVER = "
        UPDATE payments SET due_at = $3, tries = tries - 1
        WHERE tenant_id = $1 AND payment_id = $2 AND due_at IS NOT NULL AND tries > 0";
    RECEIVABLE_OF_OPEN = "
        SELECT CAST(coalesce(sum(amount_cents - received_cents), 0) AS BIGINT) FROM payments
        WHERE tenant_id = $1 AND state IN ('open', 'paying')";
    FOR_TRANSFER = "
        SELECT p.payment_id, p.state, p.amount_cents - p.received_cents,
               EXISTS (SELECT 1 FROM attempts a
                       WHERE a.tenant_id = p.tenant_id AND a.payment_id = p.payment_id
                         AND a.taking = 'by_payer') AS instructed
        FROM payments p
        WHERE p.tenant_id = $1 AND p.claim_id = $2
          AND p.payment_id IN (SELECT s.payment_id FROM shares s
                               WHERE s.tenant_id = $1 AND s.claim_id = $2)
        ORDER BY p.created_at DESC, p.payment_id DESC LIMIT 100";
}

/// A payment as stored. Change its fields and [`PaymentsWriter::save`] it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    pub id: PaymentId,
    /// The first of its claims, under whose Kassenzeichen it is known outside.
    pub claim: ClaimId,
    pub service: ServiceId,
    pub amount: Money,
    /// What arrived for it so far; all of it when it is paid.
    pub received: Money,
    pub state: PaymentState,
    /// How many attempts there have been.
    pub attempts: u32,
    /// Why the last attempt ended without money; a code the pay page turns into words.
    pub alert: Option<AttemptOutcome>,
    /// The method chosen last; of a paid payment the one it was paid with.
    pub method: Option<Method>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// When it was paid, expired or cancelled.
    pub ended_at: Option<Timestamp>,
    /// Why it ended without money; `None` also where another payment paid its claims.
    pub end_reason: Option<EndReason>,
    /// When the sweeper handles it next; none when it is final.
    pub due_at: Option<Timestamp>,
    /// Rounds of the sweeper since the payment last changed.
    pub tries: u32,
    version: i64,
}

pub struct NewPayment {
    pub id: PaymentId,
    pub claim: ClaimId,
    pub service: ServiceId,
    /// The version of the service that its payer was shown.
    pub service_version: i64,
    pub amount: Money,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// A payment that a transfer under its first claim's Kassenzeichen may be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferCandidate {
    pub payment: PaymentId,
    /// Whether it still waits for money.
    pub is_live: bool,
    /// What is still to be paid of it.
    pub rest: Money,
    /// Whether its payer was told how to transfer.
    pub instructed: bool,
}

/// A payment whose time has come.
#[derive(Clone, Copy, Debug)]
pub struct DuePayment {
    pub tenant: TenantId,
    pub payment: PaymentId,
    pub tries: u32,
}

#[derive(sqlx_macros::FromRow)]
pub(crate) struct PaymentRow {
    payment_id: Uuid,
    claim_id: Uuid,
    service_id: Uuid,
    amount_cents: i64,
    received_cents: i64,
    state: String,
    attempt_id: Option<Uuid>,
    attempts: i64,
    alert: Option<String>,
    method: Option<String>,
    created_at: DbTime,
    expires_at: DbTime,
    ended_at: Option<DbTime>,
    end_reason: Option<String>,
    due_at: Option<DbTime>,
    tries: i64,
    version: i64,
}

impl Payments<'_> {
    /// The tenants that have payments whose time has come.
    pub async fn tenants_with_due(
        &mut self,
        now: Timestamp,
    ) -> Result<Vec<TenantId>, StorageError> {
        let rows: Vec<(Uuid,)> = self.tx.all_tenants().many(WITH_DUE, values![now]).await?;
        Ok(in_order(rows))
    }

    pub async fn find(&mut self, id: PaymentId) -> Result<Option<Payment>, StorageError> {
        self.tx
            .maybe_as::<PaymentRow, _>(PAYMENT, values![id])
            .await
    }

    /// The payments that are known by this claim, newest first; at most 100.
    pub async fn for_transfer(
        &mut self,
        claim: ClaimId,
    ) -> Result<Vec<TransferCandidate>, StorageError> {
        let rows: Vec<(Uuid, String, i64, bool)> =
            self.tx.many(FOR_TRANSFER, values![claim]).await?;
        let candidate = |(payment, state, rest, instructed): (Uuid, String, i64, bool)| {
            let payment = PaymentId::from_uuid(payment);
            Ok(TransferCandidate {
                payment,
                is_live: matches!(state.as_str(), "open" | "paying"),
                rest: money(rest, "payments", payment)?,
                instructed,
            })
        };
        rows.into_iter().map(candidate).collect()
    }

    /// What payers of open payments owe, in cents: what the receivables must add up to.
    pub async fn owed_by_open(&mut self) -> Result<i64, StorageError> {
        let (cents,): (i64,) = self.tx.one(RECEIVABLE_OF_OPEN, values![]).await?;
        Ok(cents)
    }
}

impl PaymentsWriter<'_> {
    pub async fn insert(&mut self, payment: &NewPayment) -> Result<(), StorageError> {
        let values = values![
            payment.id,
            payment.claim,
            payment.service,
            payment.service_version,
            payment.amount,
            payment.created_at,
            payment.expires_at,
        ];
        self.tx.put(INSERT_PAYMENT, values).await
    }

    /// Locks the payment, and with it all that belongs to it, until the transaction ends, and
    /// reads it.
    pub async fn hold(&mut self, id: PaymentId) -> Result<Option<Payment>, StorageError> {
        self.tx
            .maybe_held::<PaymentRow, _>((PAYMENT, ""), values![id])
            .await
    }

    /// The transaction ends in `Conflict` when the payment changed since it was read. `payment` is
    /// afterwards as it is stored, and can be saved again.
    pub async fn save(&mut self, payment: &mut Payment) -> Result<(), StorageError> {
        let (state, attempt) = state_columns(payment.state);
        let values = values![
            payment.id,
            payment.version,
            state,
            attempt,
            payment.attempts,
            payment.alert.map(|alert| alert.into_str()),
            payment.method.as_ref().map(Method::as_str),
            payment.expires_at,
            payment.ended_at,
            payment.due_at,
            payment.tries,
            payment.received,
            payment.end_reason.map(|reason| reason.into_str()),
        ];
        self.tx.put(SAVE_PAYMENT, values).await?;
        payment.version += 1;
        Ok(())
    }

    /// One transaction takes at a time.
    pub async fn hold_due(&mut self) -> Result<(), StorageError> {
        self.tx.hold_queue(QueueLock::Payments).await
    }

    /// Takes up to `limit` of the tenant's payments that are due at `now` and hides them until
    /// `lease_until`, so that a crash costs that long and a payment that always fails blocks no
    /// other. The transaction [holds](Self::hold_due) what is due, in the operator's scope.
    pub async fn take_due(
        &mut self,
        tenant: TenantId,
        (now, lease_until): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<DuePayment>, StorageError> {
        let values = values![tenant, now, lease_until, limit];
        let rows: Vec<(Uuid, i64)> = self.tx.all_tenants().many(TAKE_DUE, values).await?;
        let due = rows.into_iter().map(|(payment, tries)| DuePayment {
            tenant,
            payment: PaymentId::from_uuid(payment),
            tries: count(tries),
        });
        Ok(due.collect())
    }

    /// Moves the end of the lease, unless the payment was saved with another time meanwhile;
    /// tells whether it did.
    pub async fn renew(
        &mut self,
        payment: PaymentId,
        lease_until: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StorageError> {
        let values = values![payment, lease_until, until];
        Ok(self.tx.run(RENEW, values).await? == 1)
    }

    /// The same for a payment that was taken and not worked on: the round does not count. A payment
    /// that changed meanwhile keeps its time.
    pub async fn pass_over(
        &mut self,
        payment: PaymentId,
        due_at: Timestamp,
    ) -> Result<(), StorageError> {
        self.tx
            .run(PASS_OVER, values![payment, due_at])
            .await
            .map(drop)
    }

    /// Makes the payment due at `due_at`, unless it became final.
    pub async fn put_off(
        &mut self,
        payment: PaymentId,
        due_at: Timestamp,
    ) -> Result<(), StorageError> {
        self.tx
            .run(PUT_OFF, values![payment, due_at])
            .await
            .map(drop)
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

impl Payment {
    /// What is still to be paid.
    pub fn rest(&self) -> Money {
        let rest = self.amount.checked_sub(self.received);
        rest.unwrap_or(Money::ZERO)
    }
}

impl TryFrom<PaymentRow> for Payment {
    type Error = StorageError;

    fn try_from(row: PaymentRow) -> Result<Self, StorageError> {
        let id = PaymentId::from_uuid(row.payment_id);
        let bad = |column| StorageError::inconsistent("payments", column, id);
        let alert = row.alert.map(|alert| alert.parse()).transpose();
        let method = row.method.map(|method| method.parse()).transpose();
        let end_reason = row.end_reason.map(|reason| reason.parse()).transpose();
        Ok(Self {
            id,
            claim: ClaimId::from_uuid(row.claim_id),
            service: ServiceId::from_uuid(row.service_id),
            amount: Money::from_cents(row.amount_cents).ok_or_else(|| bad("amount_cents"))?,
            received: Money::from_cents(row.received_cents).ok_or_else(|| bad("received_cents"))?,
            state: state_from(&row.state, row.attempt_id).ok_or_else(|| bad("state"))?,
            attempts: count(row.attempts),
            alert: alert.map_err(|_| bad("alert"))?,
            method: method.map_err(|_| bad("method"))?,
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
            ended_at: row.ended_at.map(|time| time.0),
            end_reason: end_reason.map_err(|_| bad("end_reason"))?,
            due_at: row.due_at.map(|time| time.0),
            tries: count(row.tries),
            version: row.version,
        })
    }
}
