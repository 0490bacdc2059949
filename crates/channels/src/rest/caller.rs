//! Who calls: the credentials of calling systems, as HTTP Basic or as an access token.

use app::access::Caller;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::WWW_AUTHENTICATE;
use http::request::Parts;
use webkit::request::RequestId;
use webkit::state::WebState;

use crate::auth::proven;
use crate::rest::{Cause, Problem};

/// A proven caller. Missing, wrong and foreign credentials are refused alike.
pub(crate) struct ApiCaller(pub(crate) Caller);

impl FromRequestParts<WebState> for ApiCaller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let request = RequestId::of(&parts.extensions);
        match proven(state, &parts.headers).await {
            Ok(Some(caller)) => Ok(Self(caller)),
            Ok(None) => {
                let problem = Problem::new(Cause::NotAuthenticated, request);
                let mut answer = problem.into_response();
                let challenge = HeaderValue::from_static("Basic realm=\"Zahlstelle\"");
                answer.headers_mut().insert(WWW_AUTHENTICATE, challenge);
                Err(answer)
            }
            Err(error) => Err(Problem::internal(&error, request).into_response()),
        }
    }
}
