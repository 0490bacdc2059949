//! The seal chain of a tenant: its end, and the places of transfers in it.

use domain::ledger::Seal;
use domain::{TenantId, TransferId};
use uuid::Uuid;

use super::{Ledger, LedgerWriter, StoredTransfer, TransferRow, transfers};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;

statements! {
    UNSEALED_TENANTS = "
        SELECT DISTINCT coalesce(tenant_id, tenant_id) FROM transfers WHERE seal_number IS NULL";
    UNSEALED = concat!(
        transfers!(),
        "AND t.seal_number IS NULL AND t.transfer_id > $2 ORDER BY t.transfer_id LIMIT $3"
    );
    SEALED_AFTER = concat!(transfers!(), "AND t.seal_number > $2 ORDER BY t.seal_number LIMIT $3");
    MAKE_HEAD = "
        INSERT INTO seal_heads (tenant_id, seal_number, seal) VALUES ($1, 0, $2)
        ON CONFLICT (tenant_id) DO NOTHING";
    HEAD = "SELECT seal_number, seal FROM seal_heads WHERE tenant_id = $1";
    HELD_HEAD = "SELECT 1 FROM seal_heads WHERE tenant_id = $1";
    SAVE_HEAD = "
        UPDATE seal_heads SET seal_number = $3, seal = $4
        WHERE tenant_id = $1 AND seal_number = $2";
}

impl Ledger<'_> {
    /// Tenants with transfers that have no seal yet. One table only, so that a PostgreSQL
    /// distributed by tenant runs it; of the plain column SQLite would walk the index over all
    /// transfers, of an expression it walks the one over those without a seal.
    pub async fn tenants_to_seal(&mut self) -> Result<Vec<TenantId>, StorageError> {
        let rows: Vec<(Uuid,)> = self
            .tx
            .all_tenants()
            .many(UNSEALED_TENANTS, values![])
            .await?;
        Ok(rows
            .into_iter()
            .map(|(tenant,)| TenantId::from_uuid(tenant))
            .collect())
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

    /// The end of the chain: how many transfers are sealed, and the last seal.
    pub async fn head(&mut self) -> Result<Option<(u64, Seal)>, StorageError> {
        let tenant = self.tx.tenant()?;
        let row: Option<(i64, Vec<u8>)> = self.tx.maybe(HEAD, values![]).await?;
        row.map(|(number, seal)| {
            let bad = |column| StorageError::inconsistent("seal_heads", column, tenant);
            let number = u64::try_from(number).map_err(|_| bad("seal_number"))?;
            Ok((number, Seal(seal.try_into().map_err(|_| bad("seal"))?)))
        })
        .transpose()
    }
}

impl LedgerWriter<'_> {
    /// Locks the tenant's chain until the transaction ends and returns its end, as
    /// [`Ledger::head`] does.
    pub async fn hold_head(&mut self) -> Result<(u64, Seal), StorageError> {
        self.tx
            .run(MAKE_HEAD, values![Seal::START.0.as_slice()])
            .await?;
        self.tx.hold(HELD_HEAD, values![]).await?;
        Ok(self.head().await?.unwrap_or((0, Seal::START)))
    }

    /// Moves the end of the chain from `before` to `after`. `Conflict` when it was not there.
    pub async fn save_head(
        &mut self,
        before: u64,
        (after, seal): (u64, Seal),
    ) -> Result<(), StorageError> {
        self.tx
            .run_one(SAVE_HEAD, values![before, after, seal.0.as_slice()])
            .await
    }

    /// Writes each transfer's place in the chain, in one statement. `Conflict` when one of them is
    /// not there.
    pub async fn save_seals(
        &mut self,
        seals: &[(TransferId, u64, Seal)],
    ) -> Result<(), StorageError> {
        if seals.is_empty() {
            return Ok(());
        }
        let rows = seals.iter();
        let values = rows.flat_map(|(id, number, seal)| values![*id, *number, seal.0.as_slice()]);
        let text = save_seals(seals.len());
        let sealed = self.tx.run_composed(text, values.collect()).await?;
        if usize::try_from(sealed) == Ok(seals.len()) {
            Ok(())
        } else {
            Err(StorageError::Conflict)
        }
    }
}

/// The text that gives so many transfers their place; the tenant is its first parameter. An index
/// over what is given would tempt SQLite, for certain numbers of rows, to walk through all of the
/// tenant's transfers and look each up in it; of an expression it makes none.
pub(crate) fn save_seals(many: usize) -> String {
    let row = |n| format!("(${}, ${}, ${})", n + 2, n + 3, n + 4);
    let rows: Vec<_> = (0..many).map(|place| row(3 * place)).collect();
    format!(
        "WITH given (id, place, mark) AS (VALUES {})
         UPDATE transfers SET seal_number = given.place, seal = given.mark FROM given
         WHERE transfers.tenant_id = $1
           AND transfers.transfer_id = coalesce(given.id, given.id)",
        rows.join(", ")
    )
}
