//! Headers that every answer carries, page or not: no guessing of types, no use of the browser's
//! devices, no shared windows, no embedding by other sites.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderName, HeaderValue};

use crate::state::WebState;

const ALWAYS: [(HeaderName, &str); 4] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// For answers that are no pages, should one ever be opened as such.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'";
const PDF: &[u8] = b"application/pdf";

pub(crate) async fn secure(
    State(state): State<WebState>,
    request: Request,
    next: Next,
) -> Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let kind = kind.unwrap_or_default();
    let policy = if kind.starts_with(b"text/html") {
        // Pages made outside of the guarded routes, as after a panic.
        HeaderValue::from_str(&state.policy).ok()
    } else if kind.starts_with(PDF) {
        // Browsers show it with a page of their own, which a policy would break.
        None
    } else {
        Some(HeaderValue::from_static(NO_PAGE))
    };
    if let Some(policy) = policy {
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    answer
}
