//! The caller of a request, proven by HTTP Basic or an access token.

use crate::ChannelState;
use app::access::doors::ClientApp;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use webkit::request::RequestId;

use crate::auth::{AuthError, Denied, proven};
use crate::rest::{Cause, Problem};

const REALM: &str = "Zahlstelle";

/// A proven caller. Missing, wrong and expired credentials are refused alike: with 401 and a
/// challenge, as HTTP has it.
pub(crate) struct ApiCaller(pub(crate) ClientApp);

impl FromRequestParts<ChannelState> for ApiCaller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &ChannelState) -> Result<Self, Response> {
        let request = RequestId::of(&parts.extensions);
        let Ok(state) = ChannelState::from_request_parts(parts, state).await;
        match proven(&state, parts).await {
            Ok(caller) => Ok(Self(caller)),
            Err(AuthError::Denied(denied)) => {
                let problem = Problem::new(Cause::NotAuthenticated, request);
                let answer = denied.tell(REALM, problem.into_response());
                Err(match denied {
                    Denied::Wrong { .. } => Denied::Missing.tell(REALM, answer),
                    Denied::Missing | Denied::Token => answer,
                })
            }
            Err(AuthError::Storage(error)) => {
                Err(Problem::internal(&error, request).into_response())
            }
        }
    }
}
