//! Interfaces for programs: `XBezahldienste`, our own REST interface, messages of providers. Each
//! translates between its protocol and the use cases and decides nothing about money.

mod auth;
mod provider_events;
mod rest;
mod xbezahldienste;

use std::sync::Arc;

use app::access::doors::{ClientDoor, Door, ProviderApp};
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{any, get, post};
use axum::{Extension, Router};
use webkit::state::WebState;

use crate::auth::token;
use crate::rest::v1;
use crate::xbezahldienste::version::BASES;
use crate::xbezahldienste::{encoding, fallback, maintenance, status, transaction};

/// The doors that programs come through.
#[derive(Clone)]
struct ChannelDoors {
    clients: ClientDoor,
    provider_events: ProviderApp,
}

impl Door for ChannelDoors {
    fn in_request(&self, request: Arc<str>) -> Self {
        Self {
            clients: self.clients.in_request(Arc::clone(&request)),
            provider_events: self.provider_events.in_request(request),
        }
    }
}

/// What handlers of interfaces reach.
type ChannelState = WebState<ChannelDoors>;

/// Every address of every interface, behind the doors of calling systems and of providers.
pub fn router(
    clients: ClientDoor,
    provider_events: ProviderApp,
    state: &WebState,
) -> Router<WebState> {
    let doors = ChannelDoors {
        clients,
        provider_events,
    };
    Router::new()
        .merge(standard())
        .merge(own())
        .merge(events())
        .with_state(state.at_door(doors))
}

fn events() -> Router<ChannelState> {
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
fn own() -> Router<ChannelState> {
    let interface = Router::new()
        .route("/claims/{number}/codes/{file}", get(v1::claims::codes::get))
        .route("/claims/{number}/slip.pdf", get(v1::claims::slip::get))
        .route(
            "/services/{code}/codes/{file}",
            get(v1::services::codes::get),
        )
        .method_not_allowed_fallback(rest::unknown_method)
        .fallback(rest::unknown_address)
        .layer(from_fn(rest::readable));
    Router::new().nest("/api/v1", interface)
}

fn standard() -> Router<ChannelState> {
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
        .route(
            "/payment-methods/{originator}/{end_point}",
            get(maintenance::methods),
        )
        .route(
            "/maintenance/{originator}/{end_point}",
            get(maintenance::windows),
        )
        .method_not_allowed_fallback(fallback::unknown_method)
        .fallback(fallback::unknown_address);
    let versions = BASES.into_iter().fold(Router::new(), |versions, base| {
        versions.nest(base.path, interface.clone().layer(Extension(base)))
    });
    versions
        .route(
            "/xbezahldienste/api/{*unknown}",
            any(fallback::unknown_address),
        )
        .route("/oauth/token", post(token::post))
        .route("/xbezahldienste/auth/token", post(token::post))
        .layer(from_fn(encoding::plain))
        .layer(DefaultBodyLimit::max(xbezahldienste::REQUEST_MAX))
}
