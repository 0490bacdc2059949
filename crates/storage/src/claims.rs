//! Claims: what is owed, and what of it has arrived.
//!
//! A claim that came with a file is not visible before its file is applied, and what a file says
//! about a claim holds from then on, also before it stands in the claim's row ([`imports`]). What
//! arrived for a claim is added under its lock ([`shares`]); when several are locked at once, it is
//! in the order of their ids, so that transactions do not deadlock.

pub mod entered;
pub mod imports;
pub mod link_tokens;
pub mod listed;
pub mod pools;
pub mod shares;
pub mod terms;

use domain::claims::terms::person;
use domain::claims::{ClaimLine, ClaimOrigin, ClaimTerms, Terms};
use domain::ledger::chain::Salt;
use domain::{AuditId, ClaimId, Money, ServiceId, Timestamp};
use uuid::Uuid;

use crate::StorageError;
use crate::engine::columns::{DbTime, day, money};
use crate::engine::statements::{Statements, statements};
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;
use terms::{StoredTerms, StoredTermsWriter};

views! { Claims / ClaimsWriter in tx as claims }

pub(crate) const MODULES: &[Statements] = &[
    STATEMENTS,
    entered::STATEMENTS,
    imports::STATEMENTS,
    link_tokens::STATEMENTS,
    listed::STATEMENTS,
    pools::STATEMENTS,
    shares::STATEMENTS,
    terms::STATEMENTS,
];

/// Columns of `claims c` as the newest applied file has them: from `$of` where that file's change
/// does not stand in the claim's row yet. Needs [`applied_changes`].
macro_rules! newest {
    ($of:literal: $column:literal, $($more:literal),+) => {
        concat!(newest!($of: $column), ", ", newest!($of: $($more),+))
    };
    ($of:literal: $column:literal) => {
        concat!(
            "CASE WHEN n.number IS NULL THEN c.",
            $column,
            " ELSE ",
            $of,
            ".",
            $column,
            " END AS ",
            $column
        )
    };
}
use newest;

/// Terms and settled amount of `claims c`. Needs [`applied_changes`].
macro_rules! terms_columns {
    () => {
        concat!(
            newest!("n": "amount_cents", "due_on", "payable_from", "payable_until", "blocked_at",
                "cancelled_at"),
            ", c.settled_cents"
        )
    };
}
use terms_columns;

/// What an applied file says about `claims c` and does not stand there yet: the change `h` and its
/// version `n`. At most one file of a tenant is applied and not copied.
macro_rules! applied_changes {
    () => {
        "
        LEFT JOIN claims_imports w ON c.import_id IS NOT NULL AND w.tenant_id = c.tenant_id
            AND w.applied_at IS NOT NULL AND w.copied_at IS NULL
        LEFT JOIN claim_changes h ON h.tenant_id = c.tenant_id AND h.import_id = w.import_id
            AND h.claim_id = c.claim_id
        LEFT JOIN claim_terms n ON n.tenant_id = c.tenant_id AND n.claim_id = c.claim_id
            AND n.number = h.terms_number"
    };
}
use applied_changes;

/// The tenant's claims that are applied, up to a further condition.
macro_rules! visible_claims {
    () => {
        concat!(
            "
        SELECT c.claim_id, c.service_id, c.kassenzeichen, c.created_at, c.origin, ",
            newest!("n": "text"),
            ", ",
            newest!("h": "party", "factor_hash", "terms_number"),
            ", ",
            terms_columns!(),
            "
        FROM claims c",
            applied_changes!(),
            "
        LEFT JOIN claims_imports i ON i.tenant_id = c.tenant_id AND i.import_id = c.import_id
        WHERE c.tenant_id = $1 AND (c.import_id IS NULL OR i.applied_at IS NOT NULL)
          "
        )
    };
}

use visible_claims;

