//! Pages for what leads nowhere or went wrong. They say what to do, not what broke.

use std::any::Any;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, Uri};

use crate::i18n::Locale;
use crate::page::{ErrorKind, ErrorPage, Frame, UnknownLinkPage, html};
use crate::request::{ReaderLanguage, RequestId};

/// No payment and no page has this address.
pub fn unknown(headers: &HeaderMap, uri: &Uri) -> Response {
    unknown_in(reader(headers, uri), uri.path())
}

pub fn unknown_in(locale: Locale, path: &str) -> Response {
    let page = UnknownLinkPage {
        frame: frame(locale, path, None),
    };
    (StatusCode::NOT_FOUND, html(&page)).into_response()
}

pub fn page(
    headers: &HeaderMap,
    uri: &Uri,
    kind: ErrorKind,
    request: Option<RequestId>,
) -> Response {
    in_language(reader(headers, uri), uri.path(), kind, request)
}

pub fn in_language(
    locale: Locale,
    path: &str,
    kind: ErrorKind,
    request: Option<RequestId>,
) -> Response {
    let status = match kind {
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Refused => StatusCode::FORBIDDEN,
    };
    (
        status,
        html(&ErrorPage {
            frame: frame(locale, path, request),
            kind,
        }),
    )
        .into_response()
}

/// A handler panicked: that is a mistake of ours. The log has it, the visitor has a page.
pub fn panicked(_what: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    in_language(Locale::default(), "/", ErrorKind::Internal, None)
}

fn reader(headers: &HeaderMap, uri: &Uri) -> Locale {
    ReaderLanguage::of(headers, uri).0
}

/// As [`Frame::without_tenant`], with the number of the request.
fn frame(locale: Locale, path: &str, request: Option<RequestId>) -> Frame {
    Frame {
        request_id: request.map(|request| request.to_string()),
        ..Frame::without_tenant(locale, path)
    }
}
