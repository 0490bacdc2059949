//! The audit trail as auditors see it: searched, one act with what it changed, the grants that were
//! in force on a day, and files that are signed ([`export`]).
//!
//! A page of the search looks at a bounded number of rows, newest first, so that it costs the same
//! however many there are; it says up to when it looked. Acts of people have an index of their own,
//! because they are few among those of payers, systems and jobs.

pub(crate) mod export;
mod grants;
mod names;

use std::collections::BTreeSet;

use domain::access::{Act, ActOutcome, ActorKind, May, ObjectKind};
use domain::{AuditId, Day, Timestamp};
use serde_json::{Map, Value};
use storage::ReadTx;
use storage::access::audit::StoredAct;

use self::export::ExportFacts;
use self::names::Names;
use crate::App;
use crate::access::staff::{StaffError, StaffPlace};

pub use grants::RightOnDay;

/// Rows of a page.
const ROWS: usize = 50;
/// Rows read at once.
const BATCH: u32 = 500;
/// Rows that one page looks at.
const LOOKED_AT_MAX: usize = 20_000;

/// What an auditor looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditSearch {
    /// A part of the actor's name, or its id.
    pub actor: String,
    /// Whose acts at all.
    pub by: Option<ActedBy>,
    /// A part of the act's name: `refund`, `refund.release`.
    pub act: String,
    /// Id or code of what it was done to.
    pub object: String,
    /// The first and the last day, in the legal time of Germany.
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub refused: Option<bool>,
    /// Only acts of which two persons are needed.
    pub four_eyes: bool,
    /// Only accounts at providers and banks.
    pub accounts: bool,
    /// Acts before this one.
    pub before: Option<AuditId>,
}

/// Whose acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ActedBy {
    /// The staff, and the command line.
    People,
    Clients,
    /// The program, providers and payers.
    Others,
}

/// An act of the trail.
#[derive(Clone, Debug)]
pub struct SeenAct {
    pub id: AuditId,
    pub at: Timestamp,
    pub kind: ActorKind,
    /// As people call it.
    pub actor: String,
    /// Its name, perhaps of a later version of this program.
    pub name: String,
    pub act: Option<Act>,
    pub object_kind: String,
    pub object: String,
    pub refused: bool,
    /// What it changed, field by field.
    pub changed: Vec<ChangedText>,
    /// Of an act that exported: what.
    pub export: Option<ExportFacts>,
    pub reason: Option<String>,
    pub request: Option<String>,
    /// Its place in the chain; `None` while it is not sealed.
    pub number: Option<u64>,
    /// Its texts are those that were sealed, or erased as a whole.
    pub is_whole: bool,
    pub is_erased: bool,
}

/// A field before and after; empty where it was not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedText {
    /// Empty where the act said one text.
    pub name: String,
    pub before: String,
    pub after: String,
}

/// Where the chain ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainState {
    /// The last sealed line, acts and transfers together.
    pub number: u64,
    pub sealed_at: Timestamp,
    /// Its signature is one of the installation's keys.
    pub is_signed: bool,
}

/// One page of what was found.
#[derive(Clone, Debug)]
pub struct FoundActs {
    pub rows: Vec<SeenAct>,
    /// Where the next page begins, if there may be one.
    pub next: Option<AuditId>,
    /// The page ended before it was full, after many rows: it looked back to this time.
    pub looked_back_to: Option<Timestamp>,
    /// `None` before anything is sealed.
    pub chain: Option<ChainState>,
}

impl ActedBy {
    const fn holds(self, kind: ActorKind) -> bool {
        match kind {
            ActorKind::Person | ActorKind::Operator => matches!(self, Self::People),
            ActorKind::Client => matches!(self, Self::Clients),
            ActorKind::Payer | ActorKind::Provider | ActorKind::System => {
                matches!(self, Self::Others)
            }
        }
    }
}

/// The act with this name.
fn known(name: &str) -> Option<Act> {
    Act::ALL.iter().copied().find(|act| act.name() == name)
}

/// Whether two persons are needed for it.
fn needs_two(act: Act) -> bool {
    let holders = act.rule().staff.map_or(&[][..], |rule| rule.holders);
    holders.iter().any(|(_, may)| *may != May::Alone)
}

/// Whether it is about an account; bank accounts stand in the authority's document.
fn is_of_accounts(act: Act) -> bool {
    let kind = act.rule().object;
    matches!(kind, ObjectKind::ProviderAccount | ObjectKind::BankLine) || act == Act::TenantApply
}

impl AuditSearch {
    fn keeps(&self, row: &StoredAct, names: &Names) -> bool {
        let refused: &str = ActOutcome::Refused.into();
        let part = |text: &str, wanted: &str| {
            wanted.is_empty() || text.to_lowercase().contains(&wanted.to_lowercase())
        };
        let act = known(&row.act);
        self.by.is_none_or(|by| by.holds(row.actor.kind()))
            && self.refused.is_none_or(|is| is == (row.outcome == refused))
            && part(&row.act, self.act.trim())
            && part(&row.object, self.object.trim())
            && (!self.four_eyes || act.is_some_and(needs_two))
            && (!self.accounts || act.is_some_and(is_of_accounts))
            && (part(&names.of(&row.actor), self.actor.trim())
                || part(&row.actor.to_string(), self.actor.trim()))
    }

