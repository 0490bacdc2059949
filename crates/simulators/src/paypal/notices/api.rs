//! The webhook management API: register, change, list, look at events, send them again.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Event, News, Webhook, enqueue, make};
use crate::paypal::answer::{Answer, Detail, Handled, Refusal};
use crate::paypal::call::Request;
use crate::paypal::state::State;
use crate::paypal::wire::Link;

/// What can be listened for.
const EVENT_TYPES: &[&str] = &[
    "CHECKOUT.ORDER.APPROVED",
    "CHECKOUT.ORDER.COMPLETED",
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
    "MERCHANT.ONBOARDING.COMPLETED",
    "MERCHANT.PARTNER-CONSENT.REVOKED",
];

/// The provider's limit of addresses per app.
const WEBHOOKS_PER_APP: usize = 10;

#[derive(Serialize)]
struct EventTypeView {
    name: String,
    description: String,
}

#[derive(Serialize)]
struct WebhookView {
    id: String,
    url: String,
    event_types: Vec<EventTypeView>,
    links: Vec<Link>,
}

#[derive(Serialize)]
struct WebhookList {
    webhooks: Vec<WebhookView>,
}

#[derive(Serialize)]
struct EventTypeList {
    event_types: Vec<EventTypeView>,
}

#[derive(Serialize)]
struct EventList<'a> {
    events: Vec<&'a RawValue>,
    count: usize,
    links: Vec<Link>,
}

fn invalid(field: &'static str, issue: &'static str) -> Refusal {
    let detail = Detail {
        field: Some(field.to_owned()),
        location: Some("body"),
        issue,
        ..Detail::default()
    };
    Refusal::named(
        400,
        "VALIDATION_ERROR",
        "Invalid data provided",
        Some(detail),
    )
}

fn missing() -> Refusal {
    let message = "The specified resource does not exist.";
    Refusal::named(404, "INVALID_RESOURCE_ID", message, None)
}

fn type_view(name: &str) -> EventTypeView {
    let description = name.to_lowercase().replace('.', " ");
    EventTypeView {
        name: name.to_owned(),
        description,
    }
}

fn view(state: &State, webhook: &Webhook) -> WebhookView {
    let own = state.link(&format!("/v1/notifications/webhooks/{}", webhook.id));
    WebhookView {
        id: webhook.id.clone(),
        url: webhook.url.clone(),
        event_types: webhook
            .event_types
            .iter()
            .map(|name| type_view(name))
            .collect(),
        links: vec![
            Link::get(own.clone(), "self"),
            Link::patch(own.clone(), "update"),
            Link::delete(own, "delete"),
        ],
    }
}

/// Only https, or this very machine: the simulator must not be a tool against others.
fn is_allowed(address: &str) -> bool {
    let Ok(address) = url::Url::parse(address) else {
        return false;
    };
    let local = match address.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => return false,
    };
    address.scheme() == "https" || (address.scheme() == "http" && local)
}

fn read_url(value: &Value) -> Result<String, Refusal> {
    let url = value.as_str().unwrap_or_default();
    if is_allowed(url) {
        Ok(url.to_owned())
    } else {
        Err(invalid("url", "Not a valid webhook URL"))
    }
}

fn read_types(value: &Value) -> Result<Vec<String>, Refusal> {
    let names = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let name = |entry: &Value| entry.get("name").and_then(Value::as_str).map(str::to_owned);
    let names: Vec<String> = names.iter().filter_map(name).collect();
    let known = |name: &String| name == "*" || EVENT_TYPES.contains(&name.as_str());
    if names.is_empty() || !names.iter().all(known) {
        return Err(invalid("event_types", "Not a valid webhook event name"));
    }
    Ok(names)
}

/// `POST /v1/notifications/webhooks`
pub(crate) fn create(state: &mut State, request: &Request<'_>) -> Handled {
    let url = read_url(request.json.get("url").unwrap_or(&Value::Null))?;
    let event_types = read_types(request.json.get("event_types").unwrap_or(&Value::Null))?;
    let client_id = request.caller.client_id.clone();
    check_url(state, &client_id, &url, None)?;
    if state.notices.of(&client_id).count() >= WEBHOOKS_PER_APP {
        let message = "You have reached the maximum number of webhook URLs for this app";
        return Err(Refusal::named(
            400,
            "WEBHOOK_NUMBER_LIMIT_EXCEEDED",
            message,
            None,
        ));
    }
    let webhook = Webhook {
        id: state.ids.resource(),
        client_id,
        url,
        event_types,
    };
    let answer = Answer::json(201, &view(state, &webhook));
    state.notices.put(webhook);
    Ok(answer)
}

