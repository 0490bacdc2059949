//! The sealer: gives transfers and audit rows their place in the tenant's chain, signs where the
//! chain ends, and folds transfers into the balances, in batches, after the fact. Booking never
//! waits for it.
//!
//! It goes on only from a head that one of the keys signed and that stands where the chain ends:
//! a chain that was made anew without the key is never signed.

use std::collections::BTreeMap;
use std::fmt::Debug;

use domain::ledger::chain::seal_line;
use domain::ledger::{HeadPlace, Seal, SealHead};
use domain::{AuditId, Day, TenantId, TransferId};
use storage::access::audit::StoredAct;
use storage::ledger::StoredTransfer;
use storage::ledger::balances::{Balance, balance_row};
use storage::{Scope, StorageError, WriteTx};
use uuid::Uuid;

use crate::App;
use crate::platform::failure::chain;
use crate::platform::seal_keys::{BadSignature, NoSealKey};
use crate::work::job::JobError;
use crate::work::schedules::Progress;

/// Rows of each kind sealed in one step: one statement's parameters stay below every engine's
/// limit.
const BATCH: u32 = 500;

#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error(transparent)]
    NoKey(#[from] NoSealKey),
    #[error("the chain's last head proves nothing: {0}")]
    Head(#[from] BadSignature),
    #[error("sealing failed")]
    Storage(#[from] StorageError),
}

/// Takes the signed heads of new batches, to keep them outside the database.
pub trait HeadPublisher: Debug + Send + Sync {
    /// What fails is told by the publisher: the heads are in the database, too.
    fn publish(&self, heads: &[SealHead]);
}

/// Publishes nothing.
impl HeadPublisher for () {
    fn publish(&self, _heads: &[SealHead]) {}
}

/// What came of sealing every chain.
#[derive(Default)]
struct Sealed {
    heads: Vec<SealHead>,
    /// Chains that could not be sealed.
    failed: u32,
}

/// Each chain is told by itself.
#[derive(Debug, thiserror::Error)]
#[error("chains that are not sealed: {0}")]
struct Unsealed(u32);

/// What is sealed in one step.
struct Batch {
    transfers: Vec<StoredTransfer>,
    acts: Vec<StoredAct>,
}

/// The places of a batch, and where the chain ends after it.
struct Places {
    transfers: Vec<(TransferId, u64, Seal)>,
    acts: Vec<(AuditId, u64, Seal)>,
    end: (u64, Seal),
}

impl App {
    /// Seals everything written so far, of all tenants, and returns the new heads. Safe to run on
    /// several nodes at once: a tenant's chain is held while it grows.
    pub(crate) async fn seal(&self) -> Result<Vec<SealHead>, SealError> {
        Ok(self.seal_all().await?.heads)
    }

    /// The same by schedule: the new heads are published.
    pub(crate) async fn seal_and_publish(&self) -> Result<Progress, JobError> {
        let sealed = self.seal_all().await?;
        self.settings.seal_heads.publish(&sealed.heads);
        match sealed.failed {
            0 => Ok(Progress::Done),
            failed => Err(Unsealed(failed).into()),
        }
    }

    /// One tenant's broken chain keeps no other waiting.
    async fn seal_all(&self) -> Result<Sealed, SealError> {
        self.settings.seal_keys.signing()?;
        let mut tx = self.db.read(Scope::Operator).await?;
        let tenants = tx.ledger().tenants_to_seal().await?;
        drop(tx);
        if tenants.is_empty() || !self.clock_allows().await {
            return Ok(Sealed::default());
        }
        let mut sealed = Sealed::default();
        for tenant in tenants {
            let mut more = true;
            while more {
                more = match self.seal_batch(tenant).await {
                    Ok(Some((head, full))) => {
                        sealed.heads.push(head);
                        full
                    }
                    Ok(None) => false,
                    Err(error) => {
                        tracing::error!(tenant.id = %tenant, error = chain(&error),
                            "the chain of {tenant} is not sealed");
                        sealed.failed += 1;
                        false
                    }
                };
            }
        }
        Ok(sealed)
    }

    /// The new head, and whether there may be more to seal.
    async fn seal_batch(&self, tenant: TenantId) -> Result<Option<(SealHead, bool)>, SealError> {
        let keys = &self.settings.seal_keys;
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let before = tx.ledger().hold_head().await?;
        if let Some(before) = &before {
            keys.check(before)?;
        }
        let before = before.map_or((0, Seal::START), |head| {
            (head.place.number, head.place.seal)
        });
        let batch = Batch {
            transfers: tx.ledger().unsealed(None, BATCH).await?,
            acts: tx.access().audit().unsealed(None, BATCH).await?,
        };
        if batch.is_empty() {
            return Ok(None);
        }
        let places = batch.places(before);
        let head = keys.sign(HeadPlace {
            tenant,
            number: places.end.0,
            seal: places.end.1,
            sealed_at: self.moment().now,
            key: keys.signing()?,
        })?;
        write(&mut tx, &batch, &places, &head).await?;
        tx.commit().await?;
        Ok(Some((head, batch.is_full())))
    }
}

async fn write(
    tx: &mut WriteTx,
    batch: &Batch,
    places: &Places,
    head: &SealHead,
) -> Result<(), StorageError> {
    tx.ledger().save_seals(&places.transfers).await?;
    tx.ledger().save_act_seals(&places.acts).await?;
    for balance in fold(&batch.transfers) {
        tx.ledger().add_to_balance(&balance).await?;
    }
    tx.ledger().insert_head(head).await
}

impl Batch {
    fn is_empty(&self) -> bool {
        self.transfers.is_empty() && self.acts.is_empty()
    }

    fn is_full(&self) -> bool {
        let full = usize::try_from(BATCH).unwrap_or(usize::MAX);
        self.transfers.len() == full || self.acts.len() == full
    }

    /// In the order of their ids, which is that of time, behind the chain's end.
    fn places(&self, (mut number, mut last): (u64, Seal)) -> Places {
        let transfers = self.transfers.iter();
        let transfers = transfers.map(|stored| (stored.transfer.id.as_uuid(), Line::Of(stored)));
        let acts = self.acts.iter();
        let acts = acts.map(|act| (act.id.as_uuid(), Line::OfAct(act)));
        let mut lines: Vec<(Uuid, Line<'_>)> = transfers.chain(acts).collect();
        lines.sort_by_key(|(id, _)| *id);
        let (mut transfers, mut acts) = (Vec::new(), Vec::new());
        for (_, line) in lines {
            number += 1;
            match line {
                Line::Of(stored) => {
                    last = seal_line(last, &stored.line(number));
                    transfers.push((stored.transfer.id, number, last));
                }
                Line::OfAct(act) => {
                    last = seal_line(last, &act.line(number));
                    acts.push((act.id, number, last));
                }
            }
        }
        Places {
            transfers,
            acts,
            end: (number, last),
        }
    }
}

#[derive(Clone, Copy)]
enum Line<'a> {
    Of(&'a StoredTransfer),
    OfAct(&'a StoredAct),
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
