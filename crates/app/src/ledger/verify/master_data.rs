//! Master data that decides about money, held against the last act on each object, and approvals of
//! versions against the acts that gave them.

use std::collections::BTreeMap;

use domain::TenantId;
use storage::{ReadTx, StorageError};

use super::chain::Journal;
use super::difference;
use crate::access::OPERATOR_SLUG;
use crate::tenants::commitments::objects;

/// Each object is what its last act commits to, and none is there without an act or gone after one.
pub(super) async fn compare_master_data(
    tx: &mut ReadTx,
    journal: &mut Journal,
) -> Result<(), StorageError> {
    let tenant = tx.tenant()?;
    if tenant == TenantId::INSTALLATION
        && tx.tenants().document().await? != Some((OPERATOR_SLUG.to_owned(), String::new()))
    {
        let problem = "not the row that the installation begins with";
        journal
            .differences
            .push(difference("master data", OPERATOR_SLUG, problem));
    }
    let mut decided: BTreeMap<_, _> = std::mem::take(&mut journal.decided);
    for (object, described) in objects(tx).await? {
        let (kind, id) = object.named();
        let committed = decided.remove(&(kind.to_owned(), id.clone()));
        let problem = match committed {
            Some(decision) if decision.commits_to(&described.commitment()) => continue,
            Some(_) => "not what its last act commits to",
            None => "there without an act that says so",
        };
        journal
            .differences
            .push(difference("master data", &id, problem));
    }
    for (_, id) in decided.into_keys() {
        let problem = "gone, though acts speak of it";
        journal
            .differences
            .push(difference("master data", &id, problem));
    }
    Ok(())
}

/// Each approval of a version was given by an act of just that actor on just that service.
pub(super) async fn compare_version_approvals(
    tx: &mut ReadTx,
    journal: &mut Journal,
) -> Result<(), StorageError> {
    for service in tx.services().all().await? {
        for part in tx.services().versions().parts(service.id).await? {
            if part.is_author {
                continue;
            }
            let given = (service.id.to_string(), part.actor);
            let acts = journal.approved.entry(given).or_default();
            if *acts == 0 {
                let problem = format!(
                    "version {} has an approver that approved nothing of it",
                    part.version
                );
                let told = difference("master data", &service.id.to_string(), &problem);
                journal.differences.push(told);
            }
            *acts = acts.saturating_sub(1);
        }
    }
    Ok(())
}