fn check_url(
    state: &State,
    client_id: &str,
    url: &str,
    except: Option<&str>,
) -> Result<(), Refusal> {
    let same = |webhook: &&Webhook| webhook.url == url && except != Some(webhook.id.as_str());
    if state.notices.of(client_id).any(|webhook| same(&webhook)) {
        let message = "Webhook URL already exists";
        return Err(Refusal::named(
            400,
            "WEBHOOK_URL_ALREADY_EXISTS",
            message,
            None,
        ));
    }
    Ok(())
}

/// `GET /v1/notifications/webhooks`
pub(crate) fn list(state: &State, request: &Request<'_>) -> Answer {
    let own = state.notices.of(&request.caller.client_id);
    let webhooks = own.map(|webhook| view(state, webhook)).collect();
    Answer::json(200, &WebhookList { webhooks })
}

fn own(state: &State, request: &Request<'_>, id: &str) -> Result<Webhook, Refusal> {
    let webhook = state.notices.webhook(id);
    let own = |webhook: &&Webhook| webhook.client_id == request.caller.client_id;
    webhook.filter(own).cloned().ok_or_else(missing)
}

/// `GET /v1/notifications/webhooks/{id}`
pub(crate) fn get(state: &State, request: &Request<'_>, id: &str) -> Handled {
    Ok(Answer::json(200, &view(state, &own(state, request, id)?)))
}

/// `PATCH /v1/notifications/webhooks/{id}`: `replace` of `/url` and `/event_types`.
pub(crate) fn patch(state: &mut State, request: &Request<'_>, id: &str) -> Handled {
    let mut webhook = own(state, request, id)?;
    for step in request
        .json
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
    {
        let value = step.get("value").unwrap_or(&Value::Null);
        match step.get("path").and_then(Value::as_str) {
            Some("/url") => webhook.url = read_url(value)?,
            Some("/event_types") => webhook.event_types = read_types(value)?,
            _ => return Err(invalid("path", "Not a valid patch path")),
        }
    }
    check_url(state, &webhook.client_id, &webhook.url, Some(id))?;
    let answer = Answer::json(200, &view(state, &webhook));
    state.notices.put(webhook);
    Ok(answer)
}

/// `DELETE /v1/notifications/webhooks/{id}`
pub(crate) fn delete(state: &mut State, request: &Request<'_>, id: &str) -> Handled {
    own(state, request, id)?;
    state.notices.remove(id);
    Ok(Answer::empty(204))
}

/// `GET /v1/notifications/webhooks/{id}/event-types`
pub(crate) fn types_of(state: &State, request: &Request<'_>, id: &str) -> Handled {
    let webhook = own(state, request, id)?;
    let event_types = webhook
        .event_types
        .iter()
        .map(|name| type_view(name))
        .collect();
    Ok(Answer::json(200, &EventTypeList { event_types }))
}

/// `GET /v1/notifications/webhooks-event-types`
pub(crate) fn all_types() -> Answer {
    let event_types = EVENT_TYPES.iter().map(|name| type_view(name)).collect();
    Answer::json(200, &EventTypeList { event_types })
}

fn raw(event: &Event) -> Option<&RawValue> {
    serde_json::from_slice(&event.body).ok()
}

