//! `POST /v1/notifications/verify-webhook-signature`: is this delivery ours?

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::paypal::http::answer::{Answer, Detail, Handled, Refusal};
use crate::paypal::http::call::Request;
use crate::paypal::state::State;
use crate::paypal::webhooks::signing::signed_text;

/// The event stays raw text: its checksum is over the bytes the caller received.
#[derive(Deserialize)]
struct Question<'a> {
    auth_algo: String,
    cert_url: String,
    transmission_id: String,
    transmission_sig: String,
    transmission_time: String,
    webhook_id: String,
    #[serde(borrow)]
    webhook_event: &'a RawValue,
}

#[derive(Serialize)]
struct Verification {
    verification_status: &'static str,
}

pub(crate) fn verify(state: &State, request: &Request<'_>) -> Handled {
    let Ok(question) = serde_json::from_slice::<Question<'_>>(&request.call.body) else {
        let issue = "A required field is missing or malformed.";
        let detail = Detail {
            issue,
            location: Some("body"),
            ..Detail::default()
        };
        let message = "Invalid request - see details";
        return Err(Refusal::named(
            400,
            "VALIDATION_ERROR",
            message,
            Some(detail),
        ));
    };
    let status = if is_ours(state, request, &question) {
        "SUCCESS"
    } else {
        "FAILURE"
    };
    Ok(Answer::json(
        200,
        &Verification {
            verification_status: status,
        },
    ))
}

fn is_ours(state: &State, request: &Request<'_>, question: &Question<'_>) -> bool {
    let webhook = state.webhooks.webhook(&question.webhook_id);
    let own = webhook.is_some_and(|webhook| webhook.client_id == request.caller.client_id);
    let certificates = state.link("/v1/notifications/certs/");
    let body = question.webhook_event.get().as_bytes();
    let text = signed_text(
        &question.transmission_id,
        &question.transmission_time,
        &question.webhook_id,
        body,
    );
    own && question.auth_algo == "SHA256withRSA"
        && question.cert_url.starts_with(&certificates)
        && state
            .keys
            .get()
            .is_some_and(|keys| keys.is_signature(&text, &question.transmission_sig))
}
