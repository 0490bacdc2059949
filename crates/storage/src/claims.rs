//! Claims: what is owed, and what of it has arrived.
//!
//! A claim that came with a file is there for nobody before its file is applied ([`imports`]). What
//! arrived for a claim is added under its lock ([`shares`]); when several are held at once, it is
//! in the order of their ids, so that nobody waits for each other in a ring.

pub mod imports;
pub mod link_tokens;
pub mod shares;

use domain::claims::{ClaimOrigin, Terms};
use domain::{ClaimId, Day, Money, ServiceId, Timestamp};
use uuid::Uuid;

use crate::engine::columns::{DbTime, money};
use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::engine::write_batch::Write;
use crate::{StorageError, Tx};

statements! {
    INSERT_CLAIM = "
        INSERT INTO claims
            (tenant_id, claim_id, service_id, kassenzeichen, amount_cents, created_at, origin, text)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    CLAIM = "
        SELECT c.claim_id, c.service_id, c.kassenzeichen, c.amount_cents, c.created_at, c.origin,
               c.text, c.party, c.due_on, c.payable_from, c.payable_until, c.blocked_at,
               c.cancelled_at, c.settled_cents, c.factor_hash
        FROM claims c
        LEFT JOIN imports i ON i.tenant_id = c.tenant_id AND i.import_id = c.import_id
        WHERE c.tenant_id = $1 AND c.claim_id = $2
          AND (c.import_id IS NULL OR i.applied_at IS NOT NULL)";
    CLAIM_BY_NUMBER = "
        SELECT c.claim_id, c.service_id, c.kassenzeichen, c.amount_cents, c.created_at, c.origin,
               c.text, c.party, c.due_on, c.payable_from, c.payable_until, c.blocked_at,
               c.cancelled_at, c.settled_cents, c.factor_hash
        FROM claims c
        LEFT JOIN imports i ON i.tenant_id = c.tenant_id AND i.import_id = c.import_id
        WHERE c.tenant_id = $1 AND c.kassenzeichen = $2
          AND (c.import_id IS NULL OR i.applied_at IS NOT NULL)";
    CLAIMS_AFTER = "
        SELECT c.claim_id, c.service_id, c.kassenzeichen, c.amount_cents, c.created_at, c.origin,
               c.text, c.party, c.due_on, c.payable_from, c.payable_until, c.blocked_at,
               c.cancelled_at, c.settled_cents, c.factor_hash
        FROM claims c
        LEFT JOIN imports i ON i.tenant_id = c.tenant_id AND i.import_id = c.import_id
        WHERE c.tenant_id = $1 AND c.claim_id > $2
          AND (c.import_id IS NULL OR i.applied_at IS NOT NULL)
        ORDER BY c.claim_id LIMIT $3";
    SETTLE = "
        UPDATE claims SET settled_cents = settled_cents + $3
        WHERE tenant_id = $1 AND claim_id = $2";
    SETTLED_OTHERWISE = "
        SELECT c.claim_id FROM claims c
        LEFT JOIN (
            SELECT s.claim_id, CAST(sum(s.share_cents) AS BIGINT) AS cents FROM payment_claims s
            JOIN payments p ON p.tenant_id = s.tenant_id AND p.payment_id = s.payment_id
            WHERE s.tenant_id = $1 AND p.state = 'paid' GROUP BY s.claim_id
        ) paid ON paid.claim_id = c.claim_id
        WHERE c.tenant_id = $1 AND c.settled_cents <> coalesce(paid.cents, 0)
        ORDER BY c.claim_id LIMIT 100";
}

/// A claim as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub id: ClaimId,
    pub service: ServiceId,
    pub kassenzeichen: String,
    pub origin: ClaimOrigin,
    /// What payer and provider may read about it; holds nothing personal.
    pub text: Option<String>,
    /// The payer's number in the authority's own system.
    pub party: Option<String>,
    pub terms: Terms,
    pub settled: Money,
    /// Keyed hash of what the payer has to know beside the Kassenzeichen.
    pub factor_hash: Option<Vec<u8>>,
    pub created_at: Timestamp,
}

pub struct NewClaim<'a> {
    pub id: ClaimId,
    pub service: ServiceId,
    pub kassenzeichen: &'a str,
    pub amount: Money,
    pub origin: ClaimOrigin,
    pub text: Option<&'a str>,
    pub created_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct ClaimRow {
    claim_id: Uuid,
    service_id: Uuid,
    kassenzeichen: String,
    amount_cents: i64,
    created_at: DbTime,
    origin: String,
    text: Option<String>,
    party: Option<String>,
    due_on: Option<i64>,
    payable_from: Option<i64>,
    payable_until: Option<i64>,
    blocked_at: Option<DbTime>,
    cancelled_at: Option<DbTime>,
    settled_cents: i64,
    factor_hash: Option<Vec<u8>>,
}

