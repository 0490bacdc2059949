//! A simulator without a wire: its router, called in this process.

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Collected};
use tower::ServiceExt;

use super::LOST_HEADER;

/// What the simulator answers; `None` when its answer gets lost.
pub async fn call(router: Router, request: Request<Bytes>) -> Option<Response<Bytes>> {
    let answer = match router.oneshot(request.map(Body::from)).await {
        Ok(answer) => answer,
        Err(never) => match never {},
    };
    if answer.headers().contains_key(LOST_HEADER) {
        return None;
    }
    let (mut head, body) = answer.into_parts();
    // A body that does not end is a fault of the simulator's own.
    let body = body.collect().await.map(Collected::to_bytes);
    let body = body.unwrap_or_else(|_broken| {
        head.status = StatusCode::INTERNAL_SERVER_ERROR;
        Bytes::new()
    });
    Some(Response::from_parts(head, body))
}
