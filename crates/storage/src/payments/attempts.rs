//! Attempts: calls to a provider within a payment.

use domain::ledger::postings::Place;
use domain::payments::{AttemptState, Method, Taking};
use domain::{AttemptId, AuditId, Money, PaymentId, ProviderAccountId, Timestamp};
use uuid::Uuid;

use super::{Payment, PaymentRow, Payments, PaymentsWriter, payment_columns};
use crate::StorageError;
use crate::engine::columns::{DbTime, count, hash};
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;
use crate::money::{place, place_columns};

views! { Attempts / AttemptsWriter in Payments / PaymentsWriter as attempts }

/// The columns of [`AttemptRow`], of `attempts a`.
macro_rules! attempt_columns {
    () => {
        "a.attempt_id AS this_attempt, a.payment_id AS of_payment, a.number, a.account_kind,
               a.account_id, a.method AS attempt_method, a.taking, a.offered_until, a.locale,
                a.amount_cents AS attempt_cents,
               a.state AS attempt_state, a.order_ref, a.buyer_url, a.capture_ref,
               a.capture_number, a.network_rank, a.started_by, a.created_at AS attempted_at,
               a.version AS attempt_version"
    };
}

statements! {
    INSERT_ATTEMPT = "
        INSERT INTO attempts
            (tenant_id, attempt_id, payment_id, number, account_kind, account_id, method, taking,
             locale, amount_cents, state, capture_number, network_rank, started_by, created_at,
             version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $13, $14, 0)";
    ATTEMPT = concat!(
        "SELECT ",
        attempt_columns!(),
        " FROM attempts a WHERE a.tenant_id = $1 AND a.attempt_id = $2"
    );
    UNDER_WAY = concat!(
        "SELECT ",
        attempt_columns!(),
        "
        FROM payments p
        JOIN attempts a ON a.tenant_id = p.tenant_id AND a.attempt_id = p.attempt_id
        WHERE p.tenant_id = $1 AND p.payment_id = $2"
    );
    BY_PAYER = concat!(
        "SELECT ",
        attempt_columns!(),
        " FROM attempts a
        WHERE a.tenant_id = $1 AND a.payment_id = $2 AND a.taking = 'by_payer'
        ORDER BY a.number DESC LIMIT 1"
    );
    WITH_PAYMENT = concat!(
        "SELECT ",
        attempt_columns!(),
        ", ",
        payment_columns!(),
        "
        FROM payments p
        JOIN attempts a ON a.tenant_id = p.tenant_id AND a.payment_id = p.payment_id
        WHERE a.tenant_id = $1 AND a.attempt_id = $2"
    );
    SAVE_ATTEMPT = "
        UPDATE attempts
        SET state = $4, order_ref = $5, buyer_url = $6, capture_ref = $7, capture_number = $8,
            offered_until = $9, version = version + 1
        WHERE tenant_id = $1 AND attempt_id = $2 AND version = $3";
    LATEST = concat!(
        "SELECT ",
        attempt_columns!(),
        "
        FROM attempts a
        WHERE a.tenant_id = $1 AND a.payment_id = $2
        ORDER BY a.number DESC LIMIT 1"
    );
    OF_PAYMENT = concat!(
        "SELECT ",
        attempt_columns!(),
        "
        FROM attempts a
        WHERE a.tenant_id = $1 AND a.payment_id = $2
        ORDER BY a.number"
    );
    ATTEMPTS_AFTER = concat!(
        "SELECT ",
        attempt_columns!(),
        ", u.commitment
        FROM attempts a
        LEFT JOIN audit u ON u.tenant_id = a.tenant_id AND u.audit_id = a.started_by
            AND u.act = 'payment.start'
        WHERE a.tenant_id = $1 AND a.attempt_id > $2 ORDER BY a.attempt_id LIMIT $3"
    );
    BEGUN_AND_GONE = "
        SELECT u.audit_id FROM audit u
        LEFT JOIN attempts a ON a.tenant_id = u.tenant_id AND a.started_by = u.audit_id
        WHERE u.tenant_id = $1 AND u.act = 'payment.start' AND u.commitment IS NOT NULL
          AND a.attempt_id IS NULL
        ORDER BY u.audit_id LIMIT 100";
    BY_ORDER = "
        SELECT attempt_id FROM attempts
        WHERE tenant_id = $1 AND account_id = $2 AND order_ref = $3 AND account_kind = 'provider'";
}

