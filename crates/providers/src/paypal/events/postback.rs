//! Asking PayPal itself whether an event is its own: slower, and needs PayPal up, but needs no
//! certificate.

use http::Method;
use serde_json::value::RawValue;

use crate::WebhookId;
use crate::paypal::connection::api::{Api, Call};
use crate::paypal::connection::errors::Failure;
use crate::paypal::events::verify::Signature;
use crate::paypal::wire::events::{Verification, VerificationStatus, VerifyEvent};

/// `body` goes out letter by letter as it came in. `None` when PayPal gives no clear answer.
pub(in crate::paypal) async fn is_genuine(
    api: &Api,
    signature: &Signature<'_>,
    webhook: &WebhookId,
    body: &RawValue,
) -> Option<bool> {
    match ask(api, signature, webhook, body)
        .await
        .ok()?
        .verification_status
    {
        VerificationStatus::Success => Some(true),
        VerificationStatus::Failure => Some(false),
        VerificationStatus::Unknown => None,
    }
}

async fn ask(
    api: &Api,
    signature: &Signature<'_>,
    webhook: &WebhookId,
    body: &RawValue,
) -> Result<Verification, Failure> {
    let question = VerifyEvent {
        auth_algo: signature.algorithm,
        cert_url: signature.certificate,
        transmission_id: signature.transmission,
        transmission_sig: signature.value,
        transmission_time: signature.time,
        webhook_id: webhook.as_str(),
        webhook_event: body,
    };
    let path = "/v1/notifications/verify-webhook-signature".to_owned();
    api.call(Call::send("verify event", Method::POST, path, &question)?)
        .await
}
