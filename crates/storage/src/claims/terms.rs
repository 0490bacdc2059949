//! Terms of claims, version by version, with their lines: written once, read to be shown and to be
//! proven.

use std::collections::HashMap;

use domain::claims::terms::person;
use domain::claims::{ClaimLine, ClaimTerms};
use domain::ledger::chain::Salt;
use domain::{AuditId, ClaimId, Day, ServiceId, Timestamp};
use uuid::Uuid;

use super::{Claims, ClaimsWriter, applied_changes, newest};
use crate::StorageError;
use crate::engine::columns::{DbTime, day, hash, money};
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { StoredTerms / StoredTermsWriter in Claims / ClaimsWriter as terms }

/// The version in this alias of `claim_terms` is not of a file that is not applied.
macro_rules! counts {
    ($alias:literal) => {
        concat!(
            "NOT EXISTS (
                SELECT 1 FROM claims_imports i
                WHERE i.tenant_id = ",
            $alias,
            ".tenant_id AND i.audit_id = ",
            $alias,
            ".audit_id AND i.applied_at IS NULL)"
        )
    };
}

pub(super) use counts;

statements! {
    INSERT_TERMS = "
        INSERT INTO claim_terms
            (tenant_id, claim_id, number, amount_cents, due_on, payable_from, payable_until,
             blocked_at, cancelled_at, text, person, audit_id, place, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    INSERT_LINE = "
        INSERT INTO claim_lines
            (tenant_id, claim_id, terms_number, number, amount_cents, reference, text, words,
             booking_data)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    LINES = "
        SELECT claim_id, terms_number, amount_cents, reference, text, words, booking_data
        FROM claim_lines WHERE tenant_id = $1 AND claim_id = $2 AND terms_number = $3
        ORDER BY number";
    TERMS_OF = "
        SELECT t.claim_id, t.number, t.amount_cents, t.due_on, t.payable_from, t.payable_until,
               t.blocked_at, t.cancelled_at, t.text, t.person, t.audit_id, t.place,
               c.service_id, c.kassenzeichen, c.origin, NULL AS commitment,
               NULL AS party, NULL AS factor_hash, NULL AS salt, c.terms_number
        FROM claim_terms t
        JOIN claims c ON c.tenant_id = t.tenant_id AND c.claim_id = t.claim_id
        WHERE t.tenant_id = $1 AND t.claim_id = $2 AND t.number = $3";
    TERMS_AFTER = concat!(
        "
        SELECT t.claim_id, t.number, t.amount_cents, t.due_on, t.payable_from, t.payable_until,
               t.blocked_at, t.cancelled_at, t.text, t.person, t.audit_id, t.place,
               c.service_id, c.kassenzeichen, c.origin, a.commitment, ",
        newest!("h": "party", "factor_hash", "salt", "terms_number"),
        "
        FROM claim_terms t
        JOIN claims c ON c.tenant_id = t.tenant_id AND c.claim_id = t.claim_id",
        applied_changes!(),
        "
        LEFT JOIN audit a ON a.tenant_id = t.tenant_id AND a.audit_id = t.audit_id
        WHERE t.tenant_id = $1 AND ",
        counts!("t"),
        " AND (t.audit_id, t.place) > ($2, $3) ORDER BY t.audit_id, t.place LIMIT $4"
    );
    LINES_BETWEEN = concat!(
        "
        SELECT l.claim_id, l.terms_number, l.amount_cents, l.reference, l.text, l.words,
               l.booking_data
        FROM claim_terms t
        JOIN claim_lines l ON l.tenant_id = t.tenant_id AND l.claim_id = t.claim_id
            AND l.terms_number = t.number
        WHERE t.tenant_id = $1 AND ",
        counts!("t"),
        "
          AND (t.audit_id, t.place) > ($2, $3) AND (t.audit_id, t.place) <= ($4, $5)
        ORDER BY t.audit_id, t.place, l.number"
    );
    UNLIKE_TERMS = concat!(
        "
        SELECT c.claim_id FROM claims c",
        applied_changes!(),
        "
        LEFT JOIN claim_terms t ON t.tenant_id = c.tenant_id AND t.claim_id = c.claim_id
            AND t.number = c.terms_number
        WHERE c.tenant_id = $1 AND (
            t.claim_id IS NULL OR t.amount_cents <> c.amount_cents
            OR t.due_on IS DISTINCT FROM c.due_on
            OR t.payable_from IS DISTINCT FROM c.payable_from
            OR t.payable_until IS DISTINCT FROM c.payable_until
            OR t.blocked_at IS DISTINCT FROM c.blocked_at
            OR t.cancelled_at IS DISTINCT FROM c.cancelled_at
            OR t.text IS DISTINCT FROM c.text
            OR coalesce(n.number, c.terms_number) <> (
                SELECT count(*) FROM claim_terms o
                WHERE o.tenant_id = c.tenant_id AND o.claim_id = c.claim_id AND (
                    o.number = 1 OR ",
        counts!("o"),
        ")))
        ORDER BY c.claim_id LIMIT 100"
    );
    LINES_THAT_DO_NOT_ADD_UP = "
        SELECT t.claim_id FROM claim_terms t
        LEFT JOIN claim_lines l ON l.tenant_id = t.tenant_id AND l.claim_id = t.claim_id
            AND l.terms_number = t.number
        WHERE t.tenant_id = $1
        GROUP BY t.claim_id, t.number, t.amount_cents
        HAVING CAST(coalesce(sum(l.amount_cents), 0) AS BIGINT) <> t.amount_cents
            OR max(l.number) <> count(l.number)
        ORDER BY t.claim_id LIMIT 100";
    ACTS_WITHOUT_TERMS = concat!(
        "
        SELECT a.audit_id FROM audit a
        WHERE a.tenant_id = $1 AND a.outcome = 'done' AND a.commitment <> $2
          AND a.act IN ('payment.create', 'payment.order', 'claims.import', 'claim.adjust',
            'claim.create', 'claim.change', 'claim.cancel', 'claim.block', 'claim.unblock')
          AND NOT EXISTS (
            SELECT 1 FROM claim_terms t
            JOIN claims c ON c.tenant_id = t.tenant_id AND c.claim_id = t.claim_id
            WHERE t.tenant_id = a.tenant_id AND t.audit_id = a.audit_id AND ",
        counts!("t"),
        ")
        ORDER BY a.audit_id LIMIT 100"
    );
}

/// A version with what it is held against.
#[derive(Clone, Debug)]
pub struct ProvenTerms {
    pub terms: ClaimTerms,
    /// The act that made it, and which of the act's versions it is.
    pub made_by: (AuditId, u64),
    /// What the act commits to; `None` when there is no such act.
    pub commitment: Option<[u8; 32]>,
    /// Whether the digests are those of what the claim and the lines say now.
    pub says_what_was_committed: bool,
}

#[derive(sqlx_macros::FromRow)]
struct ProvenRow {
    claim_id: Uuid,
    number: i64,
    amount_cents: i64,
    due_on: Option<i64>,
    payable_from: Option<i64>,
    payable_until: Option<i64>,
    blocked_at: Option<DbTime>,
    cancelled_at: Option<DbTime>,
    text: Option<String>,
    person: Vec<u8>,
    audit_id: Uuid,
    place: i64,
    service_id: Uuid,
    kassenzeichen: String,
    origin: String,
    party: Option<String>,
    factor_hash: Option<Vec<u8>>,
    salt: Option<Vec<u8>>,
    terms_number: i64,
    commitment: Option<Vec<u8>>,
}

#[derive(sqlx_macros::FromRow)]
struct LineRow {
    claim_id: Uuid,
    terms_number: i64,
    amount_cents: i64,
    reference: Option<String>,
    text: Option<String>,
    words: Vec<u8>,
    booking_data: Option<String>,
}

impl StoredTerms<'_> {
    /// The lines of a version, in their order.
    pub async fn lines(
        &mut self,
        claim: ClaimId,
        number: u64,
    ) -> Result<Vec<ClaimLine>, StorageError> {
        self.tx
            .many_as::<LineRow, _>(LINES, values![claim, number])
            .await
    }

    /// The terms with this number; `None` where the claim has none such.
    pub async fn of(
        &mut self,
        claim: ClaimId,
        number: u64,
    ) -> Result<Option<ClaimTerms>, StorageError> {
        let row: Option<ProvenRow> = self.tx.maybe(TERMS_OF, values![claim, number]).await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let lines = self.lines(claim, number).await?;
        Ok(Some(row.proven(lines)?.terms))
    }

    /// Versions that count, by the act that made them and their place in it.
    pub async fn after(
        &mut self,
        (act, place): (AuditId, u64),
        limit: u32,
    ) -> Result<Vec<ProvenTerms>, StorageError> {
        let values = values![act, place, limit];
        let rows: Vec<ProvenRow> = self.tx.many(TERMS_AFTER, values).await?;
        let Some(last) = rows.last() else {
            return Ok(Vec::new());
        };
        let last = (AuditId::from_uuid(last.audit_id), last.place);
        let values = values![act, place, last.0, last.1];
        let found: Vec<LineRow> = self.tx.many(LINES_BETWEEN, values).await?;
        let mut lines: HashMap<(Uuid, i64), Vec<ClaimLine>> = HashMap::new();
        for row in found {
            let of = (row.claim_id, row.terms_number);
            lines.entry(of).or_default().push(row.try_into()?);
        }
        let proven = rows.into_iter().map(|row| {
            let lines = lines.remove(&(row.claim_id, row.number));
            row.proven(lines.unwrap_or_default())
        });
        proven.collect()
    }

    /// Claims that say something else than their newest version, or lack one; at most 100.
    pub async fn unlike_claims(&mut self) -> Result<Vec<ClaimId>, StorageError> {
        let rows: Vec<(Uuid,)> = self.tx.many(UNLIKE_TERMS, values![]).await?;
        Ok(rows
            .into_iter()
            .map(|(claim,)| ClaimId::from_uuid(claim))
            .collect())
    }

    /// Claims with lines that do not add up to the amount, or lack one; at most 100.
    pub async fn with_wrong_lines(&mut self) -> Result<Vec<ClaimId>, StorageError> {
        let rows: Vec<(Uuid,)> = self.tx.many(LINES_THAT_DO_NOT_ADD_UP, values![]).await?;
        Ok(rows
            .into_iter()
            .map(|(claim,)| ClaimId::from_uuid(claim))
            .collect())
    }

    /// Acts that made versions of claims of which none is there; at most 100. `nothing` is what
    /// an act commits to that made none.
    pub async fn acts_without(&mut self, nothing: [u8; 32]) -> Result<Vec<AuditId>, StorageError> {
        let values = values![nothing.as_slice()];
        let rows: Vec<(Uuid,)> = self.tx.many(ACTS_WITHOUT_TERMS, values).await?;
        Ok(rows
            .into_iter()
            .map(|(act,)| AuditId::from_uuid(act))
            .collect())
    }
}

impl StoredTermsWriter<'_> {
    /// Appends a version with its lines. The transaction ends in `Conflict` when the claim has one
    /// of this number.
    pub(super) async fn insert(
        &mut self,
        terms: &ClaimTerms,
        (act, place): (AuditId, u64),
        recorded_at: Timestamp,
    ) -> Result<(), StorageError> {
        let row = values![
            terms.claim,
            terms.number,
            terms.amount,
            terms.due.map(Day::days),
            terms.payable_from.map(Day::days),
            terms.payable_until.map(Day::days),
            terms.blocked_at,
            terms.cancelled_at,
            terms.text.as_deref(),
            terms.person.as_slice(),
            act,
            place,
            recorded_at,
        ];
        self.tx.put(INSERT_TERMS, row).await?;
        for (line, number) in terms.lines.iter().zip(1_u64..) {
            let line = values![
                terms.claim,
                terms.number,
                number,
                line.amount,
                line.reference.as_deref(),
                line.text.as_deref(),
                line.words.as_slice(),
                line.booking_data.as_deref(),
            ];
            self.tx.put(INSERT_LINE, line).await?;
        }
        Ok(())
    }
}

impl ProvenRow {
    fn proven(self, lines: Vec<ClaimLine>) -> Result<ProvenTerms, StorageError> {
        let claim = ClaimId::from_uuid(self.claim_id);
        let bad = |column| StorageError::inconsistent("claim_terms", column, claim);
        let count = |stored: i64, column| u64::try_from(stored).map_err(|_| bad(column));
        let day = |stored, column| day(stored, ("claim_terms", column), claim);
        let commitment = self.commitment.as_deref();
        let commitment = commitment.map(|stored| hash(stored, ("audit", "commitment"), claim));
        let terms = ClaimTerms {
            claim,
            number: count(self.number, "number")?,
            service: ServiceId::from_uuid(self.service_id),
            kassenzeichen: self.kassenzeichen,
            origin: self
                .origin
                .parse()
                .map_err(|_| StorageError::inconsistent("claims", "origin", claim))?,
            amount: money(self.amount_cents, "claim_terms", claim)?,
            due: day(self.due_on, "due_on")?,
            payable_from: day(self.payable_from, "payable_from")?,
            payable_until: day(self.payable_until, "payable_until")?,
            blocked_at: self.blocked_at.map(|at| at.0),
            cancelled_at: self.cancelled_at.map(|at| at.0),
            text: self.text,
            person: hash(&self.person, ("claim_terms", "person"), claim)?,
            lines,
        };
        let is_newest = self.number == self.terms_number;
        let says_what_was_committed = match &self.salt {
            None => self.party.is_none() && self.factor_hash.is_none(),
            Some(salt) => <&Salt>::try_from(salt.as_slice()).is_ok_and(|salt| {
                let (party, factor) = (self.party.as_deref(), self.factor_hash.as_deref());
                let same = !is_newest || person(salt, party, factor) == terms.person;
                let mut lines = terms.lines.iter();
                same && lines.all(|line| line.says_what_was_committed(salt))
            }),
        };
        Ok(ProvenTerms {
            terms,
            made_by: (
                AuditId::from_uuid(self.audit_id),
                count(self.place, "place")?,
            ),
            commitment: commitment.transpose()?,
            says_what_was_committed,
        })
    }
}

impl TryFrom<LineRow> for ClaimLine {
    type Error = StorageError;

    fn try_from(row: LineRow) -> Result<Self, StorageError> {
        let claim = ClaimId::from_uuid(row.claim_id);
        Ok(Self {
            amount: money(row.amount_cents, "claim_lines", claim)?,
            reference: row.reference,
            text: row.text,
            words: hash(&row.words, ("claim_lines", "words"), claim)?,
            booking_data: row.booking_data,
        })
    }
}
