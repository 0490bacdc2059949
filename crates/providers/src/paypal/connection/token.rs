//! The access token: fetched once however many calls wait for it, renewed early, dropped when
//! PayPal no longer accepts it, never logged, never stored.
//!
//! Wrong credentials are tried again after 30 seconds, then ever more rarely up to 10 minutes, and
//! so are new tokens that are refused like the old one: shops that asked for a token on each failed
//! call were locked out altogether.

use std::sync::PoisonError;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use domain::Timestamp;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Request, Response};
use secrecy::ExposeSecret;
use tokio::sync::Mutex;

use crate::paypal::connection::api::{Api, debug_id, retry_after};
use crate::paypal::connection::errors::Failure;
use crate::paypal::connection::pause::Pause;
use crate::paypal::wire::errors::ErrorAnswer;
use crate::paypal::wire::token::TokenAnswer;

const OPERATION: &str = "log in";
/// After a renewal that brought no answer, the old token serves on for a while.
const RENEW_AGAIN: Duration = Duration::from_secs(30);

/// Of one account, in any second. A provider counts them among its calls; a bound on those has
/// to leave room for so many.
pub const LOGINS_PER_SECOND: u32 = 2;
const SECOND: Duration = Duration::from_secs(1);

#[derive(Default)]
pub(in crate::paypal) struct Tokens {
    held: Mutex<Option<Held>>,
    /// The last logins, oldest first.
    logins: std::sync::Mutex<Vec<Timestamp>>,
    /// PayPal does not accept the credentials.
    barred: Pause,
    /// A new token was refused as well, so it is not the token's fault.
    pub(in crate::paypal) in_vain: Pause,
}

/// A token to call with. Its header is marked sensitive: `Debug` prints none of it.
#[derive(Clone)]
pub(in crate::paypal) struct Token {
    pub(in crate::paypal) bearer: HeaderValue,
}

struct Held {
    token: Token,
    renew_at: Timestamp,
    expires_at: Timestamp,
}

impl Tokens {
    /// Whether there may be a login now; it counts as made then.
    fn may_log_in(&self, now: Timestamp) -> bool {
        let mut logins = self.logins.lock().unwrap_or_else(PoisonError::into_inner);
        logins.retain(|at| *at <= now && now.since(*at) < SECOND);
        let may = u32::try_from(logins.len()).is_ok_and(|made| made < LOGINS_PER_SECOND);
        if may {
            logins.push(now);
        }
        may
    }

    /// Forgets this token, but not a newer one that another call fetched meanwhile.
    pub(in crate::paypal) async fn drop(&self, rejected: &Token) {
        let mut held = self.held.lock().await;
        if held
            .as_ref()
            .is_some_and(|held| held.token.bearer == rejected.bearer)
        {
            *held = None;
        }
    }
}

impl Api {
    /// The current token. Waits for a login that is under way instead of starting another.
    pub(in crate::paypal) async fn token(&self) -> Result<Token, Failure> {
        let mut held = self.tokens.held.lock().await;
        let now = self.now();
        if let Some(held) = held.as_ref().filter(|held| now < held.renew_at) {
            return Ok(held.token.clone());
        }
        if self.tokens.barred.holds(now) {
            return Err(Failure::LoggedOut);
        }
        match self.log_in().await {
            Ok(fresh) => Ok(held.insert(fresh).token.clone()),
            Err(Failure::NoAnswer) => match held.as_mut().filter(|held| now < held.expires_at) {
                Some(held) => {
                    held.renew_at = now.plus(RENEW_AGAIN);
                    Ok(held.token.clone())
                }
                None => Err(Failure::NoAnswer),
            },
            Err(failure) => Err(failure),
        }
    }

    async fn log_in(&self) -> Result<Held, Failure> {
        // An earlier call may have been told to wait.
        if self.throttle.holds(self.now()) || !self.tokens.may_log_in(self.now()) {
            return Err(Failure::NoAnswer);
        }
        let answer = self.deliver(OPERATION, self.token_request()?).await?;
        let status = answer.status();
        if status.is_success() {
            self.tokens.barred.end();
            return read(answer.body(), self.now());
        }
        tracing::error!(
            provider.operation = OPERATION,
            http.status = status.as_u16(),
            provider.debug_id = debug_id(answer.headers()),
            "PayPal gave no access token",
        );
        if is_refusal(&answer) {
            self.tokens.barred.begin(self.now(), None);
            return Err(Failure::LoggedOut);
        }
        // Told to wait, or stopped by something on the way: says nothing about the credentials.
        if status.is_client_error() {
            self.throttle
                .begin(self.now(), retry_after(answer.headers()));
        }
        Err(Failure::NoAnswer)
    }

    fn token_request(&self) -> Result<Request<Bytes>, Failure> {
        let account = &self.account;
        let pair = format!(
            "{}:{}",
            account.client_id,
            account.client_secret.expose_secret()
        );
        let mut login = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(pair)))
            .map_err(|_| Failure::NoAnswer)?;
        login.set_sensitive(true);
        Request::post(self.address("/v1/oauth2/token", None).as_str())
            .header(AUTHORIZATION, login)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Bytes::from_static(b"grant_type=client_credentials"))
            .map_err(|_| Failure::NoAnswer)
    }
}

/// Only what PayPal says in its own words.
fn is_refusal(answer: &Response<Bytes>) -> bool {
    let read = serde_json::from_slice::<ErrorAnswer>(answer.body());
    matches!(answer.status().as_u16(), 400 | 401 | 403)
        && read.is_ok_and(|read| read.error.is_some() || read.name.is_some())
}

fn read(body: &[u8], now: Timestamp) -> Result<Held, Failure> {
    let answer: TokenAnswer = serde_json::from_slice(body).map_err(|_| Failure::NoAnswer)?;
    let mut bearer =
        HeaderValue::try_from(format!("Bearer {}", answer.access_token.expose_secret()))
            .map_err(|_| Failure::NoAnswer)?;
    bearer.set_sensitive(true);
    let lifetime = Duration::from_secs(u64::from(answer.expires_in));
    // A minute or a tenth before the end, but a token of a few seconds is used at least half.
    let early = Duration::from_mins(1).max(lifetime / 10).min(lifetime / 2);
    Ok(Held {
        token: Token { bearer },
        renew_at: now.plus(lifetime.saturating_sub(early)),
        expires_at: now.plus(lifetime),
    })
}
