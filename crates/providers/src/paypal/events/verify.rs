//! Whether an event is PayPal's, and where it says to look.
//!
//! PayPal signs `transmission id|time|webhook id|CRC-32 of the body`. The webhook id is ours from
//! the configuration, never the event's; the certificate's address is the event's and therefore
//! held against a list. No window of time is enforced: PayPal delivers again for three days, and
//! whether the time is renewed is unknown. The same event twice is seen by its name.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{Money, Timestamp};
use http::Method;
use serde_json::value::RawValue;
use url::Url;

use crate::paypal::connection::api::Api;
use crate::paypal::events::certificates::{Certificates, Verdict, verify};
use crate::paypal::events::postback;
use crate::paypal::wire::events::{DisputeOutcome, Event, Resource};
use crate::paypal::wire::linked_id;
use crate::paypal::wire::money::Amount;
use crate::paypal::{ids, time};
use crate::{DisputeEnd, EventHeaders, EventVerdict, Hint, RawProviderEvent, WebhookId};

/// PayPal's largest events have a few kilobytes.
const BODY_MAX: usize = 256 << 10;
const ALGORITHM: &str = "SHA256withRSA";
/// PayPal's own limit for header values it takes back.
const HEADER_MAX: usize = 500;

/// What an event says about its signature.
pub(in crate::paypal) struct Signature<'a> {
    pub(in crate::paypal) transmission: &'a str,
    pub(in crate::paypal) time: &'a str,
    pub(in crate::paypal) value: &'a str,
    pub(in crate::paypal) certificate: &'a str,
    pub(in crate::paypal) algorithm: &'a str,
}

impl<'a> Signature<'a> {
    fn of(headers: &'a EventHeaders) -> Option<Self> {
        let header = |name| headers.get(name).filter(|value| value.len() <= HEADER_MAX);
        Some(Self {
            transmission: header("paypal-transmission-id")?,
            time: header("paypal-transmission-time")?,
            value: header("paypal-transmission-sig")?,
            certificate: header("paypal-cert-url")?,
            algorithm: header("paypal-auth-algo")?,
        })
    }

    fn text(&self, webhook: &WebhookId, body: &[u8]) -> String {
        format!(
            "{}|{}|{webhook}|{}",
            self.transmission,
            self.time,
            crc32fast::hash(body)
        )
    }
}

/// What is kept to judge events with.
#[derive(Default)]
pub(in crate::paypal) struct EventVerifier {
    pub(in crate::paypal) certificates: Certificates,
}

impl EventVerifier {
    pub(in crate::paypal) async fn judge(
        &self,
        api: &Api,
        sent: &RawProviderEvent<'_>,
    ) -> EventVerdict {
        let (signature, address) = match readable(api, sent) {
            Ok(readable) => readable,
            Err(why) => return forged(why),
        };
        let Ok(signed) = STANDARD.decode(signature.value) else {
            return forged("the signature is not base64");
        };
        let Ok(body) = serde_json::from_slice::<&RawValue>(sent.body) else {
            return forged("the body is not JSON");
        };
        let Some(webhook) = api.account.webhook_id.as_deref().and_then(ids::webhook) else {
            return cannot_tell("the account has no webhook id");
        };
        match self
            .verdict(api, &address, &signature.text(&webhook, sent.body), &signed)
            .await
        {
            Verdict::Signed => genuine(&signature, body),
            Verdict::WrongSignature => forged("the signature does not match"),
            Verdict::WrongName => forged("the certificate is not one for events"),
            Verdict::Untrusted => {
                let allowance = self.certificates.allowances.of(&address);
                if allowance.questions.take(api.now()) {
                    ask(api, &signature, &webhook, body).await
                } else {
                    cannot_tell("PayPal was asked too often in this minute")
                }
            }
        }
    }

    async fn verdict(&self, api: &Api, address: &Url, text: &str, signed: &[u8]) -> Verdict {
        let allowance = self.certificates.allowances.of(address);
        let Some(chain) = self.certificates.at(api, address, &allowance).await else {
            return Verdict::Untrusted;
        };
        let roots = &api.hosts.certificate_roots;
        let verdict = verify(&chain, roots, api.now(), (text.as_bytes(), signed));
        match verdict {
            Verdict::Signed => self.certificates.signed(address, &chain),
            Verdict::Untrusted => self.certificates.forget(address),
            Verdict::WrongName | Verdict::WrongSignature => {}
        }
        verdict
    }
}

/// The certificate says nothing, so PayPal has to.
async fn ask(
    api: &Api,
    signature: &Signature<'_>,
    webhook: &WebhookId,
    body: &RawValue,
) -> EventVerdict {
    match postback::is_genuine(api, signature, webhook, body).await {
        Some(true) => genuine(signature, body),
        Some(false) => forged("PayPal says it did not send it"),
        None => cannot_tell("neither the certificate nor PayPal's answer can be had"),
    }
}

