//! Addresses as people type them and as providers call them, told to the real router on both
//! engines.

mod odd;

use axum::Router;
use axum::body::Body;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{Method, Request};
use storage::{Db, on_both_engines};
use testkit::TestAuthority;
use webkit::state::WebSettings;

use crate::served_authority::{self, Answer, ServedAuthority, send};

on_both_engines! {
    an_address_in_capitals_or_with_a_slash_leads_to_the_page
    the_bare_address_leads_to_the_only_authority
    the_bare_address_lists_several_authorities
    every_kind_of_provider_event_reaches_the_providers_module
    a_method_that_is_not_offered_has_no_address
}

async fn ask(router: &Router, method: Method, path: &str) -> Answer {
    let request = Request::builder().method(method).uri(path);
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    send(router.clone(), request.body(Body::empty()).unwrap()).await
}

fn leads_to(answer: &Answer) -> (u16, String) {
    (
        answer.status.as_u16(),
        answer.header(LOCATION.as_str()).to_owned(),
    )
}

async fn one_authority(db: Db) -> (TestAuthority, Router) {
    let authority = TestAuthority::new(db, 1).await;
    let router = served_authority::router(&authority, &WebSettings::default());
    (authority, router)
}

async fn an_address_in_capitals_or_with_a_slash_leads_to_the_page(db: Db) {
    let (_city, router) = one_authority(db).await;
    for (typed, address) in [
        ("/musterstadt/", "/musterstadt"),
        ("/Musterstadt?lang=en", "/musterstadt?lang=en"),
        ("/MUSTERSTADT/SERVICES/", "/musterstadt/services"),
    ] {
        let answer = ask(&router, Method::GET, typed).await;
        assert_eq!(leads_to(&answer), (308, address.to_owned()), "{typed}");
        let page = ask(&router, Method::GET, address).await;
        assert_eq!(page.status, 200, "{address}");
    }
    let elsewhere = ask(&router, Method::GET, "//evil.example/").await;
    assert_eq!(elsewhere.status, 404);
}

async fn the_bare_address_leads_to_the_only_authority(db: Db) {
    let (_city, router) = one_authority(db).await;
    let answer = ask(&router, Method::GET, "/?lang=tr").await;
    assert_eq!(leads_to(&answer), (307, "/musterstadt?lang=tr".to_owned()));
}

async fn the_bare_address_lists_several_authorities(db: Db) {
    let served = ServedAuthority::new(db).await;
    let answer = ask(&served.router, Method::GET, "/?lang=en").await;
    let page = answer.text();
    assert_eq!(answer.status, 200, "{page}");
    for slug in ["musterstadt", "nachbarstadt"] {
        assert!(
            page.contains(&format!("href=\"/{slug}?lang=en\"")),
            "{page}"
        );
    }
}

async fn every_kind_of_provider_event_reaches_the_providers_module(db: Db) {
    let (authority, router) = one_authority(db).await;
    let account = format!("/provider-events/paypal/{}", authority.account);
    for (method, path, status) in [
        // PayPal's module refuses what PayPal does not send; no other part of the program does.
        (Method::GET, account.clone(), 400),
        (Method::PUT, account.clone(), 400),
        (Method::POST, format!("{account}/key?a=b"), 400),
        (Method::POST, account.clone(), 400),
        (
            Method::POST,
            format!("/provider-events/other/{}", authority.account),
            404,
        ),
        (
            Method::GET,
            "/provider-events/paypal/acc_unknown".to_owned(),
            404,
        ),
    ] {
        let answer = ask(&router, method.clone(), &path).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}");
    }
}

async fn a_method_that_is_not_offered_has_no_address(db: Db) {
    let (authority, router) = one_authority(db).await;
    let payment = authority.asks_for_payment().await.unwrap();
    for (method, status) in [("cheque", 404), ("%00", 404), ("paypal", 303)] {
        let path = format!("/musterstadt/pay/{payment}/start/{method}");
        let answer = ask(&router, Method::POST, &path).await;
        assert_eq!(answer.status.as_u16(), status, "{method}");
    }
}
