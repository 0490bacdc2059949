//! Held against what PayPal publishes: schemas, catalogue of issues, examples.

use http::Method;
use serde_json::{Value, json};
use simulators::common::Fault;
use simulators::paypal::{App, Choice, FeeModel};

use super::published::{Fit, Schemas, catalogue, differences, example};
use super::shop::{Shop, order_body, token};

const DAY: &str = "start_date=2026-11-23T00:00:00Z&end_date=2026-11-24T23:59:59Z";

/// Everything a shop does in its life, well and badly.
async fn a_long_day(shop: &mut Shop) {
    shop.listen().await;
    let (order, capture) = shop.paid("12.50").await;
    shop.capture(&order, "other").await;
    let part = json!({"amount": {"currency_code": "EUR", "value": "2.50"}, "invoice_id": "E1"});
    let refund = shop.refund(&capture, Some(&part), "r1").await.at("/id");
    shop.refund(&capture, Some(&part), "r1").await;
    shop.refund(&capture, None, "r2").await;
    shop.refund(&capture, None, "r3").await;
    for path in [
        format!("/v2/checkout/orders/{order}"),
        format!("/v2/payments/captures/{capture}"),
        format!("/v2/payments/refunds/{refund}"),
        "/v2/payments/refunds/UNKNOWN".to_owned(),
        "/v2/checkout/orders/UNKNOWN".to_owned(),
        format!("/v1/reporting/transactions?{DAY}"),
        "/v1/reporting/transactions".to_owned(),
        "/v1/reporting/balances".to_owned(),
        "/v1/notifications/webhooks".to_owned(),
        "/v1/notifications/webhooks/UNKNOWN".to_owned(),
        "/v1/customer/disputes".to_owned(),
        "/v1/customer/disputes/UNKNOWN".to_owned(),
    ] {
        shop.get(&path).await;
    }
    unhappy_ends(shop).await;
    for status in [429, 500, 503] {
        let status = Some(status);
        shop.sim.fault(Fault {
            status,
            ..Fault::on("*")
        });
        shop.get("/v1/reporting/balances").await;
    }
    let wrong = json!({"intent": "CAPTURE"});
    shop.create(&wrong, "wrong").await;
    shop.call(Method::POST, "/v1/notifications/webhooks", Some(&wrong))
        .await;
    shop.call(
        Method::POST,
        "/v1/notifications/verify-webhook-signature",
        Some(&wrong),
    )
    .await;
}

/// Declined, reviewed, disputed.
async fn unhappy_ends(shop: &mut Shop) {
    for choice in [
        Choice::Review,
        Choice::Declined,
        Choice::DeclinedInstrument,
        Choice::Guest,
    ] {
        let order = shop.order("3.00").await;
        shop.get(&format!("/v2/checkout/orders/{order}")).await;
        shop.sim.buyer(&order, choice);
        let id = shop.new_id();
        shop.capture(&order, &id).await;
        shop.get(&format!("/v2/checkout/orders/{order}")).await;
    }
    let (_, capture) = shop.paid("9.00").await;
    let dispute = shop.sim.dispute_capture(&capture).unwrap();
    for action in ["escalate", "resolve"] {
        shop.get(&format!("/v1/customer/disputes/{dispute}")).await;
        let path = format!("disputes/{dispute}/{action}");
        shop.control(&path, json!({"winner": "buyer"})).await;
    }
    shop.get(&format!("/v1/customer/disputes/{dispute}")).await;
    shop.get("/v1/customer/disputes").await;
}

#[tokio::test]
async fn every_answer_fits_the_providers_published_schema() {
    let Some(mut schemas) = Schemas::read() else {
        return;
    };
    let mut usual = App::new(
        "client-a",
        "secret-a",
        "Q7LZ4XW8N2KDA",
        "Stadt Musterhausen",
    );
    usual.fee = FeeModel::default();
    let mut shop = Shop::with(usual).await;
    a_long_day(&mut shop).await;
    let journal = shop.sim.journal();
    let fits = journal
        .iter()
        .filter(|entry| schemas.check(entry) == Fit::Fits)
        .count();
    assert_eq!(fits, journal.len() - 2, "only token and 429 have no schema");
}

