//! Claims that people enter, and what they say otherwise about one.

use domain::claims::ClaimTerms;
use domain::ledger::chain::Salt;
use domain::{AuditId, ClaimId, Day, Timestamp};
use uuid::Uuid;

use super::terms::{StoredTerms, StoredTermsWriter};
use super::{Claims, ClaimsWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;

statements! {
    INSERT_ENTERED = "
        INSERT INTO claims
            (tenant_id, claim_id, service_id, kassenzeichen, amount_cents, due_on, blocked_at,
             origin, text, party, factor_hash, salt, created_at, terms_number)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)";
    SAY = "
        UPDATE claims
        SET amount_cents = $3, due_on = $4, blocked_at = $5, cancelled_at = $6, text = $7,
            factor_hash = $8, terms_number = $9
        WHERE tenant_id = $1 AND claim_id = $2 AND terms_number = $9 - 1";
    HAS_NUMBER = "
        SELECT claim_id FROM claims WHERE tenant_id = $1 AND kassenzeichen = $2";
    NAMING = "
        SELECT salt, party, factor_hash FROM claims WHERE tenant_id = $1 AND claim_id = $2";
}

/// What names the payer of a claim, and what hides it in digests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamingPayer {
    pub salt: Option<Vec<u8>>,
    pub party: Option<String>,
    pub factor_hash: Option<Vec<u8>>,
}

/// What a new claim has beside its terms.
#[derive(Clone, Copy, Debug)]
pub struct EnteredPayer<'a> {
    pub salt: Salt,
    pub party: Option<&'a str>,
    pub factor_hash: &'a [u8],
}

impl Claims<'_> {
    /// Whether a claim has this Kassenzeichen, also one of a file that is not applied.
    pub async fn has_number(&mut self, kassenzeichen: &str) -> Result<bool, StorageError> {
        let row: Option<(Uuid,)> = self.tx.maybe(HAS_NUMBER, values![kassenzeichen]).await?;
        Ok(row.is_some())
    }

    /// What the claim's row says of its payer; what a file says that is not copied yet is not here.
    pub async fn naming_payer(&mut self, claim: ClaimId) -> Result<NamingPayer, StorageError> {
        let row: (Option<Vec<u8>>, Option<String>, Option<Vec<u8>>) =
            self.tx.one(NAMING, values![claim]).await?;
        let (salt, party, factor_hash) = row;
        Ok(NamingPayer {
            salt,
            party,
            factor_hash,
        })
    }
}

impl ClaimsWriter<'_> {
    /// A claim that a person enters. The transaction ends in `Conflict` when the tenant has its
    /// Kassenzeichen already.
    pub async fn enter(
        &mut self,
        terms: &ClaimTerms,
        payer: EnteredPayer<'_>,
        (act, now): (AuditId, Timestamp),
    ) -> Result<(), StorageError> {
        let values = values![
            terms.claim,
            terms.service,
            terms.kassenzeichen.as_str(),
            terms.amount,
            terms.due.map(Day::days),
            terms.blocked_at,
            terms.origin.into_str(),
            terms.text.as_deref(),
            payer.party,
            payer.factor_hash,
            payer.salt.as_slice(),
            now,
        ];
        self.tx.put(INSERT_ENTERED, values).await?;
        let mut stored = StoredTermsWriter(StoredTerms { tx: &mut *self.tx });
        stored.insert(terms, (act, 1), now).await
    }

    /// Appends the next terms of a claim that is held, as a person says them. `Conflict` when the
    /// claim has others already, as while a file of claims is read that says something about it.
    pub async fn say(
        &mut self,
        terms: &ClaimTerms,
        factor_hash: Option<&[u8]>,
        (act, now): (AuditId, Timestamp),
    ) -> Result<(), StorageError> {
        let values = values![
            terms.claim,
            terms.amount,
            terms.due.map(Day::days),
            terms.blocked_at,
            terms.cancelled_at,
            terms.text.as_deref(),
            factor_hash,
            terms.number,
        ];
        self.tx.run_one(SAY, values).await?;
        let mut stored = StoredTermsWriter(StoredTerms { tx: &mut *self.tx });
        stored.insert(terms, (act, 1), now).await
    }
}