    /// The ids of the period, before the last one of the page before.
    fn between(&self) -> (AuditId, AuditId) {
        let from = self.from.map(Day::begins);
        let from = from.map_or(AuditId::FIRST, AuditId::first_at);
        let end = self.until.and_then(|last| last.plus_days(1));
        let end = end.map_or(AuditId::LAST, |end| AuditId::first_at(end.begins()));
        (from, self.before.map_or(end, |before| before.min(end)))
    }

    /// The next rows before this one, not narrowed yet.
    async fn batch(
        &self,
        tx: &mut ReadTx,
        (from, before): (AuditId, AuditId),
    ) -> Result<Vec<StoredAct>, StaffError> {
        let access = tx.access();
        let mut audit = access.audit();
        let rows = if self.by == Some(ActedBy::People) {
            audit.of_people((from, before), BATCH).await?
        } else {
            audit.listed((from, before), BATCH).await?
        };
        Ok(rows)
    }
}

/// The fields of both texts. One that is no object is one field without a name.
fn changed(before: Option<&str>, after: Option<&str>) -> Vec<ChangedText> {
    let read = |text: Option<&str>| match text.map(|text| (text, serde_json::from_str(text))) {
        Some((_, Ok(Value::Object(fields)))) => fields,
        Some((text, _)) => Map::from_iter([(String::new(), Value::from(text))]),
        None => Map::new(),
    };
    let (before, after) = (read(before), read(after));
    let names: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let shown = |value: Option<&Value>| match value {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => String::new(),
    };
    let fields = names.into_iter().map(|name| ChangedText {
        name: name.clone(),
        before: shown(before.get(name)),
        after: shown(after.get(name)),
    });
    fields.collect()
}

impl SeenAct {
    fn of(row: StoredAct, names: &Names) -> Self {
        let refused: &str = ActOutcome::Refused.into();
        Self {
            id: row.id,
            at: row.at,
            kind: row.actor.kind(),
            actor: names.of(&row.actor),
            act: known(&row.act),
            refused: row.outcome == refused,
            number: row.sealed.map(|(number, _)| number),
            is_whole: row.says_what_was_sealed(),
            is_erased: row.salt.is_none(),
            changed: changed(row.before.as_deref(), row.after.as_deref()),
            export: row
                .after
                .as_deref()
                .filter(|_| row.act == Act::AuditExport.name())
                .and_then(export::facts_of),
            name: row.act,
            object_kind: row.object_kind,
            object: row.object,
            reason: row.reason,
            request: row.request,
        }
    }
}

impl App {
    /// One page of the acts that are looked for, newest first.
    pub(crate) async fn search_audit(
        &self,
        place: &StaffPlace,
        search: &AuditSearch,
    ) -> Result<FoundActs, StaffError> {
        let mut tx = self.db.read(place.scope()).await?;
        let names = Names::read(&mut tx).await?;
        let (from, mut before) = search.between();
        let (mut rows, mut next, mut looked_back_to) = (Vec::new(), None, None);
        let (mut looked_at, mut row_at) = (0, self.moment().now);
        'pages: loop {
            let batch = search.batch(&mut tx, (from, before)).await?;
            let is_last = batch.len() < BATCH as usize;
            looked_at += batch.len();
            for row in batch {
                (before, row_at) = (row.id, row.at);
                if !search.keeps(&row, &names) {
                    continue;
                }
                rows.push(SeenAct::of(row, &names));
                if rows.len() == ROWS {
                    next = Some(before);
                    break 'pages;
                }
            }
            if is_last {
                break;
            }
            if looked_at >= LOOKED_AT_MAX {
                next = Some(before);
                looked_back_to = Some(row_at);
                break;
            }
        }
        Ok(FoundActs {
            rows,
            next,
            looked_back_to,
            chain: self.chain_state(&mut tx).await?,
        })
    }

    /// One act.
    pub(crate) async fn view_act(
        &self,
        place: &StaffPlace,
        id: AuditId,
    ) -> Result<SeenAct, StaffError> {
        let mut tx = self.db.read(place.scope()).await?;
        let row = tx.access().audit().find(id).await?;
        let row = row.ok_or(StaffError::NotFound)?;
        let names = Names::read(&mut tx).await?;
        Ok(SeenAct::of(row, &names))
    }

    async fn chain_state(&self, tx: &mut ReadTx) -> Result<Option<ChainState>, StaffError> {
        let head = tx.ledger().head().await?;
        Ok(head.map(|head| ChainState {
            number: head.place.number,
            sealed_at: head.place.sealed_at,
            is_signed: self.settings.seal_keys.check(&head).is_ok(),
        }))
    }
}
