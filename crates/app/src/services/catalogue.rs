//! The catalogue: what citizens can pay without an online service.
//!
//! Only live services are listed. What is tried out is in the catalogue of the trial tenant
//! ([`crate::tenants::trial`]).

use std::sync::Arc;

use domain::services::{Fee, Form, ServiceState};

use crate::tenants::TenantView;
use crate::tenants::config::{ServiceConfig, TenantConfig};
use crate::tenants::documents::{CatalogueDocument, Translations};
use crate::{App, ReadError};

/// A line of the catalogue.
#[derive(Clone, Debug)]
pub struct Listed {
    pub code: String,
    pub name: Translations,
    pub department: Translations,
    pub fee: Fee,
}

/// The catalogue of one authority, or what of it was looked for.
#[derive(Clone, Debug)]
pub struct Catalogue {
    pub tenant: TenantView,
    /// By code.
    pub services: Vec<Listed>,
}

/// A service of the catalogue with all a page needs.
#[derive(Clone, Debug)]
pub struct CatalogueService {
    pub tenant: TenantView,
    pub code: String,
    pub name: Translations,
    pub department: Translations,
    pub state: ServiceState,
    pub described: CatalogueDocument,
    pub fee: Fee,
    pub form: Form,
    pub(crate) config: Arc<ServiceConfig>,
    /// Of the tenant's master data.
    pub(crate) version: i64,
}

impl App {
    /// The tenant's live services that hold every word of `search` in
    /// their names, department, keywords or code; all for an empty one. `None`
    /// when there is no such tenant.
    pub(crate) async fn catalogue(
        &self,
        slug: &str,
        search: &str,
    ) -> Result<Option<Catalogue>, ReadError> {
        let Some(config) = self.config_of(slug).await? else {
            return Ok(None);
        };
        let live = config.services().iter().filter(|service| service.is_live());
        let listed = live.filter_map(|service| {
            let offer = service.offer.as_ref()?;
            offer.words.holds(search).then(|| Listed {
                fee: offer.fee.clone(),
                code: service.document.code.clone(),
                name: service.document.name.clone(),
                department: service.document.department.clone(),
            })
        });
        Ok(Some(Catalogue {
            tenant: config.view(),
            services: listed.collect(),
        }))
    }

    /// The service under this code, whatever its state. `None` when there is no such tenant or
    /// service, or it is not in the catalogue.
    pub(crate) async fn catalogue_service(
        &self,
        slug: &str,
        code: &str,
    ) -> Result<Option<CatalogueService>, ReadError> {
        let config = self.config_of(slug).await?;
        Ok(config.and_then(|config| CatalogueService::of(&config, code)))
    }
}

impl CatalogueService {
    /// By one version of the tenant's master data.
    pub(crate) fn of(config: &TenantConfig, code: &str) -> Option<Self> {
        let service = config.service_by_code(code)?;
        let offer = service.offer.as_ref()?;
        Some(Self {
            tenant: config.view(),
            code: service.document.code.clone(),
            name: service.document.name.clone(),
            department: service.document.department.clone(),
            state: service.state,
            described: offer.described.clone(),
            fee: offer.fee.clone(),
            form: offer.form.clone(),
            version: config.version,
            config: Arc::clone(service),
        })
    }
}
