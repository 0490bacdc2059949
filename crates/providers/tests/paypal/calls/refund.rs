//! Giving money back.

use domain::{Moment, RefundId, Timestamp};
use providers::Refunds;
use providers::{CaptureId, RefundFact, RefundOrder, RefundOutcome, RefundRef, Refusal};
use serde_json::{Value, json};

use crate::script::*;

fn give_back() -> String {
    format!("POST /v2/payments/captures/{CAPTURE}/refund")
}

pub(crate) fn refund_order() -> RefundOrder {
    RefundOrder {
        refund: RefundId::new(&mut Moment::fixed(MORNING, 3)),
        payment: payment(),
        capture: CaptureId::parse(CAPTURE).unwrap(),
        number: 1,
        amount: euros("2.50"),
        invoice: "51254000000471-1-E1".to_owned(),
    }
}

pub(crate) fn refund_answer(status: &str) -> Value {
    let link = |rel: &str, of: &str, id: &str| {
        let href = format!("https://api.paypal.com/v2/payments/{of}/{id}");
        json!({ "href": href, "rel": rel })
    };
    json!({
        "id": REFUND,
        "status": status,
        "amount": { "currency_code": "EUR", "value": "2.50" },
        "invoice_id": "51254000000471-1-E1",
        "seller_payable_breakdown": { "paypal_fee": { "currency_code": "EUR", "value": "0.00" } },
        "create_time": "2026-11-25T02:02:11-08:00",
        "links": [link("self", "refunds", REFUND), link("up", "captures", CAPTURE)],
    })
}

fn fact() -> RefundFact {
    RefundFact {
        refund: RefundRef::parse(REFUND).unwrap(),
        capture: CaptureId::parse(CAPTURE).unwrap(),
        amount: euros("2.50"),
        invoice: Some("51254000000471-1-E1".to_owned()),
        fee_back: Some(euros("0.00")),
        at: Timestamp::from_micros(1_795_600_931_000_000),
    }
}

#[tokio::test]
async fn a_refund_is_ordered_once_and_read_in_pacific_time() {
    let world = World::logged_in();
    world.expects(&give_back(), 201, refund_answer("COMPLETED"));
    assert_eq!(
        world.paypal.refund(&refund_order()).await,
        RefundOutcome::Refunded(fact())
    );
    let sent = world.last();
    let request_id = format!("r-{}", refund_order().refund.as_uuid().simple());
    assert_eq!(header(&sent, "paypal-request-id"), request_id);
    assert_eq!(header(&sent, "prefer"), "return=representation");
    let expected = json!({
        "amount": { "currency_code": "EUR", "value": "2.50" },
        "invoice_id": "51254000000471-1-E1",
        "custom_id": payment().to_string(),
    });
    assert_eq!(body(&sent), expected);
}

#[tokio::test]
async fn refunds_may_take_their_time_or_fail() {
    let world = World::logged_in();
    world.expects(&give_back(), 201, refund_answer("PENDING"));
    assert_eq!(
        world.paypal.refund(&refund_order()).await,
        RefundOutcome::Pending(fact())
    );
    for (status, code) in [
        ("FAILED", "REFUND_FAILED"),
        ("CANCELLED", "REFUND_CANCELLED"),
    ] {
        world.expects(&give_back(), 201, refund_answer(status));
        let reason = Refusal::Other(code.to_owned());
        let outcome = world.paypal.refund(&refund_order()).await;
        assert_eq!(outcome, RefundOutcome::Declined { reason });
    }
    world.expects(&give_back(), 201, refund_answer("SOMETHING_NEW"));
    assert_eq!(
        world.paypal.refund(&refund_order()).await,
        RefundOutcome::Unknown
    );
}

#[tokio::test]
async fn refusals_of_refunds_keep_their_code() {
    for issue in [
        "CAPTURE_FULLY_REFUNDED",
        "REFUND_AMOUNT_EXCEEDED",
        "REFUND_TIME_LIMIT_EXCEEDED",
        "REFUND_FAILED_INSUFFICIENT_FUNDS",
        "TRANSACTION_DISPUTED",
        "DUPLICATE_INVOICE_ID",
    ] {
        let world = World::logged_in();
        world.refuses(&give_back(), 422, issue);
        let reason = Refusal::Other(issue.to_owned());
        let outcome = world.paypal.refund(&refund_order()).await;
        assert_eq!(outcome, RefundOutcome::Declined { reason });
    }
    let world = World::logged_in();
    world.refuses(&give_back(), 422, "REFUND_IS_RESTRICTED");
    let reason = Refusal::Permission;
    let outcome = world.paypal.refund(&refund_order()).await;
    assert_eq!(outcome, RefundOutcome::Declined { reason });
}

#[tokio::test]
async fn the_refund_may_be_done_after_anything_that_is_no_answer() {
    let world = World::logged_in();
    for (status, issue) in [
        (409, "PREVIOUS_REQUEST_IN_PROGRESS"),
        (500, "INTERNAL_SERVER_ERROR"),
        (503, "SERVICE_UNAVAILABLE"),
    ] {
        world.refuses(&give_back(), status, issue);
        assert_eq!(
            world.paypal.refund(&refund_order()).await,
            RefundOutcome::Unknown
        );
    }
    world.expects_silence(&give_back());
    assert_eq!(
        world.paypal.refund(&refund_order()).await,
        RefundOutcome::Unknown
    );
}

#[tokio::test]
async fn a_refund_made_elsewhere_is_found_with_its_capture() {
    let line = format!("GET /v2/payments/refunds/{REFUND}");
    let world = World::logged_in();
    world.expects(&line, 200, refund_answer("COMPLETED"));
    assert_eq!(
        world.paypal.look_up_refund(REFUND).await,
        RefundOutcome::Refunded(fact())
    );

    // Without a name it was made by hand at the provider and belongs to no order of ours.
    let mut unnamed = refund_answer("COMPLETED");
    unnamed.as_object_mut().unwrap().remove("invoice_id");
    world.expects(&line, 200, unnamed.clone());
    let by_hand = RefundFact {
        invoice: None,
        ..fact()
    };
    assert_eq!(
        world.paypal.look_up_refund(REFUND).await,
        RefundOutcome::Refunded(by_hand)
    );
    // The answer to an order is the order's, with or without its name.
    world.expects(&give_back(), 201, unnamed);
    assert_eq!(
        world.paypal.refund(&refund_order()).await,
        RefundOutcome::Refunded(fact())
    );

    let mut without_capture = refund_answer("COMPLETED");
    without_capture["links"] = json!([]);
    world.expects(&line, 200, without_capture);
    assert_eq!(
        world.paypal.look_up_refund(REFUND).await,
        RefundOutcome::Unknown
    );

    world.refuses(&line, 404, "INVALID_RESOURCE_ID");
    let gone = world.paypal.look_up_refund(REFUND).await;
    assert!(matches!(gone, RefundOutcome::Declined { .. }), "{gone:?}");
    // Never asked: this is no id of PayPal's.
    assert_eq!(
        world.paypal.look_up_refund("../orders").await,
        RefundOutcome::Unknown
    );
}
