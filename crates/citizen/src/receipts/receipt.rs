//! `GET /{tenant}/receipt/{token}`: the receipt, found again by the link in the mail.

use crate::PayerState;
use app::payments::CitizenState;
use axum::extract::{FromRequestParts, Path};
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, Uri};
use webkit::error_page;
use webkit::page::ErrorKind;
use webkit::request::{ReaderLanguage, RequestId};

use crate::payments::link::{Link, PageOptions};
use crate::payments::view;
use crate::receipts::paid;
use crate::receipts::paid::MailForm;

/// Tenant and token.
pub(crate) struct Found {
    slug: String,
    token: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Found {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let unknown = |_| error_page::unknown(&parts.headers, &parts.uri);
        let Path((slug, token)) = path.map_err(unknown)?;
        Ok(Self { slug, token })
    }
}

pub(crate) async fn get(
    state: PayerState,
    found: Found,
    ReaderLanguage(locale): ReaderLanguage,
    request: RequestId,
    (headers, uri): (HeaderMap, Uri),
) -> Response {
    let unknown = || error_page::unknown(&headers, &uri);
    let payment = match state.app.follow_receipt(&found.slug, &found.token).await {
        Ok(Some(payment)) => payment,
        Ok(None) => return unknown(),
        Err(error) => {
            webkit::log::failed("a receipt could not be found", request, &error);
            let kind = ErrorKind::Unavailable;
            return error_page::in_language(locale, uri.path(), kind, Some(request));
        }
    };
    let link = Link {
        slug: found.slug,
        payment,
        locale,
        options: PageOptions::default(),
        request,
    };
    match state.app.pay_view(&link.slug, payment).await {
        Ok(Some(seen)) if matches!(seen.state, CitizenState::Paid { .. }) => {
            paid::page(&state, &link, &seen, MailForm::new(uri.path())).await
        }
        Ok(_) => unknown(),
        Err(error) => view::failed(&link, &error),
    }
}
