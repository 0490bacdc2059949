//! Captures: what becomes of the money when the shop takes it.

use http::Method;
use serde_json::json;
use simulators::paypal::{App, Choice, FeeModel};

use super::shop::{Shop, order_body};

const FIRST: &str = "/purchase_units/0/payments/captures/0";

#[tokio::test]
async fn an_order_not_approved_cannot_be_captured() {
    let mut shop = Shop::open().await;
    let order = shop.order("12.50").await;
    let got = shop.capture(&order, "c-1").await;
    assert_eq!(
        (got.status, got.issue().as_str()),
        (422, "ORDER_NOT_APPROVED")
    );
    let got = shop.capture("00000000000000000", "c-1").await;
    assert_eq!(
        (got.status, got.issue().as_str()),
        (404, "INVALID_RESOURCE_ID")
    );
    assert_eq!(shop.sim.books().apps[0].balance_cents, 0);
}

#[tokio::test]
async fn a_declined_instrument_sends_the_buyer_back_and_the_next_one_pays() {
    let mut shop = Shop::open().await;
    let order = shop.order("12.50").await;
    assert_eq!(shop.press(&order, "declined-instrument").await.status, 302);
    let got = shop.capture(&order, "c-1").await;
    assert_eq!(
        (got.status, got.issue().as_str()),
        (422, "INSTRUMENT_DECLINED")
    );
    assert_eq!(got.at("/links/1/rel"), "redirect");
    let own = format!("/v2/checkout/orders/{order}");
    assert_eq!(shop.get(&own).await.at("/status"), "PAYER_ACTION_REQUIRED");
    let page = shop.page(&format!("/checkoutnow?token={order}")).await;
    assert!(
        page.text().contains("Kreditkarte ••0042"),
        "another funding source"
    );
    shop.press(&order, "approve").await;
    let got = shop.capture(&order, "c-1").await;
    assert_eq!(
        got.status, 201,
        "a refused call is not kept under its request id"
    );
    assert_eq!(got.at(&format!("{FIRST}/status")), "COMPLETED");
}

#[tokio::test]
async fn a_payment_under_review_ends_well_or_badly_after_minutes() {
    for (choice, end, balance) in [
        (Choice::Review, "COMPLETED", 1250),
        (Choice::ReviewDenied, "DECLINED", 0),
    ] {
        let mut shop = Shop::open().await;
        let order = shop.order("12.50").await;
        shop.sim.buyer(&order, choice);
        let got = shop.capture(&order, "c-1").await;
        assert_eq!(
            got.at("/status"),
            "COMPLETED",
            "the order is done, the money is not there"
        );
        assert_eq!(got.at(&format!("{FIRST}/status")), "PENDING");
        assert_eq!(
            got.at(&format!("{FIRST}/status_details/reason")),
            "PENDING_REVIEW"
        );
        let capture = got.at(&format!("{FIRST}/id"));
        assert_eq!(shop.sim.books().apps[0].balance_cents, 0);
        shop.sim.advance(std::time::Duration::from_mins(5));
        let got = shop.get(&format!("/v2/payments/captures/{capture}")).await;
        assert_eq!(got.at("/status"), end);
        assert_eq!(got.at("/supplementary_data/related_ids/order_id"), order);
        assert_eq!(shop.sim.books().apps[0].balance_cents, balance);
        assert!(
            !shop.sim.complete_capture(&capture),
            "there is nothing left to decide"
        );
        let got = shop.get(&format!("/v2/checkout/orders/{order}")).await;
        assert_eq!(
            got.at("/status"),
            "COMPLETED",
            "whatever happens to the capture"
        );
    }
}

#[tokio::test]
async fn a_declined_capture_completes_the_order_and_moves_no_money() {
    let mut shop = Shop::open().await;
    let order = shop.order("12.50").await;
    shop.sim.buyer(&order, Choice::Declined);
    let got = shop.capture(&order, "c-1").await;
    assert_eq!((got.status, got.at("/status").as_str()), (201, "COMPLETED"));
    assert_eq!(got.at(&format!("{FIRST}/status")), "DECLINED");
    assert_eq!(
        got.json()
            .pointer(&format!("{FIRST}/seller_receivable_breakdown")),
        None
    );
    assert_eq!(shop.sim.books().apps[0].balance_cents, 0);
}

#[tokio::test]
async fn an_invoice_is_paid_once_unless_the_account_allows_it() {
    let mut shop = Shop::open().await;
    let mut captures = Vec::new();
    for (number, unique) in [(1, true), (2, true), (3, false)] {
        shop.sim.turn(|knobs| knobs.unique_invoice_ids = unique);
        let got = shop
            .create(&order_body("5.00", "same"), &format!("o-{number}"))
            .await;
        let order = got.at("/id");
        shop.sim.buyer(&order, Choice::Pay);
        let id = shop.new_id();
        captures.push(shop.capture(&order, &id).await);
    }
    let statuses: Vec<u16> = captures.iter().map(|got| got.status).collect();
    assert_eq!(statuses, [201, 422, 201]);
    assert_eq!(captures[1].issue(), "DUPLICATE_INVOICE_ID");
}

