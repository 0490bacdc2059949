//! Writes the pieces of a file as rows that stay invisible until the import is applied.

use std::collections::{HashMap, HashSet};

use domain::claims::terms::person;
use domain::claims::{ClaimOrigin, ClaimTerms};
use domain::events::EventKind;
use domain::ledger::chain::{Commitment, Salt};
use domain::{AuditId, ClaimId, EventId, ImportId, Moment, TenantId, Timestamp};
use storage::Scope;
use storage::claims::imports::{ImportedClaim, KnownClaim};
use storage::events::feed::ImportedEvent;
use tokio::sync::mpsc::Receiver;

use super::layout::Row;
use super::reader::Piece;
use super::{BadRow, Fault, ImportError, ImportOutcome, ImportReport};
use crate::App;
use crate::events::event::ClaimTold;
use crate::payments::items::whole_line;
use crate::platform::document::to_json;

/// What was read.
pub(super) struct Hashes {
    /// Of the file, as it was.
    pub(super) file: [u8; 32],
    /// What the act commits to: the versions of claims it made, in their order.
    pub(super) versions: [u8; 32],
}

/// The versions that an import made so far.
#[derive(Default)]
struct Made {
    commitment: Commitment,
    many: u64,
}

/// A piece, sorted by what it means.
#[derive(Default)]
struct Sorted {
    new: Vec<ImportedClaim>,
    changed: Vec<ImportedClaim>,
    unchanged: Vec<ClaimId>,
    events: Vec<ImportedEvent>,
    bad: Vec<BadRow>,
}

impl App {
    /// Takes piece by piece until the file ends. Returns what came of it and what was read.
    pub(super) async fn stage(
        &self,
        tenant: TenantId,
        (import, act): (ImportId, AuditId),
        mut pieces: Receiver<Piece>,
        progress: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<(ImportReport, Hashes), ImportError> {
        let mut report = ImportReport {
            import: Some(import),
            ..ImportReport::empty(ImportOutcome::Good)
        };
        let mut made = Made::default();
        while let Some(piece) = pieces.recv().await {
            match piece {
                Piece::Rows(rows) => {
                    let of = (tenant, import, act);
                    self.stage_piece(of, rows, (&mut report, &mut made)).await?;
                    self.db.let_others_write().await;
                    progress(report.rows);
                }
                Piece::End(file) => {
                    report.named.sort_by_key(|row| row.line);
                    let versions = made.commitment.finish();
                    return Ok((report, Hashes { file, versions }));
                }
                Piece::Failed(error) => return Err(error),
            }
        }
        Err(std::io::Error::other("the reader stopped").into())
    }

    async fn stage_piece(
        &self,
        (tenant, import, act): (TenantId, ImportId, AuditId),
        rows: Vec<Result<Row, BadRow>>,
        (report, made): (&mut ImportReport, &mut Made),
    ) -> Result<(), ImportError> {
        report.rows += u64::try_from(rows.len()).unwrap_or(0);
        let mut good = Vec::with_capacity(rows.len());
        for row in rows {
            match row {
                Ok(row) => good.push(row),
                Err(bad) => report.name(bad),
            }
        }
        let mut moment = self.moment();
        let factors = self.factors(tenant).await?;
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        self.say_alive(&mut tx, import).await?;
        let numbers: Vec<_> = good.iter().map(|row| row.kassenzeichen.as_str()).collect();
        let known = tx.claims().imports().known(import, &numbers).await?;
        let known: HashMap<_, _> = known
            .iter()
            .map(|claim| (claim.kassenzeichen.as_str(), claim))
            .collect();
        let mut sorted = Sorted::default();
        let mut seen = HashSet::with_capacity(good.len());
        for row in &good {
            let known = known.get(row.kassenzeichen.as_str()).copied();
            if !seen.insert(row.kassenzeichen.as_str()) {
                sorted.bad.push(bad(row, "is in the file twice"));
                continue;
            }
            let keeps = known.is_some_and(|known| row.has_factor_of(known, &factors));
            if let (Some(fault), false) = (&row.weak_factor, keeps) {
                sorted.bad.push(BadRow {
                    line: row.line,
                    faults: vec![fault.clone()],
                });
                continue;
            }
            let known = known.map(|known| (known, row.says_the_same(known, &factors)));
            sorted.add(import, row, known, &mut moment);
        }
        made.take(&mut sorted);
        tx.claims()
            .imports()
            .insert_claims((import, act), &sorted.new, moment.now)
            .await?;
        tx.claims()
            .imports()
            .insert_changes((import, act), &sorted.changed, moment.now)
            .await?;
        tx.claims()
            .imports()
            .insert_unchanged(import, &sorted.unchanged)
            .await?;
        tx.events()
            .feed()
            .insert_imported(import, &sorted.events, moment.now)
            .await?;
        tx.commit().await?;
        sorted.count(report);
        Ok(())
    }
}

impl Sorted {
    /// `known` is the claim under the row's Kassenzeichen, and whether the row says the same.
    fn add(
        &mut self,
        import: ImportId,
        row: &Row,
        known: Option<(&KnownClaim, bool)>,
        moment: &mut Moment,
    ) {
        let Some((known, same)) = known else {
            let new = imported(row, None, moment);
            self.events.push(created(row, new.terms.claim, moment));
            self.new.push(new);
            return;
        };
        let problem = match known.origin {
            _ if known.import == Some(import) || known.spoken_of => "is in the file twice",
            ClaimOrigin::Channel => "belongs to a payment of an online service",
            ClaimOrigin::Api => "was created by a client",
            ClaimOrigin::Staff => "was entered by the staff",
            ClaimOrigin::Catalogue => "belongs to a payment from the catalogue",
            ClaimOrigin::Import if known.service != row.service => "belongs to another service",
            ClaimOrigin::Import => {
                if same {
                    self.unchanged.push(known.id);
                } else {
                    self.changed.push(imported(row, Some(known), moment));
                    self.events.extend(changed(row, known, moment));
                }
                return;
            }
        };
        self.bad.push(bad(row, problem));
    }

