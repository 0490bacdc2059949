//! The books, recomputed from nothing but the journal, and held against the provider's.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use domain::ledger::chain::{seal_line, transfer_line};
use domain::ledger::{Account, AccountKind, Seal};
use domain::{Day, Money, ProviderAccountId, TenantId};
use providers::{ProviderTransaction, TransactionKind};
use storage::ledger::StoredTransfer;
use storage::ledger::balances::Balance;
use storage::money::MoneyIn;
use storage::{ReadTx, Scope, StorageError};

use crate::App;
use crate::ledger::seal::fold;
use crate::payments::AccountError;

/// Transfers read at once.
const PAGE: u32 = 2_000;
/// How far back providers are asked: their search goes back three years, one quarter is what a
/// treasury can still act upon.
const LOOK_BACK: Duration = Duration::from_hours(92 * 24);

/// Something that does not agree. In words for the treasury and the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `chain`, `balance`, `receivable`, `claim`, `clearing` or `provider`.
    pub area: &'static str,
    pub text: String,
}

/// One tenant's books.
#[derive(Clone, Debug)]
pub struct VerifyReport {
    pub tenant: TenantId,
    pub slug: String,
    pub transfers: u64,
    pub sealed: u64,
    /// The chain's last seal.
    pub head: Seal,
    /// Debit less credit of every account in cents, unsealed transfers included.
    pub balances: Vec<(String, i64)>,
    /// Money compared with providers, one by one.
    pub compared: u64,
    pub open_tasks: u64,
    pub differences: Vec<Difference>,
}

