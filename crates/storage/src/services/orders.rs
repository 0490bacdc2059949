//! What citizens ordered from the catalogue: the claim and payment each order made, and, apart
//! from them, what was filled in.

use domain::{ClaimId, Money, PaymentId, ServiceId, Timestamp};
use uuid::Uuid;

use crate::engine::columns::{DbTime, money};
use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::{StorageError, Tx};

statements! {
    INSERT_ORDER = "
        INSERT INTO orders
            (tenant_id, order_key, claim_id, payment_id, service_id, trial, ordered_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    ORDER = "SELECT payment_id FROM orders WHERE tenant_id = $1 AND order_key = $2";
    PAID_FOR = "
        SELECT s.document, t.document, CAST(coalesce(o.trial, 0) AS BIGINT), c.kassenzeichen
        FROM payments p
        JOIN claims c ON c.tenant_id = p.tenant_id AND c.claim_id = p.claim_id
        JOIN services s ON s.tenant_id = p.tenant_id AND s.service_id = p.service_id
        JOIN tenants t ON t.tenant_id = p.tenant_id
        LEFT JOIN orders o ON o.tenant_id = p.tenant_id AND o.payment_id = p.payment_id
        WHERE p.tenant_id = $1 AND p.payment_id = $2";
    INSERT_FIELDS = "
        INSERT INTO order_fields (tenant_id, claim_id, fields) VALUES ($1, $2, $3)";
    NEWEST = "
        SELECT o.payment_id, o.trial, o.ordered_at, c.kassenzeichen, p.amount_cents, p.state,
               f.fields
        FROM orders o
        JOIN claims c ON c.tenant_id = o.tenant_id AND c.claim_id = o.claim_id
        JOIN payments p ON p.tenant_id = o.tenant_id AND p.payment_id = o.payment_id
        LEFT JOIN order_fields f ON f.tenant_id = o.tenant_id AND f.claim_id = o.claim_id
        WHERE o.tenant_id = $1 AND o.service_id = $2
        ORDER BY o.ordered_at DESC, o.payment_id LIMIT $3";
    ERASE_FIELDS = "
        DELETE FROM order_fields
        WHERE tenant_id = $1 AND claim_id IN (
            SELECT claim_id FROM orders
            WHERE tenant_id = $1 AND service_id = $2 AND ordered_at < $3)";
}

pub struct NewOrder<'a> {
    /// Hash of the form's token and content.
    pub key: [u8; 32],
    pub claim: ClaimId,
    pub payment: PaymentId,
    pub service: ServiceId,
    /// Made while the service was tried out.
    pub trial: bool,
    pub at: Timestamp,
    /// What was filled in, as JSON.
    pub fields: &'a str,
}

/// An order with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub payment: PaymentId,
    pub trial: bool,
    pub at: Timestamp,
    /// Storage form.
    pub kassenzeichen: String,
    pub amount: Money,
    /// State of its payment.
    pub state: String,
    /// What was filled in, as JSON; `None` once erased.
    pub fields: Option<String>,
}

#[derive(sqlx::FromRow)]
struct OrderRow {
    payment_id: Uuid,
    trial: i64,
    ordered_at: DbTime,
    kassenzeichen: String,
    amount_cents: i64,
    state: String,
    fields: Option<String>,
}

/// What a payment is for. Documents are JSON as stored.
#[derive(Clone, Debug)]
pub struct PaidFor {
    pub service: String,
    pub tenant: String,
    /// The payment was made to try the service out, and must never meet real money.
    pub trial: bool,
    /// The one it is known by outside.
    pub kassenzeichen: String,
}

impl Tx {
    /// `Conflict` when this form made an order before.
    pub async fn insert_order(&mut self, order: &NewOrder<'_>) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(INSERT_ORDER)
            .bind(tenant.as_uuid())
            .bind(order.key.as_slice())
            .bind(order.claim.as_uuid())
            .bind(order.payment.as_uuid())
            .bind(order.service.as_uuid())
            .bind(i64::from(order.trial))
            .bind(DbTime(order.at))
            .execute(connection)
            .await
            .map(drop))?;
        on_engine!(self, |connection| sqlx::query(INSERT_FIELDS)
            .bind(tenant.as_uuid())
            .bind(order.claim.as_uuid())
            .bind(order.fields)
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    /// The payment that an earlier sending of this form made.
    pub async fn payment_by_order(
        &mut self,
        key: &[u8; 32],
    ) -> Result<Option<PaymentId>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(Uuid,)> = on_engine!(self, |connection| sqlx::query_as(ORDER)
            .bind(tenant.as_uuid())
            .bind(key.as_slice())
            .fetch_optional(connection)
            .await)?;
        Ok(row.map(|(payment,)| PaymentId::from_uuid(payment)))
    }

    /// What decides to whom a payment goes, and what the provider is told of it.
    pub async fn paid_for(&mut self, payment: PaymentId) -> Result<Option<PaidFor>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(String, String, i64, String)> =
            on_engine!(self, |connection| sqlx::query_as(PAID_FOR)
                .bind(tenant.as_uuid())
                .bind(payment.as_uuid())
                .fetch_optional(connection)
                .await)?;
        Ok(row.map(|(service, tenant, trial, kassenzeichen)| PaidFor {
            service,
            tenant,
            trial: trial == 1,
            kassenzeichen,
        }))
    }

    /// The service's newest orders.
    pub async fn newest_orders(
        &mut self,
        service: ServiceId,
        many: u32,
    ) -> Result<Vec<Order>, StorageError> {
        let tenant = self.tenant()?;
        let rows: Vec<OrderRow> = on_engine!(self, |connection| sqlx::query_as(NEWEST)
            .bind(tenant.as_uuid())
            .bind(service.as_uuid())
            .bind(i64::from(many))
            .fetch_all(connection)
            .await)?;
        rows.into_iter()
            .map(|row| {
                let payment = PaymentId::from_uuid(row.payment_id);
                Ok(Order {
                    payment,
                    trial: row.trial == 1,
                    at: row.ordered_at.0,
                    kassenzeichen: row.kassenzeichen,
                    amount: money(row.amount_cents, "payments", payment)?,
                    state: row.state,
                    fields: row.fields,
                })
            })
            .collect()
    }

    /// Erases what was filled in with orders before `before`. Claims, payments and the ledger know
    /// nothing of it and stay. Returns how many there were.
    pub async fn erase_order_fields(
        &mut self,
        service: ServiceId,
        before: Timestamp,
    ) -> Result<u64, StorageError> {
        let tenant = self.tenant()?;
        Ok(on_engine!(self, |connection| sqlx::query(ERASE_FIELDS)
            .bind(tenant.as_uuid())
            .bind(service.as_uuid())
            .bind(DbTime(before))
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?)
    }
}
