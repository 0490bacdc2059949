//! One exchange from request to answer: faults, waiting, the handler, the journal.

use std::time::Duration;

use axum::extract::State as Extract;
use axum::response::Response;
use bytes::Bytes;
use http::request::Parts;

use crate::common::LOST_STATUS;
use crate::common::faults::Fault;
use crate::common::journal::JournalEntry;
use crate::paypal::PayPalSim;
use crate::paypal::http::answer::{Answer, Refusal};
use crate::paypal::http::call::{Call, admit};
use crate::paypal::http::route;
use crate::paypal::issues;
use crate::paypal::issues::listed::{self, Listed};
use crate::paypal::replay::Event;
use crate::paypal::state::State;

/// Larger bodies are refused.
const BODY_LIMIT: usize = 1024 * 1024;
/// Longer than any sensible client waits.
const HANGS_FOR: Duration = Duration::from_secs(40);
/// A twin of a running call waits so long for it.
const TWIN_WAITS: Duration = Duration::from_secs(2);
const TWIN_LOOKS_EVERY: Duration = Duration::from_millis(20);

pub(crate) async fn handle(
    Extract(sim): Extract<PayPalSim>,
    request: axum::extract::Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, BODY_LIMIT).await else {
        return Refusal::plain(413).into_answer("").into_response("");
    };
    let (number, (call, twin, fault)) = open(&sim, parts, body);
    if let Some(key) = &twin
        && !begin(&sim, key).await
    {
        let answer = still_running(&call);
        write(&mut sim.lock(), &call, &answer, fault.as_ref());
        return answer.into_response(&call.debug_id);
    }
    let answer = run(&sim, (number, &call), fault.as_ref()).await;
    if let Some(key) = &twin {
        sim.lock().replays.end(key);
    }
    if fault.is_some_and(|fault| fault.timeout) {
        tokio::time::sleep(HANGS_FOR).await;
    }
    answer.into_response(&call.debug_id)
}

fn still_running(call: &Call) -> Answer {
    let issue = if call.path.starts_with("/v2/payments/") {
        &issues::PREVIOUS_REQUEST_IN_PROGRESS
    } else {
        &issues::PREVIOUS_ORDER_REQUEST_IN_PROGRESS
    };
    Refusal::of(issue).into_answer(&call.debug_id)
}

/// A request, what must not run beside it, and the fault that strikes it.
type Opened = (Call, Option<String>, Option<Fault>);

/// Writes the request down and takes it apart. Its number is 0 where nothing is written down.
fn open(sim: &PayPalSim, parts: Parts, body: Bytes) -> (u64, Opened) {
    let mut state = sim.lock();
    let now = state.now();
    let chronicle = state.chronicle.as_mut();
    let number = chronicle.map_or(0, |chronicle| chronicle.note_call(now, &parts, &body));
    (number, take_apart(&mut state, parts, body))
}

pub(crate) fn take_apart(state: &mut State, parts: Parts, body: Bytes) -> Opened {
    let path = parts.uri.path().trim_end_matches('/').to_owned();
    let query = parts.uri.query().unwrap_or_default();
    let call = Call {
        query: url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        method: parts.method,
        headers: parts.headers,
        body,
        debug_id: state.ids.debug(),
        now: state.now(),
        path,
    };
    let fault = if call.path.starts_with("/_sim") {
        None
    } else if state.is_called_too_often() {
        Some(Fault {
            status: Some(429),
            ..Fault::on("more calls in a second than are taken")
        })
    } else {
        state
            .faults
            .strike(&format!("{} {}", call.method, call.path))
    };
    let twin = twin_key(state, &call);
    (call, twin, fault)
}

/// What must not run twice at the same time: one request id, or two refunds of one capture.
fn twin_key(state: &State, call: &Call) -> Option<String> {
    if call.method != http::Method::POST || !call.path.starts_with("/v2/") {
        return None;
    }
    if call.path.ends_with("/refund") {
        return Some(call.path.clone());
    }
    let caller = admit(state, call).ok()?;
    let who = (&caller.client_id, &caller.app.merchant_id);
    call.request_id()
        .map(|id| format!("{} {} {} {id}", who.0, who.1, call.path))
}

