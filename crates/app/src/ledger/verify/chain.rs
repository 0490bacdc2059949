//! The chain, walked from its first line.
//!
//! Three things have to agree: the seal stored in each row, which names the row that was changed;
//! the signed heads, which tell when a chain was made anew without the key; and the heads that were
//! published, which tell when signed ones were taken away.

use std::collections::{BTreeMap, VecDeque};

use domain::Timestamp;
use domain::access::{Act, ActOutcome};
use domain::ledger::chain::seal_line;
use domain::ledger::{Seal, SealHead};
use storage::access::audit::StoredAct;
use storage::ledger::StoredTransfer;
use storage::{ReadTx, StorageError};

use super::sums::Sums;
use super::{Difference, PAGE, difference};
use crate::ledger::seal::fold;
use crate::platform::SealKeys;
use crate::services::versions::part_of;

const AREA: &str = "chain";
/// Kinds of objects whose last act in the chain says how they are.
const DECIDED: [&str; 7] = [
    "tenant",
    "service",
    "provider_account",
    "client",
    "person",
    "grant",
    "refund",
];

/// What heads are held against.
pub(super) struct Proof<'a> {
    pub(super) keys: &'a SealKeys,
    /// Heads of this tenant that were kept outside the database.
    pub(super) kept: &'a [SealHead],
}

/// What the last acts on an object commit to: those of one instant, of which any may be the last.
#[derive(Default)]
pub(super) struct Decision {
    at: Option<Timestamp>,
    commitments: Vec<[u8; 32]>,
}

impl Decision {
    fn add(&mut self, at: Timestamp, commitment: [u8; 32]) {
        if self.at < Some(at) {
            self.commitments.clear();
            self.at = Some(at);
        }
        if self.at == Some(at) {
            self.commitments.push(commitment);
        }
    }

    pub(super) fn commits_to(&self, commitment: &[u8; 32]) -> bool {
        self.commitments.contains(commitment)
    }
}

/// Everything folded from the journal.
pub(super) struct Journal {
    /// Number of the last sealed line.
    pub(super) sealed: u64,
    /// Its seal, as stored.
    pub(super) head: Seal,
    pub(super) folded_sealed: Sums,
    pub(super) folded_all: Sums,
    /// The same without corrections: what is booked of facts.
    pub(super) folded_facts: Sums,
    pub(super) transfers: u64,
    pub(super) acts: u64,
    /// Signed heads.
    pub(super) heads: u64,
    /// What the last act on each object of master data and on each refund commits to, by kind and
    /// id.
    pub(super) decided: BTreeMap<(String, String), Decision>,
    /// How often a version of a service was approved, by the service's id and the approver.
    pub(super) approved: BTreeMap<(String, String), u64>,
    pub(super) differences: Vec<Difference>,
}

/// A line of the chain with what names it.
struct Line {
    number: u64,
    id: String,
    text: String,
    seal: Seal,
}

/// How far the walk has come.
struct Walk<'a> {
    proof: &'a Proof<'a>,
    journal: Journal,
    /// The seal of the last line, computed from the last head whose signature is good.
    proven: Seal,
    /// Number of that head.
    proven_to: u64,
    /// Heads that the walk has not reached.
    heads: VecDeque<SealHead>,
    /// Number of the last head read.
    heads_read: u64,
    /// Published heads that the walk has not reached.
    kept: BTreeMap<u64, Seal>,
    /// Heads whose signature proves nothing, after the one that is named.
    more_bad_heads: u64,
}

