//! Refunds and reversals: money on its way back.

use http::Method;
use serde_json::{Value, json};
use simulators::common::Fault;
use simulators::paypal::Verdict;

use super::shop::Shop;

fn part(value: &str) -> Value {
    json!({"amount": {"currency_code": "EUR", "value": value}})
}

async fn status_of(shop: &Shop, capture: &str) -> String {
    shop.get(&format!("/v2/payments/captures/{capture}"))
        .await
        .at("/status")
}

#[tokio::test]
async fn parts_are_given_back_and_then_the_rest() {
    let mut shop = Shop::open().await;
    let (_, capture) = shop.paid("12.50").await;
    let got = shop.refund(&capture, Some(&part("2.50")), "r-1").await;
    assert_eq!((got.status, got.at("/status").as_str()), (201, "COMPLETED"));
    assert!(got.at("/create_time").ends_with("-08:00"), "Pacific time");
    assert_eq!(got.at("/links/1/rel"), "up");
    assert!(got.at("/links/1/href").ends_with(&capture));
    assert_eq!(status_of(&shop, &capture).await, "PARTIALLY_REFUNDED");
    let got = shop.refund(&capture, Some(&part("10.01")), "r-2").await;
    assert_eq!(
        (got.status, got.issue().as_str()),
        (422, "REFUND_AMOUNT_EXCEEDED")
    );
    let got = shop.refund(&capture, None, "r-3").await;
    assert_eq!(
        got.at("/amount/value"),
        "10.00",
        "an empty body means the rest"
    );
    assert_eq!(
        got.at("/seller_payable_breakdown/total_refunded_amount/value"),
        "12.50"
    );
    assert_eq!(status_of(&shop, &capture).await, "REFUNDED");
    assert_eq!(
        shop.refund(&capture, None, "r-4").await.issue(),
        "CAPTURE_FULLY_REFUNDED"
    );
    let got = shop
        .get(&format!("/v2/payments/refunds/{}", got.at("/id")))
        .await;
    assert_eq!((got.status, got.at("/status").as_str()), (200, "COMPLETED"));
    assert_eq!(shop.sim.books().apps[0].balance_cents, 0);
}

#[tokio::test]
async fn the_same_request_id_gives_back_once_for_45_days() {
    let mut shop = Shop::open().await;
    let (_, capture) = shop.paid("12.50").await;
    let first = shop.refund(&capture, Some(&part("2.50")), "r-1").await;
    let again = shop.refund(&capture, Some(&part("9.00")), "r-1").await;
    assert_eq!((first.status, again.status), (201, 200));
    assert_eq!(first.at("/id"), again.at("/id"));
    let warnings = shop.sim.journal().last().unwrap().warnings.clone();
    assert_eq!(warnings, ["request id repeated with another body"]);
    shop.later(45 * 24);
    shop.log_in("client-a", "secret-a").await;
    let late = shop.refund(&capture, Some(&part("2.50")), "r-1").await;
    assert_eq!(late.status, 201, "forgotten");
    assert_ne!(late.at("/id"), first.at("/id"));
}

