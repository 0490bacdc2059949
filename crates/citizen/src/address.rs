//! Tenant addresses as they are typed from paper: in capitals, with a slash at the end. What is no
//! text at all leads to the page for unknown addresses.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{Method, Uri};
use webkit::error_page;
use webkit::page::redirect;
use webkit::request::is_text;

/// What follows these words in an address is a token, or a text of a calling system, in which
/// capitals differ from small letters.
const CASE_MATTERS_BELOW: [&str; 3] = ["q", "receipt", "services"];

/// Answers a `GET` for such an address with a permanent redirect to the address that has a page.
pub(crate) async fn fold(request: Request, next: Next) -> Response {
    if !is_text(request.uri().path()) {
        return error_page::unknown(request.headers(), request.uri());
    }
    if matches!(*request.method(), Method::GET | Method::HEAD)
        && let Some(address) = folded(request.uri())
    {
        return redirect::moved(address);
    }
    next.run(request).await
}

/// The address in small letters without slashes at the end; `None` for one that is so already. It
/// always begins with one slash and a letter of a path, so that it stays at this host.
fn folded(uri: &Uri) -> Option<String> {
    let path = uri.path();
    let trimmed = path.strip_prefix('/')?.trim_end_matches('/');
    let mut parts = trimmed.split('/');
    let tenant = parts.next().filter(|tenant| !tenant.is_empty())?;
    // In an escape (%C3) capitals mean nothing, and no part with one has a page.
    let small = |part: &str| {
        if part.contains('%') {
            part.to_owned()
        } else {
            part.to_ascii_lowercase()
        }
    };
    let mut folded = format!("/{}", small(tenant));
    let mut keeps_case = false;
    for (index, part) in parts.enumerate() {
        let small = small(part);
        folded.push('/');
        folded.push_str(if keeps_case { part } else { &small });
        keeps_case |= index == 0 && CASE_MATTERS_BELOW.contains(&small.as_str());
    }
    if folded == path {
        return None;
    }
    if let Some(query) = uri.query() {
        folded.push('?');
        folded.push_str(query);
    }
    Some(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Option<String> {
        folded(&address.parse().unwrap())
    }

    #[test]
    fn capitals_and_slashes_at_the_end_are_folded() {
        for (typed, address) in [
            ("/musterstadt/", "/musterstadt"),
            ("/Musterstadt", "/musterstadt"),
            ("/MUSTERSTADT/NOTICE", "/musterstadt/notice"),
            (
                "/musterstadt/notice//?lang=en",
                "/musterstadt/notice?lang=en",
            ),
            (
                "/Musterstadt/Services/Akte_A/?q=X",
                "/musterstadt/services/Akte_A?q=X",
            ),
            ("/MUSTERSTADT/Q/aB3", "/musterstadt/q/aB3"),
            ("/musterstadt/receipt/aB3/", "/musterstadt/receipt/aB3"),
        ] {
            assert_eq!(of(typed).as_deref(), Some(address), "{typed}");
        }
    }

    #[test]
    fn what_is_right_already_stays() {
        for address in [
            "/",
            "/musterstadt",
            "/musterstadt/q/aB3",
            "/musterstadt?q=X",
            "/musterstadt/pay/%3Cb%3E",
        ] {
            assert_eq!(of(address), None, "{address}");
        }
    }

    #[test]
    fn a_redirect_never_leads_to_another_host() {
        for address in ["//evil.example/", "//EVIL.example", "///", "//"] {
            assert_eq!(of(address), None, "{address}");
        }
    }
}
