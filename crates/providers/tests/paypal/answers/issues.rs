//! Every code PayPal lists for our calls leads to an outcome that was decided on. None of them is
//! ever taken for money.

use providers::Refunds;
use providers::{
    CaptureId, CaptureOutcome, CaptureState, OrderState, PaymentProvider, RefundOutcome, Refusal,
    Started,
};
use serde_json::{Value, json};

use crate::answers::published::{is_there, openapi};
use crate::calls::refund::refund_order;
use crate::script::*;

const CATALOGUE: &str = "issues-catalogue.json";

/// Our fault, although PayPal understood the request.
const REQUEST: &[&str] = &[
    "AMOUNT_MISMATCH",
    "CANNOT_BE_ZERO_OR_NEGATIVE",
    "DECIMAL_PRECISION",
    "INCOMPATIBLE_PARAMETER_VALUE",
    "INVALID_CURRENCY_CODE",
    "ITEM_TOTAL_MISMATCH",
    "MAX_VALUE_EXCEEDED",
    "UNSUPPORTED_INTENT",
];

/// The authority has to act in its PayPal account.
const ACCOUNT: &[&str] = &[
    "INVALID_ACCOUNT_STATUS",
    "PAYEE_ACCOUNT_INVALID",
    "PAYEE_ACCOUNT_LOCKED_OR_CLOSED",
    "PAYEE_ACCOUNT_RESTRICTED",
    "TRANSACTION_RECEIVING_LIMIT_EXCEEDED",
];

/// The payer has to act at PayPal.
const BUYER: &[&str] = &[
    "INSTRUMENT_DECLINED",
    "PAYER_ACTION_REQUIRED",
    "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING",
];

struct Listed {
    status: u16,
    name: String,
    issue: String,
}

impl Listed {
    fn body(&self) -> Value {
        let details = match self.issue.as_str() {
            "" => json!([]),
            issue => json!([{ "issue": issue, "description": "In words." }]),
        };
        json!({ "name": self.name, "details": details, "debug_id": "f31c7a90be254" })
    }

    fn is_conflict_or_failure(&self) -> bool {
        self.status == 409 || self.status >= 500
    }

    /// What operators are told.
    fn refusal(&self) -> Refusal {
        let issue = self.issue.as_str();
        match self.status {
            _ if ACCOUNT.contains(&issue) => Refusal::Account,
            _ if REQUEST.contains(&issue) => Refusal::Request,
            _ if issue == "REFUND_IS_RESTRICTED" => Refusal::Permission,
            400 => Refusal::Request,
            401 => Refusal::Credentials,
            403 => Refusal::Permission,
            _ => Refusal::Other(self.issue.clone()),
        }
    }
}

/// Everything PayPal lists for a call, and a code it does not list (yet) for each status.
fn listed(call: &str) -> Vec<Listed> {
    let catalogue = openapi(CATALOGUE);
    let mut found = Vec::new();
    for (status, kind) in catalogue[call].as_object().unwrap() {
        let listed = |issue: &str| Listed {
            status: status.parse().unwrap(),
            name: kind["name"].as_str().unwrap().to_owned(),
            issue: issue.to_owned(),
        };
        for issue in kind["issues"].as_array().unwrap() {
            let code = issue.as_str().or(issue["issue"].as_str());
            found.push(listed(code.unwrap()));
        }
        found.push(listed("SOMETHING_NEW"));
    }
    assert!(found.len() > 3, "{call}");
    found
}

/// A world that refuses a call. A 401 is tried again with a new token.
fn refusing(line: &str, listed: &Listed) -> World {
    let world = World::logged_in();
    world.expects(line, listed.status, listed.body());
    if listed.status == 401 {
        world.gives_token();
        world.expects(line, listed.status, listed.body());
    }
    world
}

#[tokio::test]
async fn every_refusal_of_a_new_order_names_whose_turn_it_is() {
    if !is_there() {
        return;
    }
    for listed in listed("POST /v2/checkout/orders") {
        let world = refusing("POST /v2/checkout/orders", &listed);
        let reason = listed.refusal();
        let expected = Started::Refused { reason };
        let started = world.paypal.start(&intent()).await;
        assert_eq!(started, expected, "{} {}", listed.status, listed.issue);
    }
}

