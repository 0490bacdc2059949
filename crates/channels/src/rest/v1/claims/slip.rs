//! `GET /api/v1/claims/{kassenzeichen}/slip.pdf?lang=de`: the slip to print and send.

use crate::ChannelState;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use webkit::documents::slip_pdf;
use webkit::request::{ReaderLanguage, RequestId};

use crate::rest::{ApiCaller, Cause, Problem};

pub(crate) async fn get(
    state: ChannelState,
    ApiCaller(caller): ApiCaller,
    Path(number): Path<String>,
    ReaderLanguage(locale): ReaderLanguage,
    request: RequestId,
) -> Response {
    let slip = match caller.slip(&number).await {
        Ok(slip) => slip,
        Err(error) => return Problem::of(&error, request).into_response(),
    };
    let Ok(_place) = state.receipts.acquire().await else {
        return Problem::new(Cause::Unavailable, request).into_response();
    };
    let set = move || slip_pdf(&slip, locale);
    match tokio::task::spawn_blocking(set).await {
        Ok(Ok(bytes)) => (
            [
                (CONTENT_TYPE, "application/pdf"),
                (CACHE_CONTROL, "no-store"),
                (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ],
            bytes,
        )
            .into_response(),
        Ok(Err(error)) => Problem::internal(&error, request).into_response(),
        Err(error) => Problem::internal(&error, request).into_response(),
    }
}
