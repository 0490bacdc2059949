//! Claims as the staff finds them, newest first, and what was said and paid of one.
//!
//! A list goes by claim ids, which sort by time: the next page begins behind the last id that was
//! read. Each way into a list is a range of one index. What a file that is being read brings is not
//! seen, but walked over; the reader of a list leaves it out by its range.

use domain::access::Actor;
use domain::ledger::postings::Place;
use domain::{AuditId, ClaimId, Day, Money, MoneyInId, PaymentId, ServiceId, Timestamp};
use uuid::Uuid;

use super::terms::counts;
use super::{Claim, ClaimRow, Claims, applied_changes, newest, terms_columns, visible_claims};
use crate::StorageError;
use crate::engine::columns::{DbTime, day, money};
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::money::place;

// Ranges of two columns are compared as pairs: SQLite, which has no statistics, then takes the
// index that has both instead of the primary key.

statements! {
    LISTED_CLAIMS = concat!(
        visible_claims!(),
        "AND c.claim_id >= $2 AND c.claim_id < $3 ORDER BY c.claim_id DESC LIMIT $4"
    );
    LISTED_CLAIMS_OF_SERVICE = concat!(
        visible_claims!(),
        "AND (c.service_id, c.claim_id) >= ($5, $2) AND (c.service_id, c.claim_id) < ($5, $3)
          ORDER BY c.service_id DESC, c.claim_id DESC LIMIT $4"
    );
    SAID = concat!(
        "
        SELECT t.claim_id, t.number, t.amount_cents, t.due_on, t.payable_from, t.payable_until,
               t.blocked_at, t.cancelled_at, t.text, t.recorded_at, a.audit_id, a.actor_kind,
               a.actor, a.act, a.object, a.reason
        FROM claim_terms t
        JOIN audit a ON a.tenant_id = t.tenant_id AND a.audit_id = t.audit_id
        WHERE t.tenant_id = $1 AND t.claim_id = $2 AND ",
        counts!("t"),
        " ORDER BY t.number DESC"
    );
    MONEY_OF_CLAIM = "
        SELECT m.money_in_id, m.account_kind, m.account_id, m.external_ref, m.happened_at,
               m.payment_id, c.amount_cents
        FROM money_in_claims c
        JOIN money_in m ON m.tenant_id = c.tenant_id AND m.money_in_id = c.money_in_id
        WHERE c.tenant_id = $1 AND c.claim_id = $2 ORDER BY m.money_in_id DESC LIMIT 100";
}

/// Which claims a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimsListed {
    All,
    Service(ServiceId),
}

/// A version of a claim with the act that said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidTerms {
    pub number: u64,
    pub amount: Money,
    pub due: Option<Day>,
    pub payable_from: Option<Day>,
    pub payable_until: Option<Day>,
    pub blocked: bool,
    pub cancelled: bool,
    pub text: Option<String>,
    pub at: Timestamp,
    pub audit: AuditId,
    pub actor: Actor,
    /// The name of the act.
    pub act: String,
    /// What the act was done to: a file, a payment, the claim.
    pub object: String,
    pub reason: Option<String>,
}

/// Money that settled something of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyOfClaim {
    pub money: MoneyInId,
    pub place: Place,
    /// The provider's or the bank's id of it.
    pub reference: String,
    pub amount: Money,
    pub payment: Option<PaymentId>,
    pub at: Timestamp,
}

#[derive(sqlx_macros::FromRow)]
struct SaidRow {
    claim_id: Uuid,
    number: i64,
    amount_cents: i64,
    due_on: Option<i64>,
    payable_from: Option<i64>,
    payable_until: Option<i64>,
    blocked_at: Option<DbTime>,
    cancelled_at: Option<DbTime>,
    text: Option<String>,
    recorded_at: DbTime,
    audit_id: Uuid,
    actor_kind: String,
    actor: String,
    act: String,
    object: String,
    reason: Option<String>,
}

#[derive(sqlx_macros::FromRow)]
struct MoneyRow {
    money_in_id: Uuid,
    account_kind: String,
    account_id: Uuid,
    external_ref: String,
    happened_at: DbTime,
    payment_id: Option<Uuid>,
    amount_cents: i64,
}

impl Claims<'_> {
    /// Up to `limit` claims from `from` on and before `before`, newest first.
    pub async fn listed(
        &mut self,
        by: ClaimsListed,
        (from, before): (ClaimId, ClaimId),
        limit: u32,
    ) -> Result<Vec<Claim>, StorageError> {
        let mut values = values![from, before, limit];
        let sql = match by {
            ClaimsListed::All => LISTED_CLAIMS,
            ClaimsListed::Service(service) => {
                values.push(service.into());
                LISTED_CLAIMS_OF_SERVICE
            }
        };
        self.tx.many_as::<ClaimRow, _>(sql, values).await
    }

    /// All that was said about the claim and counts, the newest first.
    pub async fn said(&mut self, claim: ClaimId) -> Result<Vec<SaidTerms>, StorageError> {
        self.tx.many_as::<SaidRow, _>(SAID, values![claim]).await
    }

    /// The newest money that settled something of the claim, at most 100.
    pub async fn money_of(&mut self, claim: ClaimId) -> Result<Vec<MoneyOfClaim>, StorageError> {
        let values = values![claim];
        self.tx.many_as::<MoneyRow, _>(MONEY_OF_CLAIM, values).await
    }
}

impl TryFrom<SaidRow> for SaidTerms {
    type Error = StorageError;

    fn try_from(row: SaidRow) -> Result<Self, StorageError> {
        let claim = ClaimId::from_uuid(row.claim_id);
        let bad = |column| StorageError::inconsistent("claim_terms", column, claim);
        let audit = |column| StorageError::inconsistent("audit", column, claim);
        let day = |stored, column| day(stored, ("claim_terms", column), claim);
        let kind = row.actor_kind.parse().map_err(|_| audit("actor_kind"))?;
        Ok(Self {
            number: u64::try_from(row.number).map_err(|_| bad("number"))?,
            amount: money(row.amount_cents, "claim_terms", claim)?,
            due: day(row.due_on, "due_on")?,
            payable_from: day(row.payable_from, "payable_from")?,
            payable_until: day(row.payable_until, "payable_until")?,
            blocked: row.blocked_at.is_some(),
            cancelled: row.cancelled_at.is_some(),
            text: row.text,
            at: row.recorded_at.0,
            audit: AuditId::from_uuid(row.audit_id),
            actor: Actor::from_stored(kind, &row.actor).map_err(|_| audit("actor"))?,
            act: row.act,
            object: row.object,
            reason: row.reason,
        })
    }
}

impl TryFrom<MoneyRow> for MoneyOfClaim {
    type Error = StorageError;

    fn try_from(row: MoneyRow) -> Result<Self, StorageError> {
        let id = MoneyInId::from_uuid(row.money_in_id);
        Ok(Self {
            money: id,
            place: place(&row.account_kind, row.account_id)
                .ok_or_else(|| StorageError::inconsistent("money_in", "account_kind", id))?,
            reference: row.external_ref,
            amount: money(row.amount_cents, "money_in_claims", id)?,
            payment: row.payment_id.map(PaymentId::from_uuid),
            at: row.happened_at.0,
        })
    }
}
