//! Refunds by the merchant, and reversals by the provider.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::common::clock::later;
use crate::paypal::accounts::{App, Transaction};
use crate::paypal::http::answer::{Answer, Detail, Handled, Refusal};
use crate::paypal::http::call::{Request, mock};
use crate::paypal::http::idempotency::{Outcome, PAYMENTS_KEPT};
use crate::paypal::http::reader::{ReadAmount, Reader};
use crate::paypal::http::times;
use crate::paypal::http::wire::{Amount, Link, Payable, Reason, RefundShort, RefundView};
use crate::paypal::issues::{self, listed};
use crate::paypal::payments::captures::{self, Capture, CaptureStatus};
use crate::paypal::payments::orders::not_found;
use crate::paypal::state::State;
use crate::paypal::webhooks::{self, News};

/// After half a year a payment can only be returned by bank transfer.
const REFUNDABLE: Duration = Duration::from_hours(180 * 24);

/// What a bank's chargeback costs the merchant besides. The amount is made up.
const CHARGEBACK_FEE_CENTS: i64 = 1_600;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefundStatus {
    Completed,
    Pending,
    Failed,
    Cancelled,
}

impl RefundStatus {
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Completed => "COMPLETED",
            Self::Pending => "PENDING",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Refund {
    pub(crate) id: String,
    pub(crate) capture: String,
    pub(crate) app: Arc<App>,
    pub(crate) cents: i64,
    pub(crate) currency: String,
    pub(crate) status: RefundStatus,
    /// Taken back by the provider, not given by the merchant.
    pub(crate) reversal: bool,
    pub(crate) total_refunded: i64,
    pub(crate) invoice_id: Option<String>,
    pub(crate) custom_id: Option<String>,
    pub(crate) note: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

/// What the caller asks for.
struct Wish {
    amount: Option<ReadAmount>,
    invoice_id: Option<String>,
    custom_id: Option<String>,
    note: Option<String>,
}

/// `POST /v2/payments/captures/{id}/refund`
pub(crate) fn create(state: &mut State, request: &Request<'_>, id: &str) -> Handled {
    mock(request.call, &listed::ON_REFUND)?;
    if let Some(known) = state.replays.find(request)
        && let Outcome::Refunded(refund) = known.outcome
    {
        if known.other_body {
            state.journal.warn("request id repeated with another body");
        }
        return answer(state, request, &refund, 200);
    }
    request.call.check_request_id()?;
    let (wish, reader) = read(&request.json);
    reader.form()?;
    let capture = captures::own(state, request, id)?.clone();
    reader.verdict()?;
    let cents = check(state, &capture, &wish, request.call.now)?;
    let status = if state.knobs.refunds_pending {
        RefundStatus::Pending
    } else {
        RefundStatus::Completed
    };
    let refund = Refund {
        id: state.ids.resource(),
        capture: id.to_owned(),
        app: Arc::clone(&capture.app),
        cents,
        currency: capture.currency.clone(),
        status,
        reversal: false,
        total_refunded: capture.refunded_cents + cents,
        invoice_id: wish.invoice_id,
        custom_id: wish.custom_id.or(capture.custom_id),
        note: wish.note,
        created: request.call.now,
        updated: request.call.now,
    };
    let refund_id = refund.id.clone();
    store(state, refund, "T1107");
    state
        .replays
        .keep(request, Outcome::Refunded(refund_id.clone()), PAYMENTS_KEPT);
    answer(state, request, &refund_id, 201)
}

fn read(json: &Value) -> (Wish, Reader) {
    let mut reader = Reader::default();
    let amount = json.get("amount").filter(|amount| !amount.is_null());
    let wish = Wish {
        amount: amount.and_then(|amount| reader.amount(amount, "/amount")),
        invoice_id: reader.text(json, "/invoice_id", 127),
        custom_id: reader.text(json, "/custom_id", 127),
        note: reader.text(json, "/note_to_payer", 255),
    };
    (wish, reader)
}

/// The amount to give back, or why not.
fn check(state: &State, capture: &Capture, wish: &Wish, now: Timestamp) -> Result<i64, Refusal> {
    let left = capture.cents - capture.refunded_cents;
    if capture.charged_back {
        return Err(Refusal::of(&issues::REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK));
    }
    match capture.status {
        CaptureStatus::Pending => return Err(Refusal::of(&issues::PENDING_CAPTURE)),
        CaptureStatus::Declined => return Err(Refusal::of(&issues::REFUND_NOT_ALLOWED)),
        CaptureStatus::Refunded => return Err(Refusal::of(&issues::CAPTURE_FULLY_REFUNDED)),
        CaptureStatus::Completed | CaptureStatus::PartiallyRefunded => {}
    }
    if now > later(capture.created, REFUNDABLE) {
        return Err(Refusal::of(&issues::REFUND_TIME_LIMIT_EXCEEDED));
    }
    let cents = wish.amount.as_ref().map_or(left, |amount| amount.cents);
    if wish
        .amount
        .as_ref()
        .is_some_and(|amount| amount.currency != capture.currency)
    {
        return Err(Refusal::of(&issues::REFUND_CAPTURE_CURRENCY_MISMATCH));
    }
    let field = || Detail {
        field: Some("/amount/value".to_owned()),
        ..Detail::default()
    };
    if cents <= 0 {
        return Err(Refusal::about(&issues::CANNOT_BE_ZERO_OR_NEGATIVE, field()));
    }
    if cents > left {
        return Err(Refusal::of(&issues::REFUND_AMOUNT_EXCEEDED));
    }
    if capture.disputed && cents < capture.cents {
        return Err(Refusal::of(&issues::TRANSACTION_DISPUTED));
    }
    let ledger = state
        .accounts
        .ledger(&capture.app.merchant_id)
        .ok_or_else(not_found)?;
    if wish
        .invoice_id
        .as_ref()
        .is_some_and(|id| ledger.refund_invoices.contains_key(id))
    {
        return Err(Refusal::of(&issues::DUPLICATE_REFUND_INVOICE_ID));
    }
    if state.knobs.refunds_need_balance && ledger.balance(&capture.currency) < cents {
        return Err(Refusal::of(&issues::REFUND_FAILED_INSUFFICIENT_FUNDS));
    }
    Ok(cents)
}

/// Keeps the refund, moves the money unless it is pending, and tells.
fn store(state: &mut State, refund: Refund, event_code: &'static str) {
    let ledger = state.accounts.ledger_mut(&refund.app.merchant_id);
    ledger.refunds.push(refund.id.clone());
    if let Some(invoice) = refund.invoice_id.as_ref().filter(|_| !refund.reversal) {
        ledger
            .refund_invoices
            .insert(invoice.clone(), refund.id.clone());
    }
    if let Some(capture) = state.captures.get_mut(&refund.capture) {
        capture.refunded_cents = refund.total_refunded;
        capture.updated = refund.created;
        capture.status = status_after(capture);
    }
    let (id, completed) = (refund.id.clone(), refund.status == RefundStatus::Completed);
    state.refunds.insert(id.clone(), refund);
    if completed {
        book(state, &id, event_code);
    }
}

const fn status_after(capture: &Capture) -> CaptureStatus {
    if capture.refunded_cents >= capture.cents {
        CaptureStatus::Refunded
    } else if capture.refunded_cents > 0 {
        CaptureStatus::PartiallyRefunded
    } else {
        CaptureStatus::Completed
    }
}

/// Takes the money from the merchant's account and tells.
fn book(state: &mut State, id: &str, event_code: &'static str) {
    let Some(refund) = state.refunds.get(id) else {
        return;
    };
    let line = Transaction {
        id: id.to_owned(),
        event_code,
        at: state.clock.now(),
        cents: -refund.cents,
        fee_cents: 0,
        currency: refund.currency.clone(),
        invoice_id: refund.invoice_id.clone(),
        custom_id: refund.custom_id.clone(),
        reference: Some((refund.capture.clone(), "TXN")),
        payer: Some(state.buyer.clone()),
        bank_reference: None,
        ending_balance: 0,
    };
    let app = Arc::clone(&refund.app);
    let short = crate::paypal::payments::amounts::format_short(refund.cents);
    let (event_type, verb) = if refund.reversal {
        ("PAYMENT.CAPTURE.REVERSED", "reversed")
    } else {
        ("PAYMENT.CAPTURE.REFUNDED", "refunded")
    };
    let summary = format!(
        "A {0} {short} {0} capture payment was {verb}",
        refund.currency
    );
    let resource = view(state, refund);
    state.accounts.ledger_mut(&app.merchant_id).book(line);
    let after = Duration::from_secs(2);
    let news = News {
        event_type,
        kind: ("refund", "2.0"),
        summary,
        after,
    };
    webhooks::publish(state, &app, &news, &resource);
}

/// Ends a pending refund. False when it was not pending.
pub(crate) fn finish(state: &mut State, id: &str, to: RefundStatus) -> bool {
    let now = state.now();
    let Some(refund) = state.refunds.get_mut(id) else {
        return false;
    };
    if refund.status != RefundStatus::Pending || to == RefundStatus::Pending {
        return false;
    }
    refund.status = to;
    refund.updated = now;
    let (capture, cents) = (refund.capture.clone(), refund.cents);
    if to == RefundStatus::Completed {
        book(state, id, "T1107");
    } else if let Some(capture) = state.captures.get_mut(&capture) {
        capture.refunded_cents -= cents;
        capture.status = status_after(capture);
    }
    true
}

/// The provider takes money back: all that is left, or `cents`. The id of what it made.
pub(crate) fn reverse(
    state: &mut State,
    id: &str,
    cents: Option<i64>,
    charge_back: bool,
) -> Option<String> {
    let now = state.now();
    let refund_id = state.ids.resource();
    let capture = state.captures.get_mut(id)?;
    let left = capture.cents - capture.refunded_cents;
    let cents = cents.unwrap_or(left).min(left);
    let arrived = match capture.status {
        CaptureStatus::Completed | CaptureStatus::PartiallyRefunded => true,
        CaptureStatus::Pending | CaptureStatus::Declined | CaptureStatus::Refunded => false,
    };
    if cents <= 0 || !arrived {
        return None;
    }
    capture.charged_back |= charge_back;
    let app = Arc::clone(&capture.app);
    let currency = capture.currency.clone();
    let refund = Refund {
        id: refund_id.clone(),
        capture: id.to_owned(),
        app: Arc::clone(&capture.app),
        cents,
        currency: capture.currency.clone(),
        status: RefundStatus::Completed,
        reversal: true,
        total_refunded: capture.refunded_cents + cents,
        invoice_id: capture.invoice_id.clone(),
        custom_id: capture.custom_id.clone(),
        note: None,
        created: now,
        updated: now,
    };
    store(state, refund, if charge_back { "T1201" } else { "T1106" });
    if charge_back {
        let id = state.ids.resource();
        let fee = Transaction {
            reference: Some((refund_id.clone(), "TXN")),
            ..Transaction::own(id, "T0106", now, (&currency, -CHARGEBACK_FEE_CENTS))
        };
        state.accounts.ledger_mut(&app.merchant_id).book(fee);
    }
    Some(refund_id)
}

/// `GET /v2/payments/refunds/{id}`
pub(crate) fn get(state: &State, request: &Request<'_>, id: &str) -> Handled {
    mock(request.call, &listed::ON_READ_REFUND)?;
    let own = |refund: &&Refund| refund.app.merchant_id == request.caller.app.merchant_id;
    let refund = state.refunds.get(id).filter(own).ok_or_else(not_found)?;
    Ok(Answer::json(200, &view(state, refund)))
}

fn answer(state: &State, request: &Request<'_>, id: &str, status: u16) -> Handled {
    let refund = state.refunds.get(id).ok_or_else(not_found)?;
    if request.call.wants_representation() {
        return Ok(Answer::json(status, &view(state, refund)));
    }
    let (id, links) = (refund.id.clone(), links(state, refund));
    Ok(Answer::json(
        status,
        &RefundShort {
            id,
            status: refund.status.text(),
            links,
        },
    ))
}

fn links(state: &State, refund: &Refund) -> Vec<Link> {
    let own = state.link(&format!("/v2/payments/refunds/{}", refund.id));
    let capture = state.link(&format!("/v2/payments/captures/{}", refund.capture));
    vec![Link::get(own, "self"), Link::get(capture, "up")]
}

fn view(state: &State, refund: &Refund) -> RefundView {
    let money = |cents| Amount::new(&refund.currency, cents);
    let pending = refund.status == RefundStatus::Pending;
    RefundView {
        id: refund.id.clone(),
        amount: money(refund.cents),
        seller_payable_breakdown: (!pending).then(|| Payable {
            gross_amount: money(refund.cents),
            paypal_fee: money(0),
            net_amount: money(refund.cents),
            total_refunded_amount: money(refund.total_refunded),
        }),
        invoice_id: refund.invoice_id.clone(),
        custom_id: refund.custom_id.clone(),
        note_to_payer: refund.note.clone(),
        status: refund.status.text(),
        status_details: pending.then_some(Reason { reason: "ECHECK" }),
        create_time: times::pacific(refund.created),
        update_time: times::pacific(refund.updated),
        links: links(state, refund),
    }
}
