//! What claims say, held against the acts that said so.

use domain::ledger::chain::Commitment;
use domain::{AuditId, ClaimId};
use storage::claims::terms::ProvenTerms;
use storage::{ReadTx, StorageError};
use uuid::Uuid;

use super::chain::Journal;
use super::{Difference, PAGE, difference};

const AREA: &str = "claim";

/// Claims of an act that a difference names; files have many.
const NAMED: usize = 3;

/// The versions of one act, as far as they were read.
struct OfAct {
    act: AuditId,
    /// The first of its claims.
    claims: Vec<ClaimId>,
    versions: u64,
    commitment: Commitment,
    committed: Option<[u8; 32]>,
}

/// Each act's versions are those it commits to, each claim says what its newest version says, its
/// lines add up, and no version is missing.
pub(super) async fn compare_versions(
    tx: &mut ReadTx,
    journal: &mut Journal,
) -> Result<(), StorageError> {
    let differences = &mut journal.differences;
    let mut after = (AuditId::from_uuid(Uuid::nil()), 0);
    let mut current: Option<OfAct> = None;
    loop {
        let page = tx.claims().terms().after(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.made_by;
        for proven in &page {
            if !proven.says_what_was_committed {
                let what = format!("version {} of {}", proven.terms.number, proven.terms.claim);
                let problem = "what names the payer is not what was committed to";
                differences.push(difference(AREA, &what, problem));
            }
            current = Some(next(current, proven, differences));
        }
    }
    if let Some(last) = current {
        last.end(differences);
    }
    for claim in tx.claims().terms().unlike_claims().await? {
        let problem = "not what its newest version says, or a version is missing";
        differences.push(difference(AREA, &claim.to_string(), problem));
    }
    for claim in tx.claims().terms().with_wrong_lines().await? {
        let problem = "its lines are not its amount";
        differences.push(difference(AREA, &claim.to_string(), problem));
    }
    let nothing = Commitment::default().finish();
    for act in tx.claims().terms().acts_without(nothing).await? {
        let problem = "the claim that this act made is gone";
        differences.push(difference(AREA, &act.to_string(), problem));
    }
    Ok(())
}

fn next(current: Option<OfAct>, proven: &ProvenTerms, differences: &mut Vec<Difference>) -> OfAct {
    let (act, place) = proven.made_by;
    let mut of_act = match current {
        Some(of_act) if of_act.act == act => of_act,
        other => {
            if let Some(before) = other {
                before.end(differences);
            }
            OfAct {
                act,
                claims: Vec::new(),
                versions: 0,
                commitment: Commitment::default(),
                committed: proven.commitment,
            }
        }
    };
    of_act.versions += 1;
    if place != of_act.versions {
        let problem = format!(
            "version {} of it is missing before {place}",
            of_act.versions
        );
        differences.push(difference(AREA, &act.to_string(), &problem));
        of_act.versions = place;
    }
    if of_act.claims.len() < NAMED {
        of_act.claims.push(proven.terms.claim);
    }
    of_act.commitment.add(&proven.terms.canonical());
    of_act
}

impl OfAct {
    fn end(self, differences: &mut Vec<Difference>) {
        if self.committed != Some(self.commitment.finish()) {
            let claims: Vec<_> = self.claims.iter().map(ToString::to_string).collect();
            let problem = format!(
                "its claims are not what it commits to: {} of {}",
                claims.join(", "),
                self.versions
            );
            differences.push(difference(AREA, &self.act.to_string(), &problem));
        }
    }
}
