//! What pages show of an authority.

use domain::TenantId;
use storage::Scope;

use super::documents::TenantProfile;
use crate::platform::document::read_document;
use crate::{App, ReadError};

/// The authority on every page.
#[derive(Clone, Debug)]
pub struct TenantView {
    pub id: TenantId,
    pub slug: String,
    pub profile: TenantProfile,
}

impl App {
    pub async fn tenant_by_slug(&self, slug: &str) -> Result<Option<TenantView>, ReadError> {
        let Some(tenant) = self.tenant_id(slug).await? else {
            return Ok(None);
        };
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let Some((slug, document)) = tx.tenants().document().await? else {
            return Ok(None);
        };
        Ok(Some(TenantView {
            id: tenant,
            slug,
            profile: read_document("tenants", &document)?,
        }))
    }
}
