//! Disputes: the buyer complains, the provider decides.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use crate::common::clock::{later, millis};
use crate::paypal::accounts::App;
use crate::paypal::http::answer::{Answer, Detail, Handled, Refusal};
use crate::paypal::http::call::Request;
use crate::paypal::http::wire::{Amount, Link};
use crate::paypal::payments::refunds;
use crate::paypal::state::State;
use crate::paypal::webhooks::{self, News};

/// How a dispute ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Seller,
    Buyer,
    /// The buyer took it back.
    Withdrawn,
}

#[derive(Clone, Debug)]
pub(crate) struct Dispute {
    id: String,
    capture: String,
    app: Arc<App>,
    created: Timestamp,
    updated: Timestamp,
    /// The bank has taken over.
    escalated: bool,
    verdict: Option<Verdict>,
}

#[derive(Serialize)]
struct Seller {
    email: String,
    merchant_id: String,
    name: String,
}

#[derive(Serialize)]
struct Disputed {
    seller_transaction_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    invoice_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom: Option<String>,
    seller: Seller,
}

#[derive(Serialize)]
struct DisputeOutcome {
    outcome_code: &'static str,
    amount_refunded: Amount,
}

#[derive(Serialize)]
struct DisputeView {
    dispute_id: String,
    create_time: String,
    update_time: String,
    disputed_transactions: Vec<Disputed>,
    reason: &'static str,
    status: &'static str,
    dispute_amount: Amount,
    dispute_life_cycle_stage: &'static str,
    dispute_channel: &'static str,
    seller_response_due_date: String,
    links: Vec<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dispute_outcome: Option<DisputeOutcome>,
}

/// A line of the list.
#[derive(Serialize)]
struct Item {
    dispute_id: String,
    create_time: String,
    update_time: String,
    status: &'static str,
    reason: &'static str,
    dispute_state: &'static str,
    dispute_amount: Amount,
    links: Vec<Link>,
}

#[derive(Serialize)]
struct List {
    /// Absent when there are none: the published schema wants at least one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    items: Vec<Item>,
    links: Vec<Link>,
}

/// The seller has ten days to answer.
const TO_ANSWER: Duration = Duration::from_hours(10 * 24);

/// Opens a dispute about a capture; its id. `None` for an unknown or already disputed capture.
pub(crate) fn open(state: &mut State, capture: &str) -> Option<String> {
    let now = state.now();
    let id = state.ids.dispute();
    let found = state
        .captures
        .get_mut(capture)
        .filter(|capture| !capture.disputed)?;
    found.disputed = true;
    let app = Arc::clone(&found.app);
    let (created, updated) = (now, now);
    let capture = capture.to_owned();
    let dispute = Dispute {
        id: id.clone(),
        capture,
        app: Arc::clone(&app),
        created,
        updated,
        escalated: false,
        verdict: None,
    };
    state.disputes.insert(id.clone(), dispute);
    state
        .accounts
        .ledger_mut(&app.merchant_id)
        .disputes
        .push(id.clone());
    tell(
        state,
        &id,
        "CUSTOMER.DISPUTE.CREATED",
        format!("A new dispute opened with Case # {id}"),
    );
    Some(id)
}

/// The bank takes a dispute over. False when it is not open.
pub(crate) fn escalate(state: &mut State, id: &str) -> bool {
    let now = state.now();
    let open = |dispute: &&mut Dispute| dispute.verdict.is_none();
    let Some(dispute) = state.disputes.get_mut(id).filter(open) else {
        return false;
    };
    dispute.escalated = true;
    dispute.updated = now;
    let summary = format!("A dispute was updated with case # {id}");
    tell(state, id, "CUSTOMER.DISPUTE.UPDATED", summary);
    true
}

/// Decides a dispute; the buyer's victory takes the money back. False when it is not open.
pub(crate) fn resolve(state: &mut State, id: &str, verdict: Verdict) -> bool {
    let now = state.now();
    let Some(dispute) = state
        .disputes
        .get_mut(id)
        .filter(|dispute| dispute.verdict.is_none())
    else {
        return false;
    };
    dispute.verdict = Some(verdict);
    dispute.updated = now;
    let capture = dispute.capture.clone();
    if let Some(capture) = state.captures.get_mut(&capture) {
        capture.disputed = false;
    }
    if verdict == Verdict::Buyer {
        refunds::reverse(state, &capture, None, false);
    }
    let summary = format!("A dispute was resolved with case # {id}");
    tell(state, id, "CUSTOMER.DISPUTE.RESOLVED", summary);
    true
}