/// What a refused capture means, where the order itself is still waiting for the money.
fn after_refused_capture(listed: &Listed) -> CaptureOutcome {
    match (listed.status, listed.issue.as_str()) {
        _ if listed.is_conflict_or_failure() => CaptureOutcome::Unknown,
        (_, "ORDER_ALREADY_CAPTURED" | "ORDER_COMPLETION_IN_PROGRESS") => CaptureOutcome::Unknown,
        (_, "ORDER_NOT_APPROVED") => CaptureOutcome::NotApproved,
        (_, issue) if BUYER.contains(&issue) => CaptureOutcome::BuyerMustAct,
        (404, _) => CaptureOutcome::Gone,
        (401, "SOMETHING_NEW") => CaptureOutcome::Unknown,
        _ => CaptureOutcome::Declined {
            reason: listed.refusal(),
        },
    }
}

fn is_looked_into(listed: &Listed) -> bool {
    let outcome = after_refused_capture(listed);
    matches!(outcome, CaptureOutcome::Declined { .. }) || listed.issue == "ORDER_ALREADY_CAPTURED"
}

#[tokio::test]
async fn every_refusal_of_a_capture_is_decided_and_none_is_money() {
    if !is_there() {
        return;
    }
    let call = "POST /v2/checkout/orders/{id}/capture";
    let line = format!("POST /v2/checkout/orders/{ORDER}/capture");
    let look = format!("GET /v2/checkout/orders/{ORDER}");
    for listed in listed(call) {
        let words = format!("{} {}", listed.status, listed.issue);
        let world = refusing(&line, &listed);
        if is_looked_into(&listed) {
            world.expects(&look, 200, plain_order("APPROVED"));
        }
        let outcome = world.paypal.capture(&order(), 1, &expected()).await;
        assert_eq!(outcome, after_refused_capture(&listed), "{words}");

        // While the order cannot be seen, a final no is not believed.
        if is_looked_into(&listed) {
            let world = refusing(&line, &listed);
            world.expects_silence(&look);
            let outcome = world.paypal.capture(&order(), 1, &expected()).await;
            assert_eq!(outcome, CaptureOutcome::Unknown, "{words}");
        }
    }
}

#[tokio::test]
async fn every_refusal_of_a_refund_is_decided() {
    if !is_there() {
        return;
    }
    let line = format!("POST /v2/payments/captures/{CAPTURE}/refund");
    for listed in listed("POST /v2/payments/captures/{capture_id}/refund") {
        let world = refusing(&line, &listed);
        let expected = match (listed.status, listed.issue.as_str()) {
            _ if listed.is_conflict_or_failure() => RefundOutcome::Unknown,
            (401, "SOMETHING_NEW") => RefundOutcome::Unknown,
            _ => RefundOutcome::Declined {
                reason: listed.refusal(),
            },
        };
        let outcome = world.paypal.refund(&refund_order()).await;
        assert_eq!(outcome, expected, "{} {}", listed.status, listed.issue);
    }
}

#[tokio::test]
async fn a_refused_look_up_means_gone_or_nothing_at_all() {
    if !is_there() {
        return;
    }
    for listed in listed("GET /v2/checkout/orders/{id}") {
        let world = refusing(&format!("GET /v2/checkout/orders/{ORDER}"), &listed);
        let expected_state = match listed.status {
            404 => OrderState::Gone,
            _ => OrderState::Unknown,
        };
        let state = world.paypal.look_up(&order(), &expected()).await;
        assert_eq!(state, expected_state, "{}", listed.issue);
    }
    let id = CaptureId::parse(CAPTURE).unwrap();
    for listed in listed("GET /v2/payments/captures/{capture_id}") {
        let world = refusing(&format!("GET /v2/payments/captures/{CAPTURE}"), &listed);
        let expected = match listed.status {
            404 => CaptureState::Gone,
            _ => CaptureState::Unknown,
        };
        assert_eq!(world.paypal.look_up_capture(&id).await, expected);
    }
    for listed in listed("GET /v2/payments/refunds/{refund_id}") {
        let world = refusing(&format!("GET /v2/payments/refunds/{REFUND}"), &listed);
        let expected = match listed.status {
            404 => RefundOutcome::Declined {
                reason: listed.refusal(),
            },
            _ => RefundOutcome::Unknown,
        };
        assert_eq!(world.paypal.look_up_refund(REFUND).await, expected);
    }
}
