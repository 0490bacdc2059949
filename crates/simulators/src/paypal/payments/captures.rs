//! Captures: money that moved, is under review, or was declined.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::common::clock::seconds;
use crate::paypal::accounts::{App, FeeModel, Transaction};
use crate::paypal::http::answer::{Answer, Handled, Refusal};
use crate::paypal::http::call::{Request, mock};
use crate::paypal::http::idempotency::{ORDERS_KEPT, Outcome};
use crate::paypal::http::wire::{
    Amount, CaptureView, Link, Payee, Reason, Receivable, RelatedIds, Status, Supplementary,
};
use crate::paypal::issues::{self, listed};
use crate::paypal::payments::orders::{
    self, Intent, Order, OrderStatus, Plan, Shape, Unit, Visit, view as order_view,
};
use crate::paypal::state::{Due, State};
use crate::paypal::webhooks::{self, News};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CaptureStatus {
    Completed,
    Pending,
    Declined,
    PartiallyRefunded,
    Refunded,
}

impl CaptureStatus {
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Completed => "COMPLETED",
            Self::Pending => "PENDING",
            Self::Declined => "DECLINED",
            Self::PartiallyRefunded => "PARTIALLY_REFUNDED",
            Self::Refunded => "REFUNDED",
        }
    }

    pub(crate) const fn arrived(self) -> bool {
        match self {
            Self::Completed | Self::PartiallyRefunded | Self::Refunded => true,
            Self::Pending | Self::Declined => false,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Capture {
    pub(crate) id: String,
    pub(crate) order: String,
    pub(crate) app: Arc<App>,
    pub(crate) cents: i64,
    pub(crate) currency: String,
    pub(crate) fee_cents: i64,
    pub(crate) status: CaptureStatus,
    pub(crate) refunded_cents: i64,
    pub(crate) invoice_id: Option<String>,
    pub(crate) custom_id: Option<String>,
    pub(crate) payer: String,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) disputed: bool,
    pub(crate) charged_back: bool,
}

/// `POST /v2/checkout/orders/{id}/capture`
pub(crate) fn capture_order(state: &mut State, request: &Request<'_>, id: &str) -> Handled {
    mock(request.call, &listed::ON_CAPTURE)?;
    if let Some(known) = state.replays.find(request)
        && let Outcome::Captured(order) = known.outcome
    {
        if known.other_body {
            state.journal.warn("request id repeated with another body");
        }
        return Ok(answer(state, request, &order, 200));
    }
    request.call.check_request_id()?;
    if !request.json.is_null() && !request.json.is_object() {
        return Err(Refusal::of(&issues::INVALID_PARAMETER_SYNTAX));
    }
    let order = orders::live(state, request, id)?.clone();
    check(state, &order)?;
    if order.plan == Plan::DeclineInstrumentOnce {
        return Err(decline_instrument(state, &order));
    }
    for number in 0..order.units.len() {
        capture_unit(state, &order, number);
    }
    if let Some(order) = state.orders.get_mut(id) {
        order.status = OrderStatus::Completed;
        order.updated = Some(request.call.now);
    }
    state
        .replays
        .keep(request, Outcome::Captured(id.to_owned()), ORDERS_KEPT);
    Ok(answer(state, request, id, 201))
}

fn answer(state: &State, request: &Request<'_>, order: &str, status: u16) -> Answer {
    let full = request.call.wants_representation();
    let shape = if full { Shape::Full } else { Shape::Captured };
    let order = state.orders.get(order);
    Answer::json(
        status,
        &order.map(|order| order_view::order(state, order, shape)),
    )
}

/// The business checks of a capture.
fn check(state: &State, order: &Order) -> Result<(), Refusal> {
    if order.intent == Intent::Authorize {
        return Err(Refusal::of(&issues::ACTION_DOES_NOT_MATCH_INTENT));
    }
    match order.status {
        OrderStatus::Completed => return Err(Refusal::of(&issues::ORDER_ALREADY_CAPTURED)),
        OrderStatus::Created | OrderStatus::PayerActionRequired => {
            return Err(Refusal::of(&issues::ORDER_NOT_APPROVED));
        }
        OrderStatus::Approved => {}
    }
    let ledger = state.accounts.ledger(&order.app.merchant_id);
    let taken = |unit: &Unit| match (&unit.invoice_id, ledger) {
        (Some(invoice), Some(ledger)) => ledger.invoices.contains_key(invoice),
        _ => false,
    };
    if state.knobs.unique_invoice_ids && order.units.iter().any(taken) {
        return Err(Refusal::of(&issues::DUPLICATE_INVOICE_ID));
    }
    Ok(())
}

/// The buyer must choose another way to pay, on the same page.
fn decline_instrument(state: &mut State, order: &Order) -> Refusal {
    let link = Link::get(order_view::buyer_link(state, order), "redirect");
    if let Some(order) = state.orders.get_mut(&order.id) {
        order.status = order.waiting_status();
        order.plan = Plan::Pay;
        order.approval = None;
        order.approved = None;
        order.visit = Visit::Declined;
    }
    Refusal::of(&issues::INSTRUMENT_DECLINED).with_link(link)
}

fn capture_unit(state: &mut State, order: &Order, number: usize) {
    let Some(unit) = order.units.get(number) else {
        return;
    };
    let id = state.ids.resource();
    let now = state.now();
    let status = match order.plan {
        Plan::Pay
        | Plan::PayThenDispute
        | Plan::PayThenReverseHalf
        | Plan::DeclineInstrumentOnce => CaptureStatus::Completed,
        Plan::ReviewThenComplete | Plan::ReviewThenDeny => CaptureStatus::Pending,
        Plan::Decline => CaptureStatus::Declined,
    };
    let capture = Capture {
        id: id.clone(),
        order: order.id.clone(),
        app: Arc::clone(&order.app),
        cents: unit.cents,
        currency: unit.currency.clone(),
        fee_cents: order.app.fee.fee_cents(unit.cents),
        status,
        refunded_cents: 0,
        invoice_id: unit.invoice_id.clone(),
        custom_id: unit.custom_id.clone(),
        payer: state.buyer.clone(),
        created: now,
        updated: now,
        disputed: false,
        charged_back: false,
    };
    let ledger = state.accounts.ledger_mut(&order.app.merchant_id);
    ledger.captures.push(id.clone());
    if status != CaptureStatus::Declined
        && let Some(invoice) = &unit.invoice_id
    {
        ledger.invoices.insert(invoice.clone(), id.clone());
    }
    state.captures.insert(id.clone(), capture);
    if let Some(unit) = state
        .orders
        .get_mut(&order.id)
        .and_then(|o| o.units.get_mut(number))
    {
        unit.capture = Some(id.clone());
    }
    if status == CaptureStatus::Completed {
        book(state, &id);
    }
    tell(state, &id);
    schedule(state, order.plan, id);
}

fn schedule(state: &mut State, plan: Plan, id: String) {
    let minute = Duration::from_mins(1);
    let review = Duration::from_mins(state.knobs.review_minutes);
    match plan {
        Plan::ReviewThenComplete => state.schedule(review, Due::CompleteCapture(id)),
        Plan::ReviewThenDeny => state.schedule(review, Due::DenyCapture(id)),
        Plan::PayThenDispute => state.schedule(minute, Due::OpenDispute(id)),
        Plan::PayThenReverseHalf => state.schedule(minute, Due::ReverseHalf(id)),
        Plan::Pay | Plan::DeclineInstrumentOnce | Plan::Decline => {}
    }
}

/// Writes a completed capture into the merchant's account.
fn book(state: &mut State, id: &str) {
    let Some(capture) = state.captures.get(id) else {
        return;
    };
    let line = Transaction {
        id: id.to_owned(),
        event_code: "T0006",
        at: state.clock.now(),
        cents: capture.cents,
        fee_cents: -capture.fee_cents,
        currency: capture.currency.clone(),
        invoice_id: capture.invoice_id.clone(),
        custom_id: capture.custom_id.clone(),
        reference: Some((capture.order.clone(), "ODR")),
        payer: Some(capture.payer.clone()),
        bank_reference: None,
        ending_balance: 0,
    };
    let ledger = state.accounts.ledger_mut(&capture.app.merchant_id);
    ledger.book(line);
    if capture.app.fee == FeeModel::GrossMonthly {
        let fee = FeeModel::default().fee_cents(capture.cents);
        ledger.fees_due = ledger.fees_due.saturating_add(fee);
    }
}

/// Review ended well: the money is there. False when the capture was not pending.
pub(crate) fn complete(state: &mut State, id: &str) -> bool {
    let done = leave_review(state, id, CaptureStatus::Completed);
    if done {
        book(state, id);
        tell(state, id);
    }
    done
}

/// Review ended badly. False when the capture was not pending.
pub(crate) fn deny(state: &mut State, id: &str) -> bool {
    let done = leave_review(state, id, CaptureStatus::Declined);
    if done {
        if let Some(capture) = state.captures.get(id)
            && let Some(invoice) = &capture.invoice_id
        {
            state
                .accounts
                .ledger_mut(&capture.app.merchant_id)
                .invoices
                .remove(invoice);
        }
        news(state, id, "PAYMENT.CAPTURE.DENIED", "Payment denied for");
    }
    done
}

fn leave_review(state: &mut State, id: &str, to: CaptureStatus) -> bool {
    let now = state.now();
    let Some(capture) = state.captures.get_mut(id) else {
        return false;
    };
    if capture.status != CaptureStatus::Pending {
        return false;
    }
    capture.status = to;
    capture.updated = now;
    true
}

fn tell(state: &mut State, id: &str) {
    let Some(capture) = state.captures.get(id) else {
        return;
    };
    match capture.status {
        CaptureStatus::Pending => news(state, id, "PAYMENT.CAPTURE.PENDING", "Payment pending for"),
        CaptureStatus::Declined => {
            news(
                state,
                id,
                "PAYMENT.CAPTURE.DECLINED",
                "Payment declined for",
            );
        }
        CaptureStatus::Completed | CaptureStatus::PartiallyRefunded | CaptureStatus::Refunded => {
            news(
                state,
                id,
                "PAYMENT.CAPTURE.COMPLETED",
                "Payment completed for",
            );
        }
    }
}

fn news(state: &mut State, id: &str, event_type: &'static str, text: &str) {
    let Some(capture) = state.captures.get(id) else {
        return;
    };
    if !state.webhooks.has_listener(&capture.app.client_id) {
        return;
    }
    let (app, resource) = (Arc::clone(&capture.app), long_view(state, capture));
    let short = crate::paypal::payments::amounts::format_short(capture.cents);
    let summary = format!("{text} {0} {short} {0}", capture.currency);
    let after = Duration::from_millis(1_000 + state.ids.below(3_000));
    let news = News {
        event_type,
        kind: ("capture", "2.0"),
        summary,
        after,
    };
    webhooks::publish(state, &app, &news, &resource);
}

/// `GET /v2/payments/captures/{id}`
pub(crate) fn get(state: &State, request: &Request<'_>, id: &str) -> Handled {
    mock(request.call, &listed::ON_READ)?;
    let capture = own(state, request, id)?;
    Ok(Answer::json(200, &long_view(state, capture)))
}

/// The capture, if it belongs to the caller's merchant.
pub(crate) fn own<'a>(
    state: &'a State,
    request: &Request<'_>,
    id: &str,
) -> Result<&'a Capture, Refusal> {
    let capture = state.captures.get(id);
    let own = |capture: &&Capture| capture.app.merchant_id == request.caller.app.merchant_id;
    capture.filter(own).ok_or_else(orders::not_found)
}

