//! One exchange from request to answer: faults, waiting, the handler, the journal.

use std::time::Duration;

use axum::extract::State as Extract;
use axum::response::Response;
use bytes::Bytes;
use http::request::Parts;

use super::PayPalSim;
use super::answer::{Answer, LOST_STATUS, Refusal};
use super::call::Call;
use super::faults::Fault;
use super::issues;
use super::journal::JournalEntry;
use super::route;

/// Nobody sends more; anything larger is refused.
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
    let (call, fault) = open(&sim, parts, body);
    let twin = twin_key(&call);
    if let Some(key) = &twin
        && !begin(&sim, key).await
    {
        let issue = &issues::PREVIOUS_REQUEST_IN_PROGRESS;
        let answer = Refusal::of(issue).into_answer(&call.debug_id);
        return answer.into_response(&call.debug_id);
    }
    let answer = run(&sim, &call, fault.as_ref()).await;
    if let Some(key) = &twin {
        sim.lock().replays.end(key);
    }
    if fault.is_some_and(|fault| fault.timeout) {
        tokio::time::sleep(HANGS_FOR).await;
    }
    answer.into_response(&call.debug_id)
}

/// Takes the request apart and finds the fault that strikes it.
fn open(sim: &PayPalSim, parts: Parts, body: Bytes) -> (Call, Option<Fault>) {
    let mut state = sim.lock();
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
    } else {
        state
            .faults
            .strike(&format!("{} {}", call.method, call.path))
    };
    (call, fault)
}

/// What must not run twice at the same time: one request id, or two refunds of one capture.
fn twin_key(call: &Call) -> Option<String> {
    if call.method != http::Method::POST || !call.path.starts_with("/v2/") {
        return None;
    }
    if call.path.ends_with("/refund") {
        return Some(call.path.clone());
    }
    call.request_id().map(|id| format!("{} {id}", call.path))
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

async fn run(sim: &PayPalSim, call: &Call, fault: Option<&Fault>) -> Answer {
    if let Some(fault) = fault
        && fault.latency_ms > 0
    {
        tokio::time::sleep(Duration::from_millis(fault.latency_ms)).await;
    }
    let mut state = sim.lock();
    let spoilt = fault.filter(|fault| fault.replaces_the_answer());
    let answer = match spoilt {
        Some(fault) if !fault.after_effect => broken(call, fault),
        Some(fault) => {
            route::answer(&mut state, call);
            broken(call, fault)
        }
        None => route::answer(&mut state, call),
    };
    if !call.path.starts_with("/_sim") {
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
    drop(state);
    sim.wake();
    answer
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
    let lists = [
        issues::ON_CAPTURE,
        issues::ON_REFUND,
        issues::ON_CREATE,
        issues::ON_PATCH,
    ];
    let issue = fault.issue.as_deref();
    let issue = issue.and_then(|code| lists.iter().find_map(|list| issues::find(list, code)));
    let refusal = match issue {
        Some(issue) => Refusal::of(issue),
        None => Refusal::plain(fault.status.unwrap_or(500)),
    };
    refusal.into_answer(&call.debug_id)
}
