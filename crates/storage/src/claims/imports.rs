//! Files of claims, written in pieces and seen at once.
//!
//! New claims are inserted piece by piece with the import's id, and new versions of claims that are
//! there under the import's act; neither counts before the import is applied. What belongs into the
//! rows of those claims is kept aside in `claim_changes`. Applying is one small write that marks
//! the import: from then on the whole file counts, since reads of a claim prefer an applied change
//! to the claim's row ([`super::applied_changes`]). Afterwards the changes are copied into the
//! claims piece by piece. An import that was not applied is taken away in pieces.
//!
//! A running import is kept alive by its runner; when that died, the next one ends it and starts
//! anew.

mod pieces;

use domain::claims::{ClaimOrigin, ClaimTerms, Terms};
use domain::ledger::chain::Salt;
use domain::{AuditId, ClaimId, ImportId, ServiceId, Timestamp};
use uuid::Uuid;

use super::{Claims, ClaimsWriter, TermsRow};
use crate::StorageError;
use crate::engine::columns::DbTime;
use crate::engine::statements::statements;
use crate::engine::tx::on_engine;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;
use crate::events::feed::{Feed, FeedWriter, next_of_claim};

views! { Imports / ImportsWriter in Claims / ClaimsWriter as imports }

/// The next changes of a file, as many as one write may touch. The number stands in the text, so
/// that PostgreSQL plans for a few rows and not for a part of the table.
macro_rules! piece {
    ($columns:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM claim_changes WHERE tenant_id = $1 AND import_id = $2
            ORDER BY claim_id LIMIT 1000"
        )
    };
}

