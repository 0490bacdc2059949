//! The catalogue: what citizens can pay without an online service.
//!
//! Only live services are listed. One that is tried out is reached by its address only, under a
//! banner, and never meets real money ([`crate::payments::provider_account`]).

use domain::services::search::Searchable;
use domain::services::{Fee, Form, ServiceState};
use storage::Scope;
use storage::services::StoredService;

use crate::platform::document::read_document;
use crate::tenants::TenantView;
use crate::tenants::documents::{CatalogueDocument, ServiceDocument, Translations};
use crate::{App, DocumentError, ReadError};

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
    pub(crate) stored: StoredService,
    pub(crate) document: ServiceDocument,
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
        let Some(tenant) = self.tenant_by_slug(slug).await? else {
            return Ok(None);
        };
        let mut tx = self.db.read(Scope::Tenant(tenant.id)).await?;
        let stored = tx.services().all().await?;
        drop(tx);
        let mut services = Vec::new();
        for stored in &stored {
            let document: ServiceDocument = read_document("services", &stored.document)?;
            if state_of(stored, &document).is_live()
                && let Some(described) = &document.catalogue
                && searchable(&document, described).holds(search)
            {
                services.push(Listed {
                    fee: described.fee(&document.code)?,
                    code: document.code,
                    name: document.name,
                    department: document.department,
                });
            }
        }
        Ok(Some(Catalogue { tenant, services }))
    }

    /// The service under this code, whatever its state. `None` when there is no such tenant or
    /// service, or it is not in the catalogue.
    pub(crate) async fn catalogue_service(
        &self,
        slug: &str,
        code: &str,
    ) -> Result<Option<CatalogueService>, ReadError> {
        let Some(mut tenant) = self.tenant_by_slug(slug).await? else {
            return Ok(None);
        };
        let mut tx = self.db.read(Scope::Tenant(tenant.id)).await?;
        let Some(stored) = tx.services().by_code(code).await? else {
            return Ok(None);
        };
        drop(tx);
        let document: ServiceDocument = read_document("services", &stored.document)?;
        let Some(described) = document.catalogue.clone() else {
            return Ok(None);
        };
        let state = state_of(&stored, &document);
        tenant.profile.test |= state == ServiceState::Test;
        Ok(Some(CatalogueService {
            tenant,
            code: document.code.clone(),
            name: document.name.clone(),
            department: document.department.clone(),
            state,
            fee: described.fee(&document.code)?,
            form: described.form(&document.code)?,
            described,
            stored,
            document,
        }))
    }
}

/// What holds: the recorded life, and the document's brake.
pub(crate) fn state_of(stored: &StoredService, document: &ServiceDocument) -> ServiceState {
    ServiceState::as_set_up(
        stored.lifecycle.as_ref().map(|life| life.state),
        document.live,
    )
}

fn searchable(document: &ServiceDocument, described: &CatalogueDocument) -> Searchable {
    let names = document.name.all().chain(document.department.all());
    let keywords = described.keywords.iter().map(String::as_str);
    let code = std::iter::once(document.code.as_str());
    Searchable::new(names.map(|(_, text)| text).chain(keywords).chain(code))
}

/// The stored document of a service, as the steps of its life compare it.
pub(crate) fn service_document(stored: &StoredService) -> Result<ServiceDocument, DocumentError> {
    read_document("services", &stored.document)
}
