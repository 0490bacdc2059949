//! The journal of transfers, its seal chain and the balances folded from it.
//!
//! Transfers are inserted concurrently and without looking at each other. The sealer later gives
//! them their place in the tenant's chain and folds them into the balances, many at a time.

use domain::ledger::{Account, Seal, Transfer};
use domain::{Money, PaymentId, TenantId, Timestamp, TransferId};
use uuid::Uuid;

use crate::StorageError;
use crate::engine::columns::{DbTime, money};
use crate::engine::statements::{Statements, statements};
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Ledger / LedgerWriter in tx as ledger }

pub(crate) const MODULES: &[Statements] = &[STATEMENTS];

/// The tenant's transfers, up to a further condition.
macro_rules! transfers {
    () => {
        "
        SELECT transfer_id, payment_id, debit, credit, amount_cents, reason, booked_at, sequence,
               seal
        FROM transfers WHERE tenant_id = $1 "
    };
}

statements! {
    INSERT_TRANSFER = "
        INSERT INTO transfers
            (tenant_id, transfer_id, payment_id, debit, credit, amount_cents, reason, booked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    UNSEALED_TENANTS = "
        SELECT DISTINCT coalesce(tenant_id, tenant_id) FROM transfers WHERE sequence IS NULL";
    UNSEALED = concat!(transfers!(), "AND sequence IS NULL AND transfer_id > $2 ORDER BY transfer_id LIMIT $3");
    SEALED_AFTER = concat!(transfers!(), "AND sequence > $2 ORDER BY sequence LIMIT $3");
    MAKE_HEAD = "
        INSERT INTO seal_heads (tenant_id, sequence, seal) VALUES ($1, 0, $2)
        ON CONFLICT (tenant_id) DO NOTHING";
    HEAD = "SELECT sequence, seal FROM seal_heads WHERE tenant_id = $1";
    HELD_HEAD = "SELECT 1 FROM seal_heads WHERE tenant_id = $1";
    SAVE_HEAD = "
        UPDATE seal_heads SET sequence = $3, seal = $4 WHERE tenant_id = $1 AND sequence = $2";
    ADD_BALANCE = "
        INSERT INTO balances (tenant_id, account, debit_cents, credit_cents)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, account) DO UPDATE
        SET debit_cents = balances.debit_cents + excluded.debit_cents,
            credit_cents = balances.credit_cents + excluded.credit_cents";
    BALANCES = "
        SELECT account, debit_cents, credit_cents FROM balances
        WHERE tenant_id = $1 ORDER BY account";
}

/// A transfer with its place in the chain, once sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTransfer {
    pub transfer: Transfer,
    pub sealed: Option<(u64, Seal)>,
}

/// The sums of one account over all sealed transfers, in cents.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Balance {
    /// An [`Account`]'s text, or `receivable` and `claims` for those of all payments and claims
    /// together.
    pub account: String,
    pub debit_cents: i64,
    pub credit_cents: i64,
}

#[derive(sqlx::FromRow)]
struct TransferRow {
    transfer_id: Uuid,
    payment_id: Uuid,
    debit: String,
    credit: String,
    amount_cents: i64,
    reason: String,
    booked_at: DbTime,
    sequence: Option<i64>,
    seal: Option<Vec<u8>>,
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

    /// Sealed transfers after `sequence`, in the chain's order.
    pub async fn sealed_after(
        &mut self,
        sequence: u64,
        limit: u32,
    ) -> Result<Vec<StoredTransfer>, StorageError> {
        self.tx
            .many_as::<TransferRow, _>(SEALED_AFTER, values![sequence, limit])
            .await
    }

    /// The end of the chain: how many transfers are sealed, and the last seal.
    pub async fn head(&mut self) -> Result<Option<(u64, Seal)>, StorageError> {
        let tenant = self.tx.tenant()?;
        let row: Option<(i64, Vec<u8>)> = self.tx.maybe(HEAD, values![]).await?;
        row.map(|(sequence, seal)| {
            let bad = |column| StorageError::inconsistent("seal_heads", column, tenant);
            let sequence = u64::try_from(sequence).map_err(|_| bad("sequence"))?;
            Ok((sequence, Seal(seal.try_into().map_err(|_| bad("seal"))?)))
        })
        .transpose()
    }

    pub async fn balances(&mut self) -> Result<Vec<Balance>, StorageError> {
        self.tx.many(BALANCES, values![]).await
    }
}

impl LedgerWriter<'_> {
    /// Appends to the journal. Nothing may be appended twice.
    pub async fn insert(&mut self, transfers: &[Transfer]) -> Result<(), StorageError> {
        for transfer in transfers {
            let values = values![
                transfer.id,
                transfer.payment,
                transfer.debit.to_string(),
                transfer.credit.to_string(),
                transfer.amount,
                transfer.reason.to_string(),
                transfer.booked_at,
            ];
            self.tx.put(INSERT_TRANSFER, values).await?;
        }
        Ok(())
    }

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
        let values =
            rows.flat_map(|(id, sequence, seal)| values![*id, *sequence, seal.0.as_slice()]);
        let text = save_seals(seals.len());
        let sealed = self.tx.run_composed(text, values.collect()).await?;
        if usize::try_from(sealed) == Ok(seals.len()) {
            Ok(())
        } else {
            Err(StorageError::Conflict)
        }
    }

    /// Adds to an account's sums.
    pub async fn add_to_balance(&mut self, balance: &Balance) -> Result<(), StorageError> {
        let account = balance.account.as_str();
        let values = values![account, balance.debit_cents, balance.credit_cents];
        self.tx.run(ADD_BALANCE, values).await.map(drop)
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
         UPDATE transfers SET sequence = given.place, seal = given.mark FROM given
         WHERE transfers.tenant_id = $1
           AND transfers.transfer_id = coalesce(given.id, given.id)",
        rows.join(", ")
    )
}

/// The row of `balances` an account is folded into.
pub fn balance_row(account: Account) -> String {
    match account {
        Account::Receivable(_) => "receivable".to_owned(),
        Account::Claims | Account::Claim(_) => "claims".to_owned(),
        Account::Clearing(_)
        | Account::Bank
        | Account::Fees
        | Account::Suspense
        | Account::RefundsDue => account.to_string(),
    }
}

impl TryFrom<TransferRow> for StoredTransfer {
    type Error = StorageError;

    fn try_from(row: TransferRow) -> Result<Self, StorageError> {
        let id = TransferId::from_uuid(row.transfer_id);
        let bad = |column| StorageError::inconsistent("transfers", column, id);
        let sealed = match (row.sequence, row.seal) {
            (Some(sequence), Some(seal)) => Some((
                u64::try_from(sequence).map_err(|_| bad("sequence"))?,
                Seal(seal.try_into().map_err(|_| bad("seal"))?),
            )),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(bad("seal")),
        };
        let amount: Money = money(row.amount_cents, "transfers", id)?;
        let booked_at: Timestamp = row.booked_at.0;
        let transfer = Transfer {
            id,
            payment: PaymentId::from_uuid(row.payment_id),
            debit: row.debit.parse().map_err(|_| bad("debit"))?,
            credit: row.credit.parse().map_err(|_| bad("credit"))?,
            amount,
            reason: row.reason.parse().map_err(|_| bad("reason"))?,
            booked_at,
        };
        Ok(Self { transfer, sealed })
    }
}
