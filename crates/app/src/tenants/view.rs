//! What pages show of an authority.

use domain::TenantId;

use super::config::TenantConfig;
use super::documents::TenantProfile;
use crate::{App, ReadError};

/// The authority on every page.
#[derive(Clone, Debug)]
pub struct TenantView {
    pub id: TenantId,
    pub slug: String,
    pub profile: TenantProfile,
    /// Services of another tenant are tried out in it; no real money moves.
    pub is_trial: bool,
}

impl App {
    /// Every authority of the installation, in the order of names.
    pub(crate) async fn authorities(&self) -> Result<Vec<TenantView>, ReadError> {
        let mut views = self.tenants().await?;
        views.retain(|view| !view.is_trial);
        Ok(views)
    }

    /// The same, each followed by its trial tenant.
    pub(crate) async fn tenants(&self) -> Result<Vec<TenantView>, ReadError> {
        let tenants = self.all_tenants().await?;
        let mut views = Vec::with_capacity(tenants.len());
        for tenant in tenants {
            views.extend(self.tenant_view(tenant).await?);
        }
        let order = |view: &TenantView| (view.profile.name.clone(), view.slug.clone());
        views.sort_by_key(order);
        Ok(views)
    }

    pub(crate) async fn tenant_by_slug(&self, slug: &str) -> Result<Option<TenantView>, ReadError> {
        let Some(tenant) = self.tenant_id(slug).await? else {
            return Ok(None);
        };
        self.tenant_view(tenant).await
    }

    async fn tenant_view(&self, tenant: TenantId) -> Result<Option<TenantView>, ReadError> {
        let config = self.config(tenant).await?;
        Ok(config.map(|config| config.view()))
    }
}

impl TenantConfig {
    pub(crate) fn view(&self) -> TenantView {
        TenantView {
            id: self.id,
            slug: self.slug.to_string(),
            profile: self.profile.clone(),
            is_trial: self.is_trial,
        }
    }
}
