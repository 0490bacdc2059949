//! What a calling system asked for, and the two views of a payment that are read often: its status
//! for the calling system and its page for the payer. Each is one statement over primary keys.

use domain::payments::{Method, PaymentState};
use domain::{BindingId, ClientId, PaymentId, ServiceId, Timestamp};
use uuid::Uuid;

use super::{Payment, PaymentRow, Payments, PaymentsWriter, payment_columns, state_from};
use crate::StorageError;
use crate::engine::columns::DbTime;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Requests / RequestsWriter in Payments / PaymentsWriter as requests }

/// Statuses, up to a further condition.
macro_rules! statuses {
    () => {
        "
        SELECT r.payment_id, r.binding_id, p.state, p.attempt_id, p.method, p.ended_at,
               p.service_id, c.kassenzeichen, r.echo, t.version
        FROM payment_requests r
        JOIN tenants t ON t.tenant_id = r.tenant_id
        JOIN payments p ON p.tenant_id = r.tenant_id AND p.payment_id = r.payment_id
        JOIN claims c ON c.tenant_id = p.tenant_id AND c.claim_id = p.claim_id
        WHERE r.tenant_id = $1 "
    };
}

statements! {
    INSERT_REQUEST = "
        INSERT INTO payment_requests
            (tenant_id, payment_id, binding_id, client_id, reference, items, echo, return_url)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    STATUS = concat!(statuses!(), "AND r.payment_id = $2");
    STATUSES = concat!(
        statuses!(),
        "AND r.payment_id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                              $17)"
    );
    PAGE = concat!(
        "SELECT ",
        payment_columns!(),
        ",
               c.kassenzeichen, r.items, r.return_url, a.state AS attempt_state, t.version
        FROM payments p
        JOIN claims c ON c.tenant_id = p.tenant_id AND c.claim_id = p.claim_id
        JOIN tenants t ON t.tenant_id = p.tenant_id
        LEFT JOIN payment_requests r
            ON r.tenant_id = p.tenant_id AND r.payment_id = p.payment_id
        LEFT JOIN attempts a ON a.tenant_id = p.tenant_id AND a.attempt_id = p.attempt_id
        WHERE p.tenant_id = $1 AND p.payment_id = $2"
    );
    ASKED_BY = "
        SELECT c.name, r.reference
        FROM payment_requests r
        JOIN clients c ON c.tenant_id = r.tenant_id AND c.client_id = r.client_id
        WHERE r.tenant_id = $1 AND r.payment_id = $2";
    PAID_FOR = "
        SELECT p.service_id, t.version, c.kassenzeichen
        FROM payments p
        JOIN claims c ON c.tenant_id = p.tenant_id AND c.claim_id = p.claim_id
        JOIN tenants t ON t.tenant_id = p.tenant_id
        WHERE p.tenant_id = $1 AND p.payment_id = $2";
}

/// What a payment is for.
#[derive(Clone, Debug)]
pub struct PaidFor {
    pub service: ServiceId,
    /// Of the tenant's master data.
    pub version: i64,
    /// The one it is known by outside.
    pub kassenzeichen: String,
}

pub struct NewRequest<'a> {
    pub payment: PaymentId,
    /// Where it came in.
    pub binding: BindingId,
    pub client: ClientId,
    /// The calling system's own id of the request.
    pub reference: &'a str,
    /// What the pay page lists, as JSON.
    pub items: &'a str,
    /// What the channel gives back with each status.
    pub echo: &'a str,
    pub return_url: Option<&'a str>,
}

/// A payment as its calling system sees it.
#[derive(Clone, Debug)]
pub struct Status {
    pub state: PaymentState,
    pub method: Option<Method>,
    pub ended_at: Option<Timestamp>,
    pub service: ServiceId,
    pub kassenzeichen: String,
    pub echo: String,
    /// Of the tenant's master data, by which the right to see it is judged.
    pub version: i64,
}

/// What a pay page needs beside the payment itself and the tenant's master data.
#[derive(Clone, Debug, sqlx_macros::FromRow)]
pub struct PageRow {
    pub kassenzeichen: String,
    /// JSON as stored.
    pub items: Option<String>,
    pub return_url: Option<String>,
    /// State of the attempt under way, if one is.
    pub attempt_state: Option<String>,
    /// Of the tenant's master data.
    pub version: i64,
}

