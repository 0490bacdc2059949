//! `POST …/auth/token`: OAuth2 client credentials (RFC 6749 section 4.4). The client's name and
//! secret come in the body, as form or JSON, or as HTTP Basic: clients in the field do each.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};

use super::credentials::{prove, read_basic};
use crate::request_id::RequestId;
use crate::state::WebState;

#[derive(Default, Deserialize)]
struct TokenRequest {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
}

#[derive(Serialize)]
struct TokenResponse {
    access_token: String,
    token_type: &'static str,
    expires_in: u64,
}

#[derive(Serialize)]
struct TokenError {
    error: &'static str,
    error_description: &'static str,
}

pub(crate) async fn post(
    State(state): State<WebState>,
    request: RequestId,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(asked) = read(&headers, &body) else {
        return refuse(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "The body is neither a form nor JSON.",
        );
    };
    if asked.grant_type.as_deref() != Some("client_credentials") {
        let why = "Only client_credentials is supported.";
        return refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type", why);
    }
    let basic = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .and_then(|(_, proof)| read_basic(proof.trim()));
    let pair = basic.or_else(|| asked.client_id.zip(asked.client_secret));
    let Some((name, secret)) = pair else {
        return invalid_client();
    };
    let issued = match prove(&state, &name, &secret).await {
        Ok(Some(_)) => state.app.issue_token(&name, &secret).await,
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    match issued {
        Ok(Some(issued)) => answer(
            StatusCode::OK,
            &TokenResponse {
                access_token: issued.token,
                token_type: "Bearer",
                expires_in: issued.expires_in_s,
            },
        ),
        Ok(None) => invalid_client(),
        Err(error) => {
            tracing::error!(request.id = %request, error = crate::log::chain(&error),
                "no token was issued");
            let why = "Please try again later.";
            refuse(
                StatusCode::SERVICE_UNAVAILABLE,
                "temporarily_unavailable",
                why,
            )
        }
    }
}

fn read(headers: &HeaderMap, body: &[u8]) -> Option<TokenRequest> {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if kind.starts_with("application/json") {
        return serde_json::from_slice(body).ok();
    }
    let mut asked = TokenRequest::default();
    for (key, value) in url::form_urlencoded::parse(body) {
        match key.as_ref() {
            "grant_type" => asked.grant_type = Some(value.into_owned()),
            "client_id" => asked.client_id = Some(value.into_owned()),
            "client_secret" => asked.client_secret = Some(value.into_owned()),
            _ => {}
        }
    }
    Some(asked)
}

fn invalid_client() -> Response {
    refuse(
        StatusCode::UNAUTHORIZED,
        "invalid_client",
        "The client is unknown or its secret wrong.",
    )
}

fn refuse(status: StatusCode, error: &'static str, error_description: &'static str) -> Response {
    answer(
        status,
        &TokenError {
            error,
            error_description,
        },
    )
}

fn answer<T: Serialize>(status: StatusCode, body: &T) -> Response {
    let mut answer = (status, axum::Json(body)).into_response();
    answer
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
