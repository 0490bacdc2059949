//! PayPal's example answers, each read by the call it belongs to.

use std::time::Duration;

use domain::Timestamp;
use providers::{
    CaptureFact, CaptureId, CaptureOutcome, CaptureState, DisputeEnd, EventVerdict, Hint,
    OrderState, PaymentProvider, ProviderDown, RefundFact, RefundOutcome, RefundRef, Refusal,
    Started,
};
use providers::{Refunds, Reports};
use serde_json::Value;

use crate::answers::published::{
    ORDERS, Operation, PAYMENTS, REPORTING, WEBHOOKS, example, examples, is_there,
};
use crate::calls::look_up::fact;
use crate::calls::refund::refund_order;
use crate::events::signing::{FETCH, POSTBACK, Sent, certificate, simulated};
use crate::script::*;

const CREATE: &str = "POST /v2/checkout/orders";
const SEARCH: &str = "GET /v1/reporting/transactions?";
const LOGIN: &str = "POST /v1/oauth2/token";

/// Bodies that we send, and answers to calls that we never make.
const NOT_READ: &[&str] = &[
    "balances-200",
    "dispute-get-200",
    "order-create-request",
    "order-create-request-items",
    "order-create-request-mobile",
    "refund-request",
    "verify-request",
    "webhook-create-request",
];

/// Read by the stories in `schemas`.
const READ_ELSEWHERE: &[&str] = &["webhook-create-201"];

fn look() -> String {
    format!("GET /v2/checkout/orders/{ORDER}")
}

fn take() -> String {
    format!("POST /v2/checkout/orders/{ORDER}/capture")
}

fn other(code: &str) -> Refusal {
    Refusal::Other(code.to_owned())
}

/// The status at the end of an example's name: `capture-422-attempts` was answered with 422.
fn status(name: &str) -> u16 {
    let number = name.split('-').find_map(|part| part.parse().ok());
    number.unwrap_or_else(|| panic!("{name} names no status"))
}

fn world() -> World {
    let world = simulated();
    world.gives_token();
    world
}

#[test]
fn no_example_is_left_out() {
    if !is_there() {
        return;
    }
    let mut read: Vec<&str> = [NOT_READ, READ_ELSEWHERE].concat();
    read.extend(creations().iter().map(|(name, _)| *name));
    read.extend(captures().iter().map(|(name, _)| *name));
    read.extend(refusals_of_captures().iter().map(|(name, _, _)| *name));
    read.extend(refunds().iter().map(|(name, _)| *name));
    read.extend(hints().iter().map(|(name, _)| *name));
    read.extend(LOOKED_UP.iter().copied());
    read.extend(SIGNED_IN.iter().copied());
    read.sort_unstable();
    assert_eq!(examples(), read);
}

fn creations() -> Vec<(&'static str, Started)> {
    let link = "https://paypal-sim.example/checkoutnow?token=7XR54208KL913364M";
    let redirect = || Started::Redirect {
        order: order(),
        to: link.parse().unwrap(),
    };
    let refused = |reason| Started::Refused { reason };
    vec![
        ("order-create-200-minimal", redirect()),
        ("order-create-200-representation", redirect()),
        ("order-create-201-legacy", redirect()),
        ("order-create-400-malformed", refused(Refusal::Request)),
        ("order-create-400-missing", refused(Refusal::Request)),
        ("order-create-400-request-id", refused(Refusal::Request)),
        ("order-create-400-syntax", refused(Refusal::Request)),
        ("order-create-422-amount", refused(Refusal::Request)),
        ("order-create-422-decimals", refused(Refusal::Request)),
        ("order-create-422-items", refused(Refusal::Request)),
        ("order-create-422-payee", refused(Refusal::Account)),
        ("order-create-422-zero", refused(Refusal::Request)),
    ]
}

#[tokio::test]
async fn answers_about_new_orders() {
    if !is_there() {
        return;
    }
    let operation = Operation::of(ORDERS, "post", "/v2/checkout/orders");
    for (name, started) in creations() {
        let world = world();
        conforms(&operation, name);
        world.expects_text(CREATE, status(name), example(name));
        assert_eq!(world.paypal.start(&intent()).await, started, "{name}");
    }
}

