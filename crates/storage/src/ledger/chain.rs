//! The seal chain of a tenant: its heads, and the places of transfers and audit rows in it.
//!
//! A number is used once over both tables. The primary keys see to it within each; across the two
//! the lock that the sealer holds does, and `verify` finds what is twice or missing.

use domain::ledger::{HeadPlace, Seal, SealHead};
use domain::{AuditId, TenantId, TransferId};
use uuid::Uuid;

use super::{Ledger, LedgerWriter, StoredTransfer, TransferRow, transfers};
use crate::StorageError;
use crate::engine::columns::{DbTime, hash, in_order};
use crate::engine::statements::statements;
use crate::engine::tx::values::{Value, values};

statements! {
    TENANTS_WITH_TRANSFERS_TO_SEAL = "
        SELECT DISTINCT coalesce(tenant_id, tenant_id) FROM transfers WHERE seal_number IS NULL";
    TENANTS_WITH_ACTS_TO_SEAL = "
        SELECT DISTINCT coalesce(tenant_id, tenant_id) FROM audit WHERE seal_number IS NULL";
    UNSEALED = concat!(
        transfers!(),
        "AND t.seal_number IS NULL AND t.transfer_id > $2 ORDER BY t.transfer_id LIMIT $3"
    );
    SEALED_AFTER = concat!(transfers!(), "AND t.seal_number > $2 ORDER BY t.seal_number LIMIT $3");
    MAKE_LOCK = "
        INSERT INTO seal_locks (tenant_id) VALUES ($1) ON CONFLICT (tenant_id) DO NOTHING";
    HELD_LOCK = "SELECT 1 FROM seal_locks WHERE tenant_id = $1";
    HEAD = "
        SELECT seal_number, seal, sealed_at, key_id, signature FROM seal_heads
        WHERE tenant_id = $1 AND seal_number > 0 ORDER BY seal_number DESC LIMIT 1";
    HEADS_AFTER = "
        SELECT seal_number, seal, sealed_at, key_id, signature FROM seal_heads
        WHERE tenant_id = $1 AND seal_number > $2 ORDER BY seal_number LIMIT $3";
    INSERT_HEAD = "
        INSERT INTO seal_heads (tenant_id, seal_number, seal, sealed_at, key_id, signature)
        VALUES ($1, $2, $3, $4, $5, $6)";
}

/// What is sealed, in the table of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sealed {
    Transfers,
    Audit,
}

impl Sealed {
    #[cfg(feature = "testing")]
    pub(crate) const ALL: [Self; 2] = [Self::Transfers, Self::Audit];

    /// The table and its column of ids.
    const fn table(self) -> (&'static str, &'static str) {
        match self {
            Self::Transfers => ("transfers", "transfer_id"),
            Self::Audit => ("audit", "audit_id"),
        }
    }
}

#[derive(sqlx_macros::FromRow)]
struct HeadRow {
    seal_number: i64,
    seal: Vec<u8>,
    sealed_at: DbTime,
    key_id: String,
    signature: Vec<u8>,
}

impl Ledger<'_> {
    /// Tenants with transfers or audit rows that have no seal yet. One table each, so that a
    /// PostgreSQL distributed by tenant runs it; of the plain column SQLite would walk the index
    /// over all rows, of an expression it walks the one over those without a seal.
    pub async fn tenants_to_seal(&mut self) -> Result<Vec<TenantId>, StorageError> {
        let mut found: Vec<(Uuid,)> = Vec::new();
        for sql in [TENANTS_WITH_TRANSFERS_TO_SEAL, TENANTS_WITH_ACTS_TO_SEAL] {
            let rows: Vec<(Uuid,)> = self.tx.all_tenants().many(sql, values![]).await?;
            found.extend(rows);
        }
        Ok(in_order(found))
    }

    /// The oldest transfers without a seal, after this one.
    pub async fn unsealed(
        &mut self,
        after: Option<TransferId>,
        limit: u32,
    ) -> Result<Vec<StoredTransfer>, StorageError> {
        let after = after.map_or(Uuid::nil(), TransferId::as_uuid);
        self.tx
            .many_as::<TransferRow, _>(UNSEALED, values![after, limit])
            .await
    }

    /// Sealed transfers after `number`, in the chain's order.
    pub async fn sealed_after(
        &mut self,
        number: u64,
        limit: u32,
    ) -> Result<Vec<StoredTransfer>, StorageError> {
        self.tx
            .many_as::<TransferRow, _>(SEALED_AFTER, values![number, limit])
            .await
    }

    /// The end of the chain; `None` before the first batch.
    pub async fn head(&mut self) -> Result<Option<SealHead>, StorageError> {
        let tenant = self.tx.tenant()?;
        let row: Option<HeadRow> = self.tx.maybe(HEAD, values![]).await?;
        row.map(|row| row.head(tenant)).transpose()
    }

    /// Heads after `number`, in the chain's order.
    pub async fn heads_after(
        &mut self,
        number: u64,
        limit: u32,
    ) -> Result<Vec<SealHead>, StorageError> {
        let tenant = self.tx.tenant()?;
        let rows: Vec<HeadRow> = self.tx.many(HEADS_AFTER, values![number, limit]).await?;
        rows.into_iter().map(|row| row.head(tenant)).collect()
    }
}

