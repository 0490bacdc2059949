//! Tenants: the master data of an authority. What is only read as a whole is a JSON document, whose
//! shape the layer above owns.

pub mod bindings;
pub mod branding;
pub mod keys;
pub mod names;
pub mod provider_accounts;

use domain::Timestamp;

use crate::StorageError;
use crate::engine::statements::{Statements, statements};
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

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
        INSERT INTO tenants (tenant_id, slug, document, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id) DO UPDATE SET document = excluded.document";
    DOCUMENT = "SELECT slug, document FROM tenants WHERE tenant_id = $1";
}

impl Tenants<'_> {
    /// Slug and document of the tenant.
    pub async fn document(&mut self) -> Result<Option<(String, String)>, StorageError> {
        self.tx.maybe(DOCUMENT, values![]).await
    }
}

impl TenantsWriter<'_> {
    /// Makes the tenant of this transaction's scope, or replaces its document.
    pub async fn put(
        &mut self,
        slug: &str,
        document: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let values = values![slug, document, now];
        self.tx.run(PUT_TENANT, values).await.map(drop)
    }
}
