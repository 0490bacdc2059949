//! What a calling system asked for, and the two views of a payment that are read often: its status
//! for the calling system and its page for the payer. Each is one statement over primary keys.

use domain::payments::{Method, PaymentState};
use domain::{PaymentId, ServiceId, Timestamp};
use uuid::Uuid;

use super::{Payment, PaymentRow, state_from};
use crate::engine::columns::DbTime;
use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::engine::write_batch::Write;
use crate::{StorageError, Tx};

statements! {
    INSERT_REQUEST = "
        INSERT INTO payment_requests
            (tenant_id, payment_id, originator, end_point, request_id, fingerprint, body, items,
             redirect_url)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    BY_REQUEST = "
        SELECT payment_id, fingerprint FROM payment_requests
        WHERE tenant_id = $1 AND originator = $2 AND end_point = $3 AND request_id = $4";
    STATUS = "
        SELECT r.payment_id, r.originator, r.end_point, p.state, p.attempt_id, p.method,
               p.ended_at, p.service_id, c.kassenzeichen, r.body
        FROM payment_requests r
        JOIN payments p ON p.tenant_id = r.tenant_id AND p.payment_id = r.payment_id
        JOIN claims c ON c.tenant_id = p.tenant_id AND c.claim_id = p.claim_id
        WHERE r.tenant_id = $1 AND r.payment_id = $2";
    STATUSES = "
        SELECT r.payment_id, r.originator, r.end_point, p.state, p.attempt_id, p.method,
               p.ended_at, p.service_id, c.kassenzeichen, r.body
        FROM payment_requests r
        JOIN payments p ON p.tenant_id = r.tenant_id AND p.payment_id = r.payment_id
        JOIN claims c ON c.tenant_id = p.tenant_id AND c.claim_id = p.claim_id
        WHERE r.tenant_id = $1
          AND r.payment_id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                               $17)";
    PAGE = "
        SELECT p.payment_id, p.claim_id, p.service_id, p.amount_cents, p.state, p.attempt_id,
               p.attempts, p.alert, p.method, p.created_at, p.expires_at, p.ended_at, p.due_at,
               p.tries, p.version,
               c.kassenzeichen, s.document AS service, r.items, r.redirect_url,
               a.state AS attempt_state, t.document AS tenant, l.document AS pool,
               coalesce(o.trial, 0) = 1 AS trial
        FROM payments p
        JOIN claims c ON c.tenant_id = p.tenant_id AND c.claim_id = p.claim_id
        JOIN services s ON s.tenant_id = p.tenant_id AND s.service_id = p.service_id
        JOIN number_pools l ON l.tenant_id = s.tenant_id AND l.pool_id = s.pool_id
        JOIN tenants t ON t.tenant_id = p.tenant_id
        LEFT JOIN payment_requests r
            ON r.tenant_id = p.tenant_id AND r.payment_id = p.payment_id
        LEFT JOIN attempts a ON a.tenant_id = p.tenant_id AND a.attempt_id = p.attempt_id
        LEFT JOIN orders o ON o.tenant_id = p.tenant_id AND o.payment_id = p.payment_id
        WHERE p.tenant_id = $1 AND p.payment_id = $2";
}

pub struct NewRequest<'a> {
    pub payment: PaymentId,
    pub originator: &'a str,
    pub end_point: &'a str,
    pub request_id: &'a str,
    /// SHA-256 of the request as received.
    pub fingerprint: [u8; 32],
    /// The request as it is given back with each status.
    pub body: &'a str,
    /// What the pay page lists, as JSON.
    pub items: &'a str,
    pub redirect_url: Option<&'a str>,
}

/// A payment as its calling system sees it.
#[derive(Clone, Debug)]
pub struct Status {
    pub state: PaymentState,
    pub method: Option<Method>,
    pub ended_at: Option<Timestamp>,
    pub service: ServiceId,
    pub kassenzeichen: String,
    pub body: String,
}

/// What a pay page needs beside the payment itself. Documents are JSON as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PageRow {
    pub kassenzeichen: String,
    pub service: String,
    pub items: Option<String>,
    pub redirect_url: Option<String>,
    /// State of the attempt under way, if one is.
    pub attempt_state: Option<String>,
    pub tenant: String,
    pub pool: String,
    /// It was made to try the service out, and must never meet real money.
    pub trial: bool,
}

#[derive(sqlx::FromRow)]
struct WholeRow {
    #[sqlx(flatten)]
    payment: PaymentRow,
    #[sqlx(flatten)]
    page: PageRow,
}

/// Statuses read by one statement: as many clients as keep a small machine busy.
pub(crate) const STATUSES_AT_ONCE: usize = 16;

/// A status and where it may be asked for.
#[derive(Clone, Debug)]
pub(crate) struct StatusOf {
    pub(crate) payment: PaymentId,
    originator: String,
    end_point: String,
    status: Status,
}

impl StatusOf {
    /// Nothing for another pair than the payment's own.
    pub(crate) fn of_pair(self, (originator, end_point): (&str, &str)) -> Option<Status> {
        (self.originator == originator && self.end_point == end_point).then_some(self.status)
    }
}