/// Walks the whole chain and everything not in it yet.
pub(super) async fn read_journal(
    tx: &mut ReadTx,
    proof: &Proof<'_>,
) -> Result<Journal, StorageError> {
    let mut walk = Walk::new(proof);
    loop {
        let after = walk.journal.sealed;
        let transfers = tx.ledger().sealed_after(after, PAGE).await?;
        let acts = tx.access().audit().sealed_after(after, PAGE).await?;
        // A full page ends before what the other table may hold.
        let read_to = whole_to(&transfers, |row| row.sealed).min(whole_to(&acts, |row| row.sealed));
        let within =
            |sealed: Option<(u64, Seal)>| sealed.is_some_and(|(number, _)| number <= read_to);
        let transfers: Vec<_> = transfers
            .into_iter()
            .filter(|row| within(row.sealed))
            .collect();
        let acts: Vec<_> = acts.into_iter().filter(|row| within(row.sealed)).collect();
        if transfers.is_empty() && acts.is_empty() {
            break;
        }
        walk.journal.folded_sealed.add(&fold(&transfers));
        walk.journal.count(&transfers, &acts);
        for line in lines(&transfers, &acts) {
            walk.read_heads(tx, line.number).await?;
            walk.take(&line);
        }
    }
    walk.read_heads(tx, u64::MAX).await?;
    let mut journal = walk.end();
    journal.folded_all = journal.folded_sealed.clone();
    read_unsealed(tx, &mut journal).await?;
    Ok(journal)
}

/// The last number that is known to be read whole.
fn whole_to<R>(page: &[R], sealed: impl Fn(&R) -> Option<(u64, Seal)>) -> u64 {
    let full = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let last = page.last().and_then(sealed);
    match last {
        Some((number, _)) if page.len() >= full => number,
        Some(_) | None => u64::MAX,
    }
}

/// In the order of their numbers.
fn lines(transfers: &[StoredTransfer], acts: &[StoredAct]) -> Vec<Line> {
    let transfers = transfers.iter().filter_map(|row| {
        let (number, seal) = row.sealed?;
        let (id, text) = (row.transfer.id.to_string(), row.line(number));
        Some(Line {
            number,
            id,
            text,
            seal,
        })
    });
    let acts = acts.iter().filter_map(|row| {
        let (number, seal) = row.sealed?;
        let (id, text) = (row.id.to_string(), row.line(number));
        Some(Line {
            number,
            id,
            text,
            seal,
        })
    });
    let mut lines: Vec<_> = transfers.chain(acts).collect();
    lines.sort_by_key(|line| line.number);
    lines
}

async fn read_unsealed(tx: &mut ReadTx, journal: &mut Journal) -> Result<(), StorageError> {
    let mut last = None;
    loop {
        let page = tx.ledger().unsealed(last, PAGE).await?;
        let Some(end) = page.last() else { break };
        last = Some(end.transfer.id);
        journal.folded_all.add(&fold(&page));
        journal.count(&page, &[]);
    }
    let mut last = None;
    loop {
        let page = tx.access().audit().unsealed(last, PAGE).await?;
        let Some(end) = page.last() else { break };
        last = Some(end.id);
        journal.count(&[], &page);
    }
    Ok(())
}

impl<'a> Walk<'a> {
    fn new(proof: &'a Proof<'a>) -> Self {
        let mut walk = Self {
            proof,
            journal: Journal {
                sealed: 0,
                head: Seal::START,
                folded_sealed: Sums::default(),
                folded_all: Sums::default(),
                folded_facts: Sums::default(),
                transfers: 0,
                acts: 0,
                heads: 0,
                decided: BTreeMap::new(),
                approved: BTreeMap::new(),
                differences: Vec::new(),
            },
            proven: Seal::START,
            proven_to: 0,
            heads: VecDeque::new(),
            heads_read: 0,
            kept: BTreeMap::new(),
            more_bad_heads: 0,
        };
        for head in proof.kept {
            let number = head.place.number;
            match proof.keys.check(head) {
                Ok(()) => drop(walk.kept.insert(number, head.place.seal)),
                Err(bad) => walk.differs(&format!("published head {number}"), &bad.to_string()),
            }
        }
        walk
    }

    fn differs(&mut self, what: &str, problem: &str) {
        self.journal
            .differences
            .push(difference(AREA, what, problem));
    }

    /// Reads heads until one of at least this number is known, or there are no more.
    async fn read_heads(&mut self, tx: &mut ReadTx, number: u64) -> Result<(), StorageError> {
        while self
            .heads
            .back()
            .is_none_or(|head| head.place.number < number)
        {
            let page = tx.ledger().heads_after(self.heads_read, PAGE).await?;
            let Some(last) = page.last() else { break };
            self.heads_read = last.place.number;
            self.journal.heads += u64::try_from(page.len()).unwrap_or(0);
            self.heads.extend(page);
        }
        Ok(())
    }

