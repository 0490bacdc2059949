//! The sealer: gives transfers their place in the tenant's chain and folds them into the
//! balances, in batches, after the fact. Booking never waits for it.

use std::collections::BTreeMap;

use domain::ledger::chain::{seal_line, transfer_line};
use domain::{Day, TenantId};
use storage::ledger::StoredTransfer;
use storage::ledger::balances::{Balance, balance_row};
use storage::{Scope, StorageError};

use crate::App;

/// Transfers sealed in one step: one statement's parameters stay below every engine's limit.
const BATCH: u32 = 500;

impl App {
    /// Seals everything booked so far, of all tenants. Returns how many transfers it sealed.
    /// Safe to run on several nodes at once: a tenant's chain is held while it grows.
    pub(crate) async fn seal(&self) -> Result<u64, StorageError> {
        let mut tx = self.db.read(Scope::Operator).await?;
        let tenants = tx.ledger().tenants_to_seal().await?;
        drop(tx);
        let mut sealed = 0;
        for tenant in tenants {
            loop {
                let batch = self.seal_batch(tenant).await?;
                sealed += u64::from(batch);
                if batch < BATCH {
                    break;
                }
            }
        }
        Ok(sealed)
    }

    async fn seal_batch(&self, tenant: TenantId) -> Result<u32, StorageError> {
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let (before, mut last) = tx.ledger().hold_head().await?;
        let transfers = tx.ledger().unsealed(None, BATCH).await?;
        let mut number = before;
        let mut seals = Vec::with_capacity(transfers.len());
        for StoredTransfer { head, transfer, .. } in &transfers {
            number += 1;
            last = seal_line(last, &transfer_line(number, head, transfer));
            seals.push((transfer.id, number, last));
        }
        if seals.is_empty() {
            return Ok(0);
        }
        tx.ledger().save_seals(&seals).await?;
        for balance in fold(&transfers) {
            tx.ledger().add_to_balance(&balance).await?;
        }
        tx.ledger().save_head(before, (number, last)).await?;
        tx.commit().await?;
        Ok(u32::try_from(seals.len()).unwrap_or(u32::MAX))
    }
}

/// The sums of these transfers per account and posting day, in a fixed order.
pub(crate) fn fold(transfers: &[StoredTransfer]) -> Vec<Balance> {
    let mut sums: BTreeMap<(String, Day), (i64, i64)> = BTreeMap::new();
    for StoredTransfer { head, transfer, .. } in transfers {
        let (cents, day) = (transfer.amount.cents(), head.posting_day);
        let row = |account| (balance_row(account), day);
        sums.entry(row(transfer.debit)).or_default().0 += cents;
        sums.entry(row(transfer.credit)).or_default().1 += cents;
    }
    sums.into_iter()
        .map(
            |((account, posting_day), (debit_cents, credit_cents))| Balance {
                account,
                posting_day,
                debit_cents,
                credit_cents,
            },
        )
        .collect()
}