statements! {
    BEGIN_IMPORT = "
        INSERT INTO claims_imports
            (tenant_id, import_id, audit_id, started_at, alive_until, rows_read, added, changed)
        VALUES ($1, $2, $3, $4, $5, 0, 0, 0)";
    RUNNING = "
        SELECT import_id, alive_until FROM claims_imports
        WHERE tenant_id = $1 AND ended_at IS NULL";
    KEEP_ALIVE = "
        UPDATE claims_imports SET alive_until = $3
        WHERE tenant_id = $1 AND import_id = $2 AND ended_at IS NULL";
    END_IMPORT = "
        UPDATE claims_imports SET ended_at = $3
        WHERE tenant_id = $1 AND import_id = $2 AND ended_at IS NULL";
    MARK_APPLIED = "
        UPDATE claims_imports
        SET ended_at = $3, applied_at = $3, file_hash = $4, rows_read = $5, added = $6,
            changed = $7
        WHERE tenant_id = $1 AND import_id = $2 AND ended_at IS NULL";
    BY_FILE = "
        SELECT import_id, rows_read FROM claims_imports
        WHERE tenant_id = $1 AND file_hash = $2 AND applied_at IS NOT NULL";
    TO_COPY = "
        SELECT import_id FROM claims_imports
        WHERE tenant_id = $1 AND applied_at IS NOT NULL AND copied_at IS NULL";
    HELD_IMPORT = "SELECT 1 FROM claims_imports WHERE tenant_id = $1 AND import_id = $2";
    HELD_CLAIMS = concat!(
        "
        SELECT 1 FROM claims WHERE tenant_id = $1 AND claim_id IN (", piece!("claim_id"), ")
        ORDER BY claim_id"
    );
    COPY_CHANGES = concat!(
        "
        UPDATE claims
        SET amount_cents = n.amount_cents, text = n.text, party = given.party, due_on = n.due_on,
            payable_from = n.payable_from, payable_until = n.payable_until,
            blocked_at = n.blocked_at, cancelled_at = n.cancelled_at, salt = given.salt,
            terms_number = n.number, factor_hash = given.factor_hash, row_hash = given.row_hash
        FROM (",
        piece!("claim_id, terms_number, party, factor_hash, row_hash, salt"),
        ") given
        JOIN claim_terms n ON n.tenant_id = $1 AND n.claim_id = given.claim_id
            AND n.number = given.terms_number
        WHERE claims.tenant_id = $1 AND claims.claim_id = given.claim_id"
    );
    COUNT_EVENTS = concat!(
        "
        UPDATE events SET subject_sequence = ", next_of_claim!(), "
        WHERE tenant_id = $1 AND subject_kind = 'claim' AND subject_sequence IS NULL
          AND subject IN (", piece!("claim_id"), ")"
    );
    DROP_PIECE = concat!(
        "
        DELETE FROM claim_changes
        WHERE tenant_id = $1 AND import_id = $2 AND claim_id IN (", piece!("claim_id"), ")"
    );
    MARK_COPIED = "
        UPDATE claims_imports SET copied_at = $3
        WHERE tenant_id = $1 AND import_id = $2 AND applied_at IS NOT NULL
          AND copied_at IS NULL";
    DROP_CHANGED_LINES = concat!(
        "
        DELETE FROM claim_lines
        WHERE tenant_id = $1 AND claim_id IN (", piece!("claim_id"), ") AND terms_number = (
            SELECT h.terms_number FROM claim_changes h
            WHERE h.tenant_id = $1 AND h.import_id = $2 AND h.claim_id = claim_lines.claim_id)"
    );
    DROP_CHANGED_TERMS = concat!(
        "
        DELETE FROM claim_terms
        WHERE tenant_id = $1 AND claim_id IN (", piece!("claim_id"), ") AND number = (
            SELECT h.terms_number FROM claim_changes h
            WHERE h.tenant_id = $1 AND h.import_id = $2 AND h.claim_id = claim_terms.claim_id)"
    );
    DROP_LINES = "
        DELETE FROM claim_lines
        WHERE tenant_id = $1 AND claim_id IN (
            SELECT k.claim_id FROM claims k WHERE k.tenant_id = $1 AND k.import_id = $2
              AND k.claim_id >= $3 AND k.claim_id <= coalesce((
            SELECT c.claim_id FROM claims c
            WHERE c.tenant_id = $1 AND c.import_id = $2 AND c.claim_id >= $3
            ORDER BY c.claim_id LIMIT 1 OFFSET $4), $5))";
    DROP_TERMS = "
        DELETE FROM claim_terms
        WHERE tenant_id = $1 AND claim_id IN (
            SELECT k.claim_id FROM claims k WHERE k.tenant_id = $1 AND k.import_id = $2
              AND k.claim_id >= $3 AND k.claim_id <= coalesce((
            SELECT c.claim_id FROM claims c
            WHERE c.tenant_id = $1 AND c.import_id = $2 AND c.claim_id >= $3
            ORDER BY c.claim_id LIMIT 1 OFFSET $4), $5))";
    DROP_CLAIMS = "
        DELETE FROM claims
        WHERE tenant_id = $1 AND import_id = $2 AND claim_id >= $3 AND claim_id <= coalesce((
            SELECT c.claim_id FROM claims c
            WHERE c.tenant_id = $1 AND c.import_id = $2 AND c.claim_id >= $3
            ORDER BY c.claim_id LIMIT 1 OFFSET $4), $5)";
}

/// An import that has not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunningImport {
    pub id: ImportId,
    /// After this its runner counts as dead.
    pub alive_until: Timestamp,
}

impl RunningImport {
    /// No claim of the import is before it.
    pub fn first_claim(&self) -> ClaimId {
        ClaimId::from_uuid(first_of(self.id))
    }
}

/// One row of a file.
#[derive(Clone, Debug)]
pub struct ImportedClaim {
    /// The first version of a new claim, or the next one of the claim it speaks of; one line.
    pub terms: ClaimTerms,
    /// Which of the import's versions it is.
    pub place: u64,
    pub salt: Salt,
    pub party: Option<String>,
    pub factor_hash: Vec<u8>,
    /// Fingerprint of all the row says but the second factor.
    pub row_hash: [u8; 32],
}

/// A claim that is there already under a Kassenzeichen of a file.
#[derive(Clone, Debug)]
pub struct KnownClaim {
    pub kassenzeichen: String,
    pub id: ClaimId,
    pub service: ServiceId,
    pub origin: ClaimOrigin,
    /// The file it came with; it may be the one being read.
    pub import: Option<ImportId>,
    pub text: Option<String>,
    pub party: Option<String>,
    pub terms: Terms,
    pub row_hash: Option<Vec<u8>>,
    pub factor_hash: Option<Vec<u8>>,
    pub salt: Option<Vec<u8>>,
    /// Number of its newest terms.
    pub terms_number: u64,
    pub blocked_at: Option<Timestamp>,
    pub cancelled_at: Option<Timestamp>,
    /// The file being read has spoken of it already.
    pub spoken_of: bool,
}

