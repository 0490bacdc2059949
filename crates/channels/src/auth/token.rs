//! `POST …/auth/token`: OAuth2 client credentials (RFC 6749 section 4.4). The client's name and
//! secret come in the body, as form or JSON, or as HTTP Basic: clients in the field do each.

use app::access::IssuedToken;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use webkit::request::RequestId;
use webkit::state::WebState;

use crate::auth::{prove, read_basic};

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
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let asked = match body.map(|body| read(&headers, &body)) {
        Ok(Some(asked)) => asked,
        Ok(None) => return invalid("The body is neither a form nor JSON."),
        Err(rejection) => {
            let why = "The body is too large or did not arrive as a whole.";
            return refuse(rejection.status(), "invalid_request", why);
        }
    };
    match asked.grant_type.as_deref() {
        Some("client_credentials") => {}
        None => return invalid("grant_type is missing."),
        Some(_) => {
            let why = "Only client_credentials is supported.";
            return refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type", why);
        }
    }
    let basic = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .and_then(|(_, proof)| read_basic(proof.trim()));
    let by_header = basic.is_some();
    let pair = basic.or_else(|| asked.client_id.zip(asked.client_secret));
    let Some((name, secret)) = pair else {
        return invalid_client(by_header);
    };
    let issued = match prove(&state, &name, &secret).await {
        Ok(Some(_)) => state.app.issue_token(&name, &secret).await,
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    match issued {
        Ok(Some(issued)) => told(issued),
        Ok(None) => invalid_client(by_header),
        Err(error) => {
            tracing::error!(request.id = %request, error = webkit::log::chain(&error),
                "no token was issued");
            let (status, why) = (StatusCode::SERVICE_UNAVAILABLE, "Please try again later.");
            refuse(status, "temporarily_unavailable", why)
        }
    }
}

fn told(issued: IssuedToken) -> Response {
    let token = TokenResponse {
        access_token: issued.token,
        token_type: "Bearer",
        expires_in: issued.expires_in_s,
    };
    answer(StatusCode::OK, &token)
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

fn invalid(why: &'static str) -> Response {
    refuse(StatusCode::BAD_REQUEST, "invalid_request", why)
}

/// Who tried by header is told how to (RFC 6749 section 5.2).
fn invalid_client(by_header: bool) -> Response {
    let why = "The client is unknown or its secret wrong.";
    let mut refused = refuse(StatusCode::UNAUTHORIZED, "invalid_client", why);
    if by_header {
        let challenge = HeaderValue::from_static("Basic realm=\"XBezahldienste\"");
        refused.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    refused
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