statements! {
    INSERT_CLAIM = "
        INSERT INTO claims
            (tenant_id, claim_id, service_id, kassenzeichen, amount_cents, created_at, origin,
             text, salt, terms_number)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)";
    CLAIM = concat!(visible_claims!(), "AND c.claim_id = $2");
    CLAIM_BY_NUMBER = concat!(visible_claims!(), "AND c.kassenzeichen = $2");
    CLAIMS_AFTER = concat!(
        visible_claims!(),
        "AND c.claim_id > $2 ORDER BY c.claim_id LIMIT $3"
    );
    HELD = "SELECT 1 FROM claims WHERE tenant_id = $1 AND claim_id = $2";
    SETTLE = "
        UPDATE claims SET settled_cents = settled_cents + $3
        WHERE tenant_id = $1 AND claim_id = $2";
    GIVE_BACK = "
        UPDATE claims SET settled_cents = settled_cents - $3
        WHERE tenant_id = $1 AND claim_id = $2";
    ADJUST = "
        UPDATE claims SET amount_cents = $3, cancelled_at = $4, terms_number = $5
        WHERE tenant_id = $1 AND claim_id = $2 AND terms_number = $5 - 1";
    SETTLED_OTHERWISE = "
        SELECT c.claim_id FROM claims c
        LEFT JOIN (
            SELECT m.claim_id, CAST(sum(m.amount_cents) AS BIGINT) AS cents FROM money_in_claims m
            WHERE m.tenant_id = $1 GROUP BY m.claim_id
        ) paid ON paid.claim_id = c.claim_id
        LEFT JOIN (
            SELECT p.claim_id, CAST(sum(p.amount_cents) AS BIGINT) AS cents
            FROM refund_claims p
            JOIN refunds r ON r.tenant_id = p.tenant_id AND r.refund_id = p.refund_id
            WHERE p.tenant_id = $1 AND r.state <> 'withdrawn' GROUP BY p.claim_id
        ) back ON back.claim_id = c.claim_id
        WHERE c.tenant_id = $1
          AND c.settled_cents <> coalesce(paid.cents, 0) - coalesce(back.cents, 0)
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
    /// Number of its newest terms.
    pub terms_number: u64,
    pub created_at: Timestamp,
}

/// A claim that is made together with its payment: nothing is known of its payer.
pub struct NewClaim<'a> {
    pub id: ClaimId,
    pub service: ServiceId,
    pub kassenzeichen: &'a str,
    pub amount: Money,
    pub origin: ClaimOrigin,
    pub text: Option<&'a str>,
    /// Hides what its lines say in their digests.
    pub salt: Salt,
    /// At least one; they add up to the amount.
    pub lines: Vec<ClaimLine>,
    /// The act that makes it.
    pub made_by: AuditId,
    pub created_at: Timestamp,
}

impl NewClaim<'_> {
    /// The first terms, as the act commits to them.
    pub fn terms(&self) -> ClaimTerms {
        ClaimTerms {
            claim: self.id,
            number: 1,
            service: self.service,
            kassenzeichen: self.kassenzeichen.to_owned(),
            origin: self.origin,
            amount: self.amount,
            due: None,
            payable_from: None,
            payable_until: None,
            blocked_at: None,
            cancelled_at: None,
            text: self.text.map(str::to_owned),
            person: person(&self.salt, None, None),
            lines: self.lines.clone(),
        }
    }
}

#[derive(sqlx_macros::FromRow)]
struct ClaimRow {
    claim_id: Uuid,
    service_id: Uuid,
    kassenzeichen: String,
    created_at: DbTime,
    origin: String,
    text: Option<String>,
    party: Option<String>,
    #[sqlx(flatten)]
    terms: TermsRow,
    settled_cents: i64,
    factor_hash: Option<Vec<u8>>,
    terms_number: i64,
}

impl Claims<'_> {
    pub async fn find(&mut self, id: ClaimId) -> Result<Option<Claim>, StorageError> {
        self.tx.maybe_as::<ClaimRow, _>(CLAIM, values![id]).await
    }

    /// The claim under a Kassenzeichen in storage form.
    pub async fn by_number(&mut self, kassenzeichen: &str) -> Result<Option<Claim>, StorageError> {
        self.tx
            .maybe_as::<ClaimRow, _>(CLAIM_BY_NUMBER, values![kassenzeichen])
            .await
    }

    /// The tenant's claims in the order they came, from the one after `after`.
    pub async fn after(
        &mut self,
        after: Option<ClaimId>,
        limit: u32,
    ) -> Result<Vec<Claim>, StorageError> {
        let after = after.map_or(Uuid::nil(), ClaimId::as_uuid);
        self.tx
            .many_as::<ClaimRow, _>(CLAIMS_AFTER, values![after, limit])
            .await
    }

    /// Claims with a settled amount other than their money less what is given back; at most 100.
    pub async fn settled_otherwise(&mut self) -> Result<Vec<ClaimId>, StorageError> {
        let rows: Vec<(Uuid,)> = self.tx.many(SETTLED_OTHERWISE, values![]).await?;
        Ok(rows
            .into_iter()
            .map(|(claim,)| ClaimId::from_uuid(claim))
            .collect())
    }
}

