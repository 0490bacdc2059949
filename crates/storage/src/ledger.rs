//! The journal: groups and their transfers, as they are booked and read.
//!
//! Groups are inserted concurrently and without looking at each other. The sealer later gives
//! transfers and audit rows their place in the tenant's chain ([`chain`]) and folds transfers into
//! the balances ([`balances`]), many at a time.

pub mod balances;
pub mod chain;

use domain::access::Actor;
use domain::ledger::chain::transfer_line;
use domain::ledger::{EntryGroup, GroupHead, Seal, Source, SourceKind, Transfer};
use domain::{Currency, Day, EntryGroupId, Money, TransferId};
use uuid::Uuid;

use crate::StorageError;
use crate::engine::columns::{DbTime, money, sealed};
use crate::engine::statements::{Statements, statements};
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Ledger / LedgerWriter in tx as ledger }

pub(crate) const MODULES: &[Statements] = &[STATEMENTS, balances::STATEMENTS, chain::STATEMENTS];

/// The tenant's transfers with their groups, up to a further condition.
macro_rules! transfers {
    () => {
        "
        SELECT t.transfer_id, t.group_id, t.line, t.debit, t.credit, t.amount_cents, t.currency,
               t.seal_number, t.seal, g.source_kind, g.source, g.posting_day, g.value_day,
               g.actor_kind, g.actor, g.reverses_group, g.booked_at
        FROM transfers t
        JOIN entry_groups g ON g.tenant_id = t.tenant_id AND g.group_id = t.group_id
        WHERE t.tenant_id = $1 "
    };
}
pub(crate) use transfers;

statements! {
    INSERT_GROUP = "
        INSERT INTO entry_groups
            (tenant_id, group_id, source_kind, source, posting_day, value_day, actor_kind, actor,
             reverses_group, booked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    INSERT_TRANSFER = "
        INSERT INTO transfers
            (tenant_id, transfer_id, group_id, line, debit, credit, amount_cents, currency)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    GROUP = concat!(transfers!(), "AND t.group_id = $2 ORDER BY t.line");
}

/// A transfer with its group's head and, once sealed, its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTransfer {
    pub head: GroupHead,
    pub transfer: Transfer,
    pub sealed: Option<(u64, Seal)>,
}

#[derive(sqlx::FromRow)]
pub(crate) struct TransferRow {
    transfer_id: Uuid,
    group_id: Uuid,
    line: i64,
    debit: String,
    credit: String,
    amount_cents: i64,
    currency: String,
    seal_number: Option<i64>,
    seal: Option<Vec<u8>>,
    source_kind: String,
    source: Uuid,
    posting_day: i64,
    value_day: i64,
    actor_kind: String,
    actor: String,
    reverses_group: Option<Uuid>,
    booked_at: DbTime,
}

impl Ledger<'_> {
    /// A group with its transfers in the order of their lines; `None` for an unknown id.
    pub async fn group(&mut self, id: EntryGroupId) -> Result<Option<EntryGroup>, StorageError> {
        let rows: Vec<StoredTransfer> = self
            .tx
            .many_as::<TransferRow, _>(GROUP, values![id.as_uuid()])
            .await?;
        let mut head = None;
        let mut transfers = Vec::with_capacity(rows.len());
        for stored in rows {
            head = Some(stored.head);
            transfers.push(stored.transfer);
        }
        Ok(head.map(|head| EntryGroup::from_stored(head, transfers)))
    }
}

impl LedgerWriter<'_> {
    /// Appends to the journal. Nothing may be appended twice, and a group is reversed at most once:
    /// otherwise the transaction ends in `Conflict`.
    pub async fn insert(&mut self, group: &EntryGroup) -> Result<(), StorageError> {
        let head = group.head();
        let values = values![
            head.id.as_uuid(),
            head.source.kind().to_string(),
            head.source.as_uuid(),
            head.posting_day.days(),
            head.value_day.days(),
            head.actor.kind().to_string(),
            head.actor.name(),
            head.reverses.map(EntryGroupId::as_uuid),
            head.booked_at,
        ];
        self.tx.put(INSERT_GROUP, values).await?;
        for transfer in group.transfers() {
            let values = values![
                transfer.id,
                transfer.group.as_uuid(),
                i64::from(transfer.line),
                transfer.debit.to_string(),
                transfer.credit.to_string(),
                transfer.amount,
                transfer.currency().to_string(),
            ];
            self.tx.put(INSERT_TRANSFER, values).await?;
        }
        Ok(())
    }
}

impl TransferRow {
    fn head(&self) -> Result<GroupHead, StorageError> {
        let id = EntryGroupId::from_uuid(self.group_id);
        let bad = |column| StorageError::inconsistent("entry_groups", column, id);
        let kind: SourceKind = self.source_kind.parse().map_err(|_| bad("source_kind"))?;
        let actor = self.actor_kind.parse().map_err(|_| bad("actor_kind"))?;
        Ok(GroupHead {
            id,
            source: Source::from_stored(kind, self.source),
            posting_day: Day::from_days(self.posting_day).ok_or_else(|| bad("posting_day"))?,
            value_day: Day::from_days(self.value_day).ok_or_else(|| bad("value_day"))?,
            actor: Actor::from_stored(actor, &self.actor).map_err(|_| bad("actor"))?,
            reverses: self.reverses_group.map(EntryGroupId::from_uuid),
            booked_at: self.booked_at.0,
        })
    }
}

impl StoredTransfer {
    /// The line that is sealed under this number.
    pub fn line(&self, number: u64) -> String {
        transfer_line(number, &self.head, &self.transfer)
    }
}

impl TryFrom<TransferRow> for StoredTransfer {
    type Error = StorageError;

    fn try_from(row: TransferRow) -> Result<Self, StorageError> {
        let id = TransferId::from_uuid(row.transfer_id);
        let bad = |column| StorageError::inconsistent("transfers", column, id);
        let sealed = sealed(row.seal_number, row.seal.as_deref(), "transfers", id)?;
        let head = row.head()?;
        let amount: Money = money(row.amount_cents, "transfers", id)?;
        let transfer = Transfer {
            id,
            group: head.id,
            line: u16::try_from(row.line).map_err(|_| bad("line"))?,
            debit: row.debit.parse().map_err(|_| bad("debit"))?,
            credit: row.credit.parse().map_err(|_| bad("credit"))?,
            amount,
        };
        let currency: Currency = row.currency.parse().map_err(|_| bad("currency"))?;
        if transfer.debit.currency != currency || transfer.credit.currency != currency {
            return Err(bad("currency"));
        }
        Ok(Self {
            head,
            transfer,
            sealed,
        })
    }
}
