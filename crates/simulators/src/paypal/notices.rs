//! Webhooks: who listens, what happened, and what waits to be delivered.
//!
//! Events are queued in the state; somebody takes them out and delivers them (a test by hand, the
//! demo by a task). The simulator itself never opens a connection.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;

use super::accounts::App;
use super::clock::{later, millis};
use super::state::State;
use super::wire::Link;

pub(crate) mod api;
pub(crate) mod deliver;
mod ugly;
pub(crate) mod verify;

/// Older events are forgotten when there are more.
const EVENTS_KEPT: usize = 20_000;

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
    pub(crate) client_id: String,
    /// `PAYMENT.CAPTURE.COMPLETED` …
    pub(crate) name: &'static str,
    pub(crate) at: Timestamp,
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
pub(crate) struct Notices {
    webhooks: BTreeMap<String, Webhook>,
    events: HashMap<String, Event>,
    order: VecDeque<String>,
    waiting: BTreeMap<(Timestamp, u64), Waiting>,
    queued: u64,
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

impl Notices {
    pub(crate) fn anybody_listens(&self, client_id: &str) -> bool {
        self.webhooks
            .values()
            .any(|webhook| webhook.client_id == client_id)
    }

    /// The webhooks of an app, oldest id first.
    pub(crate) fn of(&self, client_id: &str) -> impl Iterator<Item = &Webhook> {
        self.webhooks
            .values()
            .filter(move |webhook| webhook.client_id == client_id)
    }

    pub(crate) fn webhook(&self, id: &str) -> Option<&Webhook> {
        self.webhooks.get(id)
    }

    /// Adds or replaces.
    pub(crate) fn put(&mut self, webhook: Webhook) {
        self.webhooks.insert(webhook.id.clone(), webhook);
    }

    pub(crate) fn remove(&mut self, id: &str) {
        self.webhooks.remove(id);
    }

    pub(crate) fn event(&self, id: &str) -> Option<&Event> {
        self.events.get(id)
    }

    /// Newest first.
    pub(crate) fn events(&self) -> impl Iterator<Item = &Event> {
        self.order.iter().rev().filter_map(|id| self.events.get(id))
    }

    fn remember(&mut self, event: Event) {
        if self.order.len() >= EVENTS_KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.events.remove(&oldest);
        }
        self.order.push_back(event.id.clone());
        self.events.insert(event.id.clone(), event);
    }

    pub(crate) fn queue(&mut self, at: Timestamp, waiting: Waiting) {
        self.queued += 1;
        self.waiting.insert((at, self.queued), waiting);
    }

    /// Takes out what is due until `until`; everything for `None`.
    pub(crate) fn take(&mut self, until: Option<Timestamp>) -> Vec<Waiting> {
        let mut taken = Vec::new();
        while let Some(entry) = self.waiting.first_entry() {
            if until.is_some_and(|until| entry.key().0 > until) {
                break;
            }
            taken.push(entry.remove());
        }
        taken
    }

    pub(crate) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Forgets what happened, keeps who listens.
    pub(crate) fn forget_events(&mut self) {
        self.events.clear();
        self.order.clear();
        self.waiting.clear();
    }
}

/// Tells everybody of the app who listens for it.
pub(crate) fn publish(state: &mut State, app: &Arc<App>, news: &News, resource: &impl Serialize) {
    if !state.notices.anybody_listens(&app.client_id) {
        return;
    }
    let Some(event) = make(state, &app.client_id, news, resource) else {
        return;
    };
    let wants = |webhook: &&Webhook| {
        webhook
            .event_types
            .iter()
            .any(|name| name == "*" || name == news.event_type)
    };
    let listeners: Vec<Webhook> = state
        .notices
        .of(&app.client_id)
        .filter(wants)
        .cloned()
        .collect();
    for webhook in listeners {
        enqueue(state, &event, &webhook, news.after);
    }
    state.notices.remember(event);
}

/// Writes an event's body, compact and in the provider's order of fields.
fn make(
    state: &mut State,
    client_id: &str,
    news: &News,
    resource: &impl Serialize,
) -> Option<Event> {
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
    let text = if state.knobs.notices.ugly_json {
        ugly::uglify(&text)
    } else {
        text
    };
    let client_id = client_id.to_owned();
    Some(Event {
        id,
        client_id,
        name: news.event_type,
        at: now,
        body: Bytes::from(text),
    })
}

fn enqueue(state: &mut State, event: &Event, webhook: &Webhook, after: Duration) {
    let knobs = &state.knobs.notices;
    if knobs.dropped {
        return;
    }
    let at = later(
        state.clock.now(),
        after + Duration::from_secs(knobs.delay_s),
    );
    for _ in 0..knobs.copies {
        state.notices.queue(
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
