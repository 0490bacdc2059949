//! The journal of transfers, its seal chain and the balances folded from it.
//!
//! Transfers are inserted concurrently and without looking at each other. The sealer later gives
//! them their place in the tenant's chain and folds them into the balances, many at a time.

use domain::ledger::{Account, Seal, Transfer};
use domain::{Money, PaymentId, TenantId, Timestamp, TransferId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::engine::columns::{DbTime, money};
use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::engine::write_batch::Write;
use crate::{StorageError, Tx};

statements! {
    INSERT_TRANSFER = "
        INSERT INTO transfers
            (tenant_id, transfer_id, payment_id, debit, credit, amount_cents, reason, booked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    UNSEALED_TENANTS = "
        SELECT tenant_id FROM tenants WHERE EXISTS (
            SELECT 1 FROM transfers
            WHERE transfers.tenant_id = tenants.tenant_id AND transfers.sequence IS NULL)";
    UNSEALED = "
        SELECT transfer_id, payment_id, debit, credit, amount_cents, reason, booked_at, sequence,
               seal
        FROM transfers WHERE tenant_id = $1 AND sequence IS NULL AND transfer_id > $2
        ORDER BY transfer_id LIMIT $3";
    SEALED_AFTER = "
        SELECT transfer_id, payment_id, debit, credit, amount_cents, reason, booked_at, sequence,
               seal
        FROM transfers WHERE tenant_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";
    OF_PAYMENT = "
        SELECT transfer_id, payment_id, debit, credit, amount_cents, reason, booked_at, sequence,
               seal
        FROM transfers WHERE tenant_id = $1 AND payment_id = $2 ORDER BY transfer_id";
    MAKE_HEAD = "
        INSERT INTO seal_heads (tenant_id, sequence, seal) VALUES ($1, 0, $2)
        ON CONFLICT (tenant_id) DO NOTHING";
    HEAD = "SELECT sequence, seal FROM seal_heads WHERE tenant_id = $1";
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
#[derive(Clone, Debug, PartialEq, Eq)]
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

impl Tx {
    /// Appends to the journal. Nothing may be appended twice.
    pub async fn insert_transfers(&mut self, transfers: &[Transfer]) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        for transfer in transfers {
            self.put(Write::new(
                INSERT_TRANSFER,
                [
                    tenant.as_uuid().into(),
                    transfer.id.as_uuid().into(),
                    transfer.payment.as_uuid().into(),
                    transfer.debit.to_string().into(),
                    transfer.credit.to_string().into(),
                    transfer.amount.cents().into(),
                    transfer.reason.to_string().into(),
                    transfer.booked_at.into(),
                ],
            ))
            .await?;
        }
        Ok(())
    }

    /// Tenants with transfers that have no seal yet.
    pub async fn tenants_to_seal(&mut self) -> Result<Vec<TenantId>, StorageError> {
        let rows: Vec<(Uuid,)> = on_engine!(self, |connection| sqlx::query_as(UNSEALED_TENANTS)
            .fetch_all(connection)
            .await)?;
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
        let tenant = self.tenant()?;
        let after = after.map_or(Uuid::nil(), TransferId::as_uuid);
        let rows: Vec<TransferRow> = on_engine!(self, |connection| sqlx::query_as(UNSEALED)
            .bind(tenant.as_uuid())
            .bind(after)
            .bind(i64::from(limit))
            .fetch_all(connection)
            .await)?;
        rows.into_iter().map(StoredTransfer::try_from).collect()
    }

    /// Sealed transfers after `sequence`, in the chain's order.
    pub async fn sealed_after(
        &mut self,
        sequence: u64,
        limit: u32,
    ) -> Result<Vec<StoredTransfer>, StorageError> {
        let tenant = self.tenant()?;
        let rows: Vec<TransferRow> = on_engine!(self, |connection| sqlx::query_as(SEALED_AFTER)
            .bind(tenant.as_uuid())
            .bind(i64::try_from(sequence).unwrap_or(i64::MAX))
            .bind(i64::from(limit))
            .fetch_all(connection)
            .await)?;
        rows.into_iter().map(StoredTransfer::try_from).collect()
    }

    pub async fn transfers_of(
        &mut self,
        payment: PaymentId,
    ) -> Result<Vec<StoredTransfer>, StorageError> {
        let tenant = self.tenant()?;
        let rows: Vec<TransferRow> = on_engine!(self, |connection| sqlx::query_as(OF_PAYMENT)
            .bind(tenant.as_uuid())
            .bind(payment.as_uuid())
            .fetch_all(connection)
            .await)?;
        rows.into_iter().map(StoredTransfer::try_from).collect()
    }

    /// Holds the tenant's chain and tells its end: how many transfers are sealed, and the last
    /// seal.
    pub async fn hold_seal_head(&mut self) -> Result<(u64, Seal), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(MAKE_HEAD)
            .bind(tenant.as_uuid())
            .bind(Seal::START.0.as_slice())
            .execute(connection)
            .await
            .map(drop))?;
        self.lock_seal_head().await?;
        Ok(self.seal_head().await?.unwrap_or((0, Seal::START)))
    }

    pub async fn seal_head(&mut self) -> Result<Option<(u64, Seal)>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(i64, Vec<u8>)> = on_engine!(self, |connection| sqlx::query_as(HEAD)
            .bind(tenant.as_uuid())
            .fetch_optional(connection)
            .await)?;
        row.map(|(sequence, seal)| {
            let bad = |column| StorageError::inconsistent("seal_heads", column, tenant);
            let sequence = u64::try_from(sequence).map_err(|_| bad("sequence"))?;
            Ok((sequence, Seal(seal.try_into().map_err(|_| bad("seal"))?)))
        })
        .transpose()
    }

    /// Moves the end of the chain from `before` to `after`.
    pub async fn save_seal_head(
        &mut self,
        before: u64,
        (after, seal): (u64, Seal),
    ) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        let changed = on_engine!(self, |connection| sqlx::query(SAVE_HEAD)
            .bind(tenant.as_uuid())
            .bind(i64::try_from(before).unwrap_or(i64::MAX))
            .bind(i64::try_from(after).unwrap_or(i64::MAX))
            .bind(seal.0.as_slice())
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
        if changed == 1 {
            Ok(())
        } else {
            Err(StorageError::Conflict)
        }
    }

    /// Writes each transfer's place in the chain, in one statement. `Conflict` when one of them is
    /// not there.
    pub async fn save_seals(
        &mut self,
        seals: &[(TransferId, u64, Seal)],
    ) -> Result<(), StorageError> {
        let tenant = self.tenant()?.as_uuid();
        if seals.is_empty() {
            return Ok(());
        }
        let text = AssertSqlSafe(save_seals(seals.len()));
        let sealed = on_engine!(self, |connection| {
            let mut update = sqlx::query(text).persistent(false).bind(tenant);
            for (id, sequence, seal) in seals {
                update = update
                    .bind(id.as_uuid())
                    .bind(i64::try_from(*sequence).unwrap_or(i64::MAX))
                    .bind(seal.0.as_slice());
            }
            update
                .execute(connection)
                .await
                .map(|done| done.rows_affected())
        })?;
        if usize::try_from(sealed) == Ok(seals.len()) {
            Ok(())
        } else {
            Err(StorageError::Conflict)
        }
    }

    /// Adds to an account's sums.
    pub async fn add_to_balance(&mut self, balance: &Balance) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(ADD_BALANCE)
            .bind(tenant.as_uuid())
            .bind(&balance.account)
            .bind(balance.debit_cents)
            .bind(balance.credit_cents)
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    pub async fn balances(&mut self) -> Result<Vec<Balance>, StorageError> {
        let tenant = self.tenant()?;
        let rows: Vec<(String, i64, i64)> =
            on_engine!(self, |connection| sqlx::query_as(BALANCES)
                .bind(tenant.as_uuid())
                .fetch_all(connection)
                .await)?;
        let balances = rows
            .into_iter()
            .map(|(account, debit_cents, credit_cents)| Balance {
                account,
                debit_cents,
                credit_cents,
            });
        Ok(balances.collect())
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
