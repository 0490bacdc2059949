//! Where genuine events say to look.

use providers::{CaptureId, DisputeEnd, EventVerdict, Hint};
use serde_json::{Value, json};

use crate::events::signing::Sent;
use crate::events::verify::{EVENT, acquainted};
use crate::script::*;

fn capture_id() -> CaptureId {
    CaptureId::parse(CAPTURE).unwrap()
}

type Story = (&'static [&'static str], &'static str, Value, Hint);

fn up(folder: &str, id: &str) -> Value {
    let href = format!("https://api.paypal.com/v2/{folder}/{id}");
    json!([{ "rel": "up", "href": href }])
}

/// Kinds of events, their resource, and where they send us.
fn orders_and_disputes() -> Vec<Story> {
    let approved = || Hint::Order { order: order() };
    let resource = json!({
        "dispute_id": "PP-R-KQM-10047712",
        "disputed_transactions": [{ "seller_transaction_id": CAPTURE }],
    });
    let hint = |end| Hint::Dispute {
        dispute: "PP-R-KQM-10047712".to_owned(),
        capture: Some(capture_id()),
        changed_at: None,
        end,
    };
    let disputes = &["CUSTOMER.DISPUTE.CREATED", "CUSTOMER.DISPUTE.UPDATED"];
    let ended = &["CUSTOMER.DISPUTE.RESOLVED"];
    // How it ended is not said.
    let lost = Some(DisputeEnd::Lost { cents: None });
    let approval = &["CHECKOUT.ORDER.APPROVED"];
    let reversal = &["CHECKOUT.PAYMENT-APPROVAL.REVERSED"];
    let (by_id, by_order) = (json!({ "id": ORDER }), json!({ "order_id": ORDER }));
    vec![
        (approval, "checkout-order", by_id.clone(), approved()),
        (reversal, "checkout-order", by_id, approved()),
        (reversal, "checkout-order", by_order, approved()),
        (disputes, "dispute", resource.clone(), hint(None)),
        (ended, "dispute", resource, hint(lost)),
    ]
}

fn money() -> Vec<Story> {
    let capture = || Hint::Capture {
        capture: capture_id(),
        order: Some(order()),
    };
    let related = json!({ "related_ids": { "order_id": ORDER } });
    let captured = json!({ "id": CAPTURE, "supplementary_data": related });
    let linked = json!({ "id": CAPTURE, "links": up("checkout/orders", ORDER) });
    let kinds = &[
        "PAYMENT.CAPTURE.COMPLETED",
        "PAYMENT.CAPTURE.PENDING",
        "PAYMENT.CAPTURE.DENIED",
        "PAYMENT.CAPTURE.DECLINED",
        "PAYMENT.CAPTURE.REVERSED",
    ];
    let backwards = &["PAYMENT.CAPTURE.REFUNDED", "PAYMENT.CAPTURE.REVERSED"];
    let up_to_capture = json!({ "id": REFUND, "links": up("payments/captures", CAPTURE) });
    let refund = Hint::Refund {
        refund: REFUND.to_owned(),
    };
    let other = Hint::Other {
        event_type: "PAYMENT.SALE.COMPLETED".to_owned(),
    };
    vec![
        (kinds, "capture", captured, capture()),
        (kinds, "capture", linked, capture()),
        (backwards, "refund", up_to_capture, refund),
        (
            &["PAYMENT.SALE.COMPLETED"],
            "sale",
            json!({ "id": CAPTURE }),
            other,
        ),
    ]
}

#[tokio::test]
async fn each_kind_of_event_says_where_to_look_and_nothing_about_persons() {
    let world = acquainted().await;
    for (kinds, resource_type, mut resource, hint) in [orders_and_disputes(), money()].concat() {
        resource["payer"] = json!({ "email_address": "erika@mail.example" });
        resource["note"] = json!("Für Erika Beispiel");
        resource["status"] = json!("Erika");
        for kind in kinds {
            let event = json!({
                "id": EVENT,
                "event_type": kind,
                "resource_type": resource_type,
                "summary": "Erika paid",
                "resource": resource,
            });
            let verdict = Sent::to(WEBHOOK, event.to_string()).judged_in(&world).await;
            let printed = format!("{verdict:?}").to_lowercase();
            assert!(!printed.contains("erika"), "{kind}");
            let (event, hint) = (EVENT.to_owned(), hint.clone());
            assert_eq!(verdict, EventVerdict::Genuine { event, hint }, "{kind}");
        }
    }
}

fn event_with(kind: &str, resource: &Value) -> Value {
    json!({ "id": EVENT, "event_type": kind, "resource_type": "capture", "resource": resource })
}

