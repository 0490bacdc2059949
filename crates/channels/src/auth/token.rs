//! `POST …/auth/token`: OAuth2 client credentials (RFC 6749 section 4.4). The client's name and
//! secret come in the body, as form or JSON, or as HTTP Basic: clients in the field do each.
//!
//! In HTTP Basic they are form-encoded (section 2.3.1), which some clients do and some do not; in
//! a form some leave the encoding out. So both readings are tried.

use crate::ChannelState;
use app::access::{IssuedToken, Network, TokenScope};
use axum::extract::rejection::BytesRejection;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use webkit::request::{ClientNetwork, RequestId};

use crate::auth::{AuthError, Denied, authorization, prove, read_basic};

#[derive(Default, Deserialize)]
struct TokenRequest {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    scope: Option<String>,
}

#[derive(Serialize)]
struct TokenResponse {
    access_token: String,
    token_type: &'static str,
    expires_in: u64,
    scope: &'static str,
}

#[derive(Serialize)]
struct TokenError {
    error: &'static str,
    error_description: &'static str,
}

pub(crate) async fn post(
    state: ChannelState,
    request: RequestId,
    ClientNetwork(network): ClientNetwork,
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
    let Some(scope) = TokenScope::asked(asked.scope.as_deref().unwrap_or_default()) else {
        let why = "The scopes are post and read.";
        return refuse(StatusCode::BAD_REQUEST, "invalid_scope", why);
    };
    let by_header = authorization(&headers).and_then(|(_, proof)| read_basic(proof));
    let tried_by_header = by_header.is_some();
    let attempts = match by_header {
        Some(pair) => readings_of_header(pair),
        None => match asked.client_id.zip(asked.client_secret) {
            Some(pair) => readings_of_body(pair),
            None => return invalid_client(Denied::Missing, false),
        },
    };
    match issued(&state, &network, &attempts, scope).await {
        Ok(issued) => told(issued),
        Err(AuthError::Denied(denied)) => invalid_client(denied, tried_by_header),
        Err(AuthError::Storage(error)) => {
            webkit::log::failed("no token was issued", request, &error);
            let (status, why) = (StatusCode::SERVICE_UNAVAILABLE, "Please try again later.");
            refuse(status, "temporarily_unavailable", why)
        }
    }
}

async fn issued(
    state: &ChannelState,
    network: &Network,
    attempts: &[(String, String)],
    scope: TokenScope,
) -> Result<IssuedToken, AuthError> {
    let caller = prove(state, network, attempts).await?;
    caller.note_use(network).await;
    let issued = caller.issue_token(scope).await?;
    issued.ok_or(AuthError::Denied(Denied::Wrong { retry_after: None }))
}

/// As it was sent, and form-decoded.
fn readings_of_header((name, secret): (String, String)) -> Vec<(String, String)> {
    let decoded = (form_decoded(&name), form_decoded(&secret));
    readings((name, secret), decoded)
}

/// As it was decoded with the body, and with the plus signs that a missing encoding cost.
fn readings_of_body((name, secret): (String, String)) -> Vec<(String, String)> {
    let unencoded = (name.clone(), secret.replace(' ', "+"));
    readings((name, secret), unencoded)
}

fn readings(one: (String, String), other: (String, String)) -> Vec<(String, String)> {
    if one == other {
        vec![one]
    } else {
        vec![one, other]
    }
}

/// `+` is a space, `%2B` a plus sign. An equals sign or ampersand is taken as it stands.
fn form_decoded(text: &str) -> String {
    let closed = text.replace('&', "%26");
    let mut pairs = url::form_urlencoded::parse(closed.as_bytes());
    match pairs.next() {
        Some((before, after)) if closed.contains('=') => format!("{before}={after}"),
        Some((whole, _)) => whole.into_owned(),
        None => String::new(),
    }
}

fn told(issued: IssuedToken) -> Response {
    let token = TokenResponse {
        access_token: issued.token,
        token_type: "Bearer",
        expires_in: issued.expires_in_s,
        scope: issued.scope.told(),
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
            "scope" => asked.scope = Some(value.into_owned()),
            _ => {}
        }
    }
    Some(asked)
}

fn invalid(why: &'static str) -> Response {
    refuse(StatusCode::BAD_REQUEST, "invalid_request", why)
}

/// A client that tried by header is told how to (RFC 6749 section 5.2).
fn invalid_client(denied: Denied, by_header: bool) -> Response {
    let why = "The client is unknown or its secret wrong.";
    let refused = refuse(StatusCode::UNAUTHORIZED, "invalid_client", why);
    let Denied::Wrong { .. } = denied else {
        return refused;
    };
    let mut refused = denied.tell("XBezahldienste", refused);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_encoded_pair_is_decoded_and_a_plain_one_is_kept_as_an_attempt() {
        for (sent, meant) in [
            ("a%2Bb%2Fc%3D", "a+b/c="),
            ("a+b", "a b"),
            ("plain", "plain"),
            ("a=b", "a=b"),
            ("a&b", "a&b"),
            ("", ""),
        ] {
            assert_eq!(form_decoded(sent), meant, "{sent}");
        }
        let readings = readings_of_header(("portal".to_owned(), "a+b/c=".to_owned()));
        assert_eq!(readings.len(), 2);
        assert_eq!(readings[0].1, "a+b/c=");
        assert_eq!(
            readings_of_header(("portal".to_owned(), "ab".to_owned())).len(),
            1
        );
    }
}