impl LedgerWriter<'_> {
    /// Locks the tenant's chain until the transaction ends and returns its end, as
    /// [`Ledger::head`] does.
    pub async fn hold_head(&mut self) -> Result<Option<SealHead>, StorageError> {
        self.tx.run(MAKE_LOCK, values![]).await?;
        self.tx.hold(HELD_LOCK, values![]).await?;
        self.head().await
    }

    /// Appends the head of a batch. `Conflict` when there is one of the same number.
    pub async fn insert_head(&mut self, head: &SealHead) -> Result<(), StorageError> {
        let HeadPlace {
            number,
            seal,
            sealed_at,
            key,
            ..
        } = head.place;
        let values = values![
            number,
            seal.0.as_slice(),
            sealed_at,
            key.to_string(),
            head.signature.as_slice(),
        ];
        self.tx.run_one(INSERT_HEAD, values).await
    }

    /// Writes each transfer's place in the chain, in one statement. `Conflict` when one of them is
    /// not there.
    pub async fn save_seals(
        &mut self,
        seals: &[(TransferId, u64, Seal)],
    ) -> Result<(), StorageError> {
        let seals = seals.iter();
        let seals = seals.map(|(id, number, seal)| (id.as_uuid(), *number, *seal));
        self.save(Sealed::Transfers, seals.collect()).await
    }

    /// The same for audit rows.
    pub async fn save_act_seals(
        &mut self,
        seals: &[(AuditId, u64, Seal)],
    ) -> Result<(), StorageError> {
        let seals = seals.iter();
        let seals = seals.map(|(id, number, seal)| (id.as_uuid(), *number, *seal));
        self.save(Sealed::Audit, seals.collect()).await
    }

    async fn save(
        &mut self,
        what: Sealed,
        seals: Vec<(Uuid, u64, Seal)>,
    ) -> Result<(), StorageError> {
        if seals.is_empty() {
            return Ok(());
        }
        let many = seals.len();
        let values: Vec<Value> = seals
            .iter()
            .flat_map(|(id, number, seal)| values![*id, *number, seal.0.as_slice()])
            .collect();
        let sealed = self.tx.run_composed(save_seals(what, many), values).await?;
        if usize::try_from(sealed) == Ok(many) {
            Ok(())
        } else {
            Err(StorageError::Conflict)
        }
    }
}

/// The text that gives so many rows their place; the tenant is its first parameter. An index over
/// what is given would tempt SQLite, for certain numbers of rows, to walk through all of the
/// tenant's rows and look each up in it; of an expression it makes none.
pub(crate) fn save_seals(what: Sealed, many: usize) -> String {
    let row = |n| format!("(${}, ${}, ${})", n + 2, n + 3, n + 4);
    let rows: Vec<_> = (0..many).map(|place| row(3 * place)).collect();
    let (table, id) = what.table();
    format!(
        "WITH given (id, place, mark) AS (VALUES {})
         UPDATE {table} SET seal_number = given.place, seal = given.mark FROM given
         WHERE {table}.tenant_id = $1
           AND {table}.{id} = coalesce(given.id, given.id)",
        rows.join(", ")
    )
}

impl HeadRow {
    fn head(self, tenant: TenantId) -> Result<SealHead, StorageError> {
        let row = self.seal_number;
        let bad = |column| StorageError::inconsistent("seal_heads", column, row);
        let place = HeadPlace {
            tenant,
            number: u64::try_from(row).map_err(|_| bad("seal_number"))?,
            seal: Seal(hash(&self.seal, ("seal_heads", "seal"), row)?),
            sealed_at: self.sealed_at.0,
            key: self.key_id.parse().map_err(|_| bad("key_id"))?,
        };
        let signature = self.signature.as_slice().try_into();
        Ok(SealHead {
            place,
            signature: signature.map_err(|_| bad("signature"))?,
        })
    }
}