#[derive(sqlx_macros::FromRow)]
struct WholeRow {
    #[sqlx(flatten)]
    payment: PaymentRow,
    #[sqlx(flatten)]
    page: PageRow,
}

/// Statuses read by one statement: as many clients as keep a small machine busy.
pub(crate) const STATUSES_AT_ONCE: usize = 16;

/// A status and the binding at which it may be asked for.
#[derive(Clone, Debug)]
pub(crate) struct StatusOf {
    pub(crate) payment: PaymentId,
    binding: BindingId,
    status: Status,
}

impl StatusOf {
    /// Nothing for another binding than the payment's own.
    pub(crate) fn at(self, binding: BindingId) -> Option<Status> {
        (self.binding == binding).then_some(self.status)
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
            binding: BindingId::from_uuid(row.binding_id),
            status: Status {
                state: state_from(&row.state, row.attempt_id).ok_or_else(|| bad("state"))?,
                method: method.map_err(|_| bad("method"))?,
                ended_at: row.ended_at.map(|time| time.0),
                service: ServiceId::from_uuid(row.service_id),
                kassenzeichen: row.kassenzeichen,
                echo: row.echo,
                version: row.version,
            },
        })
    }
}

#[derive(sqlx_macros::FromRow)]
struct StatusRow {
    payment_id: Uuid,
    binding_id: Uuid,
    state: String,
    attempt_id: Option<Uuid>,
    method: Option<String>,
    ended_at: Option<DbTime>,
    service_id: Uuid,
    kassenzeichen: String,
    echo: String,
    version: i64,
}

impl Requests<'_> {
    /// `None` also when the payment was asked for at another binding.
    pub async fn status(
        &mut self,
        payment: PaymentId,
        binding: BindingId,
    ) -> Result<Option<Status>, StorageError> {
        let found = self.statuses(&[payment]).await?;
        Ok(found.into_iter().find_map(|found| found.at(binding)))
    }

    /// Of those that are there, in no order; of the first [`STATUSES_AT_ONCE`] at most.
    pub(crate) async fn statuses(
        &mut self,
        payments: &[PaymentId],
    ) -> Result<Vec<StatusOf>, StorageError> {
        let Some(last) = payments.last() else {
            return Ok(Vec::new());
        };
        // The statement for several has a fixed number of places; those left over repeat the last.
        let (sql, places) = match payments {
            [_] => (STATUS, 1),
            _ => (STATUSES, STATUSES_AT_ONCE),
        };
        let ids = payments.iter().chain(std::iter::repeat(last)).take(places);
        let values = ids.map(|id| (*id).into()).collect();
        self.tx.many_as::<StatusRow, _>(sql, values).await
    }

    /// A payment and its page in one statement.
    pub async fn payment_with_page(
        &mut self,
        payment: PaymentId,
    ) -> Result<Option<(Payment, PageRow)>, StorageError> {
        self.tx
            .maybe_as::<WholeRow, _>(PAGE, values![payment])
            .await
    }

    /// The name of the calling system that asked for the payment, and its own id of the request.
    pub async fn asked_by(
        &mut self,
        payment: PaymentId,
    ) -> Result<Option<(String, String)>, StorageError> {
        self.tx.maybe(ASKED_BY, values![payment]).await
    }

    /// What decides which account a payment goes to, and what the provider is told of it.
    pub async fn paid_for(&mut self, payment: PaymentId) -> Result<Option<PaidFor>, StorageError> {
        let row: Option<(Uuid, i64, String)> = self.tx.maybe(PAID_FOR, values![payment]).await?;
        Ok(row.map(|(service, version, kassenzeichen)| PaidFor {
            service: ServiceId::from_uuid(service),
            version,
            kassenzeichen,
        }))
    }
}

impl RequestsWriter<'_> {
    pub async fn insert(&mut self, request: &NewRequest<'_>) -> Result<(), StorageError> {
        let values = values![
            request.payment,
            request.binding,
            request.client,
            request.reference,
            request.items,
            request.echo,
            request.return_url,
        ];
        self.tx.put(INSERT_REQUEST, values).await
    }
}

impl TryFrom<WholeRow> for (Payment, PageRow) {
    type Error = StorageError;

    fn try_from(row: WholeRow) -> Result<Self, StorageError> {
        Ok((row.payment.try_into()?, row.page))
    }
}