    fn take(&mut self, line: &Line) {
        let expected = self.journal.sealed + 1;
        if line.number < expected {
            self.differs(&line.id, &format!("number {} is used twice", line.number));
        } else if line.number > expected {
            self.differs(&line.id, &format!("number {expected} is missing before it"));
        }
        if seal_line(self.journal.head, &line.text) != line.seal {
            let problem = "its seal does not fit; it or one before it was changed";
            self.differs(&line.id, problem);
        }
        // Go on from what is stored, so that one change is told once.
        self.journal.head = line.seal;
        self.journal.sealed = line.number;
        self.proven = seal_line(self.proven, &line.text);
        if let Some(published) = self.kept.remove(&line.number)
            && published != self.proven
        {
            let problem = "the chain up to it is not what was published";
            self.differs(&format!("published head {}", line.number), problem);
        }
        while self
            .heads
            .front()
            .is_some_and(|head| head.place.number <= line.number)
        {
            if let Some(head) = self.heads.pop_front() {
                self.pass(&head);
            }
        }
    }

    /// Holds what was walked since the last good head against this one.
    fn pass(&mut self, head: &SealHead) {
        let number = head.place.number;
        if let Err(bad) = self.proof.keys.check(head) {
            if self.more_bad_heads == 0 {
                self.differs(&format!("head {number}"), &bad.to_string());
            }
            self.more_bad_heads += 1;
            return;
        }
        if head.place.seal != self.proven {
            let lines = format!("numbers {} to {number}", self.proven_to + 1);
            self.differs(&lines, "not what was signed; one of them was changed");
        }
        self.proven = head.place.seal;
        self.proven_to = number;
    }

    fn end(mut self) -> Journal {
        if self.more_bad_heads > 1 {
            let more = self.more_bad_heads - 1;
            self.differs("heads", &format!("{more} more prove nothing"));
        }
        let sealed = self.journal.sealed;
        let left: Vec<_> = self.heads.iter().map(|head| head.place.number).collect();
        for number in left {
            let problem = format!("the chain ends before it, at {sealed}");
            self.differs(&format!("head {number}"), &problem);
        }
        if self.more_bad_heads == 0 && self.proven_to < sealed {
            let lines = format!("numbers {} to {sealed}", self.proven_to + 1);
            self.differs(&lines, "no signed head covers them");
        }
        for number in std::mem::take(&mut self.kept).into_keys() {
            let problem = format!("the chain has no such number, it ends at {sealed}");
            self.differs(&format!("published head {number}"), &problem);
        }
        self.journal
    }
}

impl Journal {
    /// Counts rows, folds what is no correction, and holds the texts of audit rows against what
    /// was sealed of them.
    fn count(&mut self, transfers: &[StoredTransfer], acts: &[StoredAct]) {
        self.transfers += u64::try_from(transfers.len()).unwrap_or(0);
        self.acts += u64::try_from(acts.len()).unwrap_or(0);
        let facts = transfers.iter().filter(|row| row.head.reverses.is_none());
        let facts: Vec<_> = facts.cloned().collect();
        self.folded_facts.add(&fold(&facts));
        for act in acts {
            let is_decided = DECIDED.contains(&act.object_kind.as_str());
            if let Some(commitment) = act.commitment.filter(|_| is_decided) {
                let object = (act.object_kind.clone(), act.object.clone());
                self.decided
                    .entry(object)
                    .or_default()
                    .add(act.at, commitment);
            }
        }
        let is_approval = |act: &&StoredAct| {
            act.act == Act::ServiceApprove.name() && act.outcome == ActOutcome::Done.to_string()
        };
        for act in acts.iter().filter(is_approval) {
            let given = (act.object.clone(), part_of(&act.actor));
            *self.approved.entry(given).or_default() += 1;
        }
        for act in acts.iter().filter(|act| !act.says_what_was_sealed()) {
            let problem = "its texts are not those of its digest";
            self.differences
                .push(difference("audit", &act.id.to_string(), problem));
        }
    }
}
