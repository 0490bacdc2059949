//! One call of PayPal's API: token, idempotency key, answer.
//!
//! A call is sent once; only a 401 is answered by one more try with a new token, and for a while
//! not even that after a new token was refused as well. Success is an answer we can read; a
//! refusal is a 4xx in PayPal's own shape. Everything else, including anything a proxy on the way
//! may have made up, counts as no answer.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::Timestamp;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::paypal::connection::errors::{Failure, Problem, code};
use crate::paypal::connection::pause::Pause;
use crate::paypal::connection::token::Tokens;
use crate::paypal::wire::errors::ErrorAnswer;
use crate::paypal::{PayPalAccount, PayPalHosts};
use crate::{Clock, Transport, TransportError};

/// What a call needs beside the account. `operation` is for logs.
pub(in crate::paypal) struct Call {
    pub(in crate::paypal) operation: &'static str,
    method: Method,
    path: String,
    query: Option<String>,
    body: Bytes,
    request_id: Option<String>,
    in_full: bool,
}

impl Call {
    /// Path segments must be ours or checked references.
    pub(in crate::paypal) fn get(operation: &'static str, path: String) -> Self {
        Self {
            operation,
            method: Method::GET,
            path,
            query: None,
            body: Bytes::new(),
            request_id: None,
            in_full: false,
        }
    }

    pub(in crate::paypal) fn query(mut self, query: String) -> Self {
        self.query = Some(query);
        self
    }

    pub(in crate::paypal) fn send<T: Serialize>(
        operation: &'static str,
        method: Method,
        path: String,
        body: &T,
    ) -> Result<Self, Failure> {
        let body = serde_json::to_vec(body).map_err(|_| Failure::NoAnswer)?;
        Ok(Self {
            method,
            body: body.into(),
            ..Self::get(operation, path)
        })
    }

    /// The same id never has two effects.
    pub(in crate::paypal) fn once(mut self, request_id: String) -> Self {
        self.request_id = Some(request_id);
        self
    }

    /// Have the whole resource in the answer, not only its id and status.
    pub(in crate::paypal) const fn in_full(mut self) -> Self {
        self.in_full = true;
        self
    }
}

/// An account, its hosts and the way there.
pub(in crate::paypal) struct Api {
    pub(in crate::paypal) account: PayPalAccount,
    pub(in crate::paypal) hosts: PayPalHosts,
    pub(in crate::paypal) clock: Arc<dyn Clock>,
    pub(in crate::paypal) tokens: Tokens,
    /// How long PayPal wants no call at all: it refused a login or a call that moves money.
    pub(in crate::paypal) throttle: Pause,
    /// How long it wants no questions; payers may still start, and money is still taken.
    questions: Pause,
    transport: Arc<dyn Transport>,
}

