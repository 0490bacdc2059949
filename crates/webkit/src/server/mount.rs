//! Below a path of a shared proxy: `https://service.example/epay/`.
//!
//! Pages and redirects are written as if the installation had its host to itself. Here, and only
//! here, the public path is put before them, and taken off requests of proxies that leave it there.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, REFRESH};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};

/// Attributes that hold addresses, up to the slash of a path of ours. What visitors typed cannot
/// look like this: quotes are escaped in pages.
const ATTRIBUTES: [&str; 4] = [" href=\"/", " src=\"/", " action=\"/", " formaction=\"/"];

pub(super) async fn mount(
    State(public_path): State<Arc<str>>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some(below) = below(&public_path, request.uri()) {
        *request.uri_mut() = below;
    }
    let mut answer = next.run(request).await;
    move_header(answer.headers_mut(), &LOCATION, "/", &public_path);
    move_header(answer.headers_mut(), &REFRESH, ";url=/", &public_path);
    let kind = answer.headers().get(CONTENT_TYPE);
    if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        move_page(answer, &public_path).await
    } else {
        answer
    }
}

/// The address without the public path; `None` when it does not begin with it.
fn below(public_path: &str, uri: &Uri) -> Option<Uri> {
    let rest = uri.path_and_query()?.as_str().strip_prefix(public_path)?;
    match rest.as_bytes().first() {
        Some(b'/') => rest.parse().ok(),
        Some(b'?') => format!("/{rest}").parse().ok(),
        None => Some(Uri::from_static("/")),
        Some(_) => None,
    }
}

/// Puts the path before the slash that ends `mark`, in a header that begins with it or holds it
/// after a number.
fn move_header(headers: &mut HeaderMap, name: &HeaderName, mark: &str, public_path: &str) {
    let Some(value) = headers.get(name).and_then(|value| value.to_str().ok()) else {
        return;
    };
    let Some((before, after)) = value.split_once(mark) else {
        return;
    };
    if before.bytes().all(|byte| byte.is_ascii_digit())
        && let Some(mark) = mark.strip_suffix('/')
        && let Ok(moved) = HeaderValue::from_str(&format!("{before}{mark}{public_path}/{after}"))
    {
        headers.insert(name, moved);
    }
}

async fn move_page(answer: Response, public_path: &str) -> Response {
    let (mut head, body) = answer.into_parts();
    let page = to_bytes(body, usize::MAX).await;
    let page = page
        .ok()
        .and_then(|page| String::from_utf8(page.to_vec()).ok());
    let Some(mut page) = page else {
        tracing::error!("a page is not text");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    for attribute in ATTRIBUTES {
        let moved = format!("{}{public_path}/", attribute.trim_end_matches('/'));
        page = page.replace(attribute, &moved);
    }
    head.headers.remove(CONTENT_LENGTH);
    Response::from_parts(head, Body::from(page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_path_is_taken_off_where_a_proxy_left_it() {
        let below = |uri: &'static str| {
            below("/epay", &Uri::from_static(uri)).map(|below| below.to_string())
        };
        assert_eq!(
            below("/epay/town?lang=de"),
            Some("/town?lang=de".to_owned())
        );
        assert_eq!(below("/epay"), Some("/".to_owned()));
        assert_eq!(below("/epay?x=1"), Some("/?x=1".to_owned()));
        assert_eq!(below("/epayment/town"), None);
        assert_eq!(below("/town"), None);
    }

    #[tokio::test]
    async fn addresses_of_ours_are_moved_and_no_others() {
        let page = "<a href=\"/town\"><img src=\"/a.svg\"><form action=\"/town/pay\">\
            <a href=\"https://elsewhere.example/\"><input value=\"/typed\"> href=&#34;/text";
        let answer = move_page(Response::new(Body::from(page)), "/epay").await;
        let moved = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        assert_eq!(
            moved,
            "<a href=\"/epay/town\"><img src=\"/epay/a.svg\"><form action=\"/epay/town/pay\">\
             <a href=\"https://elsewhere.example/\"><input value=\"/typed\"> href=&#34;/text"
        );
    }

    #[test]
    fn redirects_are_moved_unless_they_lead_elsewhere() {
        let moved = |name: HeaderName, mark, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(&name, HeaderValue::from_static(value));
            move_header(&mut headers, &name, mark, "/epay");
            headers[name].to_str().unwrap().to_owned()
        };
        assert_eq!(moved(LOCATION, "/", "/town?a=/b"), "/epay/town?a=/b");
        let elsewhere = "https://www.paypal.com/x";
        assert_eq!(moved(LOCATION, "/", elsewhere), elsewhere);
        assert_eq!(moved(REFRESH, ";url=/", "5;url=/town"), "5;url=/epay/town");
    }
}
