//! Claims come in by file: as a whole or not at all.
//!
//! The file is read in pieces, so its size costs no memory. Each piece is one short write: new
//! claims and new versions of known ones are inserted unseen. When the last row is good, one small
//! write marks the import as applied, and the whole file counts; a job then copies what it says
//! into the rows of known claims. When a row is bad, or the file is only to be checked, everything
//! is taken away again. All of it happens in pieces, and payments go on between them. Dying before
//! the mark leaves nothing visible, and the next import tidies up first; after it, the job goes on.
//!
//! A file is known by its hash, a row by its Kassenzeichen and the hash of what it says: the same
//! file again changes nothing, a newer one corrects and cancels.

pub(crate) mod copy;
mod layout;
mod reader;
mod stage;

use std::io::{Read, Seek};
use std::time::Duration;

use domain::access::Act;
use domain::{AuditId, ImportId, Moment, TenantId, Timestamp};
use storage::claims::imports::{ImportCounts, RunningImport};
use storage::{Scope, StorageError};

use crate::access::acting::{Acting, AuditRow};
use crate::platform::{SecretError, VaultError};
use crate::work::job::put_job;
use crate::{App, DocumentError};
use copy::CopyImport;

pub use layout::COLUMNS;

/// Rows of one file: what one authority sends for a whole year, twice over.
const ROWS_MAX: u64 = 1_000_000;
/// Bad rows that are named; the others are counted.
const NAMED_MAX: usize = 100;
/// An import writes a piece every few milliseconds; one silent for this long is dead.
const SILENCE_MAX: Duration = Duration::from_mins(1);
/// Rows of one piece. One statement's parameters stay below every engine's limit, and a piece holds
/// its locks for some hundredths of a second at most.
const PIECE: usize = 1_000;

/// A file that can be read twice: once for its hash, once for its rows.
pub trait ClaimsFile: Read + Seek + Send + 'static {}
impl<F: Read + Seek + Send + 'static> ClaimsFile for F {}

/// What becomes of a good file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportMode {
    Apply,
    /// Only say what would become of it.
    Check,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportOutcome {
    Applied,
    /// It would be applied; nothing was changed.
    Good,
    /// Some rows are bad; nothing was changed.
    Refused,
    /// The same file was applied before; nothing was changed.
    Known,
}

/// What an import did, or would do.
#[derive(Clone, Debug)]
pub struct ImportReport {
    pub outcome: ImportOutcome,
    pub import: Option<ImportId>,
    pub rows: u64,
    pub added: u64,
    /// Rows that say something else about a known claim than was known.
    pub corrected: u64,
    /// Corrections that cancel a claim.
    pub cancelled: u64,
    pub unchanged: u64,
    pub bad: u64,
    /// The first bad rows.
    pub named: Vec<BadRow>,
}

/// A row that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Counted from one, the header included.
    pub line: u64,
    /// All that is wrong with it, in the order of the columns.
    pub faults: Vec<Fault>,
}

/// One thing that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The column at fault; empty when it is the row as a whole.
    pub column: &'static str,
    pub problem: String,
}

