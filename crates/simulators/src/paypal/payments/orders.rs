//! Orders: created by the shop, approved by the buyer, captured by the shop, gone after hours.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::common::clock::later;
use crate::paypal::accounts::App;
use crate::paypal::http::answer::{Answer, Detail, Handled, Refusal};
use crate::paypal::http::call::{Request, mock};
use crate::paypal::http::idempotency::{ORDERS_KEPT, Outcome};
use crate::paypal::issues::{self, listed};
use crate::paypal::state::State;

mod request;
pub(crate) mod view;

pub(crate) use view::Shape;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Intent {
    Capture,
    Authorize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OrderStatus {
    Created,
    PayerActionRequired,
    Approved,
    Completed,
}

/// What a capture of this order will do, as the buyer's choice decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    Pay,
    /// Pays, and a minute later the buyer opens a dispute.
    PayThenDispute,
    /// Pays, and a minute later half of it is taken back.
    PayThenReverseHalf,
    DeclineInstrumentOnce,
    ReviewThenComplete,
    ReviewThenDeny,
    Decline,
}

/// How the buyer comes back from the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReturnFlow {
    Auto,
    Manual,
}

/// `experience_context`
#[derive(Clone, Debug, Default)]
pub(crate) struct Experience {
    pub(crate) brand: Option<String>,
    pub(crate) return_url: Option<String>,
    pub(crate) cancel_url: Option<String>,
    pub(crate) pay_now: bool,
    pub(crate) app_switch: Option<ReturnFlow>,
}

/// A purchase unit.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub(crate) reference_id: String,
    pub(crate) cents: i64,
    pub(crate) currency: String,
    pub(crate) breakdown: Option<Value>,
    pub(crate) items: Option<Value>,
    pub(crate) description: Option<String>,
    pub(crate) custom_id: Option<String>,
    pub(crate) invoice_id: Option<String>,
    pub(crate) soft_descriptor: Option<String>,
    pub(crate) capture: Option<String>,
}

/// What the buyer gave away by approving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Approval {
    Wallet,
    /// By card without an account: no verified account in the answer.
    Guest,
}

/// How far the buyer has got with the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Visit {
    None,
    Opened,
    /// An instrument was declined: the page offers another.
    Declined,
}

#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) app: Arc<App>,
    pub(crate) intent: Intent,
    pub(crate) status: OrderStatus,
    pub(crate) units: Vec<Unit>,
    /// A payment source was named at creation.
    pub(crate) wallet: bool,
    pub(crate) experience: Experience,
    pub(crate) plan: Plan,
    pub(crate) approval: Option<Approval>,
    pub(crate) created: Timestamp,
    pub(crate) approved: Option<Timestamp>,
    pub(crate) updated: Option<Timestamp>,
    pub(crate) forced_out: bool,
    pub(crate) visit: Visit,
}

impl Order {
    /// Unapproved or uncaptured for too long: answered as unknown.
    pub(crate) fn is_gone(&self, now: Timestamp, lifetime: Duration) -> bool {
        let since = self.approved.unwrap_or(self.created);
        let open = self.status != OrderStatus::Completed;
        open && (self.forced_out || now >= later(since, lifetime))
    }

    /// Waiting for the buyer, in the form the order was created in.
    pub(crate) const fn waiting_status(&self) -> OrderStatus {
        if self.wallet {
            OrderStatus::PayerActionRequired
        } else {
            OrderStatus::Created
        }
    }
}

pub(crate) fn not_found() -> Refusal {
    Refusal::of(&issues::INVALID_RESOURCE_ID)
}

/// The order, if it still lives and belongs to the caller's merchant.
pub(crate) fn live<'a>(
    state: &'a State,
    request: &Request<'_>,
    id: &str,
) -> Result<&'a Order, Refusal> {
    let lifetime = Duration::from_secs(state.knobs.order_lifetime_s);
    let order = state
        .orders
        .get(id)
        .filter(|order| !order.is_gone(request.call.now, lifetime));
    let own = |order: &&Order| order.app.merchant_id == request.caller.app.merchant_id;
    order.filter(own).ok_or_else(not_found)
}

