//! The control API under `/_sim`: time, faults, switches, and acts of buyers, reviewers and banks.

use std::time::Duration;

use http::Method;
use serde::Serialize;
use serde_json::{Value, json};

use crate::common::clock::millis;
use crate::common::faults::Fault;
use crate::common::journal::EntryView;
use crate::paypal::accounts::App;
use crate::paypal::books;
use crate::paypal::http::answer::{Answer, Detail, Refusal};
use crate::paypal::http::call::Call;
use crate::paypal::payments::amounts;
use crate::paypal::payments::buyer::{self, Choice, Next};
use crate::paypal::payments::captures;
use crate::paypal::payments::disputes::{self, Verdict};
use crate::paypal::payments::refunds::{self, RefundStatus};
use crate::paypal::reports::settlement::{Oddities, report};
use crate::paypal::settings::Knobs;
use crate::paypal::state::State;

const STYLE: &str = include_str!("../../assets/simulator.css");

/// Answers a control call; never fails in the provider's way.
pub(crate) fn answer(state: &mut State, call: &Call, segments: &[&str]) -> Answer {
    let json = call.control_json();
    match (&call.method, segments) {
        (&Method::GET, ["style.css"]) => Answer::bytes(200, "text/css; charset=utf-8", STYLE),
        (&Method::GET, ["ca.pem"]) => root(state),
        (&Method::GET, ["clock"]) => clock(state),
        (&Method::POST, ["clock"]) => advance(state, &json),
        (&Method::GET, ["faults"]) => Answer::json(200, &state.faults.waiting()),
        (&Method::DELETE, ["faults"]) => {
            state.faults.clear();
            Answer::empty(204)
        }
        (&Method::POST, ["faults"]) => match serde_json::from_value::<Fault>(json) {
            Ok(fault) => {
                state.faults.add(fault);
                Answer::json(201, &state.faults.waiting())
            }
            Err(error) => wrong(&error.to_string()),
        },
        (&Method::GET, ["knobs"]) => Answer::json(200, &state.knobs),
        (&Method::POST, ["knobs"]) => turn(state, &json),
        (&Method::GET, ["journal"]) => {
            let entries: Vec<_> = state.journal.entries().map(EntryView::from).collect();
            Answer::json(200, &entries)
        }
        (&Method::GET, ["books"]) => Answer::json(200, &books::copy(state)),
        (&Method::GET, ["reports", name]) => settlement(state, call, name),
        (&Method::POST, ["reset"]) => {
            state.reset();
            Answer::empty(204)
        }
        (&Method::POST, ["apps"]) => add_app(state, &json),
        (&Method::POST, ["tokens", "revoke"]) => {
            state.accounts.revoke_tokens();
            Answer::empty(204)
        }
        (&Method::POST, [kind, id, action]) => act(state, (kind, id, action), &json),
        _ => wrong("no such control"),
    }
}

fn wrong(text: &str) -> Answer {
    Answer::json(400, &json!({ "error": text }))
}

fn root(state: &State) -> Answer {
    match state.keys.get() {
        Some(keys) => Answer::bytes(200, "application/x-pem-file", keys.root_pem().to_owned()),
        None => Answer::empty(500),
    }
}

#[derive(Serialize)]
struct ClockView {
    now: String,
    waiting_deliveries: usize,
}

fn clock(state: &State) -> Answer {
    let waiting_deliveries = state.webhooks.waiting();
    Answer::json(
        200,
        &ClockView {
            now: millis(state.now()),
            waiting_deliveries,
        },
    )
}

/// `{"advance": "PT3H"}`; days count 24 hours.
fn advance(state: &mut State, json: &Value) -> Answer {
    let text = json
        .get("advance")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let ahead = text.parse::<jiff::Span>().ok().and_then(|span| {
        let days = jiff::SpanRelativeTo::days_are_24_hours();
        Duration::try_from(span.to_duration(days).ok()?).ok()
    });
    match ahead {
        Some(ahead) => {
            state.clock.advance(ahead);
            state.catch_up();
            clock(state)
        }
        None => wrong("advance must be a duration like PT3H and not go back"),
    }
}

