//! One request, taken apart once; and the checks every API call passes before its handler.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{HeaderMap, Method};
use jiff::Timestamp;
use serde_json::Value;

use crate::paypal::accounts::App;
use crate::paypal::http::answer::{Detail, Refusal};
use crate::paypal::issues::{self, listed::Listed};
use crate::paypal::state::State;

/// A request as it came in. The path has no trailing slash.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) debug_id: String,
    pub(crate) now: Timestamp,
}

/// The calling client, and the merchant it calls for.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The merchant's app: the caller's own, or that of the merchant it acts for.
    pub(crate) app: Arc<App>,
    pub(crate) client_id: String,
}

/// A call that passed the gate.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) call: &'a Call,
    pub(crate) caller: Caller,
    /// The body; `Null` where there is none.
    pub(crate) json: Value,
}

impl Call {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The value of a query parameter; empty counts as absent.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self
            .query
            .iter()
            .find(|(key, value)| key == name && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        self.header("paypal-request-id").filter(|id| !id.is_empty())
    }

    /// The provider takes request ids of up to 108 characters.
    pub(crate) fn check_request_id(&self) -> Result<(), Refusal> {
        let detail = || Detail {
            field: Some("PayPal-Request-Id".to_owned()),
            location: Some("header"),
            ..Detail::default()
        };
        match self.request_id() {
            Some(id) if id.len() > 108 => {
                Err(Refusal::about(&issues::INVALID_STRING_LENGTH, detail()))
            }
            Some(_) | None => Ok(()),
        }
    }

    pub(crate) fn wants_representation(&self) -> bool {
        self.header("prefer")
            .is_some_and(|prefer| prefer.contains("return=representation"))
    }

    pub(crate) fn form(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(&self.body)
            .into_owned()
            .collect()
    }

    /// The body's JSON for the control API, which forgives an absent body.
    pub(crate) fn control_json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// Name and password of HTTP Basic.
    pub(crate) fn basic(&self) -> Option<(String, String)> {
        let encoded = self.header("authorization")?.strip_prefix("Basic ")?;
        let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (name, password) = text.split_once(':')?;
        Some((name.to_owned(), password.to_owned()))
    }

    fn is_json(&self) -> bool {
        self.header("content-type").is_some_and(|kind| {
            kind.trim_start()
                .to_ascii_lowercase()
                .starts_with("application/json")
        })
    }
}

/// The checks that come even before a limit on calls: media type and login.
pub(crate) fn admit(state: &State, call: &Call) -> Result<Caller, Refusal> {
    if !call.body.is_empty() && !call.is_json() {
        return Err(Refusal::plain(415));
    }
    authenticate(state, call)
}

/// The checks before a handler, in the provider's order: media type, login, JSON.
pub(crate) fn gate<'a>(state: &State, call: &'a Call) -> Result<Request<'a>, Refusal> {
    let caller = admit(state, call)?;
    let json = if call.body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&call.body).map_err(|_| malformed())?
    };
    Ok(Request { call, caller, json })
}

fn malformed() -> Refusal {
    Refusal::of(&issues::MALFORMED_REQUEST_JSON)
}

fn authenticate(state: &State, call: &Call) -> Result<Caller, Refusal> {
    let token = call
        .header("authorization")
        .and_then(|value| value.strip_prefix("Bearer "));
    let Some(token) = token else {
        return Err(Refusal::plain(401));
    };
    let Some(app) = state.accounts.of_token(token.trim(), call.now) else {
        return Err(Refusal::OAuth {
            status: 401,
            error: "invalid_token",
            description: "Access Token not found in cache",
        });
    };
    let client_id = app.client_id.clone();
    match call.header("paypal-auth-assertion") {
        None => Ok(Caller { app, client_id }),
        Some(assertion) => acting_for(state, client_id, assertion),
    }
}

/// Partner mode: an unsigned token names the merchant; the merchant must have agreed.
fn acting_for(state: &State, client_id: String, assertion: &str) -> Result<Caller, Refusal> {
    let mut parts = assertion.split('.');
    let claims = parts
        .nth(1)
        .and_then(|part| URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok())
        .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let Some(claims) = claims else {
        return Err(Refusal::plain(401));
    };
    let text = |key: &str| claims.get(key).and_then(Value::as_str);
    if text("iss") != Some(client_id.as_str()) {
        return Err(Refusal::plain(401));
    }
    let merchant = text("payer_id")
        .or_else(|| text("email"))
        .unwrap_or_default();
    match state.accounts.by_merchant(merchant) {
        Some(app) if app.client_id == client_id || app.partners.contains(&client_id) => {
            Ok(Caller {
                app: Arc::clone(app),
                client_id,
            })
        }
        _ => Err(Refusal::of(&issues::PERMISSION_DENIED)),
    }
}

/// `PayPal-Mock-Response`: answer with this issue and change nothing. An unknown code or broken
/// header is ignored, as the sandbox does.
pub(crate) fn mock(call: &Call, known: &Listed) -> Result<(), Refusal> {
    let Some(header) = call.header("paypal-mock-response") else {
        return Ok(());
    };
    let Ok(wish) = serde_json::from_str::<Value>(header) else {
        return Ok(());
    };
    let code = wish
        .get("mock_application_codes")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match known.find(code) {
        Some(issue) => Err(Refusal::about(issue, Detail::default())),
        None => Ok(()),
    }
}
