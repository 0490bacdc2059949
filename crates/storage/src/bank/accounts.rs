//! Bank accounts: where payers transfer money to.

use domain::{BankAccountId, Timestamp};
use uuid::Uuid;

use super::{Bank, BankWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { BankAccounts / BankAccountsWriter in Bank / BankWriter as accounts }

/// Bank accounts of the tenant, up to a further condition.
macro_rules! accounts {
    () => {
        "
        SELECT bank_account_id, code, iban, bic, holder FROM bank_accounts WHERE tenant_id = $1 "
    };
}

statements! {
    PUT_BANK_ACCOUNT = "
        INSERT INTO bank_accounts
            (tenant_id, bank_account_id, code, iban, bic, holder, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (tenant_id, bank_account_id) DO UPDATE
        SET bic = excluded.bic, holder = excluded.holder";
    BANK_ACCOUNT_BY_CODE = concat!(accounts!(), "AND code = $2");
    BANK_ACCOUNTS = concat!(accounts!(), "ORDER BY bank_account_id");
}

/// A bank account as stored. Its number never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankAccountRow {
    pub id: BankAccountId,
    pub code: String,
    pub iban: String,
    pub bic: Option<String>,
    pub holder: String,
}

#[derive(sqlx_macros::FromRow)]
struct StoredRow {
    bank_account_id: Uuid,
    code: String,
    iban: String,
    bic: Option<String>,
    holder: String,
}

impl BankAccounts<'_> {
    pub async fn by_code(&mut self, code: &str) -> Result<Option<BankAccountRow>, StorageError> {
        let values = values![code];
        self.tx
            .maybe_as::<StoredRow, _>(BANK_ACCOUNT_BY_CODE, values)
            .await
    }

    /// Every account of the tenant, oldest first.
    pub async fn all(&mut self) -> Result<Vec<BankAccountRow>, StorageError> {
        self.tx
            .many_as::<StoredRow, _>(BANK_ACCOUNTS, values![])
            .await
    }
}

impl BankAccountsWriter<'_> {
    /// `Conflict` when another account of the tenant has the number.
    pub async fn put(
        &mut self,
        account: &BankAccountRow,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let values = values![
            account.id,
            account.code.as_str(),
            account.iban.as_str(),
            account.bic.as_deref(),
            account.holder.as_str(),
            now,
        ];
        self.tx.run_master(PUT_BANK_ACCOUNT, values).await.map(drop)
    }
}

impl TryFrom<StoredRow> for BankAccountRow {
    type Error = StorageError;

    fn try_from(row: StoredRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: BankAccountId::from_uuid(row.bank_account_id),
            code: row.code,
            iban: row.iban,
            bic: row.bic,
            holder: row.holder,
        })
    }
}