fn tell(state: &mut State, id: &str, event_type: &'static str, summary: String) {
    let Some(dispute) = state.disputes.get(id) else {
        return;
    };
    let app = Arc::clone(&dispute.app);
    let Some(resource) = view(state, dispute) else {
        return;
    };
    let news = News {
        event_type,
        kind: ("dispute", "1.0"),
        summary,
        after: Duration::ZERO,
    };
    webhooks::publish(state, &app, &news, &resource);
}

/// `GET /v1/customer/disputes`
pub(crate) fn list(state: &State, request: &Request<'_>) -> Answer {
    let wanted = request.call.parameter("disputed_transaction_id");
    let ids = state.accounts.ledger(&request.caller.app.merchant_id);
    let ids = ids
        .map(|ledger| ledger.disputes.as_slice())
        .unwrap_or_default();
    let disputes = ids.iter().rev().filter_map(|id| state.disputes.get(id));
    let disputes = disputes.filter(|dispute| wanted.is_none_or(|id| id == dispute.capture));
    let size = request
        .call
        .parameter("page_size")
        .and_then(|size| size.parse().ok());
    let items = disputes
        .take(size.unwrap_or(10))
        .filter_map(|dispute| item(state, dispute));
    let links = vec![Link::get(state.link("/v1/customer/disputes"), "self")];
    Answer::json(
        200,
        &List {
            items: items.collect(),
            links,
        },
    )
}

/// `GET /v1/customer/disputes/{id}`
pub(crate) fn get(state: &State, request: &Request<'_>, id: &str) -> Handled {
    let own = |dispute: &&Dispute| dispute.app.merchant_id == request.caller.app.merchant_id;
    let found = state
        .disputes
        .get(id)
        .filter(own)
        .and_then(|dispute| view(state, dispute));
    let detail = Detail {
        issue: "INVALID_DISPUTE_ID",
        ..Detail::default()
    };
    let message = "The specified resource does not exist.";
    let missing = || Refusal::named(404, "RESOURCE_NOT_FOUND", message, Some(detail));
    Ok(Answer::json(200, &found.ok_or_else(missing)?))
}

const fn status(dispute: &Dispute) -> &'static str {
    match (dispute.verdict, dispute.escalated) {
        (Some(_), _) => "RESOLVED",
        (None, true) => "WAITING_FOR_SELLER_RESPONSE",
        (None, false) => "OPEN",
    }
}

fn own_link(state: &State, dispute: &Dispute) -> Vec<Link> {
    let path = format!("/v1/customer/disputes/{}", dispute.id);
    vec![Link::get(state.link(&path), "self")]
}

fn item(state: &State, dispute: &Dispute) -> Option<Item> {
    let capture = state.captures.get(&dispute.capture)?;
    Some(Item {
        dispute_id: dispute.id.clone(),
        create_time: millis(dispute.created),
        update_time: millis(dispute.updated),
        status: status(dispute),
        reason: "UNAUTHORISED",
        dispute_state: if dispute.verdict.is_some() {
            "RESOLVED"
        } else {
            "OPEN_INQUIRIES"
        },
        dispute_amount: Amount::new(&capture.currency, capture.cents),
        links: own_link(state, dispute),
    })
}

fn view(state: &State, dispute: &Dispute) -> Option<DisputeView> {
    let capture = state.captures.get(&dispute.capture)?;
    let outcome = dispute.verdict.map(|verdict| match verdict {
        Verdict::Seller => ("RESOLVED_SELLER_FAVOUR", 0),
        Verdict::Withdrawn => ("CANCELED_BY_BUYER", 0),
        Verdict::Buyer => ("RESOLVED_BUYER_FAVOUR", capture.cents),
    });
    Some(DisputeView {
        dispute_id: dispute.id.clone(),
        create_time: millis(dispute.created),
        update_time: millis(dispute.updated),
        disputed_transactions: vec![Disputed {
            seller_transaction_id: capture.id.clone(),
            invoice_number: capture.invoice_id.clone(),
            custom: capture.custom_id.clone(),
            seller: Seller {
                email: dispute.app.email.clone(),
                merchant_id: dispute.app.merchant_id.clone(),
                name: dispute.app.name.clone(),
            },
        }],
        reason: "UNAUTHORISED",
        status: status(dispute),
        dispute_amount: Amount::new(&capture.currency, capture.cents),
        dispute_life_cycle_stage: if dispute.escalated {
            "CHARGEBACK"
        } else {
            "INQUIRY"
        },
        dispute_channel: "INTERNAL",
        seller_response_due_date: millis(later(dispute.created, TO_ANSWER)),
        links: own_link(state, dispute),
        dispute_outcome: outcome.map(|(outcome_code, cents)| DisputeOutcome {
            outcome_code,
            amount_refunded: Amount::new(&capture.currency, cents),
        }),
    })
}
