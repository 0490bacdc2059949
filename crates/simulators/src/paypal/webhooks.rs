//! Webhooks: the registered addresses, the events, and what waits to be delivered.
//!
//! Events are queued in the state until they are taken out and delivered (by a test by hand, in the
//! demo by a task).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;

use crate::common::clock::{later, millis};
use crate::common::timers::Timers;
use crate::paypal::accounts::App;
use crate::paypal::http::wire::Link;
use crate::paypal::state::State;

pub(crate) mod api;
pub(crate) mod deliver;
pub(crate) mod signing;
mod spacing;
pub(crate) mod verify;

#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) id: String,
    pub(crate) client_id: String,
    pub(crate) url: String,
    /// Names, or `*`.
    pub(crate) event_types: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) id: String,
    /// `PAYMENT.CAPTURE.COMPLETED` …
    pub(crate) name: &'static str,
    pub(crate) body: Bytes,
}

/// One delivery that waits for its time.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) event: String,
    pub(crate) event_type: &'static str,
    pub(crate) webhook: String,
    pub(crate) url: String,
    pub(crate) body: Bytes,
    pub(crate) attempt: u32,
    /// Kept from the last attempt where retries do not renew it.
    pub(crate) transmission: Option<(String, String)>,
}

#[derive(Debug, Default)]
pub(crate) struct Webhooks {
    listeners: BTreeMap<String, Webhook>,
    waiting: Timers<Waiting>,
}

/// Something worth telling.
pub(crate) struct News {
    pub(crate) event_type: &'static str,
    /// Resource type and version.
    pub(crate) kind: (&'static str, &'static str),
    pub(crate) summary: String,
    pub(crate) after: Duration,
}

#[derive(Serialize)]
struct Envelope<'a, R: Serialize> {
    id: &'a str,
    event_version: &'static str,
    create_time: String,
    resource_type: &'static str,
    resource_version: &'static str,
    event_type: &'static str,
    summary: &'a str,
    resource: &'a R,
    links: Vec<Link>,
}

impl Webhooks {
    pub(crate) fn has_listener(&self, client_id: &str) -> bool {
        self.listeners
            .values()
            .any(|webhook| webhook.client_id == client_id)
    }

    /// The webhooks of an app, oldest id first.
    pub(crate) fn of(&self, client_id: &str) -> impl Iterator<Item = &Webhook> {
        self.listeners
            .values()
            .filter(move |webhook| webhook.client_id == client_id)
    }

    pub(crate) fn webhook(&self, id: &str) -> Option<&Webhook> {
        self.listeners.get(id)
    }

    /// Adds or replaces.
    pub(crate) fn put(&mut self, webhook: Webhook) {
        self.listeners.insert(webhook.id.clone(), webhook);
    }

    pub(crate) fn queue(&mut self, at: Timestamp, waiting: Waiting) {
        self.waiting.put(at, waiting);
    }

    /// Takes out what is due until `until`; everything for `None`.
    pub(crate) fn take(&mut self, until: Option<Timestamp>) -> Vec<Waiting> {
        std::iter::from_fn(|| self.waiting.take(until)).collect()
    }

    pub(crate) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Forgets what waits, keeps the registered webhooks.
    pub(crate) fn forget_events(&mut self) {
        self.waiting.clear();
    }
}

/// Queues the event for every webhook of the app that listens for it.
pub(crate) fn publish(state: &mut State, app: &Arc<App>, news: &News, resource: &impl Serialize) {
    if !state.webhooks.has_listener(&app.client_id) {
        return;
    }
    let Some(event) = make(state, news, resource) else {
        return;
    };
    let wants = |webhook: &&Webhook| {
        webhook
            .event_types
            .iter()
            .any(|name| name == "*" || name == news.event_type)
    };
    let listeners: Vec<Webhook> = state
        .webhooks
        .of(&app.client_id)
        .filter(wants)
        .cloned()
        .collect();
    for webhook in listeners {
        enqueue(state, &event, &webhook, news.after);
    }
}

/// Writes an event's body, compact and in the provider's order of fields.
fn make(state: &mut State, news: &News, resource: &impl Serialize) -> Option<Event> {
    let id = state.ids.event();
    let own = state.link(&format!("/v1/notifications/webhooks-events/{id}"));
    let now = state.now();
    let envelope = Envelope {
        id: &id,
        event_version: "1.0",
        create_time: millis(now),
        resource_type: news.kind.0,
        resource_version: news.kind.1,
        event_type: news.event_type,
        summary: &news.summary,
        resource,
        links: vec![
            Link::get(own.clone(), "self"),
            Link::post(format!("{own}/resend"), "resend"),
        ],
    };
    let text = serde_json::to_string(&envelope).ok()?;
    let text = if state.knobs.webhooks.ugly_json {
        spacing::uglify(&text)
    } else {
        text
    };
    Some(Event {
        id,
        name: news.event_type,
        body: Bytes::from(text),
    })
}

fn enqueue(state: &mut State, event: &Event, webhook: &Webhook, after: Duration) {
    let knobs = &state.knobs.webhooks;
    if knobs.dropped {
        return;
    }
    let at = later(
        state.clock.now(),
        after + Duration::from_secs(knobs.delay_s),
    );
    for _ in 0..knobs.copies {
        state.webhooks.queue(
            at,
            Waiting {
                event: event.id.clone(),
                event_type: event.name,
                webhook: webhook.id.clone(),
                url: webhook.url.clone(),
                body: event.body.clone(),
                attempt: 1,
                transmission: None,
            },
        );
    }
}
