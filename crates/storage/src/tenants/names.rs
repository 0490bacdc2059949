//! The installation's directory: which tenant a name from the outside belongs to. It is the only
//! table that is not a tenant's.

use domain::TenantId;
use uuid::Uuid;

use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::{StorageError, Tx};

statements! {
    FIND = "SELECT tenant_id FROM directory WHERE kind = $1 AND name = $2";
    CLAIM_NAME = "
        INSERT INTO directory (kind, name, tenant_id) VALUES ($1, $2, $3)
        ON CONFLICT (kind, name) DO UPDATE SET tenant_id = directory.tenant_id
        WHERE directory.tenant_id = excluded.tenant_id";
    ALL_TENANTS = "SELECT tenant_id FROM directory WHERE kind = 'slug' ORDER BY name";
}

/// What kind of name it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// The tenant's part of citizens' addresses.
    Slug,
    /// The user name of a calling system.
    Client,
    /// The id of a provider account, in the address of its notices.
    Account,
    /// `originatorId/endPointId` of `XBezahldienste`.
    Endpoint,
}

impl NameKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Slug => "slug",
            Self::Client => "client",
            Self::Account => "account",
            Self::Endpoint => "endpoint",
        }
    }
}

impl Tx {
    pub async fn find_tenant(
        &mut self,
        kind: NameKind,
        name: &str,
    ) -> Result<Option<TenantId>, StorageError> {
        let row: Option<(Uuid,)> = on_engine!(self, |connection| sqlx::query_as(FIND)
            .bind(kind.as_str())
            .bind(name)
            .fetch_optional(connection)
            .await)?;
        Ok(row.map(|(tenant,)| TenantId::from_uuid(tenant)))
    }

    /// `Conflict` when the name belongs to another tenant. Having it already is fine.
    pub async fn claim_name(&mut self, kind: NameKind, name: &str) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        let claimed = on_engine!(self, |connection| sqlx::query(CLAIM_NAME)
            .bind(kind.as_str())
            .bind(name)
            .bind(tenant.as_uuid())
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
        if claimed == 1 {
            Ok(())
        } else {
            Err(StorageError::Conflict)
        }
    }

    /// Every tenant of the installation.
    pub async fn all_tenants(&mut self) -> Result<Vec<TenantId>, StorageError> {
        let rows: Vec<(Uuid,)> = on_engine!(self, |connection| sqlx::query_as(ALL_TENANTS)
            .fetch_all(connection)
            .await)?;
        Ok(rows
            .into_iter()
            .map(|(tenant,)| TenantId::from_uuid(tenant))
            .collect())
    }
}
