//! The books, recomputed from nothing but the journal, and held against the provider's.

mod chain;
mod claims;
mod covered;
mod link_tokens;
mod master_data;
mod money;
mod names;
mod payments;
mod provider;
mod refunds;
mod sums;

use domain::TenantId;
use domain::ledger::postings::Place;
use domain::ledger::{Seal, SealHead};
use storage::{Scope, StorageError};

pub use covered::{COVERED, Covered, NOT_COVERED};

use crate::App;
use chain::{Proof, read_journal};
use claims::compare_versions;
use master_data::{compare_master_data, compare_version_approvals};
use money::{compare_environments, compare_money};
use names::compare_names;
use payments::{compare_attempts, compare_payments};
use refunds::{compare_approvals, compare_refunds};
use sums::{
    compare_balances, compare_claims, compare_corrections, compare_place, compare_receivables,
};

/// Rows of each kind read at once.
const PAGE: u32 = 2_000;

/// Something that does not agree. In words for the treasury and the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `chain`, `audit`, `balance`, `receivable`, `claim`, `correction`, `payment`, `money`,
    /// `refund`, `clearing`, `bank`, `master data`, `name`, `link` or `provider`.
    pub area: &'static str,
    pub text: String,
}

/// What is verified, and against what.
#[derive(Clone, Copy, Debug, Default)]
pub struct VerifyOptions<'a> {
    /// One tenant instead of all.
    pub slug: Option<&'a str>,
    /// Compare every cent with the providers' own books.
    pub with_provider: bool,
    /// Heads that were kept outside the database, of any tenants.
    pub kept: &'a [SealHead],
}

/// One tenant's books.
#[derive(Clone, Debug)]
pub struct VerifyReport {
    pub tenant: TenantId,
    pub slug: String,
    pub transfers: u64,
    /// Audit rows.
    pub acts: u64,
    /// Transfers and audit rows that have their place in the chain.
    pub sealed: u64,
    /// Signed heads.
    pub heads: u64,
    /// The chain's last seal.
    pub head: Seal,
    /// Debit less credit of every account in cents, unsealed transfers included.
    pub balances: Vec<(String, i64)>,
    /// Money compared with providers, one by one.
    pub compared: u64,
    pub open_tasks: u64,
    pub differences: Vec<Difference>,
}

impl VerifyReport {
    const fn says_something(&self) -> bool {
        self.acts > 0 || self.transfers > 0 || !self.differences.is_empty()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    #[error("reading the books failed")]
    Storage(#[from] StorageError),
}

impl App {
    /// Every tenant's report, or that of one.
    pub(crate) async fn verify(
        &self,
        options: &VerifyOptions<'_>,
    ) -> Result<Vec<VerifyReport>, VerifyError> {
        let tenants = match options.slug {
            Some(slug) => self.tenant_id(slug).await?.into_iter().collect(),
            None => self.every_tenant().await?,
        };
        let mut reports = Vec::new();
        for tenant in tenants {
            let report = self.verify_tenant(tenant, options).await?;
            // Without staff the installation has no acts of its own.
            if tenant != TenantId::INSTALLATION || report.says_something() {
                reports.push(report);
            }
        }
        Ok(reports)
    }

    /// Those with a slug, those with a row, and the installation: taking one of the two away hides
    /// no tenant.
    async fn every_tenant(&self) -> Result<Vec<TenantId>, StorageError> {
        let mut tx = self.db.read(Scope::Operator).await?;
        let mut tenants = tx.tenants().names().all_tenants().await?;
        let with_row = tx.tenants().all().await?;
        for tenant in with_row.into_iter().chain([TenantId::INSTALLATION]) {
            if !tenants.contains(&tenant) {
                tenants.push(tenant);
            }
        }
        Ok(tenants)
    }

    async fn verify_tenant(
        &self,
        tenant: TenantId,
        options: &VerifyOptions<'_>,
    ) -> Result<VerifyReport, VerifyError> {
        let kept = options.kept.iter();
        let kept: Vec<_> = kept
            .filter(|head| head.place.tenant == tenant)
            .cloned()
            .collect();
        let proof = Proof {
            keys: &self.settings.seal_keys,
            kept: &kept,
        };
        // One snapshot: what is booked meanwhile does not look like a difference.
        let mut tx = self.db.snapshot(Scope::Tenant(tenant)).await?;
        let mut journal = read_journal(&mut tx, &proof).await?;
        let stored = tx.ledger().balances().await?;
        compare_balances(&stored, &mut journal);
        compare_receivables(tx.payments().owed_by_open().await?, &mut journal);
        compare_claims(&mut tx, &mut journal).await?;
        compare_corrections(&mut tx, &mut journal).await?;
        compare_versions(&mut tx, &mut journal).await?;
        compare_payments(&mut tx, &mut journal).await?;
        compare_attempts(&mut tx, &mut journal).await?;
        compare_money(&mut tx, &mut journal).await?;
        compare_environments(&mut tx, &mut journal).await?;
        compare_refunds(&mut tx, &mut journal).await?;
        compare_approvals(&mut tx, &mut journal.differences).await?;
        compare_master_data(&mut tx, &mut journal).await?;
        compare_version_approvals(&mut tx, &mut journal).await?;
        compare_names(&mut tx, &mut journal.differences).await?;
        let accounts = tx.tenants().provider_accounts().named().await?;
        for (account, _) in &accounts {
            compare_place(&mut tx, Place::Provider(*account), &mut journal).await?;
        }
        for bank in tx.bank().accounts().all().await? {
            compare_place(&mut tx, Place::Bank(bank.id), &mut journal).await?;
        }
        let open_tasks = tx.work().tasks().count_open().await?;
        let (slug, _) = tx.tenants().document().await?.unwrap_or_default();
        drop(tx);
        let differences = &mut journal.differences;
        self.compare_link_tokens(tenant, differences).await?;
        let mut compared = 0;
        if options.with_provider {
            compared = self.compare_providers(tenant, &accounts, differences).await;
        }
        Ok(VerifyReport {
            tenant,
            slug,
            transfers: journal.transfers,
            acts: journal.acts,
            sealed: journal.sealed,
            heads: journal.heads,
            head: journal.head,
            balances: journal.folded_all.totals(),
            compared,
            open_tasks,
            differences: journal.differences,
        })
    }
}

fn difference(area: &'static str, what: &str, problem: &str) -> Difference {
    Difference {
        area,
        text: format!("{what}: {problem}"),
    }
}
