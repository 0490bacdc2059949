//! `POST /notices/paypal/{account}`: messages of a provider. Check the signature, keep what it
//! hints at, answer. Everything else happens later.

use app::payments::{NoticeError, NoticeHeaders};
use axum::extract::{Path, State};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use webkit::request::RequestId;
use webkit::state::WebState;

/// Larger than any message of a provider.
pub(crate) const BODY_MAX: usize = 512 * 1024;

pub(crate) async fn post(
    State(state): State<WebState>,
    Path(account): Path<String>,
    request: RequestId,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    match state
        .app
        .keep_notice(&account, &NoticeHeaders::new(headers), &body)
        .await
    {
        Ok(_stored_or_known) => StatusCode::NO_CONTENT,
        Err(NoticeError::UnknownAccount) => StatusCode::NOT_FOUND,
        Err(error @ NoticeError::Forged(_)) => {
            tracing::warn!(request.id = %request, error = webkit::log::chain(&error),
                "a notice was refused");
            StatusCode::BAD_REQUEST
        }
        Err(
            error @ (NoticeError::NotNow(_) | NoticeError::Account(_) | NoticeError::Storage(_)),
        ) => {
            tracing::error!(request.id = %request, error = webkit::log::chain(&error),
                "a notice could not be kept");
            // The provider sends it again.
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
