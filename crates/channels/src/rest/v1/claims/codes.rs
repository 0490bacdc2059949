//! `GET /api/v1/claims/{kassenzeichen}/codes/{link|transfer}.{svg|png}`: what is printed on a
//! notice. The link's token is drawn when it is first asked for.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use webkit::request::RequestId;

use crate::rest::{ApiCaller, Cause, ImageFormat, Problem, code_image};

pub(crate) async fn get(
    ApiCaller(caller): ApiCaller,
    Path((number, file)): Path<(String, String)>,
    request: RequestId,
) -> Response {
    let text = match ImageFormat::of(&file) {
        Some(("link", format)) => {
            let link = caller.claim_link(&number).await;
            link.map(|link| (link.to_string(), format))
        }
        Some(("transfer", format)) => {
            let transfer = caller.claim_transfer(&number).await;
            transfer.map(|transfer| (transfer, format))
        }
        Some(_) | None => return Problem::new(Cause::CodeUnknown, request).into_response(),
    };
    match text {
        Ok((text, format)) => code_image(&text, format, request),
        Err(error) => Problem::of(&error, request).into_response(),
    }
}
