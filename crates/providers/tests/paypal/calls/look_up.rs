//! Looking up orders and captures.

use providers::Refunds;
use providers::{
    CaptureFact, CaptureId, CaptureState, Mismatch, OrderState, PaymentProvider, Refusal,
};
use serde_json::{Value, json};

use crate::script::*;

async fn order_state(answer: Value) -> OrderState {
    let world = World::logged_in();
    world.expects(&format!("GET /v2/checkout/orders/{ORDER}"), 200, answer);
    world.paypal.look_up(&order(), &expected()).await
}

pub(crate) fn fact() -> CaptureFact {
    CaptureFact {
        capture: CaptureId::parse(CAPTURE).unwrap(),
        amount: euros("12.50"),
        fee: Some(euros("0.76")),
        at: domain::Timestamp::from_micros(1_795_425_341_000_000),
        mismatch: None,
    }
}

/// PayPal leaves an order's own status out when its only capture was declined.
#[tokio::test]
async fn an_order_without_a_status_or_with_odd_links_is_read_by_its_capture() {
    for (status, links) in [
        (None, json!([])),
        (
            Some("COMPLETED"),
            json!([7, { "rel": "self" }, { "href": 1, "rel": [] }, null]),
        ),
    ] {
        let mut declined = capture_answer("DECLINED");
        declined.as_object_mut().unwrap().remove("status_details");
        let mut order = plain_order("COMPLETED");
        order["purchase_units"][0]["payments"] = json!({ "captures": [declined] });
        order["links"] = links;
        if status.is_none() {
            order.as_object_mut().unwrap().remove("status");
        }
        let state = order_state(order).await;
        assert!(matches!(state, OrderState::Declined { .. }), "{state:?}");
    }
    // A list that is null is an empty one.
    let mut empty = plain_order("APPROVED");
    empty["links"] = Value::Null;
    empty["purchase_units"][0]["payments"] = json!({ "captures": null });
    assert_eq!(order_state(empty).await, OrderState::Approved);
    let mut bare = plain_order("CREATED");
    bare.as_object_mut().unwrap().remove("status");
    assert_eq!(order_state(bare).await, OrderState::Unknown);
}

#[tokio::test]
async fn an_orders_state_is_told_by_its_captures_first() {
    assert_eq!(
        order_state(plain_order("CREATED")).await,
        OrderState::Waiting
    );
    assert_eq!(order_state(plain_order("SAVED")).await, OrderState::Waiting);
    assert_eq!(
        order_state(plain_order("PAYER_ACTION_REQUIRED")).await,
        OrderState::Waiting
    );
    assert_eq!(
        order_state(plain_order("APPROVED")).await,
        OrderState::Approved
    );
    assert_eq!(order_state(plain_order("VOIDED")).await, OrderState::Gone);
    assert_eq!(
        order_state(plain_order("SOMETHING_NEW")).await,
        OrderState::Unknown
    );
    // Completed without a capture says nothing about money.
    assert_eq!(
        order_state(plain_order("COMPLETED")).await,
        OrderState::Unknown
    );
    for status in ["COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"] {
        let state = order_state(order_with(&capture_answer(status))).await;
        assert_eq!(state, OrderState::Captured(fact()), "{status}");
    }
    let declined = OrderState::Declined {
        reason: Refusal::Other("CAPTURE_DECLINED".to_owned()),
    };
    assert_eq!(
        order_state(order_with(&capture_answer("DECLINED"))).await,
        declined
    );
    assert_eq!(
        order_state(order_with(&capture_answer("FAILED"))).await,
        declined
    );
    let unknown = order_state(order_with(&capture_answer("SOMETHING_NEW"))).await;
    assert_eq!(unknown, OrderState::Unknown);
}

#[tokio::test]
async fn money_on_hold_is_no_money_whatever_the_reason() {
    for reason in ["PENDING_REVIEW", "UNILATERAL", "ECHECK", "SOMETHING_NEW"] {
        let mut capture = capture_answer("PENDING");
        capture["status_details"] = json!({ "reason": reason });
        capture
            .as_object_mut()
            .unwrap()
            .remove("seller_receivable_breakdown");
        let state = order_state(order_with(&capture)).await;
        assert_eq!(
            state,
            OrderState::Pending(CaptureFact {
                fee: None,
                ..fact()
            }),
            "{reason}"
        );
    }
}