#[tokio::test]
async fn a_denied_payment_frees_its_invoice() {
    let mut shop = Shop::open().await;
    let mut statuses = Vec::new();
    for number in 0..3 {
        let got = shop
            .create(&order_body("5.00", "same"), &format!("o-{number}"))
            .await;
        let order = got.at("/id");
        shop.sim.buyer(&order, Choice::ReviewDenied);
        let id = shop.new_id();
        let got = shop.capture(&order, &id).await;
        statuses.push(got.status);
        if number == 1 {
            shop.sim.advance(std::time::Duration::from_mins(5));
        }
    }
    assert_eq!(
        statuses,
        [201, 422, 201],
        "taken while it is under review, free afterwards"
    );
}

#[tokio::test]
async fn fees_follow_the_merchants_terms() {
    let mut usual = App::new(
        "client-a",
        "secret-a",
        "Q7LZ4XW8N2KDA",
        "Stadt Musterhausen",
    );
    usual.fee = FeeModel::default();
    let mut shop = Shop::with(usual).await;
    let (_, capture) = shop.paid("12.50").await;
    let got = shop.get(&format!("/v2/payments/captures/{capture}")).await;
    let part = |name: &str| got.at(&format!("/seller_receivable_breakdown/{name}/value"));
    assert_eq!(
        [part("gross_amount"), part("paypal_fee"), part("net_amount")],
        ["12.50", "0.76", "11.74"]
    );
    assert_eq!(shop.sim.books().apps[0].balance_cents, 1174);
}

#[tokio::test]
async fn cents_choose_what_happens_where_that_is_switched_on() {
    for (value, status, capture) in [
        ("10.01", 201, "DECLINED"),
        ("10.02", 201, "PENDING"),
        ("10.03", 201, "PENDING"),
        ("10.04", 422, ""),
        ("10.05", 201, "COMPLETED"),
        ("10.06", 201, "COMPLETED"),
        ("10.07", 201, "COMPLETED"),
    ] {
        let mut shop = Shop::open().await;
        let plain = shop.order(value).await;
        shop.sim.buyer(&plain, Choice::Pay);
        let id = shop.new_id();
        let got = shop.capture(&plain, &id).await;
        assert_eq!(
            got.at(&format!("{FIRST}/status")),
            "COMPLETED",
            "off: {value}"
        );
        shop.sim.turn(|knobs| knobs.amount_magic = true);
        let order = shop.order(value).await;
        let back = shop.press(&order, "approve").await;
        assert_eq!(
            back.status == 302,
            value != "10.05",
            "only .05 loses the way back"
        );
        let id = shop.new_id();
        let got = shop.capture(&order, &id).await;
        assert_eq!(
            (got.status, got.at(&format!("{FIRST}/status")).as_str()),
            (status, capture)
        );
        let capture = got.at(&format!("{FIRST}/id"));
        shop.sim.advance(std::time::Duration::from_mins(5));
        let now = shop
            .get(&format!("/v2/payments/captures/{capture}"))
            .await
            .at("/status");
        let disputes = shop.get("/v1/customer/disputes").await.json();
        let complaint = disputes["items"][0]["status"] == "OPEN";
        let expected = match value {
            "10.01" | "10.03" => "DECLINED",
            "10.04" => "",
            "10.07" => "PARTIALLY_REFUNDED",
            _ => "COMPLETED",
        };
        assert_eq!(now, expected, "{value}");
        assert_eq!(complaint, value == "10.06", "{value}");
    }
}

#[tokio::test]
async fn a_capture_may_have_an_empty_object_as_body_and_nothing_else_strange() {
    let mut shop = Shop::open().await;
    let order = shop.order("1.00").await;
    shop.sim.buyer(&order, Choice::Pay);
    let path = format!("/v2/checkout/orders/{order}/capture");
    let got = shop.call(Method::POST, &path, Some(&json!([1]))).await;
    assert_eq!(
        (got.status, got.issue().as_str()),
        (400, "INVALID_PARAMETER_SYNTAX")
    );
    let long = "x".repeat(109);
    let headers = [("paypal-request-id", long.as_str())];
    let got = shop
        .call_with(Method::POST, &path, Some(&json!({})), &headers)
        .await;
    assert_eq!(
        (got.status, got.issue().as_str()),
        (400, "INVALID_STRING_LENGTH")
    );
    let headers = [("paypal-request-id", &long[..108])];
    let got = shop
        .call_with(Method::POST, &path, Some(&json!({})), &headers)
        .await;
    assert_eq!(got.status, 201);
    let got = shop
        .call_with(Method::POST, &path, Some(&json!({"a": 1})), &headers)
        .await;
    assert_eq!(got.status, 200);
    assert_eq!(
        shop.sim.journal().last().unwrap().warnings.len(),
        1,
        "another body"
    );
}

#[tokio::test]
async fn a_request_id_of_a_capture_is_forgotten_after_six_hours() {
    let mut shop = Shop::open().await;
    let (order, _) = shop.paid("1.00").await;
    shop.later(5);
    assert_eq!(
        shop.capture(&order, &format!("c-{order}-1")).await.status,
        200
    );
    shop.later(1);
    let got = shop.capture(&order, &format!("c-{order}-1")).await;
    assert_eq!(
        (got.status, got.issue().as_str()),
        (422, "ORDER_ALREADY_CAPTURED")
    );
}

#[tokio::test]
async fn an_order_to_authorise_cannot_be_captured() {
    let shop = Shop::open().await;
    let mut body = order_body("1.00", "1");
    body["intent"] = json!("AUTHORIZE");
    let order = shop.create(&body, "o").await.at("/id");
    shop.sim.buyer(&order, Choice::Pay);
    assert_eq!(
        shop.capture(&order, "c").await.issue(),
        "ACTION_DOES_NOT_MATCH_INTENT"
    );
}
