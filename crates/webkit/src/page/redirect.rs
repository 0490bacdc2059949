//! Answers that send a browser to another address: a page of ours, or a foreign address
//! that was checked when it came in. Nothing else makes a redirect.

#![expect(
    clippy::disallowed_methods,
    reason = "the one place where redirects are made"
)]

use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use url::Url;

use super::LocalPath;

/// After a form: see this page of ours (303).
pub fn see(page: impl Into<LocalPath>) -> Response {
    Redirect::to(page.into().as_str()).into_response()
}

/// The page has always had this address (308).
pub fn moved(page: impl Into<LocalPath>) -> Response {
    Redirect::permanent(page.into().as_str()).into_response()
}

/// The page has this address at present (307).
pub fn for_now(page: impl Into<LocalPath>) -> Response {
    Redirect::temporary(page.into().as_str()).into_response()
}

/// To another site (303): a provider, a calling service, an authority's own page. An address
/// without a host and a scheme of the web leads nowhere.
pub fn elsewhere(address: &str) -> Response {
    let leads =
        Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "https" | "http" | "mailto"));
    if leads {
        return Redirect::to(address).into_response();
    }
    tracing::error!("an address that was stored leads nowhere");
    StatusCode::NOT_FOUND.into_response()
}

#[cfg(test)]
mod tests {
    use http::header::LOCATION;

    use super::*;

    fn to(answer: &Response) -> &str {
        answer
            .headers()
            .get(LOCATION)
            .map_or("", |to| to.to_str().unwrap())
    }

    #[test]
    fn a_page_of_ours_is_never_another_host() {
        for answer in [
            see("//evil.example"),
            moved("/\\evil.example"),
            for_now("//evil.example"),
        ] {
            assert_eq!(to(&answer), "/evil.example");
        }
        assert_eq!(to(&see("/town/pay?lang=de")), "/town/pay?lang=de");
    }

    #[test]
    fn another_site_is_an_address_of_the_web() {
        let return_address = "https://service.example/back?a=%2F&b";
        assert_eq!(to(&elsewhere(return_address)), return_address);
        for nowhere in ["javascript:alert(1)", "/town", "", "data:text/html,x"] {
            assert_eq!(
                elsewhere(nowhere).status(),
                StatusCode::NOT_FOUND,
                "{nowhere}"
            );
        }
    }
}