/// A capture inside an order.
pub(crate) fn view(state: &State, capture: &Capture) -> CaptureView {
    let own = state.link(&format!("/v2/payments/captures/{}", capture.id));
    let order = state.link(&format!("/v2/checkout/orders/{}", capture.order));
    let money = |cents| Amount::new(&capture.currency, cents);
    let arrived = match capture.status {
        CaptureStatus::Pending | CaptureStatus::Declined => false,
        CaptureStatus::Completed | CaptureStatus::PartiallyRefunded | CaptureStatus::Refunded => {
            true
        }
    };
    let fee_shown = capture.fee_cents != 0 || state.knobs.zero_fee_shown;
    CaptureView {
        id: capture.id.clone(),
        status: capture.status.text(),
        amount: money(capture.cents),
        final_capture: true,
        disbursement_mode: "INSTANT",
        seller_protection: Status {
            status: "NOT_ELIGIBLE",
        },
        seller_receivable_breakdown: arrived.then(|| Receivable {
            gross_amount: money(capture.cents),
            paypal_fee: fee_shown.then(|| money(capture.fee_cents)),
            net_amount: money(capture.cents - capture.fee_cents),
        }),
        invoice_id: capture.invoice_id.clone(),
        custom_id: capture.custom_id.clone(),
        links: vec![
            Link::get(own.clone(), "self"),
            Link::post(format!("{own}/refund"), "refund"),
            Link::get(order, "up"),
        ],
        create_time: seconds(capture.created),
        update_time: seconds(capture.updated),
        status_details: (capture.status == CaptureStatus::Pending).then_some(Reason {
            reason: "PENDING_REVIEW",
        }),
        payee: None,
        supplementary_data: None,
    }
}

/// A capture on its own: with payee and order.
pub(crate) fn long_view(state: &State, capture: &Capture) -> CaptureView {
    CaptureView {
        payee: Some(Payee {
            email_address: capture.app.email.clone(),
            merchant_id: capture.app.merchant_id.clone(),
        }),
        supplementary_data: Some(Supplementary {
            related_ids: RelatedIds {
                order_id: capture.order.clone(),
            },
        }),
        ..view(state, capture)
    }
}
