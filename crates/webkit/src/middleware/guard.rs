//! Around pages: a form sent by another site's page is refused, and every answer carries the
//! headers by which a browser protects the page.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY,
};
use http::{HeaderMap, HeaderValue, Method};

use crate::error_page;
use crate::page::ErrorKind;
use crate::state::WebState;

/// Two years, as the preload lists ask.
const HSTS: &str = "max-age=63072000; includeSubDomains";

pub(crate) async fn guard(State(state): State<WebState>, request: Request, next: Next) -> Response {
    let foreign = *request.method() == Method::POST && is_foreign(&state.origin, request.headers());
    let mut answer = if foreign {
        error_page::page(request.headers(), request.uri(), ErrorKind::Refused, None).into_response()
    } else {
        next.run(request).await
    };
    let headers = answer.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&state.policy) {
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if state.secure {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    answer
}

/// A form that another site's page sends. Browsers say so in `Sec-Fetch-Site`; over plain http,
/// and before 2023, only in `Origin`, which the policy `same-origin` has them fill in. With neither
/// header there is no browser to be misled, and pages hold no session.
fn is_foreign(public_origin: &str, headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return !matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    let Some(origin) = headers.get(ORIGIN) else {
        return false;
    };
    let Ok(origin) = origin.to_str() else {
        return true;
    };
    origin != public_origin && !is_the_address_asked(origin, headers)
}

/// The page was opened under another name or address of this machine than the public one. A proxy
/// may put its own name into `Host`; behind it the public address decides.
fn is_the_address_asked(origin: &str, headers: &HeaderMap) -> bool {
    let asked = headers.get(HOST).and_then(|host| host.to_str().ok());
    let place = origin.split_once("://").map(|(_, place)| place);
    asked.is_some_and(|asked| place.is_some_and(|place| place.eq_ignore_ascii_case(asked)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "https://pay.example";

    fn foreign(given: &[(&'static str, &'static str)]) -> bool {
        let headers = given.iter().map(|(name, value)| {
            let name = http::HeaderName::from_static(name);
            (name, HeaderValue::from_static(value))
        });
        is_foreign(PUBLIC, &headers.collect())
    }

    #[test]
    fn a_form_of_the_page_itself_is_taken_under_every_address_of_the_machine() {
        for own in [
            &[("sec-fetch-site", "same-origin")][..],
            &[("origin", PUBLIC), ("host", "127.0.0.1:8080")],
            &[
                ("origin", "http://town.test:8080"),
                ("host", "town.test:8080"),
            ],
            &[
                ("origin", "http://192.0.2.7:8080"),
                ("host", "192.0.2.7:8080"),
            ],
            &[("host", "town.test:8080")],
        ] {
            assert!(!foreign(own), "{own:?}");
        }
    }

    #[test]
    fn a_form_of_another_page_is_refused() {
        for other in [
            &[("sec-fetch-site", "cross-site"), ("origin", PUBLIC)][..],
            &[("sec-fetch-site", "same-site"), ("origin", PUBLIC)],
            &[("origin", "https://evil.example"), ("host", "pay.example")],
            &[
                ("origin", "http://town.test:9090"),
                ("host", "town.test:8080"),
            ],
            &[("origin", "null"), ("host", "town.test:8080")],
            &[("origin", "null"), ("host", "null")],
            &[("origin", "https://evil.example")],
        ] {
            assert!(foreign(other), "{other:?}");
        }
    }
}
