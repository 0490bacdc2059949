//! Provider accounts: where a tenant's money is taken.

use domain::ProviderAccountId;
use uuid::Uuid;

use super::{Tenants, TenantsWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! {
    ProviderAccounts / ProviderAccountsWriter in Tenants / TenantsWriter as provider_accounts
}

statements! {
    PUT_ACCOUNT = "
        INSERT INTO provider_accounts (tenant_id, account_id, code, document, secret)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, account_id) DO UPDATE
        SET document = excluded.document, secret = excluded.secret";
    ACCOUNT = "
        SELECT document, secret FROM provider_accounts WHERE tenant_id = $1 AND account_id = $2";
    ACCOUNT_BY_CODE = "
        SELECT account_id, document FROM provider_accounts WHERE tenant_id = $1 AND code = $2";
    ACCOUNTS = "
        SELECT account_id, code FROM provider_accounts WHERE tenant_id = $1 ORDER BY code";
    ALL = "
        SELECT account_id, code, document, secret FROM provider_accounts WHERE tenant_id = $1
        ORDER BY code";
    STORED = "
        SELECT account_id, code, document, secret FROM provider_accounts
        WHERE tenant_id = $1 AND account_id = $2";
}

/// An account as stored.
#[derive(Clone)]
pub struct StoredAccount {
    pub id: ProviderAccountId,
    pub code: String,
    /// JSON as stored.
    pub document: String,
    /// Sealed.
    pub secret: Vec<u8>,
}

type AccountRow = (Uuid, String, String, Vec<u8>);

fn stored((id, code, document, secret): AccountRow) -> StoredAccount {
    StoredAccount {
        id: ProviderAccountId::from_uuid(id),
        code,
        document,
        secret,
    }
}

impl ProviderAccounts<'_> {
    /// Document and sealed secret.
    pub async fn find(
        &mut self,
        account: ProviderAccountId,
    ) -> Result<Option<(String, Vec<u8>)>, StorageError> {
        self.tx.maybe(ACCOUNT, values![account]).await
    }

    /// The account and its document.
    pub async fn by_code(
        &mut self,
        code: &str,
    ) -> Result<Option<(ProviderAccountId, String)>, StorageError> {
        let row: Option<(Uuid, String)> = self.tx.maybe(ACCOUNT_BY_CODE, values![code]).await?;
        Ok(row.map(|(id, document)| (ProviderAccountId::from_uuid(id), document)))
    }

    /// Every account of the tenant, by code.
    pub async fn all(&mut self) -> Result<Vec<StoredAccount>, StorageError> {
        let rows: Vec<AccountRow> = self.tx.many(ALL, values![]).await?;
        Ok(rows.into_iter().map(stored).collect())
    }

    /// All of one account.
    pub async fn stored(
        &mut self,
        account: ProviderAccountId,
    ) -> Result<Option<StoredAccount>, StorageError> {
        let row: Option<AccountRow> = self.tx.maybe(STORED, values![account]).await?;
        Ok(row.map(stored))
    }

    /// The id of every account of the tenant, by code.
    pub async fn ids(&mut self) -> Result<Vec<ProviderAccountId>, StorageError> {
        let named = self.named().await?;
        Ok(named.into_iter().map(|(id, _)| id).collect())
    }

    /// Every account of the tenant with its code.
    pub async fn named(&mut self) -> Result<Vec<(ProviderAccountId, String)>, StorageError> {
        let rows: Vec<(Uuid, String)> = self.tx.many(ACCOUNTS, values![]).await?;
        Ok(rows
            .into_iter()
            .map(|(id, code)| (ProviderAccountId::from_uuid(id), code))
            .collect())
    }
}

impl ProviderAccountsWriter<'_> {
    /// `secret` is sealed by the caller; this table never holds a readable one.
    pub async fn put(
        &mut self,
        account: ProviderAccountId,
        code: &str,
        document: &str,
        secret: &[u8],
    ) -> Result<(), StorageError> {
        let values = values![account, code, document, secret];
        self.tx.run_master(PUT_ACCOUNT, values).await.map(drop)
    }
}