/// Waits for a running twin. False when it does not end.
async fn begin(sim: &PayPalSim, key: &str) -> bool {
    let mut waited = Duration::ZERO;
    while !sim.lock().replays.begin(key) {
        if waited >= TWIN_WAITS {
            return false;
        }
        tokio::time::sleep(TWIN_LOOKS_EVERY).await;
        waited += TWIN_LOOKS_EVERY;
    }
    true
}

async fn run(sim: &PayPalSim, (number, call): (u64, &Call), fault: Option<&Fault>) -> Answer {
    if let Some(fault) = fault
        && fault.latency_ms > 0
    {
        tokio::time::sleep(Duration::from_millis(fault.latency_ms)).await;
    }
    let mut state = sim.lock();
    state.note(|| Event::Answered { number });
    let answer = effect(&mut state, call, fault);
    drop(state);
    sim.wake();
    answer
}

/// What the call does, and what is said to it.
pub(crate) fn effect(state: &mut State, call: &Call, fault: Option<&Fault>) -> Answer {
    let spoilt = fault.filter(|fault| fault.replaces_the_answer());
    let answer = match spoilt {
        Some(fault) if !fault.after_effect => {
            refused_before(state, call, fault).unwrap_or_else(|| broken(call, fault))
        }
        Some(fault) => {
            route::answer(state, call);
            broken(call, fault)
        }
        None => route::answer(state, call),
    };
    write(state, call, &answer, fault);
    answer
}

/// A limit on calls is looked at after media type and login: those refuse first.
fn refused_before(state: &State, call: &Call, fault: &Fault) -> Option<Answer> {
    let limited = fault.status == Some(429) && call.path != "/v1/oauth2/token";
    let refusal = admit(state, call).err().filter(|_| limited)?;
    Some(refusal.into_answer(&call.debug_id))
}

/// Writes the journal; what is said to the control API does not belong there.
fn write(state: &mut State, call: &Call, answer: &Answer, fault: Option<&Fault>) {
    if call.path.starts_with("/_sim") {
        return;
    }
    state.journal.write(JournalEntry {
        number: 0,
        at: call.now,
        method: call.method.to_string(),
        path: call.path.clone(),
        query: query_text(call),
        request_id: call.request_id().map(str::to_owned),
        request: call.body.clone(),
        status: answer.status,
        answer: answer.body.clone(),
        debug_id: call.debug_id.clone(),
        fault: fault.map(|fault| fault.matches.clone()),
        warnings: Vec::new(),
    });
}

fn query_text(call: &Call) -> String {
    let pairs: Vec<String> = call
        .query
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    pairs.join("&")
}

/// The answer a fault leaves behind.
fn broken(call: &Call, fault: &Fault) -> Answer {
    if fault.timeout || fault.lost {
        return Answer::empty(LOST_STATUS);
    }
    let issue = fault.issue.as_deref();
    let issue = issue.and_then(|code| {
        endpoint_first(call)
            .into_iter()
            .find_map(|list| list.find(code))
    });
    let refusal = match issue {
        Some(issue) => Refusal::of(issue),
        None => Refusal::plain(fault.status.unwrap_or(500)),
    };
    refusal.into_answer(&call.debug_id)
}

/// What may be asked of this call, and then of any other.
fn endpoint_first(call: &Call) -> [&'static Listed; 5] {
    let (create, patch) = (&listed::ON_CREATE, &listed::ON_PATCH);
    let (capture, refund, read) = (&listed::ON_CAPTURE, &listed::ON_REFUND, &listed::ON_READ);
    match (&call.method, call.path.rsplit('/').next()) {
        (&http::Method::POST, Some("refund")) => [refund, capture, create, patch, read],
        (&http::Method::POST, Some("orders")) => [create, capture, refund, patch, read],
        (&http::Method::PATCH, _) => [patch, create, capture, refund, read],
        _ => [capture, refund, create, patch, read],
    }
}
