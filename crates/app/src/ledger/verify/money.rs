//! Facts about money, held against what their groups of the books commit to, and lines of bank
//! statements, held against the acts that entered them.

use domain::ledger::chain::Commitment;
use domain::ledger::postings::Place;
use domain::{BankLineId, MoneyInId, MoneyOutId};
use providers::Environment;
use storage::{ReadTx, StorageError};
use uuid::Uuid;

use super::chain::Journal;
use super::{PAGE, difference};
use crate::ledger::canonical;
use crate::payments::methods::paid_for::may_take;
use crate::platform::document::read_document;
use crate::tenants::documents::{AccountDocument, TenantProfile};

const AREA: &str = "money";
const CHANGED: &str = "not what its group of the books commits to";

/// Each fact is what was booked of it, none is gone, and the kept sums are theirs.
pub(super) async fn compare_money(
    tx: &mut ReadTx,
    journal: &mut Journal,
) -> Result<(), StorageError> {
    let mut told = |what: &str, problem| journal.differences.push(difference(AREA, what, problem));
    let mut after = MoneyInId::from_uuid(Uuid::nil());
    loop {
        let page = tx.money().commitments().money_in_after(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.money.id;
        for fact in &page {
            let text = canonical::money_in(&fact.money, fact.currency, &fact.settles);
            if fact.commitment != Some(Commitment::of(&text)) {
                told(&fact.money.id.to_string(), CHANGED);
            }
        }
    }
    let mut after = MoneyOutId::from_uuid(Uuid::nil());
    loop {
        let page = tx
            .money()
            .commitments()
            .money_out_after(after, PAGE)
            .await?;
        let Some(last) = page.last() else { break };
        after = last.money.id;
        for fact in &page {
            let text = canonical::money_out(&fact.money, fact.currency);
            if fact.commitment != Some(Commitment::of(&text)) {
                told(&fact.money.id.to_string(), CHANGED);
            }
        }
    }
    let mut after = BankLineId::from_uuid(Uuid::nil());
    loop {
        let page = tx.bank().lines().after(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.line.id;
        for stated in &page {
            let text = canonical::bank_line(&stated.line);
            if stated.commitment != Some(Commitment::of(&text)) {
                let problem = "not what the act that entered it commits to";
                told(&stated.line.id.to_string(), problem);
            }
        }
    }
    for act in tx.bank().lines().entered_and_gone().await? {
        told(&act.to_string(), "the line that it entered is gone");
    }
    for group in tx.money().commitments().groups_without_fact().await? {
        told(&group.to_string(), "the money that it books is gone");
    }
    for claim in tx.money().commitments().claims_without_money().await? {
        told(&claim.to_string(), "settled by money that is not there");
    }
    for reference in tx.money().commitments().sums_unlike_facts().await? {
        told(&reference, "the kept sums are not those of the facts");
    }
    for money in tx.money().commitments().money_without_sums().await? {
        told(&money.to_string(), "no sums are kept of it");
    }
    Ok(())
}

/// Simulated money stands only in the books of trial tenants and of authorities for testing. A
/// document that cannot be read is told by its commitment and is no excuse here.
pub(super) async fn compare_environments(
    tx: &mut ReadTx,
    journal: &mut Journal,
) -> Result<(), StorageError> {
    let Some(tenant) = tx.tenants().find().await? else {
        return Ok(());
    };
    let profile = read_document::<TenantProfile>("tenants", &tenant.document);
    let is_test = profile.is_ok_and(|profile| profile.test);
    for account in tx.tenants().provider_accounts().all().await? {
        let document = read_document::<AccountDocument>("accounts", &account.document);
        let Ok(environment) = document.and_then(|document| document.environment()) else {
            continue;
        };
        let simulated = environment == Environment::Simulator;
        if simulated && !may_take(tenant.trial_of.is_some(), environment, is_test) {
            let place = Place::Provider(account.id);
            if tx.money().has_arrived(place).await? {
                let problem = "simulated money in the books of an authority that takes real money";
                journal
                    .differences
                    .push(difference(AREA, &account.code, problem));
            }
        }
    }
    Ok(())
}
