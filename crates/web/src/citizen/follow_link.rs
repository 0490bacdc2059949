//! `GET /{tenant}/q/{token}`: what a QR code leads to. The token is all there is in the address;
//! holding it is knowing it, as with a key.

use app::claims::LinkTarget;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::link::Reader;
use super::notice::{Desk, linked};
use super::trouble;
use crate::page::ErrorKind;
use crate::request_id::RequestId;
use crate::state::WebState;

pub(crate) async fn get(
    State(state): State<WebState>,
    Path((slug, token)): Path<(String, String)>,
    Reader(locale): Reader,
    request: RequestId,
) -> Response {
    let path = format!("/{slug}/q/{token}");
    let failed = |error: &dyn std::error::Error| {
        tracing::error!(request.id = %request, error = crate::log::chain(error),
            "a link could not be followed");
        trouble::in_language(locale, &path, ErrorKind::Unavailable, Some(request))
    };
    match state.app.follow_link(&slug, &token).await {
        Ok(Some(LinkTarget::Service(code))) => {
            let to = format!("/{slug}/services/{code}?lang={}", locale.tag());
            Redirect::to(&to).into_response()
        }
        Ok(Some(LinkTarget::Claim(claim))) => {
            match Desk::at(&state, &slug, (locale, request, path.clone())).await {
                Ok(Some(desk)) => linked::page(&state, &desk, claim).await,
                Ok(None) => trouble::unknown_in(locale, &path),
                Err(error) => failed(&error),
            }
        }
        Ok(None) => trouble::unknown_in(locale, &path),
        Err(error) => failed(&error),
    }
}
