//! Refunds, held against the acts on them and against what is booked of them, and approvals against
//! the acts that gave them.

use std::collections::HashMap;

use domain::RefundId;
use domain::access::{Act, ActOutcome, Actor, ObjectKind};
use domain::ledger::chain::Commitment;
use domain::ledger::{Account, AccountKind};
use domain::money::refunds::Refund;
use storage::money::approvals::GivenApproval;
use storage::{ReadTx, StorageError};
use uuid::Uuid;

use super::chain::Journal;
use super::{Difference, PAGE, difference};

const AREA: &str = "refund";
/// Of the accounts of refunds.
const DUE: &str = "refunds_due:";

/// Each refund is what its last act commits to, as much is booked of it as was released, less what
/// left, and none is gone.
pub(super) async fn compare_refunds(
    tx: &mut ReadTx,
    journal: &mut Journal,
) -> Result<(), StorageError> {
    let kind: &str = ObjectKind::Refund.into();
    let due = journal.folded_facts.totals().into_iter();
    let mut due: HashMap<_, _> = due.filter(|(name, _)| name.starts_with(DUE)).collect();
    let mut after = RefundId::from_uuid(Uuid::nil());
    loop {
        let page = tx.money().refunds().after(after, PAGE).await?;
        let (Some(first), Some(last)) = (page.first(), page.last()) else {
            break;
        };
        let left = tx.money().left_for(first.id, last.id).await?;
        after = last.id;
        for refund in &page {
            let object = (kind.to_owned(), refund.id.to_string());
            let committed = Commitment::of(&refund.canonical());
            let decided = journal.decided.remove(&object);
            if !decided.is_some_and(|last| last.commits_to(&committed)) {
                let problem = "not what its last act commits to";
                let told = difference(AREA, &object.1, problem);
                journal.differences.push(told);
            }
            let account = Account::euro(AccountKind::RefundsDue(refund.id)).to_string();
            let booked = due.remove(&account).unwrap_or_default();
            let left = left.get(&refund.id).copied().unwrap_or_default();
            if booked != left - released(refund) {
                let problem = "not what is booked of it";
                let told = difference(AREA, &object.1, problem);
                journal.differences.push(told);
            }
        }
    }
    let mut gone: Vec<String> = due.into_keys().collect();
    let of_refunds = journal.decided.keys().filter(|(of, _)| of == kind);
    gone.extend(of_refunds.map(|(_, id)| id.clone()));
    let groups = tx.money().refunds().groups_without_refund().await?;
    gone.extend(groups.iter().map(ToString::to_string));
    journal.decided.retain(|(of, _), _| of != kind);
    for what in gone {
        let problem = "its refund is gone, though it was booked or acts speak of it";
        let told = difference(AREA, &what, problem);
        journal.differences.push(told);
    }
    Ok(())
}

/// Each approval was given by an act of its own, of just that person on just that refund. Whether
/// the act itself is as it was sealed, the walk along the chain tells.
pub(super) async fn compare_approvals(
    tx: &mut ReadTx,
    differences: &mut Vec<Difference>,
) -> Result<(), StorageError> {
    let mut after = None;
    loop {
        let page = tx.money().approvals().after(after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(last.given_by);
        for approval in page.iter().filter(|approval| !is_given(approval)) {
            let problem = format!("released by {}, which did not", approval.person);
            differences.push(difference(AREA, &approval.refund.to_string(), &problem));
        }
    }
}

fn is_given(approval: &GivenApproval) -> bool {
    let (person, refund) = (Actor::Person(approval.person), approval.refund.to_string());
    approval.act.as_ref().is_some_and(|given| {
        given.act == Act::RefundRelease.name()
            && given.outcome == ActOutcome::Done.to_string()
            && given.object == refund
            && given.actor.as_ref() == Some(&person)
    })
}

/// Cents that are owed to the payer because of it, whatever left since.
fn released(refund: &Refund) -> i64 {
    match refund.booked {
        Some(_) => refund.amount.cents(),
        None => 0,
    }
}