/// What a file brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCounts {
    pub rows: u64,
    pub added: u64,
    pub changed: u64,
}

#[derive(sqlx_macros::FromRow)]
struct KnownRow {
    kassenzeichen: String,
    claim_id: Uuid,
    service_id: Uuid,
    origin: String,
    import_id: Option<Uuid>,
    text: Option<String>,
    party: Option<String>,
    #[sqlx(flatten)]
    terms: TermsRow,
    row_hash: Option<Vec<u8>>,
    factor_hash: Option<Vec<u8>>,
    salt: Option<Vec<u8>>,
    terms_number: i64,
    blocked_at: Option<DbTime>,
    cancelled_at: Option<DbTime>,
    spoken_of: Option<Uuid>,
}

impl Imports<'_> {
    pub async fn running(&mut self) -> Result<Option<RunningImport>, StorageError> {
        let row: Option<(Uuid, DbTime)> = self.tx.maybe(RUNNING, values![]).await?;
        Ok(row.map(|(id, alive_until)| RunningImport {
            id: ImportId::from_uuid(id),
            alive_until: alive_until.0,
        }))
    }

    /// The import that applied this file, and how many rows it had.
    pub async fn of_file(
        &mut self,
        file_hash: [u8; 32],
    ) -> Result<Option<(ImportId, u64)>, StorageError> {
        let values = values![file_hash.as_slice()];
        let row: Option<(Uuid, i64)> = self.tx.maybe(BY_FILE, values).await?;
        Ok(row.map(|(id, rows)| (ImportId::from_uuid(id), u64::try_from(rows).unwrap_or(0))))
    }

    /// What is there under these Kassenzeichen, also of files that are not applied.
    pub async fn known(
        &mut self,
        import: ImportId,
        kassenzeichen: &[&str],
    ) -> Result<Vec<KnownClaim>, StorageError> {
        let tenant = self.tx.tenant()?.as_uuid();
        if kassenzeichen.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<KnownRow> = on_engine!(self.tx, |connection| {
            // Joined, not listed behind IN, planned anew each time, and what was said before looked
            // up by its key: the tables grow while the file is read, and a plan made for empty ones
            // would walk through all of them.
            let mut query = sqlx::QueryBuilder::new("WITH given (number) AS (");
            query.push_values(kassenzeichen, |mut row, number| {
                row.push_bind((*number).to_owned());
            });
            query.push(
                ") SELECT c.kassenzeichen, c.claim_id, c.service_id, c.origin, c.import_id, \
                 c.text, c.party, c.amount_cents, c.due_on, c.payable_from, c.payable_until, \
                 c.blocked_at, c.cancelled_at, c.row_hash, c.factor_hash, c.salt, c.terms_number, \
                 (SELECT h.claim_id FROM claim_changes h \
                 WHERE h.tenant_id = c.tenant_id AND h.claim_id = c.claim_id \
                 AND h.import_id = ",
            );
            query.push_bind(import.as_uuid());
            query.push(
                ") AS spoken_of FROM given CROSS JOIN claims c \
                 WHERE c.kassenzeichen = given.number AND c.tenant_id = ",
            );
            query.push_bind(tenant);
            query
                .build_query_as()
                .persistent(false)
                .fetch_all(connection)
                .await
        })?;
        rows.into_iter().map(KnownClaim::try_from).collect()
    }

    /// The applied import that is not copied into its claims yet; the tenant has one at most.
    pub async fn to_copy(&mut self) -> Result<Option<ImportId>, StorageError> {
        let row: Option<(Uuid,)> = self.tx.maybe(TO_COPY, values![]).await?;
        Ok(row.map(|(import,)| ImportId::from_uuid(import)))
    }
}

