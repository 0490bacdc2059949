//! `GET /api/v1/services/{code}/codes/{link|transfer}.{svg|png}`: for a poster or a counter.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use webkit::request::RequestId;

use crate::rest::{ApiCaller, Cause, Kind, Problem, picture};

pub(crate) async fn get(
    ApiCaller(caller): ApiCaller,
    Path((code, file)): Path<(String, String)>,
    request: RequestId,
) -> Response {
    let text = match Kind::of(&file) {
        Some(("link", kind)) => {
            let link = caller.service_link(&code).await;
            link.map(|link| (link.to_string(), kind))
        }
        Some(("transfer", kind)) => {
            let transfer = caller.service_transfer(&code).await;
            transfer.map(|transfer| (transfer, kind))
        }
        Some(_) | None => return Problem::new(Cause::CodeUnknown, request).into_response(),
    };
    match text {
        Ok((text, kind)) => picture(&text, kind, request),
        Err(error) => Problem::of(&error, request).into_response(),
    }
}