#[tokio::test]
async fn a_genuine_event_of_an_unknown_kind_is_taken_and_leads_nowhere() {
    let world = acquainted().await;
    let nowhere = |event_type: &str| Hint::Other {
        event_type: event_type.to_owned(),
    };
    let transmission = "b2b6ee40-c84b-11f0-9a3e-3f1c0a7d2e55";
    for (event, name, hint) in [
        (json!([]), transmission, nowhere("")),
        (json!({ "id": 7 }), transmission, nowhere("")),
        (
            json!({ "id": "Erika Beispiel", "event_type": "A.B" }),
            transmission,
            nowhere(""),
        ),
        (
            json!({ "id": EVENT, "event_type": "Erika Beispiel" }),
            EVENT,
            nowhere(""),
        ),
        (
            json!({ "id": EVENT, "event_type": "A.B" }),
            EVENT,
            nowhere("A.B"),
        ),
        (
            event_with("PAYMENT.CAPTURE.COMPLETED", &json!({ "id": "../orders" })),
            EVENT,
            nowhere("PAYMENT.CAPTURE.COMPLETED"),
        ),
        (
            event_with(
                "CUSTOMER.DISPUTE.CREATED",
                &json!({ "dispute_id": "Erika B." }),
            ),
            EVENT,
            nowhere("CUSTOMER.DISPUTE.CREATED"),
        ),
        (
            event_with("CHECKOUT.ORDER.APPROVED", &json!({})),
            EVENT,
            nowhere("CHECKOUT.ORDER.APPROVED"),
        ),
    ] {
        let verdict = Sent::to(WEBHOOK, event.to_string()).judged_in(&world).await;
        let event = name.to_owned();
        assert_eq!(verdict, EventVerdict::Genuine { event, hint });
    }
}

#[tokio::test]
async fn odd_links_and_lists_that_are_null_hide_nothing_else() {
    let world = acquainted().await;
    let odd = json!([7, { "rel": "self" }, null, up("checkout/orders", ORDER)[0]]);
    let resource = json!({ "id": CAPTURE, "links": odd, "disputed_transactions": null });
    let event = event_with("PAYMENT.CAPTURE.COMPLETED", &resource);
    let verdict = Sent::to(WEBHOOK, event.to_string()).judged_in(&world).await;
    let hint = Hint::Capture {
        capture: capture_id(),
        order: Some(order()),
    };
    let event = EVENT.to_owned();
    assert_eq!(verdict, EventVerdict::Genuine { event, hint });
    let event = event_with(
        "CHECKOUT.ORDER.APPROVED",
        &json!({ "id": ORDER, "links": null }),
    );
    let verdict = Sent::to(WEBHOOK, event.to_string()).judged_in(&world).await;
    let (event, hint) = (EVENT.to_owned(), Hint::Order { order: order() });
    assert_eq!(verdict, EventVerdict::Genuine { event, hint });
}

#[tokio::test]
async fn a_dispute_ends_for_the_authority_only_where_the_provider_says_that_nothing_went_back() {
    let world = acquainted().await;
    let lost = |cents| DisputeEnd::Lost { cents };
    for (outcome, given_back, end) in [
        ("RESOLVED_SELLER_FAVOUR", "0.00", DisputeEnd::Won),
        ("DENIED", "0.00", DisputeEnd::Won),
        ("CANCELED_BY_BUYER", "0.00", DisputeEnd::Withdrawn),
        ("NONE", "0.00", DisputeEnd::Withdrawn),
        ("RESOLVED_SELLER_FAVOUR", "4.00", lost(Some(400))),
        ("CANCELED_BY_BUYER", "0.01", lost(Some(1))),
        ("RESOLVED_BUYER_FAVOUR", "12.50", lost(Some(1_250))),
        ("RESOLVED_BUYER_FAVOUR", "0.00", lost(None)),
        ("RESOLVED_WITH_PAYOUT", "12.50", lost(Some(1_250))),
        ("ACCEPTED", "12.50", lost(Some(1_250))),
        ("OF_A_LATER_VERSION", "0.00", lost(None)),
    ] {
        let amount = json!({ "currency_code": "EUR", "value": given_back });
        let resource = json!({
            "dispute_id": "PP-R-KQM-10047712",
            "status": "RESOLVED",
            "update_time": "2026-12-05T07:20:00-08:00",
            "dispute_outcome": { "outcome_code": outcome, "amount_refunded": amount },
        });
        for kind in ["CUSTOMER.DISPUTE.RESOLVED", "CUSTOMER.DISPUTE.UPDATED"] {
            let event = event_with(kind, &resource).to_string();
            let verdict = Sent::to(WEBHOOK, event).judged_in(&world).await;
            let hint = Hint::Dispute {
                dispute: "PP-R-KQM-10047712".to_owned(),
                capture: None,
                changed_at: Some(1_796_484_000_000_000),
                end: Some(end),
            };
            let event = EVENT.to_owned();
            assert_eq!(verdict, EventVerdict::Genuine { event, hint }, "{outcome}");
        }
    }
}
