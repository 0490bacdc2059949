//! Taking the money of an approved order.

use providers::{CaptureOutcome, PaymentProvider, Refusal};
use serde_json::json;

use crate::calls::look_up::fact;
use crate::script::*;

fn take() -> String {
    format!("POST /v2/checkout/orders/{ORDER}/capture")
}

fn look() -> String {
    format!("GET /v2/checkout/orders/{ORDER}")
}

async fn capture(world: &World) -> CaptureOutcome {
    world.paypal.capture(&order(), 1, &expected()).await
}

fn declined(issue: &str) -> CaptureOutcome {
    CaptureOutcome::Declined {
        reason: Refusal::Other(issue.to_owned()),
    }
}

#[tokio::test]
async fn a_completed_capture_is_money() {
    for status in [200, 201] {
        let world = World::logged_in();
        world.expects(&take(), status, order_with(&capture_answer("COMPLETED")));
        assert_eq!(capture(&world).await, CaptureOutcome::Captured(fact()));
        let sent = world.last();
        assert_eq!(header(&sent, "paypal-request-id"), format!("c-{ORDER}-1"));
        assert_eq!(header(&sent, "prefer"), "return=representation");
        assert_eq!(body(&sent), json!({}));
    }
}

#[tokio::test]
async fn the_same_call_carries_the_same_name_and_the_next_one_another() {
    let world = World::logged_in();
    for (number, name) in [(1, "1"), (1, "1"), (2, "2")] {
        world.expects_silence(&take());
        let outcome = world.paypal.capture(&order(), number, &expected()).await;
        assert_eq!(outcome, CaptureOutcome::Unknown);
        let request_id = format!("c-{ORDER}-{name}");
        assert_eq!(header(&world.last(), "paypal-request-id"), request_id);
    }
}

#[tokio::test]
async fn a_pending_capture_is_no_money_and_a_declined_one_is_final() {
    let world = World::logged_in();
    world.expects(&take(), 201, order_with(&capture_answer("PENDING")));
    assert_eq!(capture(&world).await, CaptureOutcome::Pending(fact()));
    world.expects(&take(), 201, order_with(&capture_answer("DECLINED")));
    assert_eq!(capture(&world).await, declined("CAPTURE_DECLINED"));
}

#[tokio::test]
async fn success_without_a_capture_is_not_success() {
    for status in ["APPROVED", "COMPLETED", "PAYER_ACTION_REQUIRED"] {
        let world = World::logged_in();
        world.expects(&take(), 201, plain_order(status));
        assert_eq!(capture(&world).await, CaptureOutcome::Unknown, "{status}");
    }
}

#[tokio::test]
async fn a_failed_means_of_payment_sends_the_buyer_back_to_the_same_order() {
    for issue in [
        "INSTRUMENT_DECLINED",
        "PAYER_ACTION_REQUIRED",
        "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING",
    ] {
        let world = World::logged_in();
        world.refuses(&take(), 422, issue);
        assert_eq!(capture(&world).await, CaptureOutcome::BuyerMustAct);
    }
}

#[tokio::test]
async fn an_order_not_approved_or_forgotten_by_paypal_brings_no_money() {
    let world = World::logged_in();
    world.refuses(&take(), 422, "ORDER_NOT_APPROVED");
    assert_eq!(capture(&world).await, CaptureOutcome::NotApproved);
    world.refuses(&take(), 404, "INVALID_RESOURCE_ID");
    assert_eq!(capture(&world).await, CaptureOutcome::Gone);
}

#[tokio::test]
async fn already_captured_is_the_way_to_success() {
    let world = World::logged_in();
    world.refuses(&take(), 422, "ORDER_ALREADY_CAPTURED");
    world.expects(&look(), 200, order_with(&capture_answer("COMPLETED")));
    assert_eq!(capture(&world).await, CaptureOutcome::Captured(fact()));

    world.refuses(&take(), 422, "ORDER_ALREADY_CAPTURED");
    world.expects(&look(), 200, order_with(&capture_answer("PENDING")));
    assert_eq!(capture(&world).await, CaptureOutcome::Pending(fact()));

    world.refuses(&take(), 422, "ORDER_ALREADY_CAPTURED");
    world.expects_silence(&look());
    assert_eq!(capture(&world).await, CaptureOutcome::Unknown);

    world.refuses(&take(), 422, "ORDER_ALREADY_CAPTURED");
    world.expects(&look(), 200, plain_order("APPROVED"));
    assert_eq!(capture(&world).await, CaptureOutcome::Unknown);
}

#[tokio::test]
async fn a_final_no_is_believed_only_after_looking() {
    for (status, issue) in [
        (422, "DUPLICATE_INVOICE_ID"),
        (422, "MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED"),
        (422, "PAYER_CANNOT_PAY"),
        (422, "TRANSACTION_REFUSED"),
        (422, "COMPLIANCE_VIOLATION"),
        (422, "PAYEE_BLOCKED_TRANSACTION"),
        (422, "SOMETHING_NEW"),
    ] {
        let world = World::logged_in();
        world.refuses(&take(), status, issue);
        world.expects(&look(), 200, plain_order("APPROVED"));
        assert_eq!(capture(&world).await, declined(issue));
    }
    for (status, issue, reason) in [
        (403, "PERMISSION_DENIED", Refusal::Permission),
        (403, "CONSENT_NEEDED", Refusal::Permission),
        (422, "PAYEE_ACCOUNT_RESTRICTED", Refusal::Account),
        (400, "INVALID_PARAMETER_SYNTAX", Refusal::Request),
        (415, "UNSUPPORTED_MEDIA_TYPE", Refusal::Request),
    ] {
        let world = World::logged_in();
        world.refuses(&take(), status, issue);
        world.expects(&look(), 200, plain_order("PAYER_ACTION_REQUIRED"));
        assert_eq!(capture(&world).await, CaptureOutcome::Declined { reason });
    }
}

#[tokio::test]
async fn the_invoice_was_taken_by_this_very_order() {
    let world = World::logged_in();
    world.refuses(&take(), 422, "DUPLICATE_INVOICE_ID");
    world.expects(&look(), 200, order_with(&capture_answer("COMPLETED")));
    assert_eq!(capture(&world).await, CaptureOutcome::Captured(fact()));
}

#[tokio::test]
async fn the_money_may_be_gone_after_anything_that_is_no_answer() {
    for status in [408, 409, 500, 502, 503, 504] {
        let world = World::logged_in();
        world.refuses(&take(), status, "INTERNAL_SERVER_ERROR");
        assert_eq!(capture(&world).await, CaptureOutcome::Unknown, "{status}");
    }
    let world = World::logged_in();
    world.refuses(&take(), 422, "ORDER_COMPLETION_IN_PROGRESS");
    assert_eq!(capture(&world).await, CaptureOutcome::Unknown);
    world.expects_silence(&take());
    assert_eq!(capture(&world).await, CaptureOutcome::Unknown);
    world.expects_text(&take(), 201, "{\"id\":");
    assert_eq!(capture(&world).await, CaptureOutcome::Unknown);
}