/// The order, if it still lives: what the buyer's page sees.
pub(crate) fn alive<'a>(state: &'a State, id: &str) -> Option<&'a Order> {
    let lifetime = Duration::from_secs(state.knobs.order_lifetime_s);
    state
        .orders
        .get(id)
        .filter(|order| !order.is_gone(state.now(), lifetime))
}

/// `POST /v2/checkout/orders`
pub(crate) fn create(state: &mut State, request: &Request<'_>) -> Handled {
    mock(request.call, &listed::ON_CREATE)?;
    if let Some(known) = state.replays.find(request)
        && let Outcome::Created(id) = known.outcome
    {
        if known.other_body {
            state.journal.warn("request id repeated with another body");
        }
        live(state, request, &id)?;
        return Ok(Answer::json(200, &created_view(state, request, &id)));
    }
    request.call.check_request_id()?;
    let named = request.call.request_id().is_some();
    let wanted = request::read(&request.json, state.knobs.strict_2024, named)?;
    for payee in &wanted.payees {
        let app = &request.caller.app;
        if *payee != app.merchant_id && *payee != app.email {
            return Err(Refusal::of(&issues::PAYEE_ACCOUNT_INVALID));
        }
    }
    let id = state.ids.resource();
    let order = Order {
        id: id.clone(),
        app: Arc::clone(&request.caller.app),
        intent: wanted.intent,
        status: OrderStatus::Created,
        units: wanted.units,
        wallet: wanted.wallet,
        experience: wanted.experience,
        plan: Plan::Pay,
        approval: None,
        created: request.call.now,
        approved: None,
        updated: None,
        forced_out: false,
        visit: Visit::None,
    };
    let order = Order {
        status: order.waiting_status(),
        ..order
    };
    let status = if order.wallet { 200 } else { 201 };
    state.orders.insert(id.clone(), order);
    state
        .replays
        .keep(request, Outcome::Created(id.clone()), ORDERS_KEPT);
    Ok(Answer::json(status, &created_view(state, request, &id)))
}

fn created_view(
    state: &State,
    request: &Request<'_>,
    id: &str,
) -> Option<crate::paypal::http::wire::OrderView> {
    let full = request.call.wants_representation();
    let shape = if full { Shape::Full } else { Shape::Created };
    state
        .orders
        .get(id)
        .map(|order| view::order(state, order, shape))
}

/// `GET /v2/checkout/orders/{id}`
pub(crate) fn get(state: &State, request: &Request<'_>, id: &str) -> Handled {
    mock(request.call, &listed::ON_READ_ORDER)?;
    let order = live(state, request, id)?;
    Ok(Answer::json(200, &view::order(state, order, Shape::Full)))
}

/// `PATCH /v2/checkout/orders/{id}`: amount, custom id, invoice id and description.
pub(crate) fn patch(state: &mut State, request: &Request<'_>, id: &str) -> Handled {
    mock(request.call, &listed::ON_PATCH)?;
    let (changes, reader) = request::read_patch(&request.json);
    reader.form()?;
    if live(state, request, id)?.status == OrderStatus::Completed {
        return Err(Refusal::of(&issues::NOT_PATCHABLE));
    }
    reader.verdict()?;
    let order = state.orders.get_mut(id).ok_or_else(not_found)?;
    let mut units = order.units.clone();
    for change in changes {
        let unit = units
            .iter_mut()
            .find(|unit| change.path.starts_with(&path_of(unit)));
        let Some(unit) = unit else {
            return Err(not_patchable(change.path));
        };
        let field = change
            .path
            .strip_prefix(&path_of(unit))
            .unwrap_or_default()
            .to_owned();
        request::apply(unit, &field, &change.value).map_err(|bad| match bad {
            request::BadChange::NotPatchable => not_patchable(change.path),
            request::BadChange::Refused(refusal) => *refusal,
        })?;
    }
    order.units = units;
    order.updated = Some(request.call.now);
    Ok(Answer::empty(204))
}

fn path_of(unit: &Unit) -> String {
    format!("/purchase_units/@reference_id=='{}'/", unit.reference_id)
}

fn not_patchable(path: String) -> Refusal {
    Refusal::about(
        &issues::NOT_PATCHABLE,
        Detail {
            field: Some(path),
            ..Detail::default()
        },
    )
}