/// The calls of the catalogue that can be asked for an issue.
const CALLS: &[(&str, Method, &str)] = &[
    (
        "POST /v2/checkout/orders",
        Method::POST,
        "/v2/checkout/orders",
    ),
    (
        "GET /v2/checkout/orders/{id}",
        Method::GET,
        "/v2/checkout/orders/A",
    ),
    (
        "PATCH /v2/checkout/orders/{id}",
        Method::PATCH,
        "/v2/checkout/orders/A",
    ),
    (
        "POST /v2/checkout/orders/{id}/capture",
        Method::POST,
        "/v2/checkout/orders/A/capture",
    ),
    (
        "GET /v2/payments/captures/{capture_id}",
        Method::GET,
        "/v2/payments/captures/A",
    ),
    (
        "POST /v2/payments/captures/{capture_id}/refund",
        Method::POST,
        "/v2/payments/captures/A/refund",
    ),
    (
        "GET /v2/payments/refunds/{refund_id}",
        Method::GET,
        "/v2/payments/refunds/A",
    ),
];

#[tokio::test]
async fn every_issue_of_the_catalogue_can_be_asked_for_by_header() {
    let Some(catalogue) = catalogue() else { return };
    let shop = Shop::open().await;
    let mut asked = 0;
    for (call, method, path) in CALLS {
        for (status, group) in catalogue[*call].as_object().unwrap() {
            for issue in group["issues"].as_array().into_iter().flatten() {
                let code = issue["issue"].as_str().unwrap();
                let mock = json!({"mock_application_codes": code}).to_string();
                let headers = [("paypal-mock-response", mock.as_str())];
                let got = shop.call_with(method.clone(), path, None, &headers).await;
                assert_eq!(&got.status.to_string(), status, "{call} {code}");
                assert_eq!(got.issue(), code, "{call}");
                assert_eq!(got.at("/name"), group["name"], "{call} {code}");
                assert_eq!(got.at("/message"), group["message"], "{call} {code}");
                let told = got.at("/details/0/description");
                let known = told == issue["description"].as_str().unwrap_or_default();
                assert!(
                    known || told.starts_with("Listed for this call"),
                    "{call} {code}: {told}"
                );
                asked += 1;
            }
        }
    }
    assert!(asked > 250, "{asked}");
    assert!(shop.sim.books().apps[0].captures.is_empty());
}

fn alike(name: &str, ours: &Value) {
    let Some(example) = example(name) else { return };
    let found = differences(&example, ours, "");
    assert!(found.is_empty(), "{name}: {found:#?}\n{ours:#}");
}

#[tokio::test]
async fn answers_about_a_payment_have_the_shape_of_the_examples() {
    let mut usual = App::new(
        "client-a",
        "secret-a",
        "Q7LZ4XW8N2KDA",
        "Stadt Musterhausen",
    );
    usual.fee = FeeModel::default();
    let shop = Shop::with(usual).await;
    let body = example("order-create-request").unwrap_or_else(|| order_body("12.50", "1"));
    let short = shop.create(&body, "o-1").await;
    alike("order-create-200-minimal", &short.json());
    let full = [
        ("paypal-request-id", "o-1"),
        ("prefer", "return=representation"),
    ];
    let path = "/v2/checkout/orders";
    let got = shop.call_with(Method::POST, path, Some(&body), &full).await;
    alike("order-create-200-representation", &got.json());
    let mut plain = body.clone();
    plain.as_object_mut().unwrap().remove("payment_source");
    let got = shop.call(Method::POST, path, Some(&plain)).await;
    assert_eq!(got.status, 201);
    alike("order-create-201-legacy", &got.json());
    let order = short.at("/id");
    shop.sim.buyer(&order, Choice::Pay);
    let own = format!("{path}/{order}");
    alike("order-get-200-approved", &shop.get(&own).await.json());
    let short = [("paypal-request-id", "c-1")];
    let got = shop
        .call_with(Method::POST, &format!("{own}/capture"), None, &short)
        .await;
    assert_eq!(got.status, 201);
    alike("order-capture-201-minimal", &got.json());
    let got = shop.capture(&order, "c-1").await;
    assert_eq!(got.status, 200);
    alike("order-capture-201-representation", &got.json());
    let capture = got.at("/purchase_units/0/payments/captures/0/id");
    let own = format!("/v2/payments/captures/{capture}");
    alike("capture-get-200", &shop.get(&own).await.json());
    let refund = example("refund-request").unwrap_or_else(
        || json!({"amount": {"currency_code": "EUR", "value": "2.50"}, "invoice_id": "E1"}),
    );
    let got = shop.refund(&capture, Some(&refund), "r-1").await;
    alike("refund-201-representation", &got.json());
    let path = format!("{own}/refund");
    let short = [("paypal-request-id", "r-1")];
    let got = shop
        .call_with(Method::POST, &path, Some(&refund), &short)
        .await;
    alike("refund-201-minimal", &got.json());
    alike(
        "capture-get-200-partially-refunded",
        &shop.get(&own).await.json(),
    );
    let got = shop.get(&format!("/v1/reporting/transactions?{DAY}")).await;
    alike("reporting-200", &got.json());
    alike(
        "balances-200",
        &shop.get("/v1/reporting/balances").await.json(),
    );
}

