//! `GET /{tenant}`: the authority's front page.

use axum::extract::{Path, State};
use axum::response::Response;

use super::link::Reader;
use super::{trouble, view};
use crate::page::{ErrorKind, TenantHomePage};
use crate::request_id::RequestId;
use crate::state::WebState;

pub(crate) async fn get(
    State(state): State<WebState>,
    Path(slug): Path<String>,
    Reader(locale): Reader,
    request: RequestId,
) -> Response {
    let path = format!("/{slug}");
    let failed = |error: &app::ReadError| {
        tracing::error!(request.id = %request, error = crate::log::chain(error),
            "a front page failed");
        let path = format!("/{slug}");
        trouble::in_language(locale, &path, ErrorKind::Unavailable, Some(request))
    };
    match state.app.catalogue(&slug, "").await {
        Ok(Some(catalogue)) => match state.app.notice_form(&slug).await {
            Ok(form) => view::html(&TenantHomePage {
                frame: view::tenant_frame(&catalogue.tenant, locale, path),
                has_services: !catalogue.services.is_empty(),
                notices: form.is_some(),
            }),
            Err(error) => failed(&error),
        },
        Ok(None) => trouble::unknown_in(locale, &path),
        Err(error) => failed(&error),
    }
}
