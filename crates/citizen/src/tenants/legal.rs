//! `GET /{tenant}/imprint`, `…/privacy`, `…/accessibility`, `…/contact`: the pages a tenant must
//! have. One that the tenant keeps elsewhere leads there.

use crate::PayerState;
use app::tenants::documents::LegalPage;
use axum::extract::Path;
use axum::response::Response;
use webkit::error_page;
use webkit::i18n::Locale;
use webkit::page::{ErrorKind, html, redirect};
use webkit::request::{ReaderLanguage, RequestId};

use crate::frame::tenant_frame;
use crate::tenants::pages::{LegalKind, LegalTextPage, OwnText};

/// The kind of page a route stands for.
async fn show(
    kind: LegalPage,
    state: &PayerState,
    slug: &str,
    locale: Locale,
    request: RequestId,
) -> Response {
    let path = format!("/{slug}/{}", kind.into_str());
    let (tenant, own) = match state.app.legal_page(slug, kind).await {
        Ok(Some(found)) => found,
        Ok(None) => return error_page::unknown_in(locale, &path),
        Err(error) => {
            webkit::log::failed("a legal page failed", request, &error);
            return error_page::in_language(locale, &path, ErrorKind::Unavailable, Some(request));
        }
    };
    let profile = &tenant.profile;
    let (elsewhere, kind) = match kind {
        LegalPage::Imprint => (&profile.imprint_url, LegalKind::Imprint),
        LegalPage::Privacy => (&profile.privacy_url, LegalKind::Privacy),
        LegalPage::Accessibility => (&profile.accessibility_url, LegalKind::Accessibility),
        LegalPage::Contact => (&None, LegalKind::Contact),
    };
    if let Some(address) = elsewhere {
        return redirect::elsewhere(address.as_str());
    }
    html(&LegalTextPage {
        frame: tenant_frame(&tenant, locale, path),
        kind,
        address: profile.address.clone(),
        enforcement_url: profile.enforcement_url.as_ref().map(ToString::to_string),
        own: own.map(|words| OwnText::new(&words, locale)),
    })
}

macro_rules! pages {
    ($($name:ident: $kind:ident;)*) => {$(
        pub(crate) async fn $name(
            state: PayerState,
            Path(slug): Path<String>,
            ReaderLanguage(locale): ReaderLanguage,
            request: RequestId,
        ) -> Response {
            show(LegalPage::$kind, &state, &slug, locale, request).await
        }
    )*};
}

pages! {
    imprint: Imprint;
    privacy: Privacy;
    accessibility: Accessibility;
    contact: Contact;
}