/// `GET /v1/notifications/webhooks-events`
pub(crate) fn events(state: &State, request: &Request<'_>) -> Answer {
    let call = request.call;
    let size = call
        .parameter("page_size")
        .and_then(|size| size.parse().ok())
        .unwrap_or(10);
    let time = |name: &str| call.parameter(name).and_then(|text| text.parse().ok());
    let (from, to) = (time("start_time"), time("end_time"));
    let wanted = call.parameter("event_type");
    let of_resource = call.parameter("transaction_id");
    let own = |event: &&Event| event.client_id == request.caller.client_id;
    let fits = |event: &&Event| {
        wanted.is_none_or(|name| name == event.name)
            && from.is_none_or(|from| event.at >= from)
            && to.is_none_or(|to| event.at <= to)
            && of_resource.is_none_or(|id| String::from_utf8_lossy(&event.body).contains(id))
    };
    let all = state.notices.events().filter(own).filter(fits);
    let events: Vec<&RawValue> = all.take(size).filter_map(raw).collect();
    let links = vec![Link::get(
        state.link("/v1/notifications/webhooks-events"),
        "self",
    )];
    Answer::json(
        200,
        &EventList {
            count: events.len(),
            events,
            links,
        },
    )
}

fn own_event(state: &State, request: &Request<'_>, id: &str) -> Result<Event, Refusal> {
    let own = |event: &&Event| event.client_id == request.caller.client_id;
    state
        .notices
        .event(id)
        .filter(own)
        .cloned()
        .ok_or_else(missing)
}

/// `GET /v1/notifications/webhooks-events/{id}`
pub(crate) fn event(state: &State, request: &Request<'_>, id: &str) -> Handled {
    let event = own_event(state, request, id)?;
    Ok(Answer::bytes(
        200,
        "application/json;charset=UTF-8",
        event.body,
    ))
}

/// `POST /v1/notifications/webhooks-events/{id}/resend`: the same event once more.
pub(crate) fn resend(state: &mut State, request: &Request<'_>, id: &str) -> Handled {
    let event = own_event(state, request, id)?;
    let ids = request.json.get("webhook_ids").and_then(Value::as_array);
    let wanted = |webhook: &&Webhook| {
        ids.is_none_or(|ids| {
            ids.iter()
                .any(|id| id.as_str() == Some(webhook.id.as_str()))
        })
    };
    let webhooks = state.notices.of(&event.client_id).filter(wanted).cloned();
    for webhook in webhooks.collect::<Vec<_>>() {
        enqueue(state, &event, &webhook, Duration::ZERO);
    }
    Ok(Answer::bytes(
        202,
        "application/json;charset=UTF-8",
        event.body,
    ))
}

/// Resource type and version of an event.
fn kind_of(event_type: &str) -> (&'static str, &'static str) {
    match event_type.split('.').collect::<Vec<_>>().as_slice() {
        ["CHECKOUT", ..] => ("checkout-order", "2.0"),
        ["CUSTOMER", ..] => ("dispute", "1.0"),
        ["MERCHANT", ..] => ("merchant-onboarding", "1.0"),
        ["PAYMENT", "CAPTURE", "REFUNDED" | "REVERSED"] => ("refund", "2.0"),
        _ => ("capture", "2.0"),
    }
}

/// `POST /v1/notifications/simulate-event`: a sample event, signed for the webhook `WEBHOOK_ID`.
pub(crate) fn simulate(state: &mut State, request: &Request<'_>) -> Handled {
    let text = |key: &str| request.json.get(key).and_then(Value::as_str);
    let by_id = text("webhook_id")
        .map(|id| own(state, request, id))
        .transpose()?;
    let url = match (by_id, text("url")) {
        (Some(webhook), _) => webhook.url,
        (None, Some(url)) => read_url(&Value::from(url))?,
        (None, None) => return Err(invalid("webhook_id", "webhook_id or url is required")),
    };
    let wanted = text("event_type").unwrap_or_default();
    let Some(event_type) = EVENT_TYPES.iter().find(|name| **name == wanted) else {
        return Err(invalid("event_type", "Not a valid webhook event name"));
    };
    let summary = "Simulated event".to_owned();
    let kind = kind_of(event_type);
    let news = News {
        event_type,
        kind,
        summary,
        after: Duration::ZERO,
    };
    let client_id = request.caller.client_id.clone();
    let resource = serde_json::json!({ "id": state.ids.resource(), "status": "COMPLETED" });
    let event = make(state, &client_id, &news, &resource).ok_or_else(missing)?;
    let webhook = Webhook {
        id: "WEBHOOK_ID".to_owned(),
        client_id,
        url,
        event_types: vec![],
    };
    enqueue(state, &event, &webhook, Duration::ZERO);
    Ok(Answer::bytes(
        202,
        "application/json;charset=UTF-8",
        event.body,
    ))
}
