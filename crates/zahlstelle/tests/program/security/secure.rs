//! The headers that keep a browser from doing anything with an answer but showing it.

use std::future::pending;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::Request;
use storage::testing::sqlite;
use testkit::{TestAuthority, authority_document};
use webkit::state::WebSettings;

use crate::served_authority::{Answer, router_with, send};

const CREST: &[u8] = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">
    <path d="M0 0h40v20H0z" fill="rgb(29,92,63)"/></svg>"#;

const ALWAYS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

fn asserts(path: &str, answer: &Answer) {
    for (name, value) in ALWAYS {
        assert_eq!(answer.header(name), value, "{name} of {path}");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
    if answer.header("content-type").starts_with("text/html") {
        let forms = policy.contains("form-action 'self'") && policy.contains("base-uri 'none'");
        assert!(forms, "{path}: {policy}");
    }
    let frames = policy.contains("frame-ancestors 'none'") || policy.contains("sandbox");
    assert!(frames, "{path}: {policy}");
}

/// The first address of this kind on a page.
fn linked(page: &str, attribute: &str, begin: &str, end: &str) -> String {
    let found = page.split(attribute).skip(1);
    let mut found = found.filter_map(|rest| rest.split('"').next());
    let found = found.find(|url| url.starts_with(begin) && url.ends_with(end));
    found
        .unwrap_or_else(|| panic!("{begin}…{end}: {page}"))
        .to_owned()
}

async fn panics() {
    panic!("as a fault of ours would");
}

#[tokio::test]
async fn every_kind_of_answer_says_what_a_browser_may_do_with_it() {
    let authority = TestAuthority::new(sqlite().await, 1).await;
    let mut document = authority_document();
    document.profile.branding.logo_bytes = Some(CREST.to_vec());
    authority.operator().apply_tenant(&document).await.unwrap();
    // By then a node shows what was changed.
    authority.time_passes(Duration::from_secs(2));
    let odd = Router::new()
        .route("/panics", get(panics))
        .route("/hangs", get(pending::<()>));
    let router = router_with(&authority, &WebSettings::default(), odd);
    let asked = async |path: &str| {
        let request = Request::get(path).body(Body::empty()).unwrap();
        send(router.clone(), request).await
    };
    let home = asked("/musterstadt").await;
    let logo = linked(&home.text(), "src=\"", "/musterstadt/branding/", "/logo");
    let css = linked(&home.text(), "href=\"", "/assets/", ".css");
    for (path, status, kind) in [
        ("/musterstadt", 200, "text/html"),
        (&logo, 200, "image/svg+xml"),
        (&css, 200, "text/css"),
        ("/health/live", 200, ""),
        ("/xbezahldienste/api/v1.0.0/status", 200, "application/"),
        ("/xbezahldienste/api/v1.0.0/nichts", 404, "application/"),
        ("/musterstadt/nichts", 404, "text/html"),
        ("/nirgends", 404, "text/html"),
        ("/musterstadt/%ff", 404, "text/html"),
        ("/panics", 500, "text/html"),
    ] {
        let answer = asked(path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert!(answer.header("content-type").starts_with(kind), "{path}");
        asserts(path, &answer);
    }
    let drawn = asked(&logo).await;
    assert!(drawn.header("content-security-policy").ends_with("sandbox"));
    // Nothing but the clock moves while the handler hangs.
    tokio::time::pause();
    let late = asked("/hangs").await;
    assert_eq!(late.status, 503);
    asserts("/hangs", &late);
}

/// An account is looked up before its body is read.
#[tokio::test]
async fn an_event_for_an_unknown_account_is_refused_without_reading_its_body() {
    let authority = TestAuthority::new(sqlite().await, 1).await;
    let router = router_with(&authority, &WebSettings::default(), Router::new());
    let endless = Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, String>>());
    let request = Request::post("/provider-events/paypal/acc_unknown").body(endless);
    assert_eq!(send(router, request.unwrap()).await.status, 404);
}
