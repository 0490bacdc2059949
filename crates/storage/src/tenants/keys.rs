//! Keys of an authority, sealed by the caller, and which of the operator's keys sealed what.

use super::{Tenants, TenantsWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Keys / KeysWriter in Tenants / TenantsWriter as keys }

statements! {
    KEY = "SELECT secret FROM tenant_keys WHERE tenant_id = $1 AND name = $2";
    INSERT_KEY = "
        INSERT INTO tenant_keys (tenant_id, name, secret) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, name) DO NOTHING";
    PUT_KEY = "UPDATE tenant_keys SET secret = $3 WHERE tenant_id = $1 AND name = $2";
    NAMES = "SELECT name FROM tenant_keys WHERE tenant_id = $1 ORDER BY name";
    KEY_IDS_OF_ACCOUNTS = "
        SELECT substr(secret, 2, 8), count(*) FROM provider_accounts
        WHERE tenant_id = $1 GROUP BY substr(secret, 2, 8)";
    KEY_IDS_OF_SERVICES = "
        SELECT substr(secret, 2, 8), count(*) FROM service_keys
        WHERE tenant_id = $1 GROUP BY substr(secret, 2, 8)";
    KEY_IDS_OF_TENANT_KEYS = "
        SELECT substr(secret, 2, 8), count(*) FROM tenant_keys
        WHERE tenant_id = $1 GROUP BY substr(secret, 2, 8)";
    KEY_IDS_OF_MAILS = "
        SELECT substr(recipient, 2, 8), count(*) FROM mails
        WHERE tenant_id = $1 AND recipient IS NOT NULL GROUP BY substr(recipient, 2, 8)";
    // Of the staff, which is the installation's.
    KEY_IDS_OF_CREDENTIALS = "
        SELECT substr(secret, 2, 8), count(*) FROM credentials
        WHERE kind = 'one_time_code'
          AND EXISTS (SELECT 1 FROM tenants WHERE tenant_id = $1 AND slug = 'operator')
        GROUP BY substr(secret, 2, 8)";
    ACCOUNT_KEY_IDS = "SELECT DISTINCT substr(secret, 2, 8) FROM provider_accounts";
}

/// Every column that holds sealed records, with the statement that counts them by key.
const SEALED: [(&str, &str, &str); 5] = [
    ("provider_accounts", "secret", KEY_IDS_OF_ACCOUNTS),
    ("service_keys", "secret", KEY_IDS_OF_SERVICES),
    ("tenant_keys", "secret", KEY_IDS_OF_TENANT_KEYS),
    ("mails", "recipient", KEY_IDS_OF_MAILS),
    ("credentials", "secret", KEY_IDS_OF_CREDENTIALS),
];

/// Every table and column that holds sealed records.
pub fn sealed_columns() -> impl Iterator<Item = (&'static str, &'static str)> {
    SEALED.iter().map(|(table, column, _)| (*table, *column))
}

/// How many records of a table are sealed with one of the operator's keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedRows {
    pub table: &'static str,
    /// Id of the key, as it stands in the record.
    pub key: Vec<u8>,
    pub rows: u64,
}

impl Keys<'_> {
    /// The sealed key of this name.
    pub async fn find(&mut self, name: &str) -> Result<Option<Vec<u8>>, StorageError> {
        let row: Option<(Vec<u8>,)> = self.tx.maybe(KEY, values![name]).await?;
        Ok(row.map(|(secret,)| secret))
    }

    /// The names of the tenant's keys.
    pub async fn names(&mut self) -> Result<Vec<String>, StorageError> {
        let rows: Vec<(String,)> = self.tx.many(NAMES, values![]).await?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    /// The tenant's sealed records, by table and by the operator's key.
    pub async fn sealed_rows(&mut self) -> Result<Vec<SealedRows>, StorageError> {
        let mut found = Vec::new();
        for (table, _, statement) in SEALED {
            let rows: Vec<(Vec<u8>, i64)> = self.tx.many(statement, values![]).await?;
            found.extend(rows.into_iter().map(|(key, rows)| SealedRows {
                table,
                key,
                rows: u64::try_from(rows).unwrap_or_default(),
            }));
        }
        Ok(found)
    }

    /// The keys that seal any provider account, of all tenants.
    pub async fn of_all_accounts(&mut self) -> Result<Vec<Vec<u8>>, StorageError> {
        let all = self.tx.all_tenants().many(ACCOUNT_KEY_IDS, values![]);
        let rows: Vec<(Vec<u8>,)> = all.await?;
        Ok(rows.into_iter().map(|(key,)| key).collect())
    }
}

impl KeysWriter<'_> {
    /// Keeps the key unless there is one of this name.
    pub async fn insert(&mut self, name: &str, sealed: &[u8]) -> Result<(), StorageError> {
        let values = values![name, sealed];
        self.tx.run(INSERT_KEY, values).await.map(drop)
    }

    /// Replaces the key, which is there.
    pub async fn put(&mut self, name: &str, sealed: &[u8]) -> Result<(), StorageError> {
        self.tx.run_one(PUT_KEY, values![name, sealed]).await
    }
}
