//! `GET /{tenant}/q/{token}`: what a QR code leads to. The token is all there is in the address;
//! holding it is knowing it, as with a key.

use crate::PayerState;
use app::claims::LinkTarget;
use axum::extract::Path;
use axum::response::Response;
use webkit::error_page;
use webkit::page::{ErrorKind, redirect};
use webkit::request::{ReaderLanguage, RequestId};

use crate::claims::{NoticeContext, notice};

pub(crate) async fn get(
    state: PayerState,
    Path((slug, token)): Path<(String, String)>,
    ReaderLanguage(locale): ReaderLanguage,
    request: RequestId,
) -> Response {
    let path = format!("/{slug}/q/{token}");
    let failed = |error: &(dyn std::error::Error + 'static)| {
        webkit::log::failed("a link could not be followed", request, error);
        error_page::in_language(locale, &path, ErrorKind::Unavailable, Some(request))
    };
    match state.app.follow_link(&slug, &token).await {
        Ok(Some(LinkTarget::Service(code))) => {
            let to = format!("/{slug}/services/{code}?lang={}", locale.tag());
            redirect::see(to)
        }
        Ok(Some(LinkTarget::Claim(claim))) => {
            match NoticeContext::at(&state, &slug, (locale, request, path.clone())).await {
                Ok(Some(context)) => notice::page(&state, &context, claim).await,
                Ok(None) => error_page::unknown_in(locale, &path),
                Err(error) => failed(&error),
            }
        }
        Ok(None) => error_page::unknown_in(locale, &path),
        Err(error) => failed(&error),
    }
}
