//! Which handler answers which address.

use http::Method;

use crate::paypal::control;
use crate::paypal::http::answer::{Answer, Handled, Refusal};
use crate::paypal::http::call::{Call, Request, gate};
use crate::paypal::http::oauth;
use crate::paypal::payments::buyer_page;
use crate::paypal::payments::captures;
use crate::paypal::payments::disputes;
use crate::paypal::payments::orders;
use crate::paypal::payments::refunds;
use crate::paypal::reports::search;
use crate::paypal::state::State;
use crate::paypal::webhooks::signing::CERTIFICATE;
use crate::paypal::webhooks::{api as webhooks, verify};

/// Answers a call; every refusal is turned into its body.
pub(crate) fn answer(state: &mut State, call: &Call) -> Answer {
    let segments: Vec<&str> = call
        .path
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    let handled = match (&call.method, segments.as_slice()) {
        (&Method::POST, ["v1", "oauth2", "token"]) => oauth::token(state, call),
        (&Method::GET, ["v1", "notifications", "certs", CERTIFICATE]) => Ok(certificate(state)),
        (_, ["v1", "notifications", "certs", ..]) => Err(Refusal::plain(404)),
        (_, ["v1" | "v2", rest @ ..]) => api(state, call, rest),
        (_, ["_sim", rest @ ..]) => Ok(control::answer(state, call, rest)),
        (_, rest) => Ok(buyer_page::answer(state, call, rest)),
    };
    handled.unwrap_or_else(|refusal| refusal.into_answer(&call.debug_id))
}

fn certificate(state: &State) -> Answer {
    let Some(keys) = state.keys.get() else {
        return Answer::empty(500);
    };
    let mut pem = keys.leaf_pem().to_owned();
    if state.knobs.certificate_chain {
        pem.push_str(keys.root_pem());
    }
    Answer::bytes(200, "application/x-pem-file", pem)
}

fn api(state: &mut State, call: &Call, segments: &[&str]) -> Handled {
    let request = gate(state, call)?;
    match segments {
        ["checkout", "orders", rest @ ..] => orders_api(state, &request, rest),
        ["payments", rest @ ..] => payments_api(state, &request, rest),
        ["notifications", rest @ ..] => notifications_api(state, &request, rest),
        ["reporting", "transactions"] if call.method == Method::GET => {
            search::transactions(state, &request)
        }
        ["reporting", "balances"] if call.method == Method::GET => {
            search::balances(state, &request)
        }
        ["customer", "disputes"] if call.method == Method::GET => {
            Ok(disputes::list(state, &request))
        }
        ["customer", "disputes", id] if call.method == Method::GET => {
            disputes::get(state, &request, id)
        }
        _ => Err(Refusal::plain(404)),
    }
}

fn orders_api(state: &mut State, request: &Request<'_>, segments: &[&str]) -> Handled {
    match (&request.call.method, segments) {
        (&Method::POST, []) => orders::create(state, request),
        (&Method::GET, [id]) => orders::get(state, request, id),
        (&Method::PATCH, [id]) => orders::patch(state, request, id),
        (&Method::POST, [id, "capture"]) => captures::capture_order(state, request, id),
        _ => Err(Refusal::plain(404)),
    }
}

fn payments_api(state: &mut State, request: &Request<'_>, segments: &[&str]) -> Handled {
    match (&request.call.method, segments) {
        (&Method::GET, ["captures", id]) => captures::get(state, request, id),
        (&Method::POST, ["captures", id, "refund"]) => refunds::create(state, request, id),
        (&Method::GET, ["refunds", id]) => refunds::get(state, request, id),
        _ => Err(Refusal::plain(404)),
    }
}

fn notifications_api(state: &mut State, request: &Request<'_>, segments: &[&str]) -> Handled {
    match (&request.call.method, segments) {
        (&Method::POST, ["webhooks"]) => webhooks::create(state, request),
        (&Method::GET, ["webhooks"]) => Ok(webhooks::list(state, request)),
        (&Method::GET, ["webhooks", id]) => webhooks::get(state, request, id),
        (&Method::PATCH, ["webhooks", id]) => webhooks::patch(state, request, id),
        (&Method::POST, ["verify-webhook-signature"]) => verify::verify(state, request),
        _ => Err(Refusal::plain(404)),
    }
}
