//! Around citizens' pages: nobody else's page may send our forms, and every answer carries the
//! headers a browser needs to keep it safe.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, ORIGIN, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Method};

use crate::error_page;
use crate::page::ErrorKind;
use crate::state::WebState;

/// Two years, as the preload lists ask.
const HSTS: &str = "max-age=63072000; includeSubDomains";

pub(crate) async fn guard(State(state): State<WebState>, request: Request, next: Next) -> Response {
    let foreign = *request.method() == Method::POST && is_foreign(&state, request.headers());
    let mut answer = if foreign {
        error_page::page(request.headers(), request.uri(), ErrorKind::Refused, None).into_response()
    } else {
        next.run(request).await
    };
    let headers = answer.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&state.policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if state.secure {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    answer
}

/// A form that another site's page sends. Browsers say so in `Sec-Fetch-Site`, older ones in
/// `Origin`; with neither there is no browser to be fooled, and pages hold no session anyway.
fn is_foreign(state: &WebState, headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return !matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    headers
        .get(ORIGIN)
        .is_some_and(|origin| origin.as_bytes() != state.public.as_bytes())
}
