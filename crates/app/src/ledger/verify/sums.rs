//! Kept sums against the journal, and facts about money against what is booked of them.

use std::collections::BTreeMap;

use domain::Day;
use domain::ledger::postings::Place;
use domain::ledger::{Account, AccountKind};
use storage::ledger::balances::Balance;
use storage::{ReadTx, StorageError};

use super::chain::Journal;
use super::{Difference, difference};

#[derive(Clone, Default)]
pub(super) struct Sums(BTreeMap<(String, Day), (i64, i64)>);

impl Sums {
    pub(super) fn add(&mut self, balances: &[Balance]) {
        for balance in balances {
            let sums = self
                .0
                .entry((balance.account.clone(), balance.posting_day))
                .or_default();
            sums.0 += balance.debit_cents;
            sums.1 += balance.credit_cents;
        }
    }

    /// Debit less credit, of all days.
    fn net(&self, account: &str) -> i64 {
        self.0
            .iter()
            .filter(|((name, _), _)| name == account)
            .map(|(_, (debit, credit))| debit - credit)
            .sum()
    }

    fn list(&self) -> Vec<Balance> {
        let rows = self.0.iter();
        rows.map(
            |((account, posting_day), (debit_cents, credit_cents))| Balance {
                account: account.clone(),
                posting_day: *posting_day,
                debit_cents: *debit_cents,
                credit_cents: *credit_cents,
            },
        )
        .collect()
    }

    /// Debit less credit of every account, of all days.
    pub(super) fn totals(&self) -> Vec<(String, i64)> {
        let mut totals: BTreeMap<&str, i64> = BTreeMap::new();
        for ((account, _), (debit, credit)) in &self.0 {
            *totals.entry(account).or_default() += debit - credit;
        }
        let totals = totals.into_iter();
        totals
            .map(|(name, cents)| (name.to_owned(), cents))
            .collect()
    }
}

pub(super) fn compare_balances(stored: &[Balance], journal: &mut Journal) {
    let computed = journal.folded_sealed.list();
    let mut stored = stored.to_vec();
    stored.sort_by(|a, b| (&a.account, a.posting_day).cmp(&(&b.account, b.posting_day)));
    if stored == computed {
        return;
    }
    for balance in computed.iter().filter(|balance| !stored.contains(balance)) {
        let problem = "the kept sums are not the sums of its transfers";
        let what = format!("{} of {}", balance.account, balance.posting_day);
        journal
            .differences
            .push(difference("balance", &what, problem));
    }
    if computed.len() != stored.len() {
        let text = "sums are kept for accounts without transfers".to_owned();
        journal.differences.push(Difference {
            area: "balance",
            text,
        });
    }
}

pub(super) fn compare_receivables(owed: i64, journal: &mut Journal) {
    let booked = journal.folded_facts.net("receivable");
    if owed != booked {
        let text = format!("payers owe {owed} cents, the receivables say {booked} cents");
        journal.differences.push(Difference {
            area: "receivable",
            text,
        });
    }
}

/// Every payment's amount is shared out among claims, every claim's settled amount is what arrived
/// for it less what is given back, and the journal says the same.
pub(super) async fn compare_claims(
    tx: &mut ReadTx,
    journal: &mut Journal,
) -> Result<(), StorageError> {
    let for_payments = tx.claims().shares().total().await?;
    let given_back = tx.money().refunds().taken_from_claims().await?;
    let counted = for_payments + tx.money().settled_late().await? - given_back;
    let booked = -journal.folded_facts.net("claims");
    if counted != booked {
        let text = format!("payments are for {counted} cents of claims, {booked} cents are booked");
        journal.differences.push(Difference {
            area: "claim",
            text,
        });
    }
    for payment in tx.claims().shares().incomplete().await? {
        let problem = "the shares of its claims are not its amount";
        let what = payment.to_string();
        journal
            .differences
            .push(difference("claim", &what, problem));
    }
    for claim in tx.claims().settled_otherwise().await? {
        let problem = "what is kept as settled is not what arrived for it";
        let what = claim.to_string();
        journal
            .differences
            .push(difference("claim", &what, problem));
    }
    Ok(())
}

/// What is booked at a provider or a bank must be what arrived there, less fees, less what left
/// again.
pub(super) async fn compare_place(
    tx: &mut ReadTx,
    place: Place,
    journal: &mut Journal,
) -> Result<(), StorageError> {
    let counted = tx.money().cleared_cents(place).await?;
    let (area, kind) = match place {
        Place::Provider(account) => ("clearing", AccountKind::Clearing(account)),
        Place::Bank(account) => ("bank", AccountKind::Bank(account)),
    };
    let account = Account::euro(kind).to_string();
    let booked = journal.folded_facts.net(&account);
    if booked != counted {
        let text = format!("{account}: {booked} cents booked, {counted} cents counted");
        journal.differences.push(Difference { area, text });
    }
    Ok(())
}

/// A correction is the opposite of the group it takes back. Facts are held against what was booked
/// of them, without corrections; so only this proves corrections.
pub(super) async fn compare_corrections(
    tx: &mut ReadTx,
    journal: &mut Journal,
) -> Result<(), StorageError> {
    for group in tx.ledger().unlike_corrections().await? {
        let problem = "not the opposite of the group that it takes back";
        let told = difference("correction", &group.to_string(), problem);
        journal.differences.push(told);
    }
    Ok(())
}
