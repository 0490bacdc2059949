//! `GET /api/v1/services/{code}/codes/link.{svg|png}`: for a poster or a counter.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use crate::api::{ApiCaller, Cause, Kind, Problem, picture};
use crate::request_id::RequestId;
use crate::state::WebState;

pub(crate) async fn get(
    State(state): State<WebState>,
    ApiCaller(caller): ApiCaller,
    Path((code, file)): Path<(String, String)>,
    request: RequestId,
) -> Response {
    let Some(("link", kind)) = Kind::of(&file) else {
        return Problem::new(Cause::CodeUnknown, request).into_response();
    };
    match state.app.service_link(&caller, &code).await {
        Ok(link) => picture(link.as_str(), kind, request),
        Err(error) => Problem::of(&error, request).into_response(),
    }
}
