//! The webhook management API, as far as the product calls it: register, list, change.

use std::net::{IpAddr, UdpSocket};

use serde::Serialize;
use serde_json::Value;

use super::Webhook;
use crate::paypal::http::answer::{Answer, Detail, Handled, Refusal};
use crate::paypal::http::call::Request;
use crate::paypal::http::wire::Link;
use crate::paypal::state::State;

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
        Some(url::Host::Ipv4(ip)) => is_of_this_machine(ip.into()),
        Some(url::Host::Ipv6(ip)) => is_of_this_machine(ip.into()),
        None => return false,
    };
    address.scheme() == "https" || (address.scheme() == "http" && local)
}

/// Loopback, or an address in a network that phones reach. A machine binds its own addresses only.
fn is_of_this_machine(ip: IpAddr) -> bool {
    !ip.is_unspecified() && UdpSocket::bind((ip, 0)).is_ok()
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
    if state.webhooks.of(&client_id).count() >= WEBHOOKS_PER_APP {
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
    state.webhooks.put(webhook);
    Ok(answer)
}

fn check_url(
    state: &State,
    client_id: &str,
    url: &str,
    except: Option<&str>,
) -> Result<(), Refusal> {
    let same = |webhook: &&Webhook| webhook.url == url && except != Some(webhook.id.as_str());
    if state.webhooks.of(client_id).any(|webhook| same(&webhook)) {
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
    let own = state.webhooks.of(&request.caller.client_id);
    let webhooks = own.map(|webhook| view(state, webhook)).collect();
    Answer::json(200, &WebhookList { webhooks })
}

fn own(state: &State, request: &Request<'_>, id: &str) -> Result<Webhook, Refusal> {
    let webhook = state.webhooks.webhook(id);
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
    state.webhooks.put(webhook);
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_leads_to_this_machine_only() {
        assert!(is_allowed("http://127.0.0.1:8080/provider-events"));
        assert!(is_allowed("https://zahlstelle.example/provider-events"));
        for address in [
            "http://203.0.113.9/x",
            "http://0.0.0.0/x",
            "http://a.example/x",
        ] {
            assert!(!is_allowed(address), "{address}");
        }
        // Nothing is sent: the socket only learns from which address it would be.
        let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
        if socket.connect("203.0.113.9:9").is_ok() {
            let own = socket.local_addr().unwrap().ip();
            assert!(is_allowed(&format!("http://{own}:8080/x")), "{own}");
        }
    }
}