/// The checks that need no request to PayPal, cheapest first.
fn readable<'a>(
    api: &Api,
    sent: &RawProviderEvent<'a>,
) -> Result<(Signature<'a>, Url), &'static str> {
    if sent.method != Method::POST || sent.key.is_some() {
        return Err("PayPal posts to the bare address");
    }
    if sent.body.len() > BODY_MAX {
        return Err("the body is too large");
    }
    let signature = Signature::of(sent.headers).ok_or("a header is missing or too long")?;
    if signature.algorithm != ALGORITHM {
        return Err("the algorithm is not the agreed one");
    }
    if !is_name(signature.transmission) {
        return Err("the transmission id is not one");
    }
    let address =
        Url::parse(signature.certificate).map_err(|_| "the certificate has no address")?;
    if !api.hosts.is_certificate(&address) {
        return Err("the certificate's address is not PayPal's");
    }
    Ok((signature, address))
}

fn forged(why: &str) -> EventVerdict {
    EventVerdict::Forged {
        why: why.to_owned(),
    }
}

fn cannot_tell(why: &str) -> EventVerdict {
    EventVerdict::CannotTell {
        why: why.to_owned(),
    }
}

/// An event we cannot read is kept all the same: PayPal would only send it again.
fn genuine(signature: &Signature<'_>, body: &RawValue) -> EventVerdict {
    let event: Option<Event> = serde_json::from_str(body.get()).ok();
    let Some(event) = event.filter(|event| is_name(&event.id)) else {
        tracing::error!("a genuine event of PayPal cannot be read");
        let hint = Hint::Other {
            event_type: String::new(),
        };
        return EventVerdict::Genuine {
            event: signature.transmission.to_owned(),
            hint,
        };
    };
    EventVerdict::Genuine {
        hint: hint(&event),
        event: event.id,
    }
}

fn hint(event: &Event) -> Hint {
    let resource = &event.resource;
    let hint = match event.kind.as_str() {
        "CHECKOUT.ORDER.APPROVED" => order(resource.id.as_deref()),
        "CHECKOUT.PAYMENT-APPROVAL.REVERSED" => {
            order(resource.order_id.as_deref().or(resource.id.as_deref()))
        }
        kind if kind.starts_with("PAYMENT.CAPTURE.") => match event.resource_type.as_deref() {
            Some("refund") => refund(resource),
            _ => capture(resource),
        },
        "CUSTOMER.DISPUTE.RESOLVED" => dispute(resource, true),
        kind if kind.starts_with("CUSTOMER.DISPUTE.") => dispute(resource, false),
        _ => None,
    };
    hint.unwrap_or_else(|| Hint::Other {
        event_type: event_type(&event.kind),
    })
}

fn order(id: Option<&str>) -> Option<Hint> {
    Some(Hint::Order {
        order: ids::order(id?)?,
    })
}

fn capture(resource: &Resource) -> Option<Hint> {
    let related = resource
        .supplementary_data
        .as_ref()
        .and_then(|data| data.related_ids.as_ref());
    let order = related
        .and_then(|ids| ids.order_id.clone())
        .or_else(|| linked_id(&resource.links, "up", "/checkout/orders"));
    Some(Hint::Capture {
        capture: ids::capture(resource.id.as_deref()?)?,
        order: order.and_then(|order| ids::order(&order)),
    })
}

fn refund(resource: &Resource) -> Option<Hint> {
    let refund = ids::refund(resource.id.as_deref()?)?;
    Some(Hint::Refund {
        refund: refund.into(),
    })
}

fn dispute(resource: &Resource, resolved: bool) -> Option<Hint> {
    let id = resource.dispute_id.as_deref().filter(|id| is_name(id))?;
    let transaction = resource.disputed_transactions.first();
    let capture = transaction.and_then(|disputed| disputed.seller_transaction_id.as_deref());
    let resolved = resolved || resource.status.as_deref() == Some("RESOLVED");
    let changed_at = resource.update_time.as_deref().and_then(time::read);
    Some(Hint::Dispute {
        dispute: id.to_owned(),
        capture: capture.and_then(ids::capture),
        changed_at: changed_at.map(Timestamp::micros),
        end: resolved.then(|| dispute_end(resource.dispute_outcome.as_ref())),
    })
}

/// What is not known to leave the money here counts as lost: then nothing is given back beside.
fn dispute_end(outcome: Option<&DisputeOutcome>) -> DisputeEnd {
    let given_back = outcome.and_then(|outcome| outcome.amount_refunded.as_ref());
    let given_back = given_back.and_then(Amount::money);
    let keeps_all = given_back.is_none_or(Money::is_zero);
    match outcome.and_then(|outcome| outcome.outcome_code.as_deref()) {
        Some("RESOLVED_SELLER_FAVOUR" | "DENIED") if keeps_all => DisputeEnd::Won,
        Some("CANCELED_BY_BUYER" | "NONE") if keeps_all => DisputeEnd::Withdrawn,
        _ => DisputeEnd::Lost {
            cents: given_back.filter(|_| !keeps_all).map(Money::cents),
        },
    }
}

/// Ids of events, transmissions and disputes.
fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(plain)
}

/// Capitals with dots; anything else is not worth keeping.
fn event_type(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_uppercase() || matches!(byte, b'.' | b'-' | b'_');
    let is_type = text.len() <= 64 && text.bytes().all(plain);
    if is_type {
        text.to_owned()
    } else {
        String::new()
    }
}
