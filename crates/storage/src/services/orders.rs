//! What citizens ordered from the catalogue: the claim and payment each order made, and, apart
//! from them, what was filled in.

use domain::{ClaimId, Money, PaymentId, ServiceId, Timestamp};
use uuid::Uuid;

use super::{Services, ServicesWriter};
use crate::StorageError;
use crate::engine::columns::{DbTime, money};
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Orders / OrdersWriter in Services / ServicesWriter as orders }

statements! {
    INSERT_ORDER = "
        INSERT INTO orders
            (tenant_id, claim_id, payment_id, service_id, ordered_at)
        VALUES ($1, $2, $3, $4, $5)";
    INSERT_FIELDS = "
        INSERT INTO order_fields (tenant_id, claim_id, fields) VALUES ($1, $2, $3)";
    NEWEST = "
        SELECT o.payment_id, o.ordered_at, c.kassenzeichen, p.amount_cents, p.state,
               f.fields
        FROM orders o
        JOIN claims c ON c.tenant_id = o.tenant_id AND c.claim_id = o.claim_id
        JOIN payments p ON p.tenant_id = o.tenant_id AND p.payment_id = o.payment_id
        LEFT JOIN order_fields f ON f.tenant_id = o.tenant_id AND f.claim_id = o.claim_id
        WHERE o.tenant_id = $1 AND o.service_id = $2
        ORDER BY o.ordered_at DESC, o.payment_id LIMIT $3";
    FIELDS_OF_PAYMENT = "
        SELECT f.fields FROM orders o
        LEFT JOIN order_fields f ON f.tenant_id = o.tenant_id AND f.claim_id = o.claim_id
        WHERE o.tenant_id = $1 AND o.payment_id = $2";
    ERASE_FIELDS = "
        DELETE FROM order_fields
        WHERE tenant_id = $1 AND claim_id IN (
            SELECT claim_id FROM orders
            WHERE tenant_id = $1 AND service_id = $2 AND ordered_at < $3)";
}

pub struct NewOrder<'a> {
    pub claim: ClaimId,
    pub payment: PaymentId,
    pub service: ServiceId,
    pub at: Timestamp,
    /// What was filled in, as JSON.
    pub fields: &'a str,
}

/// An order with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub payment: PaymentId,
    pub at: Timestamp,
    /// Storage form.
    pub kassenzeichen: String,
    pub amount: Money,
    /// State of its payment.
    pub state: String,
    /// What was filled in, as JSON; `None` once erased.
    pub fields: Option<String>,
}

#[derive(sqlx_macros::FromRow)]
struct OrderRow {
    payment_id: Uuid,
    ordered_at: DbTime,
    kassenzeichen: String,
    amount_cents: i64,
    state: String,
    fields: Option<String>,
}

impl Orders<'_> {
    /// The service's newest orders.
    pub async fn newest(
        &mut self,
        service: ServiceId,
        many: u32,
    ) -> Result<Vec<Order>, StorageError> {
        self.tx
            .many_as::<OrderRow, _>(NEWEST, values![service, many])
            .await
    }
}

impl Orders<'_> {
    /// What was filled in with the payment's order, as JSON: `None` where it comes from no order,
    /// `Some(None)` once it is erased.
    pub async fn fields_of(
        &mut self,
        payment: PaymentId,
    ) -> Result<Option<Option<String>>, StorageError> {
        let row: Option<(Option<String>,)> =
            self.tx.maybe(FIELDS_OF_PAYMENT, values![payment]).await?;
        Ok(row.map(|(fields,)| fields))
    }
}

impl OrdersWriter<'_> {
    /// Travels with the other writes of the transaction.
    pub async fn insert(&mut self, order: &NewOrder<'_>) -> Result<(), StorageError> {
        let values = values![order.claim, order.payment, order.service, order.at,];
        self.tx.put(INSERT_ORDER, values).await?;
        let fields = values![order.claim, order.fields];
        self.tx.put(INSERT_FIELDS, fields).await
    }

    /// Erases what was filled in with orders before `before`. Claims, payments and the ledger do
    /// not refer to it and stay. Returns how many there were.
    pub async fn erase_fields(
        &mut self,
        service: ServiceId,
        before: Timestamp,
    ) -> Result<u64, StorageError> {
        self.tx.run(ERASE_FIELDS, values![service, before]).await
    }
}

impl TryFrom<OrderRow> for Order {
    type Error = StorageError;

    fn try_from(row: OrderRow) -> Result<Self, StorageError> {
        let payment = PaymentId::from_uuid(row.payment_id);
        Ok(Self {
            payment,
            at: row.ordered_at.0,
            kassenzeichen: row.kassenzeichen,
            amount: money(row.amount_cents, "payments", payment)?,
            state: row.state,
            fields: row.fields,
        })
    }
}
