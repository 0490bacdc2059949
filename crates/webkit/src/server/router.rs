//! What stands around all routes of the program.

use std::sync::Arc;
use std::time::Duration;

use app::access::doors::Door;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use http::header::CONTENT_TYPE;
use http::{Extensions, HeaderMap, HeaderValue, StatusCode, Version};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::timeout::TimeoutLayer;

use super::health;
use super::mount::mount;
use crate::middleware::bodies::{Bodies, bound};
use crate::middleware::guard::guard;
use crate::middleware::observe::observe;
use crate::middleware::secure::secure;
use crate::state::WebState;
use crate::{assets, error_page};

/// Longer than a provider's call takes (30 s); browsers and proxies give up about then.
const ANSWER_WITHIN: Duration = Duration::from_mins(1);

/// The whole program: `routes` of pages and interfaces, with health and assets.
pub fn router(routes: Router<WebState>, state: WebState) -> Router {
    let observed = from_fn_with_state(state.clone(), observe);
    let secured = from_fn_with_state(state.clone(), secure);
    let public_path: Arc<str> = state.public.path().into();
    let compressed = CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(is_page);
    let program = routes
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route(assets::ROUTE, get(assets::get))
        .layer(CatchPanicLayer::custom(error_page::panicked))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            ANSWER_WITHIN,
        ))
        .layer(from_fn_with_state(Bodies::default(), bound))
        .layer(secured)
        .layer(observed)
        .with_state(state);
    if public_path.is_empty() {
        return program.layer(compressed);
    }
    // The path is taken off before a route is chosen.
    Router::new()
        .fallback_service(program)
        .layer(from_fn_with_state(public_path, mount))
        .layer(compressed)
}

/// For monitoring, on a listener of its own that no visitor reaches.
pub fn operator_router(state: WebState) -> Router {
    Router::new()
        .route("/health/live", get(health::alive))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(health::metrics))
        .with_state(state)
}

/// Pages and style sheets; pictures, papers and assets are as small as they get.
fn is_page(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .map_or(&b""[..], HeaderValue::as_bytes);
    kind.starts_with(b"text/html") || kind.starts_with(b"text/css")
}

/// Pages for people, guarded against other sites' forms and frames.
pub fn guarded<D: Door>(pages: Router<WebState<D>>, state: &WebState) -> Router<WebState<D>> {
    pages.layer(from_fn_with_state(state.clone(), guard))
}
