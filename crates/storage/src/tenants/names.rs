//! The names of the installation: which tenant a name from the outside belongs to. It is the only
//! table that is not a tenant's.

use domain::TenantId;
use uuid::Uuid;

use super::{Tenants, TenantsWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Names / NamesWriter in Tenants / TenantsWriter as names }

statements! {
    FIND = "SELECT tenant_id FROM names WHERE kind = $1 AND name = $2";
    RESERVE = "
        INSERT INTO names (tenant_id, kind, name) VALUES ($1, $2, $3)
        ON CONFLICT (kind, name) DO UPDATE SET tenant_id = names.tenant_id
        WHERE names.tenant_id = excluded.tenant_id";
    OF_TENANT = "SELECT kind, name FROM names WHERE tenant_id = $1";
    ALL_TENANTS = "SELECT tenant_id FROM names WHERE kind = 'slug' ORDER BY name";
}

/// What kind of name it is. Its text is stored and must not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum NameKind {
    /// The tenant's part of citizens' addresses.
    Slug,
    /// The user name of a calling system.
    Client,
    /// The id of a provider account, in the address of its events.
    Account,
    /// A channel and a key in it: `xbezahldienste:originatorId/endPointId`.
    Binding,
    /// A merchant at a provider that takes real money, or the trials of one authority:
    /// `paypal:CLIENT_ID`.
    Merchant,
    /// The fingerprint of a calling system's certificate.
    Certificate,
}

impl NameKind {
    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        self.into_str()
    }
}

impl Names<'_> {
    /// The tenant of a name.
    pub async fn find(
        &mut self,
        kind: NameKind,
        name: &str,
    ) -> Result<Option<TenantId>, StorageError> {
        let values = values![kind.into_str(), name];
        let row: Option<(Uuid,)> = self.tx.all_tenants().maybe(FIND, values).await?;
        Ok(row.map(|(tenant,)| TenantId::from_uuid(tenant)))
    }

    /// Those of these names that do not lead to the tenant.
    pub async fn not_leading_here(
        &mut self,
        mut names: Vec<(NameKind, String)>,
    ) -> Result<Vec<(NameKind, String)>, StorageError> {
        let rows: Vec<(String, String)> = self.tx.many(OF_TENANT, values![]).await?;
        let leads_here = |kind: NameKind, name: &str| {
            let mut rows = rows.iter();
            rows.any(|(of_kind, stored)| of_kind == kind.as_str() && stored == name)
        };
        names.retain(|(kind, name)| !leads_here(*kind, name));
        Ok(names)
    }

    /// Every tenant of the installation that has a slug.
    pub async fn all_tenants(&mut self) -> Result<Vec<TenantId>, StorageError> {
        let rows: Vec<(Uuid,)> = self.tx.all_tenants().many(ALL_TENANTS, values![]).await?;
        Ok(rows
            .into_iter()
            .map(|(tenant,)| TenantId::from_uuid(tenant))
            .collect())
    }
}

impl NamesWriter<'_> {
    /// Reserves the name for the tenant. `Conflict` when it belongs to another one; having it
    /// already is fine.
    pub async fn reserve(&mut self, kind: NameKind, name: &str) -> Result<(), StorageError> {
        self.tx
            .run_one(RESERVE, values![kind.into_str(), name])
            .await
    }
}