impl TryFrom<StatusRow> for StatusOf {
    type Error = StorageError;

    fn try_from(row: StatusRow) -> Result<Self, StorageError> {
        let payment = PaymentId::from_uuid(row.payment_id);
        let bad = |column| StorageError::inconsistent("payments", column, payment);
        let method = row.method.map(|method| method.parse()).transpose();
        Ok(Self {
            payment,
            originator: row.originator,
            end_point: row.end_point,
            status: Status {
                state: state_from(&row.state, row.attempt_id).ok_or_else(|| bad("state"))?,
                method: method.map_err(|_| bad("method"))?,
                ended_at: row.ended_at.map(|time| time.0),
                service: ServiceId::from_uuid(row.service_id),
                kassenzeichen: row.kassenzeichen,
                body: row.body,
            },
        })
    }
}

#[derive(sqlx::FromRow)]
struct StatusRow {
    payment_id: Uuid,
    originator: String,
    end_point: String,
    state: String,
    attempt_id: Option<Uuid>,
    method: Option<String>,
    ended_at: Option<DbTime>,
    service_id: Uuid,
    kassenzeichen: String,
    body: String,
}

impl Tx {
    /// `Conflict` when this request id was used before at this end point.
    pub async fn insert_request(&mut self, request: &NewRequest<'_>) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        self.put(Write::new(
            INSERT_REQUEST,
            [
                tenant.as_uuid().into(),
                request.payment.as_uuid().into(),
                request.originator.into(),
                request.end_point.into(),
                request.request_id.into(),
                request.fingerprint.as_slice().into(),
                request.body.into(),
                request.items.into(),
                request.redirect_url.into(),
            ],
        ))
        .await
    }

    /// The payment that an earlier request with this id made, and that request's fingerprint.
    pub async fn payment_by_request(
        &mut self,
        (originator, end_point): (&str, &str),
        request_id: &str,
    ) -> Result<Option<(PaymentId, [u8; 32])>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(Uuid, Vec<u8>)> = on_engine!(self, |connection| {
            sqlx::query_as(BY_REQUEST)
                .bind(tenant.as_uuid())
                .bind(originator)
                .bind(end_point)
                .bind(request_id)
                .fetch_optional(connection)
                .await
        })?;
        row.map(|(payment, fingerprint)| {
            let payment = PaymentId::from_uuid(payment);
            let fingerprint = fingerprint.try_into().map_err(|_| {
                StorageError::inconsistent("payment_requests", "fingerprint", payment)
            })?;
            Ok((payment, fingerprint))
        })
        .transpose()
    }

    /// `None` also when the payment belongs to another end point.
    pub async fn payment_status(
        &mut self,
        payment: PaymentId,
        pair: (&str, &str),
    ) -> Result<Option<Status>, StorageError> {
        let found = self.payment_statuses(&[payment]).await?;
        Ok(found.into_iter().find_map(|found| found.of_pair(pair)))
    }

    /// Of those that are there, in no order; of the first [`STATUSES_AT_ONCE`] at most.
    pub(crate) async fn payment_statuses(
        &mut self,
        payments: &[PaymentId],
    ) -> Result<Vec<StatusOf>, StorageError> {
        let tenant = self.tenant()?;
        let Some(last) = payments.last() else {
            return Ok(Vec::new());
        };
        // The gathering statement has a fixed number of places; those left over ask for the last
        // one again.
        let (sql, places) = match payments {
            [_] => (STATUS, 1),
            _ => (STATUSES, STATUSES_AT_ONCE),
        };
        let asked = payments.iter().chain(std::iter::repeat(last)).take(places);
        let asked: Vec<Uuid> = asked.map(|id| id.as_uuid()).collect();
        let rows: Vec<StatusRow> = on_engine!(self, |connection| {
            let query = sqlx::query_as(sql).bind(tenant.as_uuid());
            let query = asked.iter().fold(query, |query, id| query.bind(*id));
            query.fetch_all(connection).await
        })?;
        rows.into_iter().map(StatusOf::try_from).collect()
    }

    /// A payment and its page in one look: what a payer waits for.
    pub async fn payment_with_page(
        &mut self,
        payment: PaymentId,
    ) -> Result<Option<(Payment, PageRow)>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<WholeRow> = on_engine!(self, |connection| sqlx::query_as(PAGE)
            .bind(tenant.as_uuid())
            .bind(payment.as_uuid())
            .fetch_optional(connection)
            .await)?;
        row.map(|row| Ok((Payment::try_from(row.payment)?, row.page)))
            .transpose()
    }

    pub async fn payment_page(
        &mut self,
        payment: PaymentId,
    ) -> Result<Option<PageRow>, StorageError> {
        let tenant = self.tenant()?;
        Ok(on_engine!(self, |connection| sqlx::query_as(PAGE)
            .bind(tenant.as_uuid())
            .bind(payment.as_uuid())
            .fetch_optional(connection)
            .await)?)
    }
}