#[tokio::test]
async fn tokens_have_the_shape_of_the_examples() {
    let shop = Shop::open().await;
    let got = token(&shop.router, "client-a", "secret-a").await;
    alike("oauth-200", &got.json());
    alike(
        "oauth-401",
        &token(&shop.router, "client-a", "no").await.json(),
    );
}

#[tokio::test]
async fn unhappy_captures_and_refunds_have_the_shape_of_the_examples() {
    let mut shop = Shop::open().await;
    for (choice, name) in [
        (Choice::Review, "order-capture-201-pending"),
        (Choice::Declined, "order-capture-201-declined"),
        (
            Choice::DeclinedInstrument,
            "capture-422-instrument-declined",
        ),
    ] {
        let order = shop.order("12.50").await;
        shop.sim.buyer(&order, choice);
        alike(name, &shop.capture(&order, "c").await.json());
    }
    shop.sim.turn(|knobs| knobs.zero_fee_shown = false);
    let (order, capture) = shop.paid("12.50").await;
    let got = shop.get(&format!("/v2/checkout/orders/{order}")).await;
    alike("order-capture-201-gross", &got.json());
    let breakdown = "/purchase_units/0/payments/captures/0/seller_receivable_breakdown";
    assert_eq!(
        got.json().pointer(breakdown).unwrap().get("paypal_fee"),
        None
    );
    shop.sim.turn(|knobs| knobs.refunds_pending = true);
    let part = json!({"amount": {"currency_code": "EUR", "value": "2.50"}});
    let got = shop.refund(&capture, Some(&part), "r").await;
    alike("refund-201-pending", &got.json());
    let dispute = shop.sim.dispute_capture(&capture).unwrap();
    let got = shop.get(&format!("/v1/customer/disputes/{dispute}")).await;
    alike("dispute-get-200", &got.json());
}

/// Errors that are asked for by their code, and the example each must look like.
#[tokio::test]
async fn errors_have_the_shape_of_the_examples() {
    let shop = Shop::open().await;
    let capture = "/v2/checkout/orders/A/capture";
    let refund = "/v2/payments/captures/A/refund";
    for (name, path) in [
        ("order-create-422-payee", "/v2/checkout/orders"),
        ("capture-403", capture),
        ("capture-404", capture),
        ("capture-422-not-approved", capture),
        ("capture-422-payer-action", capture),
        ("capture-422-already-captured", capture),
        ("capture-422-duplicate-invoice", capture),
        ("capture-422-attempts", capture),
        ("capture-422-compliance", capture),
        ("refund-404", refund),
        ("refund-409", refund),
        ("refund-422-amount", refund),
        ("refund-422-chargeback", refund),
        ("refund-422-disputed", refund),
        ("refund-422-dup", refund),
        ("refund-422-fully", refund),
        ("refund-422-funds", refund),
        ("refund-422-pending", refund),
        ("refund-422-time", refund),
    ] {
        let Some(example) = example(name) else { return };
        let mock = json!({"mock_application_codes": example["details"][0]["issue"]}).to_string();
        let headers = [("paypal-mock-response", mock.as_str())];
        let got = shop.call_with(Method::POST, path, None, &headers).await;
        alike(name, &got.json());
        let description = &example["details"][0]["description"];
        assert_eq!(
            &got.json()["details"][0]["description"],
            description,
            "{name}"
        );
    }
    let got = shop.get("/v2/checkout/orders/A").await;
    alike("order-get-404", &got.json());
    shop.sim.revoke_tokens();
    let got = shop.get("/v2/checkout/orders/A").await;
    alike("api-401-invalid-token", &got.json());
}