impl ImportsWriter<'_> {
    /// `Conflict` while another import of the tenant has not ended. What it brings is recorded
    /// under `act`.
    pub async fn begin(
        &mut self,
        (id, act): (ImportId, AuditId),
        now: Timestamp,
        alive_until: Timestamp,
    ) -> Result<(), StorageError> {
        let values = values![id, act, now, alive_until];
        self.tx.run(BEGIN_IMPORT, values).await.map(drop)
    }

    /// `Conflict` when the import was taken for dead and ended.
    pub async fn keep_alive(
        &mut self,
        id: ImportId,
        alive_until: Timestamp,
    ) -> Result<(), StorageError> {
        self.tx.run_one(KEEP_ALIVE, values![id, alive_until]).await
    }

    /// Ends an import that is not applied; its rows must be gone.
    pub async fn end(&mut self, id: ImportId, now: Timestamp) -> Result<(), StorageError> {
        self.tx.run_one(END_IMPORT, values![id, now]).await
    }

    /// Lets the file count. `Conflict` when the same file was applied, or the import was ended.
    pub async fn apply(
        &mut self,
        id: ImportId,
        file_hash: [u8; 32],
        counts: ImportCounts,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let ImportCounts {
            rows,
            added,
            changed,
        } = counts;
        let values = values![id, now, file_hash.as_slice(), rows, added, changed];
        self.tx.run_one(MARK_APPLIED, values).await
    }

    /// Copies the next changes of an applied import into their claims and counts their events;
    /// `false` when none is left and the import is marked as copied. Locks the import, then the
    /// claims, until the transaction ends.
    pub async fn copy_piece(&mut self, id: ImportId, now: Timestamp) -> Result<bool, StorageError> {
        self.tx.hold(HELD_IMPORT, values![id]).await?;
        self.tx.hold(HELD_CLAIMS, values![id]).await?;
        self.tx.run(COPY_CHANGES, values![id]).await?;
        self.tx.run(COUNT_EVENTS, values![id]).await?;
        if self.tx.run(DROP_PIECE, values![id]).await? > 0 {
            return Ok(true);
        }
        self.tx.run(MARK_COPIED, values![id, now]).await?;
        Ok(false)
    }

    /// Takes the next piece of a file away that is not applied: changes first, then some `limit`
    /// claims and what would be told of them. `false` when nothing is left after it.
    pub async fn take_away(&mut self, import: ImportId, limit: u32) -> Result<bool, StorageError> {
        if self.drop_changes(import).await? {
            return Ok(true);
        }
        let dropped = self.drop_claims(import, limit).await?;
        let mut feed = FeedWriter(Feed { tx: self.tx });
        let untold = feed.drop_imported(import, limit).await?;
        Ok(dropped.max(untold) >= u64::from(limit))
    }

    /// Whether there were changes, with their versions.
    async fn drop_changes(&mut self, import: ImportId) -> Result<bool, StorageError> {
        self.tx.run(DROP_CHANGED_LINES, values![import]).await?;
        self.tx.run(DROP_CHANGED_TERMS, values![import]).await?;
        Ok(self.tx.run(DROP_PIECE, values![import]).await? > 0)
    }

    async fn drop_claims(&mut self, import: ImportId, limit: u32) -> Result<u64, StorageError> {
        for sql in [DROP_LINES, DROP_TERMS] {
            let values = values![import, first_of(import), limit, Uuid::max()];
            self.tx.run(sql, values).await?;
        }
        let values = values![import, first_of(import), limit, Uuid::max()];
        self.tx.run(DROP_CLAIMS, values).await
    }
}

/// Ids sort by time, and nothing of an import is older than the import: the smallest id of the
/// millisecond the import began in. Saves an index that every row would pay for.
pub(crate) fn first_of(import: ImportId) -> Uuid {
    const OTHER_THAN_TIME: u128 = (1 << 80) - 1;
    Uuid::from_u128(import.as_uuid().as_u128() & !OTHER_THAN_TIME)
}

impl TryFrom<KnownRow> for KnownClaim {
    type Error = StorageError;

    fn try_from(row: KnownRow) -> Result<Self, StorageError> {
        let id = ClaimId::from_uuid(row.claim_id);
        Ok(Self {
            kassenzeichen: row.kassenzeichen,
            id,
            service: ServiceId::from_uuid(row.service_id),
            origin: row
                .origin
                .parse()
                .map_err(|_| StorageError::inconsistent("claims", "origin", id))?,
            import: row.import_id.map(ImportId::from_uuid),
            terms: row.terms.terms(id)?,
            text: row.text,
            party: row.party,
            row_hash: row.row_hash,
            factor_hash: row.factor_hash,
            salt: row.salt,
            terms_number: u64::try_from(row.terms_number)
                .map_err(|_| StorageError::inconsistent("claims", "terms_number", id))?,
            blocked_at: row.blocked_at.map(|at| at.0),
            cancelled_at: row.cancelled_at.map(|at| at.0),
            spoken_of: row.spoken_of.is_some(),
        })
    }
}
