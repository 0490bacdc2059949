//! Tenants' names in addresses, remembered: they never change once given.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use domain::TenantId;
use storage::tenants::names::NameKind;
use storage::{Scope, StorageError};

use crate::App;

/// Slug to tenant and back. Only names that exist are remembered, so it cannot grow by guessing.
#[derive(Clone, Default)]
pub(crate) struct Names {
    tenants: Arc<RwLock<HashMap<Arc<str>, TenantId>>>,
    slugs: Arc<RwLock<HashMap<TenantId, Arc<str>>>>,
}

impl Names {
    fn remember(&self, slug: &str, tenant: TenantId) -> Arc<str> {
        let slug: Arc<str> = slug.into();
        if let (Ok(mut tenants), Ok(mut slugs)) = (self.tenants.write(), self.slugs.write()) {
            tenants.insert(Arc::clone(&slug), tenant);
            slugs.insert(tenant, Arc::clone(&slug));
        }
        slug
    }
}

impl App {
    pub(crate) async fn tenant_id(&self, slug: &str) -> Result<Option<TenantId>, StorageError> {
        let known = self
            .names
            .tenants
            .read()
            .ok()
            .and_then(|known| known.get(slug).copied());
        if known.is_some() {
            return Ok(known);
        }
        let mut directory = self.db.read(Scope::Operator).await?;
        let tenant = directory
            .tenants()
            .names()
            .find(NameKind::Slug, slug)
            .await?;
        if let Some(tenant) = tenant {
            self.names.remember(slug, tenant);
        }
        Ok(tenant)
    }

    /// The tenant's part of citizens' addresses; empty for a tenant that is not there.
    pub(crate) async fn tenant_slug(&self, tenant: TenantId) -> Result<Arc<str>, StorageError> {
        let known = self
            .names
            .slugs
            .read()
            .ok()
            .and_then(|known| known.get(&tenant).cloned());
        if let Some(slug) = known {
            return Ok(slug);
        }
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let (slug, _) = tx.tenants().document().await?.unwrap_or_default();
        Ok(self.names.remember(&slug, tenant))
    }
}