#[tokio::test]
async fn after_half_a_year_nothing_can_be_refunded() {
    let mut shop = Shop::open().await;
    let (_, capture) = shop.paid("12.50").await;
    shop.later(180 * 24);
    shop.log_in("client-a", "secret-a").await;
    assert_eq!(
        shop.refund(&capture, Some(&part("1.00")), "r-1")
            .await
            .status,
        201
    );
    shop.sim.advance(std::time::Duration::from_secs(1));
    let got = shop.refund(&capture, None, "r-2").await;
    assert_eq!(
        (got.status, got.issue().as_str()),
        (422, "REFUND_TIME_LIMIT_EXCEEDED")
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_refund_is_said_in_the_providers_order() {
    let mut shop = Shop::open().await;
    let (_, capture) = shop.paid("12.50").await;
    let number = json!({"amount": {"currency_code": "EUR", "value": 1}});
    let dollars = json!({"amount": {"currency_code": "USD", "value": "1.00"}});
    let long = json!({"note_to_payer": "x".repeat(256)});
    for (what, capture, body, status, issue) in [
        ("form", "UNKNOWN", &number, 400, "INVALID_PARAMETER_SYNTAX"),
        ("note", "UNKNOWN", &long, 400, "INVALID_STRING_LENGTH"),
        (
            "before meaning",
            "UNKNOWN",
            &part("1.005"),
            404,
            "INVALID_RESOURCE_ID",
        ),
        (
            "meaning",
            &capture,
            &part("1.005"),
            422,
            "DECIMAL_PRECISION",
        ),
        (
            "nothing",
            &capture,
            &part("0.00"),
            422,
            "CANNOT_BE_ZERO_OR_NEGATIVE",
        ),
        (
            "currency",
            &capture,
            &dollars,
            422,
            "REFUND_CAPTURE_CURRENCY_MISMATCH",
        ),
    ] {
        let got = shop.refund(capture, Some(body), "r").await;
        assert_eq!(
            (got.status, got.issue().as_str()),
            (status, issue),
            "{what}"
        );
    }
}

#[tokio::test]
async fn a_payment_under_review_and_a_declined_one_cannot_be_refunded() {
    use simulators::paypal::Choice;
    for (choice, issue) in [
        (Choice::Review, "PENDING_CAPTURE"),
        (Choice::Declined, "REFUND_NOT_ALLOWED"),
    ] {
        let mut shop = Shop::open().await;
        let order = shop.order("12.50").await;
        shop.sim.buyer(&order, choice);
        let got = shop.capture(&order, "c").await;
        let capture = got.at("/purchase_units/0/payments/captures/0/id");
        assert_eq!(shop.refund(&capture, None, "r").await.issue(), issue);
    }
}

#[tokio::test]
async fn a_refund_needs_money_on_the_account_where_no_bank_is_linked() {
    let mut shop = Shop::open().await;
    let (_, capture) = shop.paid("12.50").await;
    shop.sim
        .turn(|knobs| (knobs.daily_sweep, knobs.refunds_need_balance) = (true, true));
    shop.later(24);
    shop.log_in("client-a", "secret-a").await;
    assert_eq!(
        shop.sim.books().apps[0].balance_cents,
        0,
        "swept to the bank"
    );
    let got = shop.refund(&capture, None, "r").await;
    assert_eq!(got.issue(), "REFUND_FAILED_INSUFFICIENT_FUNDS");
    shop.sim.turn(|knobs| knobs.refunds_need_balance = false);
    assert_eq!(shop.refund(&capture, None, "r").await.status, 201);
    assert_eq!(shop.sim.books().apps[0].balance_cents, -1250);
}

#[tokio::test]
async fn an_invoice_id_of_a_refund_is_used_once() {
    let mut shop = Shop::open().await;
    let (_, capture) = shop.paid("12.50").await;
    let mut body = part("1.00");
    body["invoice_id"] = json!("E1");
    assert_eq!(shop.refund(&capture, Some(&body), "r-1").await.status, 201);
    assert_eq!(
        shop.refund(&capture, Some(&body), "r-2").await.issue(),
        "DUPLICATE_INVOICE_ID"
    );
}

#[tokio::test]
async fn a_pending_refund_ends_completed_failed_or_cancelled() {
    for (end, status, capture_status, balance) in [
        ("complete", "COMPLETED", "PARTIALLY_REFUNDED", 1000),
        ("fail", "FAILED", "COMPLETED", 1250),
        ("cancel", "CANCELLED", "COMPLETED", 1250),
    ] {
        let mut shop = Shop::open().await;
        let (_, capture) = shop.paid("12.50").await;
        shop.sim.turn(|knobs| knobs.refunds_pending = true);
        let got = shop.refund(&capture, Some(&part("2.50")), "r").await;
        assert_eq!(got.at("/status"), "PENDING");
        assert_eq!(got.at("/status_details/reason"), "ECHECK");
        assert_eq!(
            shop.sim.books().apps[0].balance_cents,
            1250,
            "no money has moved yet"
        );
        let refund = got.at("/id");
        let done = shop
            .control(&format!("refunds/{refund}/{end}"), json!({}))
            .await;
        assert_eq!(done.status, 200);
        let got = shop.get(&format!("/v2/payments/refunds/{refund}")).await;
        assert_eq!(got.at("/status"), status);
        assert_eq!(status_of(&shop, &capture).await, capture_status);
        assert_eq!(shop.sim.books().apps[0].balance_cents, balance);
        let again = shop
            .control(&format!("refunds/{refund}/{end}"), json!({}))
            .await;
        assert_eq!(again.status, 409, "it has ended");
    }
}

#[tokio::test]
async fn a_dispute_allows_only_the_whole_and_takes_it_when_the_buyer_wins() {
    let mut shop = Shop::open().await;
    let (_, capture) = shop.paid("12.50").await;
    let dispute = shop.sim.dispute_capture(&capture).unwrap();
    assert_eq!(
        shop.sim.dispute_capture(&capture),
        None,
        "there is one already"
    );
    let got = shop.refund(&capture, Some(&part("1.00")), "r-1").await;
    assert_eq!(got.issue(), "TRANSACTION_DISPUTED");
    assert!(shop.sim.resolve_dispute(&dispute, Verdict::Buyer));
    assert!(
        !shop.sim.resolve_dispute(&dispute, Verdict::Seller),
        "decided once"
    );
    let got = shop.get(&format!("/v1/customer/disputes/{dispute}")).await;
    assert_eq!(got.at("/status"), "RESOLVED");
    assert_eq!(
        got.at("/dispute_outcome/outcome_code"),
        "RESOLVED_BUYER_FAVOUR"
    );
    assert_eq!(got.at("/dispute_outcome/amount_refunded/value"), "12.50");
    assert_eq!(status_of(&shop, &capture).await, "REFUNDED");
    let books = shop.sim.books();
    assert_eq!(books.apps[0].balance_cents, 0);
    assert!(books.apps[0].refunds[0].reversal);
}

#[tokio::test]
async fn a_chargeback_takes_a_fee_besides_and_forbids_refunds() {
    let mut shop = Shop::open().await;
    let (_, capture) = shop.paid("12.50").await;
    let path = format!("captures/{capture}/reverse");
    let got = shop
        .control(&path, json!({"amount": "5.00", "chargeback": true}))
        .await;
    assert_eq!(got.status, 201);
    assert_eq!(status_of(&shop, &capture).await, "PARTIALLY_REFUNDED");
    let got = shop.refund(&capture, None, "r").await;
    assert_eq!(got.issue(), "REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK");
    assert_eq!(shop.sim.books().apps[0].balance_cents, 1250 - 500 - 1600);
    let got = shop.control(&path, json!({"chargeback": false})).await;
    assert_eq!(got.status, 201, "the rest");
    assert_eq!(
        shop.control(&path, json!({})).await.status,
        409,
        "nothing is left"
    );
    let got = shop.refund(&capture, None, "r").await;
    assert_eq!(got.issue(), "REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK");
}

#[tokio::test]
async fn another_merchants_refund_does_not_exist() {
    let mut shop = Shop::open().await;
    let (_, capture) = shop.paid("12.50").await;
    let refund = shop.refund(&capture, None, "r").await.at("/id");
    let app = simulators::paypal::App::new("client-b", "b", "R8MA5YX9P3LEB", "Nachbardorf");
    shop.sim.add_app(app);
    let neighbour = Shop::at(shop.sim.clone(), "client-b", "b").await;
    for path in [format!("captures/{capture}"), format!("refunds/{refund}")] {
        assert_eq!(
            neighbour.get(&format!("/v2/payments/{path}")).await.status,
            404
        );
    }
    assert_eq!(neighbour.refund(&capture, None, "r").await.status, 404);
}

#[tokio::test(start_paused = true)]
async fn two_refunds_at_the_same_time_are_one_and_a_conflict() {
    let mut shop = Shop::open().await;
    let (_, capture) = shop.paid("12.50").await;
    let path = format!("POST /v2/payments/captures/{capture}/refund");
    shop.sim.fault(Fault {
        latency_ms: 3_000,
        ..Fault::on(path)
    });
    let body = part("1.00");
    let (slow, quick) = tokio::join!(
        shop.refund(&capture, Some(&body), "r-1"),
        shop.refund(&capture, Some(&body), "r-2"),
    );
    assert_eq!(slow.status, 201);
    assert_eq!(
        (quick.status, quick.issue().as_str()),
        (409, "PREVIOUS_REQUEST_IN_PROGRESS")
    );
    assert_eq!(quick.at("/name"), "RESOURCE_CONFLICT");
    assert_eq!(shop.sim.books().apps[0].balance_cents, 1150);
    let seen = shop
        .sim
        .journal()
        .iter()
        .filter(|entry| entry.status == 409)
        .count();
    assert_eq!(seen, 1, "the journal has it too");
}

#[tokio::test(start_paused = true)]
async fn a_twin_waits_for_the_first_and_gets_its_answer() {
    let mut shop = Shop::open().await;
    let order = shop.order("12.50").await;
    shop.sim.buyer(&order, simulators::paypal::Choice::Pay);
    let path = format!("POST /v2/checkout/orders/{order}/capture");
    for (latency_ms, id, statuses) in [(3_000, "c-1", (201, 422)), (1_000, "c-1", (200, 200))] {
        shop.sim.fault(Fault {
            latency_ms,
            ..Fault::on(path.clone())
        });
        let (slow, twin) = tokio::join!(shop.capture(&order, id), shop.capture(&order, id));
        assert_eq!(
            (slow.status, twin.status),
            statuses,
            "{latency_ms} ms: {}",
            twin.text()
        );
    }
    let neighbour = simulators::paypal::App::new("client-b", "b", "R8MA5YX9P3LEB", "Nachbardorf");
    shop.sim.add_app(neighbour);
    let neighbour = Shop::at(shop.sim.clone(), "client-b", "b").await;
    let fault = Fault {
        latency_ms: 3_000,
        ..Fault::on("POST /v2/checkout/orders")
    };
    shop.sim.fault(fault);
    let body = super::shop::order_body("1.00", "9");
    let (one, other) = tokio::join!(shop.create(&body, "same"), neighbour.create(&body, "same"));
    assert_eq!(
        (one.status, other.status),
        (200, 200),
        "two merchants are no twins"
    );
    assert_eq!(
        shop.call(Method::GET, "/v1/customer/disputes", None)
            .await
            .status,
        200
    );
}
