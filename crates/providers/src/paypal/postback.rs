//! Asking PayPal itself whether a notice is its own: slower, and needs PayPal up, but needs no
//! certificate.

use http::Method;
use serde_json::value::RawValue;

use super::api::{Api, Call};
use super::errors::Failure;
use super::notices::Signature;
use super::wire::notices::{Verification, VerificationStatus, VerifyNotice};
use crate::WebhookId;

/// `body` goes out letter by letter as it came in. `None` when PayPal gives no clear answer.
pub(super) async fn is_genuine(
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
    let question = VerifyNotice {
        auth_algo: signature.algorithm,
        cert_url: signature.certificate,
        transmission_id: signature.transmission,
        transmission_sig: signature.value,
        transmission_time: signature.time,
        webhook_id: webhook.as_str(),
        webhook_event: body,
    };
    let path = "/v1/notifications/verify-webhook-signature".to_owned();
    api.call(Call::send("verify notice", Method::POST, path, &question)?)
        .await
}
