//! Payments as lists show them, newest first, and the payments that an id belongs to.
//!
//! A list goes by payment ids, which sort by time: the next page begins behind the last id that was
//! read, and what is stored meanwhile shifts nothing. Each way into a list is a range of one index,
//! so that a page costs the same with any number of payments.

use domain::payments::{Method, PaymentState};
use domain::{ClaimId, Money, PaymentId, ServiceId, Timestamp};
use uuid::Uuid;

use super::{Payments, state_from};
use crate::StorageError;
use crate::engine::columns::{DbTime, money};
use crate::engine::statements::statements;
use crate::engine::tx::values::values;

// Ranges of two columns are compared as pairs: SQLite, which has no statistics, then takes the
// index that has both instead of the primary key.

/// The tenant's payments with their first Kassenzeichen, up to a further condition.
macro_rules! listed {
    () => {
        "
        SELECT p.payment_id, p.service_id, p.amount_cents, p.state, p.attempt_id, p.method,
               p.created_at, p.ended_at, c.kassenzeichen
        FROM payments p
        JOIN claims c ON c.tenant_id = p.tenant_id AND c.claim_id = p.claim_id
        WHERE p.tenant_id = $1 "
    };
}

statements! {
    LISTED = concat!(
        listed!(),
        "AND p.payment_id >= $2 AND p.payment_id < $3 ORDER BY p.payment_id DESC LIMIT $4"
    );
    LISTED_OF_SERVICE = concat!(
        listed!(),
        "AND (p.service_id, p.payment_id) >= ($5, $2)
          AND (p.service_id, p.payment_id) < ($5, $3)
        ORDER BY p.service_id DESC, p.payment_id DESC LIMIT $4"
    );
    LISTED_OF_AMOUNT = concat!(
        listed!(),
        "AND (p.amount_cents, p.payment_id) >= ($5, $2)
          AND (p.amount_cents, p.payment_id) < ($5, $3)
        ORDER BY p.amount_cents DESC, p.payment_id DESC LIMIT $4"
    );
    LISTED_OF_CLAIM = concat!(
        listed!(),
        "AND p.payment_id IN (
            SELECT s.payment_id FROM shares s WHERE s.tenant_id = $1 AND s.claim_id = $5)
          AND p.payment_id >= $2 AND p.payment_id < $3
        ORDER BY p.payment_id DESC LIMIT $4"
    );
    BY_ORDER = "
        SELECT a.payment_id FROM provider_accounts o CROSS JOIN attempts a
        WHERE o.tenant_id = $1 AND a.tenant_id = o.tenant_id AND a.account_id = o.account_id
          AND a.order_ref = $2
        LIMIT $3";
    BY_MONEY = "
        SELECT m.payment_id FROM (
            SELECT 'provider' AS kind, account_id FROM provider_accounts WHERE tenant_id = $1
            UNION ALL
            SELECT 'bank', bank_account_id FROM bank_accounts WHERE tenant_id = $1) o
        CROSS JOIN money_in m
        WHERE m.tenant_id = $1 AND m.account_kind = o.kind AND m.account_id = o.account_id
          AND m.external_ref = $2 AND m.payment_id IS NOT NULL
        LIMIT $3";
    BY_MONEY_OUT = "
        SELECT m.payment_id FROM (
            SELECT 'provider' AS kind, account_id FROM provider_accounts WHERE tenant_id = $1
            UNION ALL
            SELECT 'bank', bank_account_id FROM bank_accounts WHERE tenant_id = $1) a
        CROSS JOIN money_out o CROSS JOIN money_in m
        WHERE o.tenant_id = $1 AND o.account_kind = a.kind AND o.account_id = a.account_id
          AND o.external_ref = $2
          AND m.tenant_id = o.tenant_id AND m.account_kind = o.account_kind
          AND m.account_id = o.account_id AND m.external_ref = o.money_ref
          AND m.payment_id IS NOT NULL
        LIMIT $3";
    BY_REQUEST = "
        SELECT payment_id FROM payment_requests
        WHERE tenant_id = $1 AND reference = $2 ORDER BY payment_id DESC LIMIT $3";
}

/// Payments that one reference of another system names at most, each way.
const NAMED_MAX: u32 = 50;

/// Which payments a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListedBy {
    All,
    Service(ServiceId),
    /// Of exactly this amount.
    Amount(Money),
    /// That are to settle this claim.
    Claim(ClaimId),
}

/// A payment as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPayment {
    pub id: PaymentId,
    pub service: ServiceId,
    /// Storage form.
    pub kassenzeichen: String,
    pub amount: Money,
    pub state: PaymentState,
    pub method: Option<Method>,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

#[derive(sqlx_macros::FromRow)]
struct ListedRow {
    payment_id: Uuid,
    service_id: Uuid,
    amount_cents: i64,
    state: String,
    attempt_id: Option<Uuid>,
    method: Option<String>,
    created_at: DbTime,
    ended_at: Option<DbTime>,
    kassenzeichen: String,
}

impl Payments<'_> {
    /// Up to `limit` payments from `from` on and before `before`, newest first.
    pub async fn listed(
        &mut self,
        by: ListedBy,
        (from, before): (PaymentId, PaymentId),
        limit: u32,
    ) -> Result<Vec<ListedPayment>, StorageError> {
        let mut values = values![from, before, limit];
        let sql = match by {
            ListedBy::All => LISTED,
            ListedBy::Service(service) => {
                values.push(service.into());
                LISTED_OF_SERVICE
            }
            ListedBy::Amount(amount) => {
                values.push(amount.into());
                LISTED_OF_AMOUNT
            }
            ListedBy::Claim(claim) => {
                values.push(claim.into());
                LISTED_OF_CLAIM
            }
        };
        self.tx.many_as::<ListedRow, _>(sql, values).await
    }

    /// The payments that a provider, a bank or a calling system knows under this id: an order,
    /// money in or out, a request. Each once.
    pub async fn named(&mut self, reference: &str) -> Result<Vec<PaymentId>, StorageError> {
        let mut found = Vec::new();
        for sql in [BY_ORDER, BY_MONEY, BY_MONEY_OUT, BY_REQUEST] {
            let values = values![reference, NAMED_MAX];
            let rows: Vec<(Uuid,)> = self.tx.many(sql, values).await?;
            found.extend(rows.into_iter().map(|(id,)| PaymentId::from_uuid(id)));
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

impl TryFrom<ListedRow> for ListedPayment {
    type Error = StorageError;

    fn try_from(row: ListedRow) -> Result<Self, StorageError> {
        let id = PaymentId::from_uuid(row.payment_id);
        let bad = |column| StorageError::inconsistent("payments", column, id);
        let method = row.method.map(|method| method.parse()).transpose();
        Ok(Self {
            id,
            service: ServiceId::from_uuid(row.service_id),
            kassenzeichen: row.kassenzeichen,
            amount: money(row.amount_cents, "payments", id)?,
            state: state_from(&row.state, row.attempt_id).ok_or_else(|| bad("state"))?,
            method: method.map_err(|_| bad("method"))?,
            created_at: row.created_at.0,
            ended_at: row.ended_at.map(|time| time.0),
        })
    }
}