/// Merges what is given into the switches.
fn turn(state: &mut State, json: &Value) -> Answer {
    let Ok(mut knobs) = serde_json::to_value(&state.knobs) else {
        return Answer::empty(500);
    };
    merge(&mut knobs, json);
    match serde_json::from_value::<Knobs>(knobs) {
        Ok(knobs) => {
            state.knobs = knobs;
            Answer::json(200, &state.knobs)
        }
        Err(error) => wrong(&error.to_string()),
    }
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

fn add_app(state: &mut State, json: &Value) -> Answer {
    let text = |key: &str| json.get(key).and_then(Value::as_str).unwrap_or_default();
    let app = App::new(
        text("client_id"),
        text("client_secret"),
        text("merchant_id"),
        text("name"),
    );
    if app.client_id.is_empty() || app.client_secret.is_empty() || app.merchant_id.len() != 13 {
        return wrong("client_id, client_secret and a merchant_id of 13 characters are needed");
    }
    state.accounts.add(app);
    Answer::empty(201)
}

/// What the buyer, the provider's reviewers or a bank would do.
fn act(state: &mut State, (kind, id, action): (&str, &str, &str), json: &Value) -> Answer {
    let amount = json
        .get("amount")
        .and_then(Value::as_str)
        .and_then(|text| amounts::parse(text).ok());
    let charge_back = json
        .get("chargeback")
        .and_then(Value::as_bool)
        .unwrap_or(false);
    let done = match (kind, action) {
        ("orders", "expire") => buyer::expire(state, id),
        ("orders", word) => return order(state, id, word),
        ("captures", "complete") => captures::complete(state, id),
        ("captures", "deny") => captures::deny(state, id),
        ("captures", "reverse") => return made(refunds::reverse(state, id, amount, charge_back)),
        ("captures", "dispute") => return made(disputes::open(state, id)),
        ("refunds", "complete") => refunds::finish(state, id, RefundStatus::Completed),
        ("refunds", "fail") => refunds::finish(state, id, RefundStatus::Failed),
        ("refunds", "cancel") => refunds::finish(state, id, RefundStatus::Cancelled),
        ("disputes", "escalate") => disputes::escalate(state, id),
        ("disputes", "resolve") => {
            let verdict = match json.get("winner").and_then(Value::as_str) {
                Some("buyer") => Verdict::Buyer,
                Some("none") => Verdict::Withdrawn,
                _ => Verdict::Seller,
            };
            disputes::resolve(state, id, verdict)
        }
        _ => return wrong("no such control"),
    };
    if done {
        Answer::json(200, &json!({ "done": true }))
    } else {
        conflict()
    }
}

fn conflict() -> Answer {
    Answer::json(
        409,
        &json!({ "error": "not known, or not in a state for this" }),
    )
}

fn made(id: Option<String>) -> Answer {
    match id {
        Some(id) => Answer::json(201, &json!({ "id": id })),
        None => conflict(),
    }
}

fn order(state: &mut State, id: &str, word: &str) -> Answer {
    let Some(choice) = Choice::of_word(word) else {
        return wrong("no such choice");
    };
    match buyer::choose(state, id, choice) {
        Next::Go(address) => Answer::json(200, &json!({ "redirect": address })),
        Next::Stay(address) => Answer::json(200, &json!({ "redirect": null, "address": address })),
        Next::Gone(_) => conflict(),
    }
}

/// `STL-yyyymmdd.<part>.009.CSV?client_id=…`
fn settlement(state: &State, call: &Call, name: &str) -> Answer {
    let text = |key: &str| call.parameter(key);
    let flag = |key: &str| text(key) == Some("1");
    let number = |key: &str| text(key).and_then(|text| text.parse().ok()).unwrap_or(1);
    let mut parts = name.split('.');
    let day = parts.next().and_then(|part| part.strip_prefix("STL-"));
    let day = day.and_then(|day| jiff::civil::Date::strptime("%Y%m%d", day).ok());
    let part = parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
    let app = match text("client_id") {
        Some(id) => state.accounts.app(id),
        None => state.accounts.apps().next(),
    };
    let (Some(day), Some(app)) = (day, app) else {
        let detail = Detail {
            issue: "UNKNOWN_REPORT",
            ..Detail::default()
        };
        let refusal = Refusal::named(404, "RESOURCE_NOT_FOUND", "No such report.", Some(detail));
        return refusal.into_answer(&call.debug_id);
    };
    let odd = Oddities {
        single_space: flag("single_space"),
        extra_column: flag("extra_column"),
        truncated: flag("truncated"),
        part: (part, number("parts")),
    };
    Answer::bytes(
        200,
        "text/csv; charset=utf-8",
        report(state, &app.merchant_id, day, odd),
    )
}
