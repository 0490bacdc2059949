//! Interfaces for programs: `XBezahldienste`, our own REST interface, messages of providers. Each
//! translates between its protocol and the use cases and decides nothing about money.

mod auth;
mod provider_events;
mod rest;
mod xbezahldienste;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get, post};
use webkit::state::WebState;

use crate::auth::token;
use crate::rest::v1;
use crate::xbezahldienste::{fallback, status, transaction};

/// Every address of every interface.
pub fn router() -> Router<WebState> {
    Router::new()
        .merge(standard())
        .merge(own())
        .merge(provider_events())
}

fn provider_events() -> Router<WebState> {
    Router::new()
        .route(
            "/provider-events/{provider}/{account}",
            any(provider_events::receive),
        )
        .route(
            "/provider-events/{provider}/{account}/{key}",
            any(provider_events::receive),
        )
        .layer(DefaultBodyLimit::max(provider_events::BODY_MAX))
}

/// Our own interface.
fn own() -> Router<WebState> {
    let interface = Router::new()
        .route("/claims/{number}/codes/{file}", get(v1::claims::codes::get))
        .route("/claims/{number}/slip.pdf", get(v1::claims::slip::get))
        .route(
            "/services/{code}/codes/{file}",
            get(v1::services::codes::get),
        )
        .method_not_allowed_fallback(rest::unknown_method)
        .fallback(rest::unknown_address);
    Router::new().nest("/api/v1", interface)
}

fn standard() -> Router<WebState> {
    let interface = Router::new()
        .route(
            "/paymenttransaction/{originator}/{end_point}",
            post(transaction::post),
        )
        .route(
            "/paymenttransaction/{originator}/{end_point}/{transaction}",
            get(transaction::get),
        )
        .route("/status", get(status::general))
        .route("/status/{originator}/{end_point}", get(status::of_pair))
        .method_not_allowed_fallback(fallback::unknown_method)
        .fallback(fallback::unknown_address);
    Router::new()
        .nest(xbezahldienste::BASE, interface)
        .route("/oauth/token", post(token::post))
        .route("/xbezahldienste/auth/token", post(token::post))
        .layer(DefaultBodyLimit::max(xbezahldienste::REQUEST_MAX))
}
