//! What a tenant gives its pages: a logo, colours, texts. All of it is checked before anything is
//! stored, so that no page can become unreadable, heavy or dangerous by it.

mod colours;
mod logo;

pub use colours::{Colours, GROUNDS, Painted};

use storage::{Scope, WriteTx};
use strum::VariantArray;

use crate::platform::document::{read_document, to_json};
use crate::tenants::documents::{BrandingDocument, LegalPage, Logo, TenantProfile, Translations};
use crate::tenants::{ApplyError, TenantView};
use crate::{App, DocumentError, ReadError};

/// A legal page of this length is a book.
const LEGAL_LETTERS_MAX: usize = 50_000;
const LOGO: &str = "logo";

/// What can be said without the database. The profile then knows its logo.
pub(crate) fn check(profile: &TenantProfile) -> Result<Option<Logo>, DocumentError> {
    for &page in LegalPage::VARIANTS {
        let texts = profile
            .legal
            .text(page)
            .into_iter()
            .flat_map(Translations::all);
        for (language, text) in texts {
            if text.chars().count() > LEGAL_LETTERS_MAX || text.trim().is_empty() {
                let place = format!("legal.{}.{language}", page.into_str());
                return Err(DocumentError::new(place, "1 to 50 000 letters"));
            }
        }
    }
    if let Some(document) = &profile.branding.colours {
        Colours::parse(document)?;
    }
    let bytes = profile.branding.logo_bytes.as_deref();
    bytes.map(logo::check).transpose()
}

/// The logo as it is stored: what draws, without what drawing programs say about it.
pub(crate) fn drawing(profile: &TenantProfile) -> Option<Vec<u8>> {
    profile.branding.logo_bytes.as_deref().map(logo::drawing)
}

/// Stores what pages of this tenant show and nothing else reads. Returns the names of files that
/// changed.
pub(crate) async fn put_files(
    tx: &mut WriteTx,
    profile: &TenantProfile,
) -> Result<Vec<&'static str>, ApplyError> {
    let mut changed = Vec::new();
    let logo = profile.branding.logo_bytes.as_deref();
    let tenants = tx.tenants();
    let mut files = tenants.branding();
    if files.put_file(LOGO, logo.unwrap_or_default()).await? > 0 {
        changed.push(LOGO);
    }
    for &page in LegalPage::VARIANTS {
        let text = profile.legal.text(page).map(to_json).unwrap_or_default();
        if files.put_file(page.into_str(), text.as_bytes()).await? > 0 {
            changed.push(page.into_str());
        }
    }
    Ok(changed)
}

impl BrandingDocument {
    /// The colours, where the tenant has some and they are as they were checked.
    pub fn checked_colours(&self) -> Option<Colours> {
        Colours::parse(self.colours.as_ref()?).ok()
    }
}

impl App {
    /// The tenant's logo, and what was found when it was checked.
    pub(crate) async fn logo(&self, slug: &str) -> Result<Option<(Logo, Vec<u8>)>, ReadError> {
        let Some(tenant) = self.tenant_by_slug(slug).await? else {
            return Ok(None);
        };
        let Some(logo) = tenant.profile.branding.logo else {
            return Ok(None);
        };
        let mut tx = self.db.read(Scope::Tenant(tenant.id)).await?;
        Ok(tx
            .tenants()
            .branding()
            .file(LOGO)
            .await?
            .map(|bytes| (logo, bytes)))
    }

    /// The tenant, and its own text for the page if it wrote one.
    pub(crate) async fn legal_page(
        &self,
        slug: &str,
        page: LegalPage,
    ) -> Result<Option<(TenantView, Option<Translations>)>, ReadError> {
        let Some(tenant) = self.tenant_by_slug(slug).await? else {
            return Ok(None);
        };
        let mut tx = self.db.read(Scope::Tenant(tenant.id)).await?;
        let text = match tx.tenants().branding().file(page.into_str()).await? {
            Some(json) => Some(read_document(
                "branding_files",
                &String::from_utf8_lossy(&json),
            )?),
            None => None,
        };
        Ok(Some((tenant, text)))
    }
}
