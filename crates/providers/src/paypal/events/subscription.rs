//! Our subscription to events: listed, then corrected or made, so that setting it up again
//! changes nothing.

use std::collections::BTreeSet;

use http::Method;
use serde::de::IgnoredAny;
use url::Url;

use crate::paypal::connection::api::{Api, Call};
use crate::paypal::connection::errors::Failure;
use crate::paypal::wire::webhooks::{EventType, NewWebhook, Patch, Webhook, WebhookList};
use crate::{ProviderDown, WebhookId};

const PATH: &str = "/v1/notifications/webhooks";

/// Refused captures are named DECLINED in one of PayPal's lists and DENIED in another.
const EVENTS: [&str; 11] = [
    "CHECKOUT.ORDER.APPROVED",
    "CHECKOUT.PAYMENT-APPROVAL.REVERSED",
    "PAYMENT.CAPTURE.PENDING",
    "PAYMENT.CAPTURE.COMPLETED",
    "PAYMENT.CAPTURE.DENIED",
    "PAYMENT.CAPTURE.DECLINED",
    "PAYMENT.CAPTURE.REFUNDED",
    "PAYMENT.CAPTURE.REVERSED",
    "CUSTOMER.DISPUTE.CREATED",
    "CUSTOMER.DISPUTE.UPDATED",
    "CUSTOMER.DISPUTE.RESOLVED",
];

pub(in crate::paypal) async fn set_up(api: &Api, address: &Url) -> Result<WebhookId, ProviderDown> {
    if let Some(id) = adopt(api, address).await? {
        return Ok(id);
    }
    match create(api, address).await {
        Ok(webhook) => name(&webhook),
        // Another node of ours was faster.
        Err(Failure::Refused(problem)) if problem.code() == "WEBHOOK_URL_ALREADY_EXISTS" => {
            adopt(api, address).await?.ok_or(ProviderDown::Refused)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The subscription for this address, if there is one, with exactly our events.
async fn adopt(api: &Api, address: &Url) -> Result<Option<WebhookId>, ProviderDown> {
    let list: WebhookList = api
        .call(Call::get("list webhooks", PATH.to_owned()))
        .await?;
    let found = list.webhooks.iter().find(|webhook| {
        webhook.url.trim_end_matches('/') == address.as_str().trim_end_matches('/')
    });
    let Some(webhook) = found else {
        return Ok(None);
    };
    let id = name(webhook)?;
    let wanted: BTreeSet<&str> = EVENTS.into_iter().collect();
    let present: BTreeSet<&str> = webhook
        .event_types
        .iter()
        .map(|e| e.name.as_str())
        .collect();
    if present != wanted {
        let patch = [Patch {
            op: "replace",
            path: "/event_types",
            value: events(),
        }];
        let webhook = format!("{PATH}/{id}");
        let call = Call::send("change webhook", Method::PATCH, webhook, &patch)?;
        api.call::<IgnoredAny>(call).await?;
    }
    Ok(Some(id))
}

async fn create(api: &Api, address: &Url) -> Result<Webhook, Failure> {
    let body = NewWebhook {
        url: address.as_str(),
        event_types: events(),
    };
    api.call(Call::send(
        "create webhook",
        Method::POST,
        PATH.to_owned(),
        &body,
    )?)
    .await
}

fn name(webhook: &Webhook) -> Result<WebhookId, ProviderDown> {
    WebhookId::parse(&webhook.id).map_err(|_| ProviderDown::NoAnswer)
}

fn events() -> Vec<EventType> {
    EVENTS
        .into_iter()
        .map(|name| EventType {
            name: name.to_owned(),
        })
        .collect()
}
