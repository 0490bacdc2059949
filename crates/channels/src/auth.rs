//! Proof of a calling system: HTTP Basic, an access token got from the token endpoint, or the
//! certificate of its connection where it sends neither.

pub(crate) mod token;

use std::time::Duration;

use crate::ChannelState;
use app::StorageError;
use app::access::doors::{ClientApp, ClientLogin};
use app::access::{ClientCertificate, IssueTokenError};
use axum::extract::FromRequestParts;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::ClientId;
use http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use webkit::request::{ClientNetwork, RequestId, client_certificate};

use crate::xbezahldienste::problem::Problem;

/// Why the credentials of a call were not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Denied {
    /// No credentials, or none that can be read.
    Missing,
    /// The access token is unknown or has expired; those are the same after an hour.
    Token,
    /// Name, secret or certificate is wrong. Set when too many came from this network lately.
    Wrong { retry_after: Option<Duration> },
}

pub(crate) enum AuthError {
    Denied(Denied),
    Storage(StorageError),
}

impl From<StorageError> for AuthError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<IssueTokenError> for AuthError {
    fn from(error: IssueTokenError) -> Self {
        match error {
            IssueTokenError::ScopeTooNarrow(_) => Self::Denied(Denied::Wrong { retry_after: None }),
            IssueTokenError::Storage(error) => Self::Storage(error),
        }
    }
}

impl Denied {
    /// The answer of `XBezahldienste`.
    pub(crate) fn answer(self, request: RequestId) -> Response {
        let problem = match self {
            Self::Missing | Self::Token => Problem::unauthorized(),
            Self::Wrong { .. } => Problem::forbidden(),
        };
        self.tell("XBezahldienste", problem.answer(request))
    }

    /// Credentials that were right when the call came and hold no longer.
    pub(crate) const fn meanwhile(caller: &ClientApp) -> Self {
        if caller.came_with_token() {
            Self::Token
        } else {
            Self::Wrong { retry_after: None }
        }
    }

    /// The answer with what tells a client how to go on: a challenge for `realm` where it has yet
    /// to log in, a time to wait where it fails too often.
    pub(crate) fn tell(self, realm: &str, mut answer: Response) -> Response {
        let basic = format!("Basic realm=\"{realm}\"");
        let bearer = format!("Bearer realm=\"{realm}\"");
        let challenges = match self {
            Self::Missing => vec![basic, bearer],
            Self::Token => vec![format!("{bearer}, error=\"invalid_token\"")],
            Self::Wrong { retry_after } => {
                if let Some(wait) = retry_after {
                    let seconds = HeaderValue::from(wait.as_secs().max(1));
                    answer.headers_mut().insert(RETRY_AFTER, seconds);
                }
                vec![]
            }
        };
        let headers = answer.headers_mut();
        for challenge in challenges {
            if let Ok(challenge) = HeaderValue::try_from(challenge) {
                headers.append(WWW_AUTHENTICATE, challenge);
            }
        }
        answer
    }
}

/// A proven caller of `XBezahldienste`. Refuses before the body is read: with 401 and a challenge
/// where credentials are missing or a token has expired, with 403 where they are wrong.
pub(crate) struct Authenticated(pub(crate) ClientApp);

impl FromRequestParts<ChannelState> for Authenticated {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &ChannelState) -> Result<Self, Response> {
        let request = RequestId::of(&parts.extensions);
        let Ok(state) = ChannelState::from_request_parts(parts, state).await;
        match proven(&state, parts).await {
            Ok(caller) => Ok(Self(caller)),
            Err(AuthError::Denied(denied)) => Err(denied.answer(request)),
            Err(AuthError::Storage(error)) => {
                Err(Problem::internal(&error, request).answer(request))
            }
        }
    }
}

/// The caller that the `Authorization` header proves, or without one the certificate.
pub(crate) async fn proven(
    state: &ChannelState,
    parts: &mut Parts,
) -> Result<ClientApp, AuthError> {
    let ClientNetwork(network) = match ClientNetwork::from_request_parts(parts, state).await {
        Ok(network) => network,
        Err(never) => match never {},
    };
    let caller = match authorization(&parts.headers) {
        Some((scheme, proof)) if scheme.eq_ignore_ascii_case("basic") => {
            let (name, secret) = read_basic(proof).ok_or(AuthError::Denied(Denied::Missing))?;
            let attempts = [(name, secret)];
            prove(state, &network, &attempts).await
        }
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            let caller = state.app.clients.authenticate_bearer(token).await?;
            caller.ok_or_else(|| {
                metrics::counter!("logins_failed_total", "proof" => "token").increment(1);
                AuthError::Denied(Denied::Token)
            })
        }
        Some(_) => Err(AuthError::Denied(Denied::Missing)),
        None => match client_certificate(parts, state) {
            Some(der) => by_certificate(state, &network, &der).await,
            None => Err(AuthError::Denied(Denied::Missing)),
        },
    }?;
    caller.note_use(&network).await;
    Ok(caller)
}

/// The caller whose certificate it is. An unknown one is no guess: its key is proven.
async fn by_certificate(
    state: &ChannelState,
    network: &app::access::Network,
    der: &[u8],
) -> Result<ClientApp, AuthError> {
    let certificate = ClientCertificate::new(der);
    let clients = &state.app.clients;
    if let Some(caller) = clients.authenticate_certificate(certificate).await? {
        return Ok(caller);
    }
    metrics::counter!("logins_failed_total", "proof" => "certificate").increment(1);
    let fingerprint = certificate.fingerprint();
    let now = clients.moment().now;
    let failure = state
        .failed_logins
        .count(network, (&fingerprint, None), now);
    if failure.to_be_logged {
        tracing::warn!(
            certificate.fingerprint = fingerprint,
            "a certificate came that is no client's or not valid now"
        );
    }
    Err(AuthError::Denied(Denied::Wrong {
        retry_after: failure.retry_after,
    }))
}

/// Scheme and proof of the `Authorization` header.
pub(crate) fn authorization(headers: &HeaderMap) -> Option<(&str, &str)> {
    let header = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, proof) = header.split_once(' ')?;
    Some((scheme, proof.trim()))
}

/// The first of several readings of one pair of name and secret that is right. All of them are
/// compared before a failure is counted: right credentials are never refused.
pub(crate) async fn prove(
    state: &ChannelState,
    network: &app::access::Network,
    attempts: &[(String, String)],
) -> Result<ClientApp, AuthError> {
    let mut wrong: Option<ClientId> = None;
    for (name, secret) in attempts {
        match state.app.clients.authenticate_basic(name, secret).await? {
            ClientLogin::Proven(caller) => return Ok(caller),
            ClientLogin::Wrong(client) => wrong = wrong.or(client),
        }
    }
    metrics::counter!("logins_failed_total", "proof" => "secret").increment(1);
    let name = attempts.first().map_or("", |(name, _)| name);
    let now = state.app.clients.moment().now;
    let failure = state.failed_logins.count(network, (name, wrong), now);
    if failure.to_be_logged {
        if let Some(client) = wrong {
            tracing::warn!(client.id = %client, "client {client} sent a wrong secret");
        } else {
            tracing::warn!("credentials came under a name that no client has");
        }
    }
    Err(AuthError::Denied(Denied::Wrong {
        retry_after: failure.retry_after,
    }))
}

pub(crate) fn read_basic(proof: &str) -> Option<(String, String)> {
    let pair = String::from_utf8(STANDARD.decode(proof).ok()?).ok()?;
    let (name, secret) = pair.split_once(':')?;
    Some((name.to_owned(), secret.to_owned()))
}
