//! Subscriptions to events.

use serde::{Deserialize, Serialize};

use super::nullable;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct EventType {
    pub(crate) name: String,
}

#[derive(Serialize)]
pub(crate) struct NewWebhook<'a> {
    pub(crate) url: &'a str,
    pub(crate) event_types: Vec<EventType>,
}

/// RFC 6902; PayPal takes `replace` only.
#[derive(Serialize)]
pub(crate) struct Patch {
    pub(crate) op: &'static str,
    pub(crate) path: &'static str,
    pub(crate) value: Vec<EventType>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct WebhookList {
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) webhooks: Vec<Webhook>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Webhook {
    pub(crate) id: String,
    pub(crate) url: String,
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) event_types: Vec<EventType>,
}
