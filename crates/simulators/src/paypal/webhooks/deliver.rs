//! Deliveries: signed when they are taken out, put back when the receiver did not say 2xx.

use std::time::Duration;

use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::Waiting;
use crate::common::Delivery;
use crate::common::clock::{later, seconds};
use crate::paypal::state::State;
use crate::paypal::webhooks::signing::{CERTIFICATE, LazyKeys, signed_text};

/// What is signed outside the lock.
pub(crate) struct Unsigned {
    waiting: Waiting,
    transmission: String,
    time: String,
    certificate: String,
    correlation: String,
    signed_for: String,
    spoil: bool,
}

/// The provider tries 25 times within three days.
const ATTEMPTS: u32 = 25;

const fn pause(attempt: u32) -> Duration {
    Duration::from_secs(match attempt {
        0 | 1 => 10,
        2 => 30,
        3 => 60,
        4 => 2 * 60,
        5 => 5 * 60,
        6 => 10 * 60,
        7 => 30 * 60,
        8 => 3_600,
        _ => 3 * 3_600,
    })
}

/// Takes what is due (or everything) out of the queue.
pub(crate) fn take(state: &mut State, everything: bool) -> Vec<Unsigned> {
    let now = state.now();
    let mut waiting = state.webhooks.take((!everything).then_some(now));
    let knobs = state.knobs.webhooks.clone();
    if knobs.reversed {
        waiting.reverse();
    }
    let base = if knobs.foreign_certificate_host {
        "https://certificates.attacker.example"
    } else {
        state.base.as_str()
    };
    let certificate = format!("{base}/v1/notifications/certs/{CERTIFICATE}");
    let mut unsigned = Vec::with_capacity(waiting.len());
    for waiting in waiting {
        let fresh = || (state.ids.transmission(), seconds(now));
        let (transmission, time) = waiting.transmission.clone().unwrap_or_else(fresh);
        let signed_for = if knobs.wrong_webhook_id {
            state.ids.resource()
        } else {
            waiting.webhook.clone()
        };
        unsigned.push(Unsigned {
            waiting,
            transmission,
            time,
            certificate: certificate.clone(),
            correlation: state.ids.debug(),
            signed_for,
            spoil: knobs.bad_signature,
        });
    }
    unsigned
}

impl Unsigned {
    /// Event, webhook and attempt.
    pub(crate) fn key(&self) -> (String, String, u32) {
        let Waiting {
            event,
            webhook,
            attempt,
            ..
        } = &self.waiting;
        (event.clone(), webhook.clone(), *attempt)
    }

    pub(crate) fn sign(self, keys: &LazyKeys) -> Delivery {
        let Self {
            waiting,
            transmission,
            time,
            ..
        } = self;
        let mut text = signed_text(&transmission, &time, &self.signed_for, &waiting.body);
        if self.spoil {
            text.push('!');
        }
        let signature = keys.get().map(|keys| keys.sign(&text)).unwrap_or_default();
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(
            USER_AGENT,
            HeaderValue::from_static("PayPal/AUHD-214.0-simulator"),
        );
        for (name, value) in [
            ("paypal-transmission-id", transmission),
            ("paypal-transmission-time", time),
            ("paypal-transmission-sig", signature),
            ("paypal-cert-url", self.certificate),
            ("paypal-auth-algo", "SHA256withRSA".to_owned()),
            ("paypal-auth-version", "v2".to_owned()),
            ("correlation-id", self.correlation),
        ] {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        Delivery {
            url: waiting.url,
            headers,
            body: waiting.body,
            event_id: waiting.event,
            event_type: waiting.event_type,
            webhook_id: waiting.webhook,
            attempt: waiting.attempt,
        }
    }
}

/// Puts a delivery back for its next attempt. False when it was the last.
pub(crate) fn failed(state: &mut State, delivery: Delivery) -> bool {
    if delivery.attempt >= ATTEMPTS {
        return false;
    }
    let text = |name: &str| delivery.headers.get(name).and_then(|v| v.to_str().ok());
    let transmission = text("paypal-transmission-id")
        .zip(text("paypal-transmission-time"))
        .filter(|_| state.knobs.webhooks.same_transmission)
        .map(|(id, time)| (id.to_owned(), time.to_owned()));
    let at = later(state.now(), pause(delivery.attempt));
    state.webhooks.queue(
        at,
        Waiting {
            event: delivery.event_id,
            event_type: delivery.event_type,
            webhook: delivery.webhook_id,
            url: delivery.url,
            body: delivery.body,
            attempt: delivery.attempt + 1,
            transmission,
        },
    );
    true
}
