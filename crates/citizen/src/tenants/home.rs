//! `GET /{tenant}`: the authority's front page.

use crate::PayerState;
use axum::extract::Path;
use axum::response::Response;
use webkit::error_page;
use webkit::page::{ErrorKind, html};
use webkit::request::{ReaderLanguage, RequestId};

use crate::frame::tenant_frame;
use crate::tenants::pages::TenantHomePage;

pub(crate) async fn get(
    state: PayerState,
    Path(slug): Path<String>,
    ReaderLanguage(locale): ReaderLanguage,
    request: RequestId,
) -> Response {
    let path = format!("/{slug}");
    let failed = |error: &app::ReadError| {
        webkit::log::failed("a front page failed", request, error);
        let path = format!("/{slug}");
        error_page::in_language(locale, &path, ErrorKind::Unavailable, Some(request))
    };
    match state.app.catalogue(&slug, "").await {
        Ok(Some(catalogue)) => match state.app.notice_form(&slug).await {
            Ok(form) => html(&TenantHomePage {
                frame: tenant_frame(&catalogue.tenant, locale, path),
                has_services: !catalogue.services.is_empty(),
                notices: form.is_some(),
            }),
            Err(error) => failed(&error),
        },
        Ok(None) => error_page::unknown_in(locale, &path),
        Err(error) => failed(&error),
    }
}