impl Api {
    pub(in crate::paypal) fn new(
        account: PayPalAccount,
        hosts: PayPalHosts,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            account,
            hosts,
            clock,
            tokens: Tokens::default(),
            transport,
            throttle: Pause::default(),
            questions: Pause::default(),
        }
    }

    pub(in crate::paypal) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether calls that move money are not made at present.
    pub(in crate::paypal) fn is_held_back(&self) -> bool {
        self.throttle.holds(self.now()) || self.tokens.in_vain.holds(self.now())
    }

    pub(in crate::paypal) async fn call<T: DeserializeOwned>(
        &self,
        call: Call,
    ) -> Result<T, Failure> {
        let pause = self.pause_of(&call);
        if self.throttle.holds(self.now()) || pause.holds(self.now()) {
            return Err(Failure::NoAnswer);
        }
        let token = self.token().await?;
        let mut answer = self.send(&call, &token.bearer).await?;
        if answer.status() == StatusCode::UNAUTHORIZED && !self.tokens.in_vain.holds(self.now()) {
            self.tokens.drop(&token).await;
            let token = self.token().await?;
            answer = self.send(&call, &token.bearer).await?;
            if answer.status() == StatusCode::UNAUTHORIZED {
                self.tokens.in_vain.begin(self.now(), None);
            }
        }
        self.read(&call, &answer)
    }

    /// Calls that carry an id of ours have an effect once: orders, captures, refunds. They wait
    /// only when PayPal refuses one of them.
    const fn pause_of(&self, call: &Call) -> &Pause {
        if call.request_id.is_some() {
            &self.throttle
        } else {
            &self.questions
        }
    }

    async fn send(&self, call: &Call, bearer: &HeaderValue) -> Result<Response<Bytes>, Failure> {
        let mut request = Request::new(call.body.clone());
        *request.method_mut() = call.method.clone();
        let url = self.address(&call.path, call.query.as_deref());
        *request.uri_mut() = url.as_str().parse().map_err(|_| Failure::NoAnswer)?;
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, bearer.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if call.method != Method::GET {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if call.in_full {
            headers.insert("prefer", HeaderValue::from_static("return=representation"));
        }
        if let Some(id) = &call.request_id {
            let id = HeaderValue::from_str(id).map_err(|_| Failure::NoAnswer)?;
            headers.insert("paypal-request-id", id);
        }
        self.deliver(call.operation, request).await
    }

    /// One request, one answer, and a log line if there is none.
    pub(in crate::paypal) async fn deliver(
        &self,
        operation: &'static str,
        request: Request<Bytes>,
    ) -> Result<Response<Bytes>, Failure> {
        self.transport.send(request).await.map_err(|error| {
            let error: &(dyn std::error::Error + 'static) = &error;
            tracing::warn!(
                provider.operation = operation,
                error,
                "PayPal gave no answer"
            );
            Failure::NoAnswer
        })
    }

    /// A plain fetch without credentials.
    pub(in crate::paypal) async fn fetch(
        &self,
        request: Request<Bytes>,
    ) -> Result<Response<Bytes>, TransportError> {
        self.transport.send(request).await
    }

    /// Under the configured base: links PayPal sends are never followed with our token.
    pub(in crate::paypal) fn address(&self, path: &str, query: Option<&str>) -> Url {
        let mut url = self.hosts.api_base.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}{path}"));
        url.set_query(query);
        url
    }

    fn read<T: DeserializeOwned>(
        &self,
        call: &Call,
        answer: &Response<Bytes>,
    ) -> Result<T, Failure> {
        let (operation, pause) = (call.operation, self.pause_of(call));
        let status = answer.status();
        if status.is_success() {
            pause.end();
            self.tokens.in_vain.end();
            return read_success(operation, answer);
        }
        if status == StatusCode::TOO_MANY_REQUESTS {
            pause.begin(self.now(), retry_after(answer.headers()));
        }
        let problem = read_problem(answer);
        tracing::warn!(
            provider.operation = operation,
            http.status = status.as_u16(),
            provider.debug_id = debug_id(answer.headers()),
            provider.issue = problem.as_ref().map_or("", Problem::code),
            "PayPal refused or failed",
        );
        // 408 and 429 say nothing about the money; 409 says the same call is being worked on.
        match (status.as_u16(), problem) {
            (400 | 401 | 403 | 404 | 415 | 422, Some(problem)) => Err(Failure::Refused(problem)),
            _ => Err(Failure::NoAnswer),
        }
    }
}

fn read_success<T: DeserializeOwned>(
    operation: &'static str,
    answer: &Response<Bytes>,
) -> Result<T, Failure> {
    // 204 has no body; a caller that expects nothing reads it as `null`.
    let body: &[u8] = if answer.body().is_empty() {
        b"null"
    } else {
        answer.body()
    };
    let status = answer.status().as_u16();
    let debug_id = debug_id(answer.headers());
    let Ok(read) = serde_json::from_slice(body) else {
        // The parser's message may quote the body, so it is not logged.
        tracing::error!(
            provider.operation = operation,
            http.status = status,
            provider.debug_id = debug_id,
            "PayPal's answer cannot be read",
        );
        return Err(Failure::NoAnswer);
    };
    tracing::debug!(
        provider.operation = operation,
        http.status = status,
        provider.debug_id = debug_id,
        "PayPal answered",
    );
    Ok(read)
}

/// `None` unless it is one of PayPal's two shapes of errors.
fn read_problem(answer: &Response<Bytes>) -> Option<Problem> {
    let read: ErrorAnswer = serde_json::from_slice(answer.body()).ok()?;
    let status = answer.status().as_u16();
    let name = read.name.as_deref().and_then(code);
    // The second shape: what the gateway in front of the API says about tokens, and only that.
    let about_tokens = answer.status() == StatusCode::UNAUTHORIZED;
    let gateway = read
        .error
        .as_deref()
        .filter(|_| about_tokens)
        .and_then(|error| code(&error.to_ascii_uppercase()));
    let issues = read
        .details
        .iter()
        .filter_map(|detail| code(detail.issue.as_deref()?));
    let codes: Vec<String> = issues.chain(name.or(gateway)).collect();
    (!codes.is_empty()).then_some(Problem { status, codes })
}

/// PayPal's name for this call, for its support. Only what looks like one.
pub(in crate::paypal) fn debug_id(headers: &HeaderMap) -> &str {
    let id = headers
        .get("paypal-debug-id")
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default();
    let plain = id.len() <= 64
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if plain { id } else { "" }
}

/// Seconds; PayPal does not use the form with a date.
pub(in crate::paypal) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}