#[tokio::test]
async fn money_outweighs_refusals_beside_it() {
    let mut answer = order_with(&capture_answer("DECLINED"));
    let captures = answer
        .pointer_mut("/purchase_units/0/payments/captures")
        .unwrap();
    captures
        .as_array_mut()
        .unwrap()
        .push(capture_answer("COMPLETED"));
    assert_eq!(order_state(answer).await, OrderState::Captured(fact()));
}

#[tokio::test]
async fn a_fee_may_be_absent_or_zero_under_terms_for_authorities() {
    let mut capture = capture_answer("COMPLETED");
    capture["seller_receivable_breakdown"]["paypal_fee"]["value"] = json!("0.00");
    let OrderState::Captured(found) = order_state(order_with(&capture)).await else {
        panic!()
    };
    assert_eq!(found.fee, Some(euros("0.00")));
    capture["seller_receivable_breakdown"]
        .as_object_mut()
        .unwrap()
        .remove("paypal_fee");
    let OrderState::Captured(found) = order_state(order_with(&capture)).await else {
        panic!()
    };
    assert_eq!(found.fee, None);
}

#[tokio::test]
async fn money_that_is_not_what_was_asked_for_is_a_fact_with_a_mark() {
    for (path, value, mismatch) in [
        ("/amount/value", "12.49", Mismatch::Amount),
        ("/custom_id", "pay_somebody_elses", Mismatch::Payment),
        ("/payee/merchant_id", "ZZZZZZZZZZZZZ", Mismatch::Payee),
        ("/amount/currency_code", "USD", Mismatch::Currency),
    ] {
        let mut capture = capture_answer("COMPLETED");
        *capture.pointer_mut(path).unwrap() = json!(value);
        let state = order_state(order_with(&capture)).await;
        let OrderState::Captured(found) = state else {
            panic!("{path}: {state:?}")
        };
        assert_eq!(found.mismatch, Some(mismatch), "{path}");
    }
}

#[tokio::test]
async fn an_amount_that_cannot_be_read_is_no_answer() {
    for value in ["twelve", "-12.50", "12.505", ""] {
        let mut capture = capture_answer("COMPLETED");
        capture["amount"]["value"] = json!(value);
        assert_eq!(
            order_state(order_with(&capture)).await,
            OrderState::Unknown,
            "{value}"
        );
    }
}

#[tokio::test]
async fn another_orders_answer_is_no_answer() {
    let mut answer = plain_order("APPROVED");
    answer["id"] = json!("8XR54208KL913364M");
    assert_eq!(order_state(answer).await, OrderState::Unknown);
}

#[tokio::test]
async fn an_order_paypal_has_forgotten_is_gone_and_nothing_else_is() {
    let line = format!("GET /v2/checkout/orders/{ORDER}");
    let world = World::logged_in();
    world.refuses(&line, 404, "INVALID_RESOURCE_ID");
    assert_eq!(
        world.paypal.look_up(&order(), &expected()).await,
        OrderState::Gone
    );
    for (status, text) in [(404, "<html>nothing here</html>"), (403, "{}"), (500, "{}")] {
        world.expects_text(&line, status, text);
        assert_eq!(
            world.paypal.look_up(&order(), &expected()).await,
            OrderState::Unknown
        );
    }
    world.refuses(&line, 403, "PERMISSION_DENIED");
    assert_eq!(
        world.paypal.look_up(&order(), &expected()).await,
        OrderState::Unknown
    );
    world.expects_silence(&line);
    assert_eq!(
        world.paypal.look_up(&order(), &expected()).await,
        OrderState::Unknown
    );
}

#[tokio::test]
async fn a_capture_tells_what_became_of_it() {
    let line = format!("GET /v2/payments/captures/{CAPTURE}");
    let id = CaptureId::parse(CAPTURE).unwrap();
    let world = World::logged_in();
    for (status, state) in [
        ("COMPLETED", CaptureState::Completed(fact())),
        ("PENDING", CaptureState::Pending(fact())),
        ("PARTIALLY_REFUNDED", CaptureState::PartlyRefunded(fact())),
        ("REFUNDED", CaptureState::Refunded(fact())),
        ("SOMETHING_NEW", CaptureState::Unknown),
    ] {
        world.expects(&line, 200, capture_answer(status));
        assert_eq!(world.paypal.look_up_capture(&id).await, state);
    }
    world.refuses(&line, 404, "INVALID_RESOURCE_ID");
    assert_eq!(world.paypal.look_up_capture(&id).await, CaptureState::Gone);
    world.expects_silence(&line);
    assert_eq!(
        world.paypal.look_up_capture(&id).await,
        CaptureState::Unknown
    );
}
