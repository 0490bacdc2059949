//! The rows of a piece of a file, each table in one statement.

use domain::{AuditId, ClaimId, Day, ImportId, Timestamp};

use super::{ImportedClaim, ImportsWriter};
use crate::StorageError;
use crate::engine::columns::DbTime;
use crate::engine::tx::on_engine;

impl ImportsWriter<'_> {
    /// New claims with their versions and lines, not visible yet, in one statement each.
    pub async fn insert_claims(
        &mut self,
        (import, act): (ImportId, AuditId),
        claims: &[ImportedClaim],
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let tenant = self.tx.tenant()?.as_uuid();
        if claims.is_empty() {
            return Ok(());
        }
        on_engine!(self.tx, |connection| {
            let mut insert = sqlx::QueryBuilder::new(
                "INSERT INTO claims (tenant_id, import_id, origin, created_at, claim_id, \
                 service_id, kassenzeichen, amount_cents, text, party, due_on, payable_from, \
                 payable_until, blocked_at, cancelled_at, factor_hash, row_hash, salt, \
                 terms_number) ",
            );
            insert.push_values(claims, |mut row, claim| {
                let terms = &claim.terms;
                row.push_bind(tenant)
                    .push_bind(import.as_uuid())
                    .push_bind(terms.origin.into_str())
                    .push_bind(DbTime(now))
                    .push_bind(terms.claim.as_uuid())
                    .push_bind(terms.service.as_uuid())
                    .push_bind(terms.kassenzeichen.as_str())
                    .push_bind(terms.amount.cents())
                    .push_bind(terms.text.as_deref())
                    .push_bind(claim.party.as_deref())
                    .push_bind(terms.due.map(Day::days))
                    .push_bind(terms.payable_from.map(Day::days))
                    .push_bind(terms.payable_until.map(Day::days))
                    .push_bind(terms.blocked_at.map(DbTime))
                    .push_bind(terms.cancelled_at.map(DbTime))
                    .push_bind(claim.factor_hash.as_slice())
                    .push_bind(claim.row_hash.as_slice())
                    .push_bind(claim.salt.as_slice())
                    .push_bind(number(terms.number));
            });
            let insert = insert.build().persistent(false);
            insert.execute(connection).await.map(drop)
        })?;
        self.insert_terms(act, claims, now).await?;
        self.insert_lines(claims).await
    }

    async fn insert_terms(
        &mut self,
        act: AuditId,
        claims: &[ImportedClaim],
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let tenant = self.tx.tenant()?.as_uuid();
        on_engine!(self.tx, |connection| {
            let mut insert = sqlx::QueryBuilder::new(
                "INSERT INTO claim_terms (tenant_id, claim_id, number, amount_cents, due_on, \
                 payable_from, payable_until, blocked_at, cancelled_at, text, person, audit_id, \
                 place, recorded_at) ",
            );
            insert.push_values(claims, |mut row, claim| {
                let terms = &claim.terms;
                row.push_bind(tenant)
                    .push_bind(terms.claim.as_uuid())
                    .push_bind(number(terms.number))
                    .push_bind(terms.amount.cents())
                    .push_bind(terms.due.map(Day::days))
                    .push_bind(terms.payable_from.map(Day::days))
                    .push_bind(terms.payable_until.map(Day::days))
                    .push_bind(terms.blocked_at.map(DbTime))
                    .push_bind(terms.cancelled_at.map(DbTime))
                    .push_bind(terms.text.as_deref())
                    .push_bind(terms.person.as_slice())
                    .push_bind(act.as_uuid())
                    .push_bind(number(claim.place))
                    .push_bind(DbTime(now));
            });
            let insert = insert.build().persistent(false);
            insert.execute(connection).await.map(drop)
        })?;
        Ok(())
    }

    async fn insert_lines(&mut self, claims: &[ImportedClaim]) -> Result<(), StorageError> {
        let tenant = self.tx.tenant()?.as_uuid();
        let lines = claims.iter().flat_map(|claim| {
            let lines = claim.terms.lines.iter().zip(1_i64..);
            lines.map(|(line, place)| (&claim.terms, line, place))
        });
        let lines: Vec<_> = lines.collect();
        on_engine!(self.tx, |connection| {
            let mut insert = sqlx::QueryBuilder::new(
                "INSERT INTO claim_lines (tenant_id, claim_id, terms_number, number, \
                 amount_cents, words, booking_data) ",
            );
            insert.push_values(&lines, |mut row, (terms, line, place)| {
                row.push_bind(tenant)
                    .push_bind(terms.claim.as_uuid())
                    .push_bind(number(terms.number))
                    .push_bind(*place)
                    .push_bind(line.amount.cents())
                    .push_bind(line.words.as_slice())
                    .push_bind(line.booking_data.as_deref());
            });
            let insert = insert.build().persistent(false);
            insert.execute(connection).await.map(drop)
        })?;
        Ok(())
    }

    /// New versions of claims that are there, not counting yet, and what belongs into the claims'
    /// rows, kept aside; one statement each.
    pub async fn insert_changes(
        &mut self,
        (import, act): (ImportId, AuditId),
        claims: &[ImportedClaim],
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let tenant = self.tx.tenant()?.as_uuid();
        if claims.is_empty() {
            return Ok(());
        }
        on_engine!(self.tx, |connection| {
            let mut insert = sqlx::QueryBuilder::new(
                "INSERT INTO claim_changes (tenant_id, import_id, claim_id, terms_number, party, \
                 factor_hash, row_hash, salt) ",
            );
            insert.push_values(claims, |mut row, claim| {
                row.push_bind(tenant)
                    .push_bind(import.as_uuid())
                    .push_bind(claim.terms.claim.as_uuid())
                    .push_bind(number(claim.terms.number))
                    .push_bind(claim.party.as_deref())
                    .push_bind(claim.factor_hash.as_slice())
                    .push_bind(claim.row_hash.as_slice())
                    .push_bind(claim.salt.as_slice());
            });
            let insert = insert.build().persistent(false);
            insert.execute(connection).await.map(drop)
        })?;
        self.insert_terms(act, claims, now).await?;
        self.insert_lines(claims).await
    }

    /// Claims of which the file says what is known, remembered in one statement so that a second
    /// row about one of them is seen.
    pub async fn insert_unchanged(
        &mut self,
        import: ImportId,
        claims: &[ClaimId],
    ) -> Result<(), StorageError> {
        let tenant = self.tx.tenant()?.as_uuid();
        if claims.is_empty() {
            return Ok(());
        }
        on_engine!(self.tx, |connection| {
            let mut insert = sqlx::QueryBuilder::new(
                "INSERT INTO claim_changes (tenant_id, import_id, claim_id) ",
            );
            insert.push_values(claims, |mut row, claim| {
                row.push_bind(tenant)
                    .push_bind(import.as_uuid())
                    .push_bind(claim.as_uuid());
            });
            insert
                .build()
                .persistent(false)
                .execute(connection)
                .await
                .map(drop)
        })?;
        Ok(())
    }
}

fn number(counted: u64) -> i64 {
    i64::try_from(counted).unwrap_or(i64::MAX)
}