fn conforms(operation: &Operation, name: &str) {
    let body: Value = serde_json::from_str(&example(name)).unwrap();
    operation.answers(&status(name).to_string(), &body);
}

/// Examples that end the call.
fn captures() -> Vec<(&'static str, CaptureOutcome)> {
    let without_fee = || CaptureFact {
        fee: None,
        ..fact()
    };
    let reason = other("CAPTURE_DECLINED");
    let act = || CaptureOutcome::BuyerMustAct;
    vec![
        (
            "order-capture-201-declined",
            CaptureOutcome::Declined { reason },
        ),
        (
            "order-capture-201-gross",
            CaptureOutcome::Captured(without_fee()),
        ),
        (
            "order-capture-201-minimal",
            CaptureOutcome::Captured(fact()),
        ),
        (
            "order-capture-201-pending",
            CaptureOutcome::Pending(without_fee()),
        ),
        (
            "order-capture-201-representation",
            CaptureOutcome::Captured(fact()),
        ),
        ("capture-404", CaptureOutcome::Gone),
        ("capture-422-instrument-declined", act()),
        ("capture-422-not-approved", CaptureOutcome::NotApproved),
        ("capture-422-payer-action", act()),
    ]
}

/// Examples after which the order is looked at, what that says, and what follows.
fn refusals_of_captures() -> Vec<(&'static str, &'static str, CaptureOutcome)> {
    let open = "order-get-200-approved";
    let declined = |reason| CaptureOutcome::Declined { reason };
    vec![
        ("capture-403", open, declined(Refusal::Permission)),
        (
            "capture-422-already-captured",
            "order-capture-201-representation",
            CaptureOutcome::Captured(fact()),
        ),
        (
            "capture-422-attempts",
            open,
            declined(other("MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED")),
        ),
        (
            "capture-422-compliance",
            open,
            declined(other("COMPLIANCE_VIOLATION")),
        ),
        (
            "capture-422-duplicate-invoice",
            open,
            declined(other("DUPLICATE_INVOICE_ID")),
        ),
    ]
}

#[tokio::test]
async fn answers_about_the_money_of_an_order() {
    if !is_there() {
        return;
    }
    let operation = Operation::of(ORDERS, "post", "/v2/checkout/orders/{id}/capture");
    for (name, outcome) in captures() {
        conforms(&operation, name);
        let world = world();
        world.expects_text(&take(), status(name), example(name));
        let found = world.paypal.capture(&order(), 1, &expected()).await;
        assert_eq!(found, outcome, "{name}");
    }
    for (name, looked_up, outcome) in refusals_of_captures() {
        conforms(&operation, name);
        let world = world();
        world.expects_text(&take(), status(name), example(name));
        world.expects_text(&look(), 200, example(looked_up));
        let found = world.paypal.capture(&order(), 1, &expected()).await;
        assert_eq!(found, outcome, "{name}");
    }
}

const LOOKED_UP: &[&str] = &[
    "capture-get-200",
    "capture-get-200-partially-refunded",
    "order-get-200-approved",
    "order-get-404",
];

#[tokio::test]
async fn answers_about_orders_and_captures_looked_up() {
    if !is_there() {
        return;
    }
    let world = world();
    let operation = Operation::of(ORDERS, "get", "/v2/checkout/orders/{id}");
    for (name, state) in [
        ("order-get-200-approved", OrderState::Approved),
        ("order-get-404", OrderState::Gone),
    ] {
        conforms(&operation, name);
        world.expects_text(&look(), status(name), example(name));
        assert_eq!(world.paypal.look_up(&order(), &expected()).await, state);
    }
    let operation = Operation::of(PAYMENTS, "get", "/v2/payments/captures/{capture_id}");
    let id = CaptureId::parse(CAPTURE).unwrap();
    for (name, state) in [
        ("capture-get-200", CaptureState::Completed(fact())),
        (
            "capture-get-200-partially-refunded",
            CaptureState::PartlyRefunded(fact()),
        ),
    ] {
        conforms(&operation, name);
        let line = format!("GET /v2/payments/captures/{CAPTURE}");
        world.expects_text(&line, 200, example(name));
        assert_eq!(world.paypal.look_up_capture(&id).await, state, "{name}");
    }
}

