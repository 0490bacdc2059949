//! Tenants: the master data of an authority. What is only read as a whole is a JSON document, whose
//! shape the layer above owns.

pub mod bindings;
pub mod branding;
pub mod keys;
pub mod names;
pub mod provider_accounts;

use domain::{TenantId, Timestamp};
use uuid::Uuid;

use crate::StorageError;
use crate::engine::columns::in_order;
use crate::engine::statements::{Statements, statements};
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;
use crate::engine::tx::write_batch::TENANT_VERSION;

views! { Tenants / TenantsWriter in tx as tenants }

pub(crate) const MODULES: &[Statements] = &[
    STATEMENTS,
    bindings::STATEMENTS,
    branding::STATEMENTS,
    keys::STATEMENTS,
    names::STATEMENTS,
    provider_accounts::STATEMENTS,
];

statements! {
    PUT_TENANT = "
        INSERT INTO tenants (tenant_id, slug, document, trial_of, created_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id) DO UPDATE SET document = excluded.document
        WHERE tenants.document <> excluded.document";
    VERSION = TENANT_VERSION;
    WHOLE = "SELECT slug, document, version, trial_of FROM tenants WHERE tenant_id = $1";
    DOCUMENT = "SELECT slug, document FROM tenants WHERE tenant_id = $1";
    ALL = "SELECT tenant_id FROM tenants";
}

/// A tenant's own row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTenant {
    pub slug: String,
    pub document: String,
    /// Rises with every change of the tenant's master data.
    pub version: i64,
    /// Of a trial tenant: the one whose services are tried out.
    pub trial_of: Option<TenantId>,
}

impl Tenants<'_> {
    /// The version of the tenant's master data; `None` when there is no such tenant.
    pub async fn version(&mut self) -> Result<Option<i64>, StorageError> {
        let row: Option<(i64,)> = self.tx.maybe(VERSION, values![]).await?;
        Ok(row.map(|(version,)| version))
    }

    pub async fn find(&mut self) -> Result<Option<StoredTenant>, StorageError> {
        let row: Option<(String, String, i64, Option<Uuid>)> =
            self.tx.maybe(WHOLE, values![]).await?;
        Ok(row.map(|(slug, document, version, trial_of)| StoredTenant {
            slug,
            document,
            version,
            trial_of: trial_of.map(TenantId::from_uuid),
        }))
    }

    /// Slug and document of the tenant.
    pub async fn document(&mut self) -> Result<Option<(String, String)>, StorageError> {
        self.tx.maybe(DOCUMENT, values![]).await
    }

    /// Every tenant that has a row, the installation among them.
    pub async fn all(&mut self) -> Result<Vec<TenantId>, StorageError> {
        let rows: Vec<(Uuid,)> = self.tx.all_tenants().many(ALL, values![]).await?;
        Ok(in_order(rows))
    }
}

impl TenantsWriter<'_> {
    /// Makes the tenant of this transaction's scope, or replaces its document. Returns how many
    /// rows that changed.
    pub async fn put(
        &mut self,
        slug: &str,
        document: &str,
        trial_of: Option<TenantId>,
        now: Timestamp,
    ) -> Result<u64, StorageError> {
        let values = values![slug, document, trial_of, now];
        self.tx.run_master(PUT_TENANT, values).await
    }
}