    fn count(self, report: &mut ImportReport) {
        let many = |rows: usize| u64::try_from(rows).unwrap_or(0);
        report.added += many(self.new.len());
        report.corrected += many(self.changed.len());
        report.unchanged += many(self.unchanged.len());
        let cancels = |claim: &&ImportedClaim| claim.terms.cancelled_at.is_some();
        report.cancelled += many(self.changed.iter().filter(cancels).count());
        for row in self.bad {
            report.name(row);
        }
    }
}

fn created(row: &Row, claim: ClaimId, moment: &mut Moment) -> ImportedEvent {
    let told = ClaimTold::of(claim, &row.kassenzeichen, &row.terms);
    ImportedEvent {
        id: EventId::new(moment),
        kind: EventKind::ClaimCreated,
        claim,
        first: true,
        data: to_json(&told),
    }
}

/// Nothing when only the second factor differs, which is told to no receiver.
fn changed(row: &Row, known: &KnownClaim, moment: &mut Moment) -> Option<ImportedEvent> {
    let told = ClaimTold::of(known.id, &row.kassenzeichen, &row.terms);
    let same_text = known.text == row.text && known.party == row.party;
    let (kind, told) = told.changed((&known.terms, &row.terms), same_text)?;
    Some(ImportedEvent {
        id: EventId::new(moment),
        kind,
        claim: known.id,
        first: false,
        data: to_json(&told),
    })
}

fn bad(row: &Row, problem: &str) -> BadRow {
    BadRow {
        line: row.line,
        faults: vec![Fault::new("kassenzeichen", problem)],
    }
}

/// The first version of a new claim, or the next one of a known claim. Its place is given later.
fn imported(row: &Row, known: Option<&KnownClaim>, moment: &mut Moment) -> ImportedClaim {
    let salt = known.and_then(|known| known.salt.as_deref());
    let salt = salt.and_then(|salt| salt.try_into().ok());
    let salt: Salt = salt.unwrap_or_else(|| moment.bytes());
    let since =
        |applies: bool, before: Option<Timestamp>| applies.then(|| before.unwrap_or(moment.now));
    let blocked_at = since(row.terms.blocked, known.and_then(|known| known.blocked_at));
    let cancelled_at = since(
        row.terms.cancelled,
        known.and_then(|known| known.cancelled_at),
    );
    let terms = ClaimTerms {
        claim: known.map_or_else(|| ClaimId::new(moment), |known| known.id),
        number: known.map_or(0, |known| known.terms_number) + 1,
        service: row.service,
        kassenzeichen: row.kassenzeichen.clone(),
        origin: ClaimOrigin::Import,
        amount: row.terms.amount,
        due: row.terms.due,
        payable_from: row.terms.payable_from,
        payable_until: row.terms.payable_until,
        blocked_at,
        cancelled_at,
        text: row.text.clone(),
        person: person(&salt, row.party.as_deref(), Some(&row.factor_hash)),
        lines: vec![whole_line(
            &salt,
            row.terms.amount,
            row.booking_data.clone(),
        )],
    };
    ImportedClaim {
        terms,
        place: 0,
        salt,
        party: row.party.clone(),
        factor_hash: row.factor_hash.clone(),
        row_hash: row.hash,
    }
}

impl Made {
    /// Gives the piece's versions their places and commits to them.
    fn take(&mut self, piece: &mut Sorted) {
        for claim in piece.new.iter_mut().chain(&mut piece.changed) {
            self.many += 1;
            claim.place = self.many;
            self.commitment.add(&claim.terms.canonical());
        }
    }
}
