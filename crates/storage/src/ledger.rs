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
use domain::{Currency, Day, EntryGroupId, Money, PaymentId, TransferId};
use uuid::Uuid;

use crate::StorageError;
use crate::engine::columns::{DbTime, hash, money, sealed};
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
               g.actor_kind, g.actor, g.reverses_group, g.commitment, g.booked_at
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
             reverses_group, commitment, booked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    INSERT_TRANSFER = "
        INSERT INTO transfers
            (tenant_id, transfer_id, group_id, line, debit, credit, amount_cents, currency)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    GROUP = concat!(transfers!(), "AND t.group_id = $2 ORDER BY t.line");
    GROUPS_OF_PAYMENT = concat!(
        transfers!(),
        "AND t.group_id IN (
            SELECT group_id FROM entry_groups
            WHERE tenant_id = $1 AND source_kind = 'payment' AND source = $2
            UNION SELECT group_id FROM money_in WHERE tenant_id = $1 AND payment_id = $2
            UNION SELECT o.group_id FROM money_in m
            JOIN money_out o ON o.tenant_id = m.tenant_id AND o.account_kind = m.account_kind
                AND o.account_id = m.account_id AND o.money_ref = m.external_ref
            WHERE m.tenant_id = $1 AND m.payment_id = $2
            UNION SELECT e.group_id FROM money_in m
            JOIN refunds r ON r.tenant_id = m.tenant_id AND r.money_in_id = m.money_in_id
            JOIN entry_groups e ON e.tenant_id = r.tenant_id AND e.source_kind = 'refund'
                AND e.source = r.refund_id AND e.reverses_group IS NULL
            WHERE m.tenant_id = $1 AND m.payment_id = $2
            UNION SELECT o.group_id FROM money_in m
            JOIN refunds r ON r.tenant_id = m.tenant_id AND r.money_in_id = m.money_in_id
            JOIN money_out o ON o.tenant_id = r.tenant_id AND o.refund_id = r.refund_id
            WHERE m.tenant_id = $1 AND m.payment_id = $2)
        ORDER BY g.booked_at, t.group_id, t.line"
    );
    CORRECTIONS_OF = concat!(
        transfers!(),
        "AND g.reverses_group = $2 ORDER BY t.line"
    );
    UNLIKE_CORRECTIONS = "
        SELECT g.group_id FROM entry_groups g
        LEFT JOIN transfers t ON t.tenant_id = g.tenant_id AND t.group_id = g.group_id
        LEFT JOIN transfers o ON o.tenant_id = g.tenant_id AND o.group_id = g.reverses_group
            AND o.line = t.line AND o.debit = t.credit AND o.credit = t.debit
            AND o.amount_cents = t.amount_cents AND o.currency = t.currency
        WHERE g.tenant_id = $1 AND g.reverses_group IS NOT NULL
        GROUP BY g.group_id, g.reverses_group
        HAVING count(o.transfer_id) <> (
            SELECT count(*) FROM transfers w
            WHERE w.tenant_id = $1 AND w.group_id = g.reverses_group)
        ORDER BY g.group_id LIMIT 100";
}

/// A transfer with its group's head and, once sealed, its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTransfer {
    pub head: GroupHead,
    pub transfer: Transfer,
    pub sealed: Option<(u64, Seal)>,
}

#[derive(sqlx_macros::FromRow)]
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
    commitment: Option<Vec<u8>>,
    booked_at: DbTime,
}

impl Ledger<'_> {
    /// A group with its transfers in the order of their lines; `None` for an unknown id.
    pub async fn group(&mut self, id: EntryGroupId) -> Result<Option<EntryGroup>, StorageError> {
        let rows: Vec<StoredTransfer> = self
            .tx
            .many_as::<TransferRow, _>(GROUP, values![id.as_uuid()])
            .await?;
        Ok(groups(rows).pop())
    }

    /// What was booked of a payment and of its money, oldest first; corrections are not among it.
    pub async fn groups_of_payment(
        &mut self,
        payment: PaymentId,
    ) -> Result<Vec<EntryGroup>, StorageError> {
        let rows: Vec<StoredTransfer> = self
            .tx
            .many_as::<TransferRow, _>(GROUPS_OF_PAYMENT, values![payment])
            .await?;
        Ok(groups(rows))
    }

    /// The group that takes this one back, if there is one.
    pub async fn correction_of(
        &mut self,
        id: EntryGroupId,
    ) -> Result<Option<EntryGroup>, StorageError> {
        let rows: Vec<StoredTransfer> = self
            .tx
            .many_as::<TransferRow, _>(CORRECTIONS_OF, values![id.as_uuid()])
            .await?;
        Ok(groups(rows).pop())
    }

    /// Groups that take another one back and are not its opposite, line by line; at most 100.
    pub async fn unlike_corrections(&mut self) -> Result<Vec<EntryGroupId>, StorageError> {
        let rows: Vec<(Uuid,)> = self.tx.many(UNLIKE_CORRECTIONS, values![]).await?;
        Ok(rows
            .into_iter()
            .map(|(group,)| EntryGroupId::from_uuid(group))
            .collect())
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
            head.commitment.as_ref().map(<[u8; 32]>::as_slice),
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
        let commitment = self.commitment.as_deref();
        let commitment = commitment.map(|stored| hash(stored, ("entry_groups", "commitment"), id));
        Ok(GroupHead {
            id,
            source: Source::from_stored(kind, self.source),
            posting_day: Day::from_days(self.posting_day).ok_or_else(|| bad("posting_day"))?,
            value_day: Day::from_days(self.value_day).ok_or_else(|| bad("value_day"))?,
            actor: Actor::from_stored(actor, &self.actor).map_err(|_| bad("actor"))?,
            reverses: self.reverses_group.map(EntryGroupId::from_uuid),
            commitment: commitment.transpose()?,
            booked_at: self.booked_at.0,
        })
    }
}

/// Transfers that stand together become a group.
fn groups(rows: Vec<StoredTransfer>) -> Vec<EntryGroup> {
    let mut found: Vec<(GroupHead, Vec<Transfer>)> = Vec::new();
    for StoredTransfer { head, transfer, .. } in rows {
        match found.last_mut() {
            Some((last, transfers)) if last.id == head.id => transfers.push(transfer),
            Some(_) | None => found.push((head, vec![transfer])),
        }
    }
    let groups = found.into_iter();
    groups
        .map(|(head, transfers)| EntryGroup::from_stored(head, transfers))
        .collect()
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