fn refunds() -> Vec<(&'static str, RefundOutcome)> {
    // A short answer tells neither amount nor fee nor time.
    let short = || RefundFact {
        refund: RefundRef::parse(REFUND).unwrap(),
        capture: CaptureId::parse(CAPTURE).unwrap(),
        amount: euros("2.50"),
        invoice: Some(refund_order().invoice),
        fee_back: None,
        at: MORNING,
    };
    let whole = RefundFact {
        invoice: Some("MH-2026-000471-1-E1".to_owned()),
        fee_back: Some(euros("0.00")),
        at: Timestamp::from_micros(1_795_600_931_000_000),
        ..short()
    };
    let declined = |code| RefundOutcome::Declined {
        reason: other(code),
    };
    vec![
        ("refund-201-minimal", RefundOutcome::Refunded(short())),
        ("refund-201-pending", RefundOutcome::Pending(short())),
        ("refund-201-representation", RefundOutcome::Refunded(whole)),
        ("refund-404", declined("INVALID_RESOURCE_ID")),
        ("refund-409", RefundOutcome::Unknown),
        ("refund-422-amount", declined("REFUND_AMOUNT_EXCEEDED")),
        (
            "refund-422-chargeback",
            declined("REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK"),
        ),
        ("refund-422-disputed", declined("TRANSACTION_DISPUTED")),
        ("refund-422-dup", declined("DUPLICATE_INVOICE_ID")),
        ("refund-422-fully", declined("CAPTURE_FULLY_REFUNDED")),
        (
            "refund-422-funds",
            declined("REFUND_FAILED_INSUFFICIENT_FUNDS"),
        ),
        ("refund-422-pending", declined("PENDING_CAPTURE")),
        ("refund-422-time", declined("REFUND_TIME_LIMIT_EXCEEDED")),
    ]
}

#[tokio::test]
async fn answers_about_refunds() {
    if !is_there() {
        return;
    }
    let path = "/v2/payments/captures/{capture_id}/refund";
    let operation = Operation::of(PAYMENTS, "post", path);
    for (name, outcome) in refunds() {
        conforms(&operation, name);
        let world = world();
        let line = format!("POST /v2/payments/captures/{CAPTURE}/refund");
        world.expects_text(&line, status(name), example(name));
        assert_eq!(
            world.paypal.refund(&refund_order()).await,
            outcome,
            "{name}"
        );
    }
}

fn hints() -> Vec<(&'static str, Hint)> {
    let approved = || Hint::Order { order: order() };
    let capture = || Hint::Capture {
        capture: CaptureId::parse(CAPTURE).unwrap(),
        order: Some(order()),
    };
    let refund = |id: &str| Hint::Refund {
        refund: id.to_owned(),
    };
    let dispute = |changed_at: &str, end| Hint::Dispute {
        dispute: "PP-R-KQM-10047712".to_owned(),
        capture: Some(CaptureId::parse(CAPTURE).unwrap()),
        changed_at: Some(changed_at.parse::<Timestamp>().unwrap().micros()),
        end,
    };
    vec![
        ("event-approval-reversed", approved()),
        ("event-capture-completed", capture()),
        ("event-capture-denied", capture()),
        ("event-capture-pending", capture()),
        ("event-capture-refunded", refund(REFUND)),
        ("event-capture-reversed", refund("6JX20177MB884532P")),
        (
            "event-dispute-created",
            dispute("2026-11-28T08:00:00Z", None),
        ),
        (
            "event-dispute-resolved",
            dispute("2026-12-05T15:20:00Z", Some(DisputeEnd::Won)),
        ),
        ("event-order-approved", approved()),
    ]
}

