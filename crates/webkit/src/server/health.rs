//! Health and metrics of this node, for the operator.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};

use crate::state::WebState;

/// `GET /health/live` of the operator's listener: the process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /health/live` of the visitors' listener: also says whether the proxy in front tells where a
/// visitor comes from, so that the operator can ask for it from outside.
pub(super) async fn live(State(state): State<WebState>, headers: HeaderMap) -> String {
    match &state.client_header {
        Some(name) if !headers.contains_key(name) => {
            format!("ok, but there is no header {name}\n")
        }
        Some(_) | None => "ok\n".to_owned(),
    }
}

/// `GET /health/ready`: this node can take payments. The database takes writes, the keys open what
/// is stored, the clock is right.
pub(super) async fn ready(State(state): State<WebState>) -> Response {
    match state.app.ready().await {
        Ok(()) => "ok\n".into_response(),
        Err(error) => {
            let why = crate::log::chain(&error);
            if crate::log::may_tell(&why).is_some() {
                tracing::warn!(error = why, "not ready");
            }
            (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")).into_response()
        }
    }
}

/// `GET /metrics`: in the text format of Prometheus.
pub(super) async fn metrics(State(state): State<WebState>) -> Response {
    match &state.metrics {
        Some(handle) => (
            [(CONTENT_TYPE, "text/plain; version=0.0.4")],
            handle.render(),
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
