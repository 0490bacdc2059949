//! The management of webhooks: which address listens for which events.

use http::Method;
use serde_json::{Value, json};

use super::shop::Shop;

const HOOKS: &str = "/v1/notifications/webhooks";

fn body(url: &str, name: &str) -> Value {
    json!({"url": url, "event_types": [{"name": name}]})
}

#[tokio::test]
async fn an_app_has_ten_webhooks_at_most() {
    let shop = Shop::open().await;
    for number in 0..11 {
        let body = body(&format!("https://b.example/{number}"), "*");
        let got = shop.call(Method::POST, HOOKS, Some(&body)).await;
        let full = got.at("/name") == "WEBHOOK_NUMBER_LIMIT_EXCEEDED";
        assert_eq!(full, number == 10);
    }
}

#[tokio::test]
async fn webhooks_are_registered_and_changed() {
    let shop = Shop::open().await;
    let made = shop
        .call(
            Method::POST,
            &format!("{HOOKS}/"),
            Some(&body("https://a.example/x", "*")),
        )
        .await;
    assert_eq!(made.status, 201, "a slash at the end is fine");
    let own = format!("{HOOKS}/{}", made.at("/id"));
    for (url, name, status, error) in [
        (
            "https://a.example/x",
            "*",
            400,
            "WEBHOOK_URL_ALREADY_EXISTS",
        ),
        ("http://a.example/y", "*", 400, "VALIDATION_ERROR"),
        (
            "https://a.example/y",
            "NO.SUCH.EVENT",
            400,
            "VALIDATION_ERROR",
        ),
        (
            "http://127.0.0.1:8080/y",
            "PAYMENT.CAPTURE.REFUNDED",
            201,
            "",
        ),
    ] {
        let got = shop.call(Method::POST, HOOKS, Some(&body(url, name))).await;
        assert_eq!(
            (got.status, got.at("/name").as_str()),
            (status, error),
            "{url} {name}"
        );
    }
    let step = json!([
        {"op": "replace", "path": "/url", "value": "https://a.example/z"},
        {"op": "replace", "path": "/event_types", "value": [{"name": "PAYMENT.CAPTURE.DENIED"}]},
    ]);
    let got = shop.call(Method::PATCH, &own, Some(&step)).await;
    assert_eq!(
        (got.status, got.at("/url").as_str()),
        (200, "https://a.example/z")
    );
    assert_eq!(got.at("/event_types/0/name"), "PAYMENT.CAPTURE.DENIED");
    assert_eq!(
        shop.get(HOOKS).await.json()["webhooks"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(shop.get(&own).await.at("/url"), "https://a.example/z");
}

#[tokio::test]
async fn a_webhook_hears_only_what_it_listens_for() {
    let mut shop = Shop::open().await;
    let name = "PAYMENT.CAPTURE.COMPLETED";
    let body = json!({"url": "https://a.example/x", "event_types": [{"name": name}]});
    shop.call(Method::POST, HOOKS, Some(&body)).await;
    shop.paid("12.50").await;
    let told = shop.sim.take_deliveries();
    assert_eq!(
        told.iter()
            .map(|delivery| delivery.event_type)
            .collect::<Vec<_>>(),
        [name]
    );
    assert_eq!(told[0].url, "https://a.example/x");
}

#[tokio::test]
async fn the_certificate_may_come_with_its_issuer() {
    let shop = Shop::open().await;
    let count = async || {
        let pem = shop
            .page("/v1/notifications/certs/CERT-SIM-0001")
            .await
            .text();
        pem.matches("BEGIN CERTIFICATE").count()
    };
    assert_eq!(count().await, 1);
    shop.sim.turn(|knobs| knobs.certificate_chain = true);
    assert_eq!(count().await, 2);
}
