//! `GET /`: the authorities of the installation, or the front page of its only one.

use crate::PayerState;
use axum::response::Response;
use webkit::error_page;
use webkit::page::{ErrorKind, Frame, html, redirect};
use webkit::request::{ReaderLanguage, RequestId};

use crate::tenants::pages::{AuthoritiesPage, AuthorityLine};

const PATH: &str = "/";

pub(crate) async fn get(
    state: PayerState,
    ReaderLanguage(locale): ReaderLanguage,
    request: RequestId,
) -> Response {
    let authorities = match state.app.authorities().await {
        Ok(authorities) => authorities,
        Err(error) => {
            webkit::log::failed("the list of authorities failed", request, &error);
            let kind = ErrorKind::Unavailable;
            return error_page::in_language(locale, PATH, kind, Some(request));
        }
    };
    match authorities.as_slice() {
        [] => error_page::unknown_in(locale, PATH),
        [only] => {
            let address = format!("/{}?lang={}", only.slug, locale.tag());
            redirect::for_now(address)
        }
        several => html(&AuthoritiesPage {
            frame: Frame::without_tenant(locale, PATH),
            authorities: several
                .iter()
                .map(|authority| AuthorityLine {
                    name: authority.profile.name.clone(),
                    path: format!("/{}", authority.slug),
                })
                .collect(),
        }),
    }
}