impl ClaimsWriter<'_> {
    /// The transaction ends in `Conflict` when the tenant has this Kassenzeichen already.
    pub async fn insert(&mut self, claim: &NewClaim<'_>) -> Result<(), StorageError> {
        let values = values![
            claim.id,
            claim.service,
            claim.kassenzeichen,
            claim.amount,
            claim.created_at,
            claim.origin.into_str(),
            claim.text,
            claim.salt.as_slice(),
        ];
        self.tx.put(INSERT_CLAIM, values).await?;
        let (terms, made_by) = (claim.terms(), (claim.made_by, 1));
        let mut stored = StoredTermsWriter(StoredTerms { tx: &mut *self.tx });
        stored.insert(&terms, made_by, claim.created_at).await
    }

    /// Locks these claims until the transaction ends, in the order of their ids, so that two
    /// transactions that lock several never deadlock. A payment is locked before its claims.
    pub async fn hold(&mut self, claims: &[ClaimId]) -> Result<(), StorageError> {
        let mut sorted = claims.to_vec();
        sorted.sort();
        for claim in sorted {
            self.tx.hold(HELD, values![claim]).await?;
        }
        Ok(())
    }

    /// Adds money that arrived for the claim. The transaction ends in `Conflict` when there is no
    /// such claim.
    pub async fn settle(&mut self, id: ClaimId, share: Money) -> Result<(), StorageError> {
        self.tx.put(SETTLE, values![id, share]).await
    }

    /// Takes money of the claim back out of what settled it.
    pub async fn give_back(&mut self, id: ClaimId, share: Money) -> Result<(), StorageError> {
        self.tx.put(GIVE_BACK, values![id, share]).await
    }

    /// Appends the next terms of a claim that is held. `Conflict` when the claim has others
    /// already, as while a file of claims is read that says something about it.
    pub async fn adjust(
        &mut self,
        terms: &ClaimTerms,
        act: AuditId,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let number = terms.number;
        let values = values![terms.claim, terms.amount, terms.cancelled_at, number];
        self.tx.run_one(ADJUST, values).await?;
        let mut stored = StoredTermsWriter(StoredTerms { tx: &mut *self.tx });
        stored.insert(terms, (act, 1), now).await
    }
}

/// The terms of a claim, beside whatever else is read of it.
#[derive(sqlx_macros::FromRow)]
struct TermsRow {
    amount_cents: i64,
    due_on: Option<i64>,
    payable_from: Option<i64>,
    payable_until: Option<i64>,
    blocked_at: Option<DbTime>,
    cancelled_at: Option<DbTime>,
}

impl TermsRow {
    fn terms(&self, claim: ClaimId) -> Result<Terms, StorageError> {
        let day = |stored, column| day(stored, ("claims", column), claim);
        Ok(Terms {
            amount: money(self.amount_cents, "claims", claim)?,
            due: day(self.due_on, "due_on")?,
            payable_from: day(self.payable_from, "payable_from")?,
            payable_until: day(self.payable_until, "payable_until")?,
            blocked: self.blocked_at.is_some(),
            cancelled: self.cancelled_at.is_some(),
        })
    }
}

impl TryFrom<ClaimRow> for Claim {
    type Error = StorageError;

    fn try_from(row: ClaimRow) -> Result<Self, StorageError> {
        let id = ClaimId::from_uuid(row.claim_id);
        let terms = row.terms.terms(id)?;
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
            terms_number: u64::try_from(row.terms_number)
                .map_err(|_| StorageError::inconsistent("claims", "terms_number", id))?,
            created_at: row.created_at.0,
        })
    }
}
