//! Around every request: its number, its time, its line in the log, its place in the metrics. No
//! address of a person, no query, no header, no body.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};
use tokio::time::Instant;

use crate::log::may_tell;
use crate::request::RequestId;
use crate::state::WebState;

/// Seconds after which a client may try again: a database that restarts, or a node that is
/// replaced, is back by then.
const SOON: &str = "5";

pub(crate) async fn observe(
    State(state): State<WebState>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = RequestId::new(&mut state.app.moment());
    request.extensions_mut().insert(id);
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let began = Instant::now();
    let mut answer = next.run(request).await;
    if answer.status() == StatusCode::SERVICE_UNAVAILABLE {
        let soon = HeaderValue::from_static(SOON);
        answer.headers_mut().entry(RETRY_AFTER).or_insert(soon);
    }
    let took = began.elapsed();
    let route = route.as_ref().map_or("unknown", MatchedPath::as_str);
    let status = answer.status();
    if state.metrics.is_some() {
        let labels = [
            ("route", route.to_owned()),
            ("status", class(status).to_owned()),
        ];
        metrics::counter!("http_requests_total", &labels).increment(1);
        metrics::histogram!("http_request_seconds", &labels).record(took);
    }
    if status.is_server_error() {
        let untold = may_tell(&format!("{route} {}", status.as_u16()));
        let Some(untold) = untold else { return answer };
        tracing::warn!(count = untold + 1, request.id = %id,
            http.method = %method, http.route = route,
            http.status = status.as_u16(), duration_ms = millis(took), "request failed");
    } else {
        tracing::debug!(request.id = %id, http.method = %method, http.route = route,
            http.status = status.as_u16(), duration_ms = millis(took), "request answered");
    }
    answer
}

fn millis(took: std::time::Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}

const fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        0..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}