impl Tx {
    /// The step ends in `Conflict` when the tenant has this Kassenzeichen already.
    pub async fn insert_claim(&mut self, claim: &NewClaim<'_>) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        self.put(Write::new(
            INSERT_CLAIM,
            [
                tenant.as_uuid().into(),
                claim.id.as_uuid().into(),
                claim.service.as_uuid().into(),
                claim.kassenzeichen.into(),
                claim.amount.cents().into(),
                claim.created_at.into(),
                claim.origin.into_str().into(),
                claim.text.into(),
            ],
        ))
        .await
    }

    pub async fn claim(&mut self, id: ClaimId) -> Result<Option<Claim>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<ClaimRow> = on_engine!(self, |connection| sqlx::query_as(CLAIM)
            .bind(tenant.as_uuid())
            .bind(id.as_uuid())
            .fetch_optional(connection)
            .await)?;
        row.map(Claim::try_from).transpose()
    }

    /// The claim under a Kassenzeichen in storage form.
    pub async fn claim_by_number(
        &mut self,
        kassenzeichen: &str,
    ) -> Result<Option<Claim>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<ClaimRow> = on_engine!(self, |connection| sqlx::query_as(CLAIM_BY_NUMBER)
            .bind(tenant.as_uuid())
            .bind(kassenzeichen)
            .fetch_optional(connection)
            .await)?;
        row.map(Claim::try_from).transpose()
    }

    /// The tenant's claims in the order they came, from the one after `after`.
    pub async fn claims_after(
        &mut self,
        after: Option<ClaimId>,
        limit: u32,
    ) -> Result<Vec<Claim>, StorageError> {
        let tenant = self.tenant()?;
        let after = after.map_or(Uuid::nil(), ClaimId::as_uuid);
        let rows: Vec<ClaimRow> = on_engine!(self, |connection| sqlx::query_as(CLAIMS_AFTER)
            .bind(tenant.as_uuid())
            .bind(after)
            .bind(i64::from(limit))
            .fetch_all(connection)
            .await)?;
        rows.into_iter().map(Claim::try_from).collect()
    }

    /// Money for the claim arrived. The step ends in `Conflict` when there is no such claim.
    pub async fn settle_claim(&mut self, id: ClaimId, share: Money) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        self.put(Write::new(
            SETTLE,
            [
                tenant.as_uuid().into(),
                id.as_uuid().into(),
                share.cents().into(),
            ],
        ))
        .await
    }

    /// Claims whose settled amount is not what their paid payments add up to; at most 100.
    pub async fn claims_settled_otherwise(&mut self) -> Result<Vec<ClaimId>, StorageError> {
        let tenant = self.tenant()?;
        let rows: Vec<(Uuid,)> = on_engine!(self, |connection| sqlx::query_as(SETTLED_OTHERWISE)
            .bind(tenant.as_uuid())
            .fetch_all(connection)
            .await)?;
        Ok(rows
            .into_iter()
            .map(|(claim,)| ClaimId::from_uuid(claim))
            .collect())
    }
}

/// A day column.
pub(crate) fn day(
    stored: Option<i64>,
    column: &'static str,
    row: impl std::fmt::Display,
) -> Result<Option<Day>, StorageError> {
    let bad = || StorageError::inconsistent("claims", column, row);
    match stored.map(Day::from_days) {
        None => Ok(None),
        Some(Some(day)) => Ok(Some(day)),
        Some(None) => Err(bad()),
    }
}

impl TryFrom<ClaimRow> for Claim {
    type Error = StorageError;

    fn try_from(row: ClaimRow) -> Result<Self, StorageError> {
        let id = ClaimId::from_uuid(row.claim_id);
        let terms = Terms {
            amount: money(row.amount_cents, "claims", id)?,
            due: day(row.due_on, "due_on", id)?,
            payable_from: day(row.payable_from, "payable_from", id)?,
            payable_until: day(row.payable_until, "payable_until", id)?,
            blocked: row.blocked_at.is_some(),
            cancelled: row.cancelled_at.is_some(),
        };
        Ok(Self {
            id,
            service: ServiceId::from_uuid(row.service_id),
            kassenzeichen: row.kassenzeichen,
            origin: row
                .origin
                .parse()
                .map_err(|_| StorageError::inconsistent("claims", "origin", id))?,
            text: row.text,
            party: row.party,
            terms,
            settled: money(row.settled_cents, "claims", id)?,
            factor_hash: row.factor_hash,
            created_at: row.created_at.0,
        })
    }
}
