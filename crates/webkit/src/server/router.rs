//! What stands around all routes of the program.

use std::time::Duration;

use app::access::doors::Door;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use http::StatusCode;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::timeout::TimeoutLayer;

use super::health;
use crate::middleware::guard::guard;
use crate::middleware::observe::observe;
use crate::state::WebState;
use crate::{assets, error_page};

/// Longer than a provider's call takes; whoever waits longer has gone.
const ANSWER_WITHIN: Duration = Duration::from_mins(1);

/// The whole program: `routes` of pages and interfaces, with health, metrics and assets.
pub fn router(routes: Router<WebState>, state: WebState) -> Router {
    let observed = from_fn_with_state(state.clone(), observe);
    routes
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route(assets::ROUTE, get(assets::get))
        .layer(CatchPanicLayer::custom(error_page::panicked))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            ANSWER_WITHIN,
        ))
        .layer(observed)
        .with_state(state)
}

/// Pages for people: compressed, and guarded against other sites' forms and frames.
pub fn guarded<D: Door>(pages: Router<WebState<D>>, state: &WebState) -> Router<WebState<D>> {
    let compressed = CompressionLayer::new().quality(CompressionLevel::Fastest);
    pages
        .layer(compressed)
        .layer(from_fn_with_state(state.clone(), guard))
}