/// An attempt as stored. Change its fields and [`AttemptsWriter::save`] it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub id: AttemptId,
    pub payment: PaymentId,
    /// 1 for the first of its payment.
    pub number: u32,
    /// Where its money goes.
    pub account: Place,
    pub method: Method,
    pub taking: Taking,
    /// The payer's language, as the provider gets it.
    pub locale: String,
    pub amount: Money,
    pub state: AttemptState,
    /// Until when the payer may act on the offer; `None`: as long as the payment.
    pub offered_until: Option<Timestamp>,
    pub order: Option<String>,
    pub buyer_url: Option<String>,
    /// The provider's id of money it holds or took.
    pub capture: Option<String>,
    /// Which call for the money is next or open; grows only after a final no to the one before.
    pub capture_number: u32,
    /// How much the payer's network had begun before, in steps: those that began less are asked
    /// about before those that began more. 0 for the least.
    pub network_rank: u32,
    /// The act that began it.
    pub started_by: AuditId,
    pub created_at: Timestamp,
    version: i64,
}

/// An attempt with what it is held against.
#[derive(Clone, Debug)]
pub struct CommittedAttempt {
    pub attempt: Attempt,
    /// What the act that began it commits to.
    pub commitment: Option<[u8; 32]>,
}

pub struct NewAttempt<'a> {
    pub id: AttemptId,
    pub payment: PaymentId,
    pub number: u32,
    pub account: Place,
    pub method: Method,
    pub taking: Taking,
    /// `Intended`, or `Offered` where nothing has to be called.
    pub state: AttemptState,
    pub locale: &'a str,
    pub amount: Money,
    pub network_rank: u32,
    pub started_by: AuditId,
    pub created_at: Timestamp,
}

/// Column aliases differ from [`PaymentRow`]'s, so that both can be read from one joined row.
#[derive(sqlx_macros::FromRow)]
struct AttemptRow {
    this_attempt: Uuid,
    of_payment: Uuid,
    number: i64,
    account_kind: String,
    account_id: Uuid,
    attempt_method: String,
    taking: String,
    offered_until: Option<DbTime>,
    locale: String,
    attempt_cents: i64,
    attempt_state: String,
    order_ref: Option<String>,
    buyer_url: Option<String>,
    capture_ref: Option<String>,
    capture_number: i64,
    network_rank: i64,
    started_by: Uuid,
    attempted_at: DbTime,
    attempt_version: i64,
}

#[derive(sqlx_macros::FromRow)]
struct CommittedRow {
    #[sqlx(flatten)]
    attempt: AttemptRow,
    commitment: Option<Vec<u8>>,
}

#[derive(sqlx_macros::FromRow)]
struct WithPaymentRow {
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

impl TryFrom<CommittedRow> for CommittedAttempt {
    type Error = StorageError;

    fn try_from(row: CommittedRow) -> Result<Self, StorageError> {
        let attempt = Attempt::try_from(row.attempt)?;
        let of_act = |stored: &[u8]| hash(stored, ("audit", "commitment"), attempt.started_by);
        Ok(Self {
            commitment: row.commitment.as_deref().map(of_act).transpose()?,
            attempt,
        })
    }
}

impl Attempts<'_> {
    pub async fn find(&mut self, id: AttemptId) -> Result<Option<Attempt>, StorageError> {
        self.tx
            .maybe_as::<AttemptRow, _>(ATTEMPT, values![id])
            .await
    }

    /// The attempt whose outcome the payment waits for.
    pub async fn under_way(&mut self, payment: PaymentId) -> Result<Option<Attempt>, StorageError> {
        self.tx
            .maybe_as::<AttemptRow, _>(UNDER_WAY, values![payment])
            .await
    }

    /// The payment's newest attempt.
    pub async fn latest(&mut self, payment: PaymentId) -> Result<Option<Attempt>, StorageError> {
        self.tx
            .maybe_as::<AttemptRow, _>(LATEST, values![payment])
            .await
    }

    /// All of the payment's attempts, oldest first.
    pub async fn of(&mut self, payment: PaymentId) -> Result<Vec<Attempt>, StorageError> {
        self.tx
            .many_as::<AttemptRow, _>(OF_PAYMENT, values![payment])
            .await
    }

    /// The payer's own transfer within the payment, if that was chosen.
    pub async fn by_payer(&mut self, payment: PaymentId) -> Result<Option<Attempt>, StorageError> {
        self.tx
            .maybe_as::<AttemptRow, _>(BY_PAYER, values![payment])
            .await
    }

