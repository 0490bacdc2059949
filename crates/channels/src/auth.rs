//! Who calls: HTTP Basic or an access token got from the token endpoint.

pub(crate) mod token;

use app::access::Caller;
use axum::extract::FromRequestParts;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use http::request::Parts;
use webkit::request::RequestId;
use webkit::state::WebState;

use crate::xbezahldienste::problem::Problem;

/// A proven caller. Refuses with 403, as the standard says, before the body is read.
pub(crate) struct Authenticated(pub(crate) Caller);

impl FromRequestParts<WebState> for Authenticated {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let request = RequestId::of(&parts.extensions);
        match proven(state, &parts.headers).await {
            Ok(Some(caller)) => Ok(Self(caller)),
            Ok(None) => Err(Problem::forbidden().answer(request)),
            Err(error) => Err(Problem::internal(&error, request).answer(request)),
        }
    }
}

/// The caller the `Authorization` header proves; `None` for missing, wrong or too many wrong
/// credentials.
pub(crate) async fn proven(
    state: &WebState,
    headers: &HeaderMap,
) -> Result<Option<Caller>, app::StorageError> {
    let header = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    match header.and_then(|header| header.split_once(' ')) {
        Some((scheme, proof)) if scheme.eq_ignore_ascii_case("basic") => {
            basic(state, proof.trim()).await
        }
        Some((scheme, proof)) if scheme.eq_ignore_ascii_case("bearer") => {
            state.app.authenticate_bearer(proof.trim()).await
        }
        Some(_) | None => Ok(None),
    }
}

async fn basic(state: &WebState, proof: &str) -> Result<Option<Caller>, app::StorageError> {
    let Some((name, secret)) = read_basic(proof) else {
        return Ok(None);
    };
    prove(state, &name, &secret).await
}

/// Name and secret, unless too many wrong ones came for this name lately.
pub(crate) async fn prove(
    state: &WebState,
    name: &str,
    secret: &str,
) -> Result<Option<Caller>, app::StorageError> {
    let now = state.app.moment().now;
    if state.failed_logins.is_blocked(name, now) {
        return Ok(None);
    }
    let caller = state.app.authenticate_basic(name, secret).await?;
    if caller.is_none() {
        state.failed_logins.count(name, now);
    }
    Ok(caller)
}

pub(crate) fn read_basic(proof: &str) -> Option<(String, String)> {
    let pair = String::from_utf8(STANDARD.decode(proof).ok()?).ok()?;
    let (name, secret) = pair.split_once(':')?;
    Some((name.to_owned(), secret.to_owned()))
}