#[tokio::test]
async fn events_say_where_to_look() {
    if !is_there() {
        return;
    }
    let world = simulated();
    world.expects_text(FETCH, 200, certificate());
    for (name, expected) in hints() {
        let text = example(name);
        let delivery = Sent::to(WEBHOOK, text.clone());
        let EventVerdict::Genuine { event, hint } = delivery.judged_in(&world).await else {
            panic!("{name}")
        };
        assert_eq!(hint, expected, "{name}");
        let parsed: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(parsed["id"], event);
        let kept = serde_json::to_string(&hint).unwrap().to_lowercase();
        assert!(!kept.contains("erika") && !kept.contains('@'), "{kept}");
    }
}

const SIGNED_IN: &[&str] = &[
    "api-401-invalid-token",
    "api-429",
    "oauth-200",
    "oauth-400",
    "oauth-401",
    "reporting-200",
    "reporting-400-range",
    "reporting-400-too-large",
    "reporting-403",
    "verify-200-failure",
    "verify-200-success",
];

#[tokio::test]
async fn answers_about_access() {
    if !is_there() {
        return;
    }
    let world = simulated();
    // The example's token is cut short with a letter that no header may carry.
    let token = example("oauth-200").replace('…', "");
    world.expects_text(LOGIN, 200, token.clone());
    world.expects_text(&look(), 401, example("api-401-invalid-token"));
    world.expects_text(LOGIN, 200, token);
    world.expects_text(&look(), 200, example("order-get-200-approved"));
    let state = world.paypal.look_up(&order(), &expected()).await;
    assert_eq!(state, OrderState::Approved);

    world.expects_text(&look(), 429, example("api-429"));
    for _ in 0..3 {
        let state = world.paypal.look_up(&order(), &expected()).await;
        assert_eq!(state, OrderState::Unknown);
    }
    for name in ["oauth-400", "oauth-401"] {
        let world = simulated();
        world.expects_text(LOGIN, status(name), example(name));
        let reason = Refusal::Credentials;
        let started = world.paypal.start(&intent()).await;
        assert_eq!(started, Started::Refused { reason });
    }
}

#[tokio::test]
async fn answers_about_events_and_books() {
    if !is_there() {
        return;
    }
    let world = simulated();
    let path = "/v1/notifications/verify-webhook-signature";
    let operation = Operation::of(WEBHOOKS, "post", path);
    for (name, is_genuine) in [("verify-200-success", true), ("verify-200-failure", false)] {
        conforms(&operation, name);
        world.expects_silence(FETCH);
        if is_genuine {
            world.gives_token();
        }
        world.expects_text(POSTBACK, 200, example(name));
        let delivery = Sent::to(WEBHOOK, example("event-order-approved"));
        let verdict = delivery.judged_in(&world).await;
        let found = matches!(verdict, EventVerdict::Genuine { .. });
        assert_eq!(found, is_genuine, "{name}: {verdict:?}");
    }
    for (name, down) in [
        ("reporting-400-range", ProviderDown::Refused),
        ("reporting-403", ProviderDown::Permission),
    ] {
        world.expects_text(SEARCH, status(name), example(name));
        let books = world.paypal.transactions(MORNING, MORNING).await;
        assert_eq!(books, Err(down), "{name}");
    }
    let operation = Operation::of(REPORTING, "get", "/v1/reporting/transactions");
    let body: Value = serde_json::from_str(&example("reporting-200")).unwrap();
    let mut without_dates = body.clone();
    for date in ["start_date", "end_date", "last_refreshed_datetime"] {
        // Without the colon in the offset, unlike what PayPal's file demands.
        without_dates.as_object_mut().unwrap().remove(date);
    }
    operation.answers("200", &without_dates);
    world.expects_text(SEARCH, 400, example("reporting-400-too-large"));
    world.expects_text(SEARCH, 200, body.to_string());
    world.expects_text(SEARCH, 200, body.to_string());
    let day = Duration::from_hours(24);
    let books = world
        .paypal
        .transactions(MORNING, MORNING.plus(day * 4))
        .await;
    let books = books.unwrap();
    let cents: Vec<i64> = books.transactions.iter().map(|t| t.gross_cents).collect();
    assert_eq!(cents, [1_250, -250, -50_924]);
    assert_eq!(books.transactions[0].custom, Some(payment().to_string()));
}