    /// Attempts in the order of their ids.
    pub async fn after(
        &mut self,
        after: AttemptId,
        limit: u32,
    ) -> Result<Vec<CommittedAttempt>, StorageError> {
        let values = values![after, limit];
        self.tx
            .many_as::<CommittedRow, _>(ATTEMPTS_AFTER, values)
            .await
    }

    /// Acts that began an attempt which is not there.
    pub async fn begun_and_gone(&mut self) -> Result<Vec<AuditId>, StorageError> {
        let rows: Vec<(Uuid,)> = self.tx.many(BEGUN_AND_GONE, values![]).await?;
        Ok(rows
            .into_iter()
            .map(|(id,)| AuditId::from_uuid(id))
            .collect())
    }

    /// The attempt that a provider knows under its order id.
    pub async fn by_order(
        &mut self,
        account: ProviderAccountId,
        order: &str,
    ) -> Result<Option<AttemptId>, StorageError> {
        let row: Option<(Uuid,)> = self.tx.maybe(BY_ORDER, values![account, order]).await?;
        Ok(row.map(|(id,)| AttemptId::from_uuid(id)))
    }
}

impl AttemptsWriter<'_> {
    pub async fn insert(&mut self, attempt: &NewAttempt<'_>) -> Result<(), StorageError> {
        let (kind, account) = place_columns(attempt.account);
        let values = values![
            attempt.id,
            attempt.payment,
            attempt.number,
            kind,
            account,
            attempt.method.as_str(),
            attempt.taking.into_str(),
            attempt.locale,
            attempt.amount,
            attempt.state.as_str(),
            attempt.network_rank,
            attempt.started_by,
            attempt.created_at,
        ];
        self.tx.put(INSERT_ATTEMPT, values).await
    }

    /// Locks the payment this attempt belongs to, as [`PaymentsWriter::hold`] does, and reads
    /// both.
    pub async fn hold(
        &mut self,
        id: AttemptId,
    ) -> Result<Option<(Payment, Attempt)>, StorageError> {
        // Each row it locks is read as the other transaction left it, the payment's first.
        let held = (WITH_PAYMENT, "OF p, a");
        self.tx
            .maybe_held::<WithPaymentRow, _>(held, values![id])
            .await
    }

    /// The transaction ends in `Conflict` when the attempt changed since it was read.
    pub async fn save(&mut self, attempt: &Attempt) -> Result<(), StorageError> {
        let values = values![
            attempt.id,
            attempt.version,
            attempt.state.as_str(),
            attempt.order.as_deref(),
            attempt.buyer_url.as_deref(),
            attempt.capture.as_deref(),
            attempt.capture_number,
            attempt.offered_until,
        ];
        self.tx.put(SAVE_ATTEMPT, values).await
    }
}

impl Attempt {
    /// The account at a provider that its money goes to; `None` for one at a bank.
    pub const fn provider_account(&self) -> Option<ProviderAccountId> {
        match self.account {
            Place::Provider(account) => Some(account),
            Place::Bank(_) => None,
        }
    }

    /// What never changes of it.
    pub fn as_made(&self) -> NewAttempt<'_> {
        NewAttempt {
            id: self.id,
            payment: self.payment,
            number: self.number,
            account: self.account,
            method: self.method.clone(),
            taking: self.taking,
            state: self.state,
            locale: &self.locale,
            amount: self.amount,
            network_rank: self.network_rank,
            started_by: self.started_by,
            created_at: self.created_at,
        }
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
            account: place(&row.account_kind, row.account_id).ok_or_else(|| bad("account_kind"))?,
            taking: row.taking.parse().map_err(|_| bad("taking"))?,
            offered_until: row.offered_until.map(|until| until.0),
            method: row.attempt_method.parse().map_err(|_| bad("method"))?,
            locale: row.locale,
            amount: Money::from_cents(row.attempt_cents).ok_or_else(|| bad("amount_cents"))?,
            state: row.attempt_state.parse().map_err(|_| bad("state"))?,
            order: row.order_ref,
            buyer_url: row.buyer_url,
            capture: row.capture_ref,
            capture_number: count(row.capture_number),
            network_rank: count(row.network_rank),
            started_by: AuditId::from_uuid(row.started_by),
            created_at: row.attempted_at.0,
            version: row.attempt_version,
        })
    }
}
