//! A database that is older than what was published of it: it was restored from a backup.
//!
//! Signed heads are kept outside the database. A chain that ends before a kept head has lost what
//! came after it: Kassenzeichen that were told, payments, money. The program refuses to go on by
//! itself, because it would tell the same Kassenzeichen again. Once an operator says when the
//! backup was made, the pools step over what may have been told, money that arrived in the lost
//! window is booked to suspense, and an act in the sealed journal says what is missing.

use std::collections::HashMap;
use std::time::Duration;

use domain::access::Act;
use domain::ledger::{HeadPlace, SealHead};
use domain::{PoolId, TenantId, Timestamp};
use storage::{Scope, StorageError};

use crate::App;
use crate::access::acting::Acting;
use crate::payments::{AccountError, SettleError};
use crate::platform::document::read_document;
use crate::platform::failure::chain;
use crate::tenants::documents::PoolDocument;

/// A provider's books are as new as that at best.
const BEHIND: Duration = Duration::from_mins(1);

/// An authority whose chain ends before a head that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostBooks {
    pub tenant: TenantId,
    /// Empty when the authority itself is not there any more.
    pub slug: String,
    /// Number of the newest published head.
    pub published: u64,
    /// Number of the newest head there is.
    pub found: u64,
}

/// What an operator says about a restored database.
#[derive(Clone, Copy, Debug)]
pub struct Restore<'a> {
    /// When the backup was made.
    pub at: Timestamp,
    /// Kassenzeichen of each pool that are stepped over.
    pub skipped: u32,
    /// Heads that were published.
    pub kept: &'a [SealHead],
}

/// What was done for one authority.
#[derive(Clone, Debug, Default)]
pub struct RestoredBooks {
    pub slug: String,
    /// Codes of pools that stepped over numbers.
    pub pools: Vec<String>,
    /// Payments found in the provider's books only.
    pub unknown_money: u32,
    /// What could not be done, and remains to be.
    pub problems: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("the account cannot be used")]
    Account(#[from] AccountError),
    #[error("money could not be booked")]
    Settle(#[from] SettleError),
    #[error("reading or writing failed")]
    Storage(#[from] StorageError),
}

impl App {
    /// Authorities whose chain ends before a kept head of theirs.
    pub(crate) async fn lost_books(
        &self,
        kept: &[SealHead],
    ) -> Result<Vec<LostBooks>, StorageError> {
        let mut lost = Vec::new();
        for place in newest(kept).into_values() {
            let mut tx = self.db.read(Scope::Tenant(place.tenant)).await?;
            let found = tx
                .ledger()
                .head()
                .await?
                .map_or(0, |head| head.place.number);
            let (slug, _) = tx.tenants().document().await?.unwrap_or_default();
            if found < place.number {
                lost.push(LostBooks {
                    tenant: place.tenant,
                    slug,
                    published: place.number,
                    found,
                });
            }
        }
        lost.sort_by(|one, other| one.slug.cmp(&other.slug));
        Ok(lost)
    }

    /// Whether the chain of any authority was sealed: then there are heads to be kept.
    pub(crate) async fn has_sealed(&self) -> Result<bool, StorageError> {
        let tenants = self.all_tenants().await?;
        for tenant in tenants {
            let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
            if tx.ledger().head().await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Makes a restored database usable: see the module.
    pub(crate) async fn record_restore(
        &self,
        by: &Acting,
        restore: &Restore<'_>,
    ) -> Result<Vec<RestoredBooks>, RestoreError> {
        let tenants = self.all_tenants().await?;
        let published = newest(restore.kept);
        let mut restored = Vec::new();
        for tenant in tenants {
            let last = published.get(&tenant).cloned();
            let mut books = self.step_over(by, tenant, (restore, last)).await?;
            self.find_lost_money(tenant, restore.at, &mut books).await?;
            restored.push(books);
        }
        Ok(restored)
    }

    /// Pools and journal, in one write.
    async fn step_over(
        &self,
        by: &Acting,
        tenant: TenantId,
        (restore, published): (&Restore<'_>, Option<HeadPlace>),
    ) -> Result<RestoredBooks, RestoreError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let (slug, _) = tx.tenants().document().await?.unwrap_or_default();
        let mut books = RestoredBooks {
            slug,
            ..RestoredBooks::default()
        };
        for pool in tx.claims().pools().all().await? {
            let last = last_counter(&pool.document).unwrap_or(u64::MAX);
            if pool.next_counter.saturating_add(restore.skipped.into()) > last {
                let code = &pool.code;
                books.problems.push(format!(
                    "pool {code} has fewer numbers left than are stepped over; give its services \
                     a new pool"
                ));
            }
            let id: PoolId = pool.id;
            tx.claims()
                .pools()
                .take_counters(id, restore.skipped)
                .await?;
            books.pools.push(pool.code);
        }
        let found = tx
            .ledger()
            .head()
            .await?
            .map_or(0, |head| head.place.number);
        let before = published.map_or_else(|| "-".to_owned(), |place| place.number.to_string());
        let reason = format!("restored a backup of {}", restore.at.micros());
        let mut audit = by
            .does(Act::TenantRestore, tenant)
            .changing(before, found)
            .saying(&reason);
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        Ok(books)
    }

    /// Money of the lost window. A provider that does not answer is a problem that remains.
    async fn find_lost_money(
        &self,
        tenant: TenantId,
        at: Timestamp,
        books: &mut RestoredBooks,
    ) -> Result<(), RestoreError> {
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let accounts = tx.tenants().provider_accounts().named().await?;
        drop(tx);
        for (account, code) in accounts {
            let provider = match self.provider(tenant, account).await {
                Ok(provider) => provider,
                Err(error) => {
                    books
                        .problems
                        .push(format!("account {code}: {}", chain(&error)));
                    continue;
                }
            };
            let Some(reports) = provider.reports() else {
                continue;
            };
            let now = self.moment().now;
            match reports.transactions(at, now).await {
                Ok(found) => {
                    if found.complete_until < now.minus(BEHIND) {
                        books.problems.push(format!(
                            "account {code}: the provider's own books are not complete yet; run \
                             this again in some hours with --skip-numbers 0"
                        ));
                    }
                    let whose = (tenant, account);
                    books.unknown_money +=
                        self.book_unknown_money(whose, &found.transactions).await?;
                }
                Err(error) => books.problems.push(format!(
                    "account {code}: its books could not be read, run this again: {error}"
                )),
            }
        }
        Ok(())
    }
}

/// The newest head of each authority.
fn newest(kept: &[SealHead]) -> HashMap<TenantId, HeadPlace> {
    let mut newest: HashMap<TenantId, HeadPlace> = HashMap::new();
    for SealHead { place, .. } in kept {
        let known = newest.entry(place.tenant).or_insert_with(|| place.clone());
        if known.number < place.number {
            *known = place.clone();
        }
    }
    newest
}

fn last_counter(document: &str) -> Option<u64> {
    let document: PoolDocument = read_document("pools", document).ok()?;
    Some(document.pool().ok()?.last())
}
