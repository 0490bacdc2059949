//! `POST /v1/oauth2/token`: client id and secret for an access token.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::common::clock::{later, seconds};
use crate::paypal::http::answer::{Answer, Handled, Refusal};
use crate::paypal::http::call::Call;
use crate::paypal::state::State;

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the provider's names")]
struct Token {
    scope: String,
    access_token: String,
    token_type: &'static str,
    app_id: &'static str,
    expires_in: u64,
    nonce: String,
}

const SCOPES: &[&str] = &[
    "payments/payment",
    "payments/refund",
    "applications/webhooks",
];
const SEARCH_SCOPE: &str = "reporting/search/read";

/// Any content type is accepted: a client in the field sends a malformed one.
pub(crate) fn token(state: &mut State, call: &Call) -> Handled {
    let known = call.basic().and_then(|(id, secret)| {
        let app = state.accounts.app(&id)?;
        (app.client_secret == secret).then(|| Arc::clone(app))
    });
    let Some(app) = known else {
        return Err(Refusal::OAuth {
            status: 401,
            error: "invalid_client",
            description: "Client Authentication failed",
        });
    };
    let client_credentials = call
        .form()
        .iter()
        .any(|(key, value)| key == "grant_type" && value == "client_credentials");
    if !client_credentials {
        return Err(Refusal::OAuth {
            status: 400,
            error: "unsupported_grant_type",
            description: "unsupported grant_type",
        });
    }
    let search = app.transaction_search.then_some(&SEARCH_SCOPE);
    let scope = |name: &&str| format!("https://uri.paypal.com/services/{name}");
    let scopes: Vec<String> = SCOPES.iter().chain(search).map(scope).collect();
    let expires_in = state.knobs.token_expires_in_s;
    let access_token = state.ids.token();
    let until = later(call.now, Duration::from_secs(expires_in));
    state
        .accounts
        .give_token(access_token.clone(), app, call.now, until);
    let nonce = format!("{}{}", seconds(call.now), state.ids.nonce());
    Ok(Answer::json(
        200,
        &Token {
            scope: scopes.join(" "),
            access_token,
            token_type: "Bearer",
            app_id: "APP-80W284485P519543T",
            expires_in,
            nonce,
        },
    ))
}