#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    #[error("the provider's books could not be read: {0}")]
    Provider(String),
    #[error("the account cannot be used")]
    Account(#[from] AccountError),
    #[error("reading the books failed")]
    Storage(#[from] StorageError),
}

/// Everything folded from the journal.
struct Journal {
    sealed: u64,
    head: Seal,
    folded_sealed: Sums,
    folded_all: Sums,
    transfers: u64,
    differences: Vec<Difference>,
}

#[derive(Clone, Default)]
struct Sums(BTreeMap<(String, Day), (i64, i64)>);

impl Sums {
    fn add(&mut self, balances: &[Balance]) {
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
    fn totals(&self) -> Vec<(String, i64)> {
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

impl App {
    /// Every tenant's report, or only that of `slug`.
    pub(crate) async fn verify(
        &self,
        slug: Option<&str>,
        with_provider: bool,
    ) -> Result<Vec<VerifyReport>, VerifyError> {
        let tenants = match slug {
            Some(slug) => self.tenant_id(slug).await?.into_iter().collect(),
            None => {
                self.db
                    .read(Scope::Operator)
                    .await?
                    .tenants()
                    .names()
                    .all_tenants()
                    .await?
            }
        };
        let mut reports = Vec::new();
        for tenant in tenants {
            reports.push(self.verify_tenant(tenant, with_provider).await?);
        }
        Ok(reports)
    }

    async fn verify_tenant(
        &self,
        tenant: TenantId,
        with_provider: bool,
    ) -> Result<VerifyReport, VerifyError> {
        // One snapshot: what is booked meanwhile does not look like a difference.
        let mut tx = self.db.snapshot(Scope::Tenant(tenant)).await?;
        let mut journal = read_journal(&mut tx).await?;
        let stored = tx.ledger().balances().await?;
        compare_balances(&stored, &mut journal);
        compare_receivables(tx.payments().owed_by_open().await?, &mut journal);
        compare_claims(&mut tx, &mut journal).await?;
        let accounts = tx.tenants().provider_accounts().ids().await?;
        for account in &accounts {
            compare_clearing(&mut tx, *account, &mut journal).await?;
        }
        let open_tasks = tx.work().tasks().open().await?.len();
        let (slug, _) = tx.tenants().document().await?.unwrap_or_default();
        drop(tx);
        let mut compared = 0;
        if with_provider {
            for account in accounts {
                compared += self
                    .compare_provider(tenant, account, &mut journal.differences)
                    .await?;
            }
        }
        Ok(VerifyReport {
            tenant,
            slug,
            transfers: journal.transfers,
            sealed: journal.sealed,
            head: journal.head,
            balances: journal.folded_all.totals(),
            compared,
            open_tasks: u64::try_from(open_tasks).unwrap_or(u64::MAX),
            differences: journal.differences,
        })
    }

    /// Every cent the provider reports against every cent we booked. Returns how many entries of
    /// the provider's agreed or not.
    async fn compare_provider(
        &self,
        tenant: TenantId,
        account: ProviderAccountId,
        differences: &mut Vec<Difference>,
    ) -> Result<u64, VerifyError> {
        let now = self.moment().now;
        let span = (now.minus(LOOK_BACK), now);
        let provider = self.provider(tenant, account).await?;
        let Some(reports) = provider.reports() else {
            return Ok(0);
        };
        let books = reports.transactions(span.0, span.1).await;
        let books = books.map_err(|error| VerifyError::Provider(error.to_string()))?;
        let mut tx = self.db.snapshot(Scope::Tenant(tenant)).await?;
        // The provider's view ends where its report was last refreshed.
        let until = books.complete_until.min(now);
        let ours = tx.money().arrived_between(account, (span.0, until)).await?;
        let mut missing: HashMap<&str, &MoneyIn> = ours
            .iter()
            .map(|capture| (capture.reference.as_str(), capture))
            .collect();
        for theirs in &books.transactions {
            let problem = match theirs.kind {
                TransactionKind::Payment => match missing.remove(theirs.id.as_str()) {
                    Some(capture) => differs(capture, theirs),
                    None => later(&mut tx, account, theirs).await?,
                },
                TransactionKind::Refund => match tx.money().refund_seen(account, &theirs.id).await?
                {
                    Some(amount) if amount.cents() == -theirs.gross_cents => None,
                    Some(_) => Some("booked here with another amount".to_owned()),
                    None => Some("a refund not booked here".to_owned()),
                },
                TransactionKind::Other => None,
            };
            if let Some(problem) = problem {
                differences.push(difference("provider", &theirs.id, &problem));
            }
        }
        for capture in missing.values() {
            let problem = "booked here, unknown to the provider";
            differences.push(difference("provider", &capture.reference, problem));
        }
        Ok(u64::try_from(books.transactions.len()).unwrap_or(u64::MAX))
    }
}

/// A payment of the provider's outside the span we listed: at its edge, or never booked.
async fn later(
    tx: &mut ReadTx,
    account: ProviderAccountId,
    theirs: &ProviderTransaction,
) -> Result<Option<String>, StorageError> {
    Ok(match tx.money().capture(account, &theirs.id).await? {
        Some(capture) => differs(&capture, theirs),
        None => Some("money not booked here".to_owned()),
    })
}

fn differs(ours: &MoneyIn, theirs: &ProviderTransaction) -> Option<String> {
    if ours.amount.cents() != theirs.gross_cents {
        return Some(format!(
            "{} cents here, {} cents there",
            ours.amount.cents(),
            theirs.gross_cents
        ));
    }
    let fee = ours.fee.map_or(0, Money::cents);
    (fee != -theirs.fee_cents).then(|| {
        format!(
            "a fee of {fee} cents here, {} cents there",
            -theirs.fee_cents
        )
    })
}

fn difference(area: &'static str, what: &str, problem: &str) -> Difference {
    Difference {
        area,
        text: format!("{what}: {problem}"),
    }
}

/// Walks the whole chain and everything not in it yet.
async fn read_journal(tx: &mut ReadTx) -> Result<Journal, StorageError> {
    let mut journal = Journal {
        sealed: 0,
        head: Seal::START,
        folded_sealed: Sums::default(),
        folded_all: Sums::default(),
        transfers: 0,
        differences: Vec::new(),
    };
    loop {
        let page = tx.ledger().sealed_after(journal.sealed, PAGE).await?;
        if page.is_empty() {
            break;
        }
        journal.folded_sealed.add(&fold(&page));
        journal.check_seals(&page);
    }
    journal.transfers = journal.sealed;
    journal.folded_all = journal.folded_sealed.clone();
    let mut last = None;
    loop {
        let page = tx.ledger().unsealed(last, PAGE).await?;
        let Some(end) = page.last() else { break };
        last = Some(end.transfer.id);
        journal.transfers += u64::try_from(page.len()).unwrap_or(0);
        journal.folded_all.add(&fold(&page));
    }
    let stored = tx.ledger().head().await?.unwrap_or((0, Seal::START));
    if stored != (journal.sealed, journal.head) {
        let text = "the stored end of the chain is not where the journal ends".to_owned();
        journal.differences.push(Difference {
            area: "chain",
            text,
        });
    }
    Ok(journal)
}

impl Journal {
    fn check_seals(&mut self, page: &[StoredTransfer]) {
        for StoredTransfer {
            head,
            transfer,
            sealed,
        } in page
        {
            let Some((number, stored)) = *sealed else {
                continue;
            };
            if number != self.sealed + 1 {
                let problem = format!("number {} is missing before it", self.sealed + 1);
                self.differences
                    .push(difference("chain", &transfer.id.to_string(), &problem));
            }
            self.head = seal_line(self.head, &transfer_line(number, head, transfer));
            self.sealed = number;
            if self.head != stored {
                let problem = "its seal does not fit; it or one before it was changed";
                self.differences
                    .push(difference("chain", &transfer.id.to_string(), problem));
                // Go on from what is stored, so that one change is reported once.
                self.head = stored;
            }
        }
    }
}

fn compare_balances(stored: &[Balance], journal: &mut Journal) {
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

fn compare_receivables(owed: i64, journal: &mut Journal) {
    let booked = journal.folded_all.net("receivable");
    if owed != booked {
        let text = format!("payers owe {owed} cents, the receivables say {booked} cents");
        journal.differences.push(Difference {
            area: "receivable",
            text,
        });
    }
}

/// Every payment's amount is shared out among claims, every claim's settled amount is what
/// arrived for it, and the journal says the same.
async fn compare_claims(tx: &mut ReadTx, journal: &mut Journal) -> Result<(), StorageError> {
    let for_payments = tx.claims().shares().total().await?;
    let counted = for_payments + tx.money().settled_late().await?;
    let booked = -journal.folded_all.net("claims");
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

/// Clearing must be what arrived, less fees, less what left again.
async fn compare_clearing(
    tx: &mut ReadTx,
    account: ProviderAccountId,
    journal: &mut Journal,
) -> Result<(), StorageError> {
    let counted = tx.money().cleared_cents(account).await?;
    let clearing = Account::euro(AccountKind::Clearing(account)).to_string();
    let booked = journal.folded_all.net(&clearing);
    if booked != counted {
        let text = format!("{clearing}: {booked} cents booked, {counted} cents counted");
        journal.differences.push(Difference {
            area: "clearing",
            text,
        });
    }
    Ok(())
}