impl Fault {
    fn new(column: &'static str, problem: impl Into<String>) -> Self {
        Self {
            column,
            problem: problem.into(),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("there is no such tenant")]
    NoTenant,
    #[error("another import of this tenant is running; should it have died, try again in a minute")]
    Running,
    #[error("the file's columns are not as described: {0}")]
    Columns(String),
    #[error(
        "the file is in UTF-16, which spreadsheets call \"Unicode text\"; save it as \"CSV UTF-8\""
    )]
    NotUtf8,
    #[error("the file has more than 1000000 rows; divide it")]
    TooManyRows,
    #[error("the row in line {line} has no end; a quotation mark in it has no partner")]
    Endless { line: u64 },
    #[error("the file changed while it was read")]
    FileChanged,
    #[error("another import took this one for dead, which was silent for too long")]
    TakenOver,
    #[error("the file cannot be read")]
    File(#[from] std::io::Error),
    #[error("stored master data cannot be used")]
    Document(#[from] DocumentError),
    #[error("the key of the claims' hashes cannot be opened")]
    Vault(#[from] VaultError),
    #[error("storing the claims failed")]
    Storage(#[from] StorageError),
}

impl From<SecretError> for ImportError {
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::Vault(error) => Self::Vault(error),
            SecretError::Storage(error) => Self::Storage(error),
        }
    }
}

impl App {
    /// Imports a file of the tenant's claims. `progress` is told the rows read so far.
    #[expect(
        clippy::too_many_arguments,
        reason = "the actor comes first in every command"
    )]
    pub(crate) async fn import_claims(
        &self,
        by: &Acting,
        slug: &str,
        mut file: Box<dyn ClaimsFile>,
        mode: ImportMode,
        progress: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<ImportReport, ImportError> {
        let tenant = self.tenant_id(slug).await?.ok_or(ImportError::NoTenant)?;
        let hashing = tokio::task::spawn_blocking(move || {
            let hash = reader::hash(&mut file)?;
            file.rewind()?;
            Ok::<_, std::io::Error>((hash, file))
        });
        let (hash, file) = hashing.await.map_err(std::io::Error::other)??;
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        if let Some((import, rows)) = tx.claims().imports().of_file(hash).await? {
            return Ok(ImportReport {
                import: Some(import),
                rows,
                unchanged: rows,
                ..ImportReport::empty(ImportOutcome::Known)
            });
        }
        let services = layout::services(&mut tx).await?;
        drop(tx);
        let layout = layout::Layout {
            services,
            factors: self.factors(tenant).await?,
        };
        let pieces = reader::pieces(file, layout);
        let import = ImportId::new(&mut self.moment());
        let mut audit = by.does(Act::ClaimsImport, import);
        let act = audit.id(&mut self.moment());
        self.begin_import(tenant, (import, act)).await?;
        let staged = self.stage(tenant, (import, act), pieces, progress).await;
        let end = match staged {
            Ok((report, read)) if report.bad == 0 && mode == ImportMode::Apply => {
                if read.file == hash {
                    let audit = audit.committing(read.versions);
                    return self.apply(tenant, audit, (import, hash), report).await;
                }
                Err(ImportError::FileChanged)
            }
            Ok((report, _)) => Ok(report),
            Err(error) => Err(error),
        };
        let tidied = self.take_away(tenant, import).await;
        let report = end?;
        tidied?;
        let outcome = if report.bad == 0 {
            ImportOutcome::Good
        } else {
            ImportOutcome::Refused
        };
        if outcome == ImportOutcome::Refused && mode == ImportMode::Apply {
            let why = format!("{} of {} rows are bad", report.bad, report.rows);
            let act = (tenant, Act::ClaimsImport);
            self.note_refusal(by, act, import, &why).await;
        }
        Ok(ImportReport { outcome, ..report })
    }

    /// One import at a time; what a dead one left is tidied up, and what an applied one changed is
    /// copied first, so that the new file is compared with the claims' rows.
    async fn begin_import(
        &self,
        tenant: TenantId,
        import: (ImportId, AuditId),
    ) -> Result<(), ImportError> {
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let running = tx.claims().imports().running().await?;
        drop(tx);
        if let Some(RunningImport { id, alive_until }) = running {
            if alive_until > self.moment().now {
                return Err(ImportError::Running);
            }
            self.take_away(tenant, id).await?;
        }
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let to_copy = tx.claims().imports().to_copy().await?;
        drop(tx);
        if let Some(applied) = to_copy {
            self.copy_import(tenant, applied).await?;
        }
        let moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        match tx
            .claims()
            .imports()
            .begin(import, moment.now, silent_until(&moment))
            .await
        {
            Err(StorageError::Conflict) => return Err(ImportError::Running),
            other => other?,
        }
        // Another import began, was applied and ended since the look above.
        if tx.claims().imports().to_copy().await?.is_some() {
            return Err(ImportError::Running);
        }
        Ok(tx.commit().await?)
    }

    /// The one step in which the file begins to count.
    async fn apply(
        &self,
        tenant: TenantId,
        mut audit: AuditRow<'_>,
        (import, hash): (ImportId, [u8; 32]),
        report: ImportReport,
    ) -> Result<ImportReport, ImportError> {
        let counts = ImportCounts {
            rows: report.rows,
            added: report.added,
            changed: report.corrected,
        };
        let mut moment = self.moment();
        let now = moment.now;
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let applied = tx.claims().imports().apply(import, hash, counts, now).await;
        match applied {
            Err(StorageError::Conflict) => return Err(ImportError::TakenOver),
            other => other?,
        }
        put_job(&mut tx, &CopyImport { import }, now, &mut moment).await?;
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        tracing::info!(
            import.id = %import,
            count = report.rows,
            "file of claims applied"
        );
        Ok(ImportReport {
            outcome: ImportOutcome::Applied,
            ..report
        })
    }

    /// Removes everything of an import that was not applied, then ends it.
    async fn take_away(&self, tenant: TenantId, import: ImportId) -> Result<(), ImportError> {
        let limit = u32::try_from(PIECE).unwrap_or(u32::MAX);
        loop {
            let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
            self.say_alive(&mut tx, import).await?;
            let more = tx.claims().imports().take_away(import, limit).await?;
            tx.commit().await?;
            if !more {
                break;
            }
            self.db.let_others_write().await;
        }
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        tx.claims().imports().end(import, self.moment().now).await?;
        Ok(tx.commit().await?)
    }

    async fn say_alive(
        &self,
        tx: &mut storage::WriteTx,
        import: ImportId,
    ) -> Result<(), ImportError> {
        match tx
            .claims()
            .imports()
            .keep_alive(import, silent_until(&self.moment()))
            .await
        {
            Err(StorageError::Conflict) => Err(ImportError::TakenOver),
            other => Ok(other?),
        }
    }
}

fn silent_until(moment: &Moment) -> Timestamp {
    moment.now.plus(SILENCE_MAX)
}

impl ImportReport {
    const fn empty(outcome: ImportOutcome) -> Self {
        Self {
            outcome,
            import: None,
            rows: 0,
            added: 0,
            corrected: 0,
            cancelled: 0,
            unchanged: 0,
            bad: 0,
            named: Vec::new(),
        }
    }

    fn name(&mut self, row: BadRow) {
        self.bad += 1;
        if self.named.len() < NAMED_MAX {
            self.named.push(row);
        }
    }
}
