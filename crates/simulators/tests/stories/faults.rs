//! Things go wrong on order: before the effect, after it, slowly, or without any answer.

use axum::body::Body;
use http::{Method, Request};
use serde_json::{Value, json};
use simulators::common::{Fault, LOST_HEADER, LOST_STATUS};
use simulators::paypal::Choice;

use super::shop::{Shop, ask};

const CAPTURE: &str = "POST /v2/checkout/orders/*/capture";

async fn approved(shop: &mut Shop) -> String {
    let order = shop.order("12.50").await;
    shop.sim.buyer(&order, Choice::Pay);
    order
}

#[tokio::test]
async fn a_failure_before_the_effect_moves_no_money() {
    let mut shop = Shop::open().await;
    let order = approved(&mut shop).await;
    shop.sim.fault(Fault {
        status: Some(503),
        ..Fault::on(CAPTURE)
    });
    let got = shop.capture(&order, "c-1").await;
    assert_eq!(
        (got.status, got.at("/name").as_str()),
        (503, "SERVICE_UNAVAILABLE")
    );
    assert!(shop.sim.books().apps[0].captures.is_empty());
    assert_eq!(shop.capture(&order, "c-1").await.status, 201, "struck once");
}

#[tokio::test]
async fn a_failure_after_the_effect_hides_that_the_money_moved() {
    let mut shop = Shop::open().await;
    let order = approved(&mut shop).await;
    let fault = json!({"match": CAPTURE, "times": 1, "status": 503, "after_effect": true});
    assert_eq!(shop.control("faults", fault).await.status, 201);
    assert_eq!(shop.capture(&order, "c-1").await.status, 503);
    assert_eq!(shop.sim.books().apps[0].balance_cents, 1250, "it moved");
    let again = shop.capture(&order, "c-1").await;
    assert_eq!(again.status, 200, "the same request id finds it");
    assert_eq!(
        shop.capture(&order, "c-2").await.issue(),
        "ORDER_ALREADY_CAPTURED"
    );
    assert_eq!(shop.sim.books().apps[0].captures.len(), 1);
}

#[tokio::test]
async fn a_lost_answer_is_marked_for_the_transport() {
    let mut shop = Shop::open().await;
    let order = approved(&mut shop).await;
    for after_effect in [false, true] {
        shop.sim.fault(Fault {
            lost: true,
            after_effect,
            ..Fault::on(CAPTURE)
        });
        let got = shop.capture(&order, "c-1").await;
        assert_eq!(got.status, LOST_STATUS);
        assert!(got.headers.contains_key(LOST_HEADER) && got.body.is_empty());
        assert_eq!(
            shop.sim.books().apps[0].captures.len(),
            usize::from(after_effect)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_hangs_longer_than_its_caller_waits_and_had_its_effect() {
    let mut shop = Shop::open().await;
    let order = approved(&mut shop).await;
    shop.sim.fault(Fault {
        timeout: true,
        after_effect: true,
        ..Fault::on(CAPTURE)
    });
    let begun = tokio::time::Instant::now();
    let got = shop.capture(&order, "c-1").await;
    assert!(begun.elapsed() >= std::time::Duration::from_secs(30));
    assert_eq!(got.status, LOST_STATUS);
    assert_eq!(shop.sim.books().apps[0].balance_cents, 1250);
}

#[tokio::test(start_paused = true)]
async fn a_slow_call_is_answered_properly() {
    let shop = Shop::open().await;
    shop.sim.fault(Fault {
        latency_ms: 1_500,
        ..Fault::on("GET *")
    });
    let begun = tokio::time::Instant::now();
    assert_eq!(shop.get("/v1/reporting/balances").await.status, 200);
    assert!(begun.elapsed() >= std::time::Duration::from_millis(1_500));
}

#[tokio::test]
async fn too_many_calls_are_told_when_to_come_back_but_strangers_are_not() {
    let shop = Shop::open().await;
    let path = "/v1/reporting/balances";
    let fault = Fault {
        status: Some(429),
        times: 3,
        ..Fault::on("GET *")
    };
    shop.sim.fault(fault);
    let got = shop.get(path).await;
    assert_eq!(
        (got.status, got.at("/name").as_str()),
        (429, "RATE_LIMIT_REACHED")
    );
    assert_eq!(got.headers["retry-after"], "30");
    let stranger = Request::get(path).body(Body::empty()).unwrap();
    assert_eq!(
        ask(&shop.router, stranger).await.status,
        401,
        "login comes first"
    );
    let text = Request::get(path).header("content-type", "text/plain");
    let text = ask(&shop.router, text.body(Body::from("x")).unwrap()).await;
    assert_eq!(text.status, 415, "and the media type before that");
    assert_eq!(shop.get(path).await.status, 200);
}

#[tokio::test]
async fn an_issue_on_order_is_told_in_the_words_of_the_call_it_strikes() {
    let mut shop = Shop::open().await;
    let (_, capture) = shop.paid("12.50").await;
    let order = approved(&mut shop).await;
    let fault = |path| Fault {
        issue: Some("DUPLICATE_INVOICE_ID".into()),
        ..Fault::on(path)
    };
    shop.sim.fault(fault(CAPTURE));
    shop.sim.fault(fault("POST /v2/payments/captures/*/refund"));
    let text = "/details/0/description";
    let got = shop.capture(&order, "c").await;
    assert!(
        got.at(text).starts_with("Duplicate Invoice ID detected"),
        "{}",
        got.text()
    );
    let got = shop.refund(&capture, None, "r").await;
    assert_eq!(
        got.at(text),
        "Invoice ID was previously used to refund a capture."
    );
}

#[tokio::test]
async fn a_mocked_issue_changes_nothing_and_is_ignored_where_the_provider_ignores_it() {
    let mut shop = Shop::open().await;
    let order = approved(&mut shop).await;
    let mock = json!({"mock_application_codes": "INSTRUMENT_DECLINED"}).to_string();
    let headers = [("paypal-mock-response", mock.as_str())];
    let path = format!("/v2/checkout/orders/{order}/capture");
    let got = shop.call_with(Method::POST, &path, None, &headers).await;
    assert_eq!(
        (got.status, got.issue().as_str()),
        (422, "INSTRUMENT_DECLINED")
    );
    let own = format!("/v2/checkout/orders/{order}");
    assert_eq!(shop.get(&own).await.at("/status"), "APPROVED");
    let got = shop.call_with(Method::GET, &own, None, &headers).await;
    assert_eq!(got.status, 200, "reading an order does not know this issue");
    let got = shop
        .call_with(Method::GET, "/v1/reporting/balances", None, &headers)
        .await;
    assert_eq!(got.status, 200, "reporting knows no such header");
}

#[tokio::test]
async fn the_control_api_shows_and_clears_faults_and_refuses_nonsense() {
    let shop = Shop::open().await;
    shop.control(
        "faults",
        json!({"match": "GET *", "skip": 1, "times": 2, "lost": true}),
    )
    .await;
    let waiting = shop.page("/_sim/faults").await.json();
    assert_eq!(
        (&waiting[0]["match"], &waiting[0]["times"]),
        (&json!("GET *"), &json!(2))
    );
    let clear = Request::delete("/_sim/faults").body(Body::empty()).unwrap();
    assert_eq!(ask(&shop.router, clear).await.status, 204);
    assert_eq!(shop.page("/_sim/faults").await.json(), json!([]));
    for (path, body) in [
        ("faults", json!({"mach": "GET *"})),
        ("knobs", json!({"no_such_knob": 1})),
        ("clock", json!({"advance": "-PT1H"})),
        ("clock", json!({})),
        ("apps", json!({"client_id": "a"})),
        ("nothing", json!({})),
    ] {
        assert_eq!(
            shop.control(path, body.clone()).await.status,
            400,
            "{path} {body}"
        );
    }
    assert_eq!(
        shop.control("captures/UNKNOWN/complete", json!({}))
            .await
            .status,
        409
    );
}

#[tokio::test]
async fn the_control_api_moves_the_clock_and_turns_switches() {
    let shop = Shop::open().await;
    let got = shop.control("clock", json!({"advance": "P1DT3H"})).await;
    assert_eq!(got.at("/now"), "2026-11-24T15:00:00.000Z");
    let got = shop
        .control("knobs", json!({"webhooks": {"copies": 2}}))
        .await;
    assert_eq!(got.json()["webhooks"]["copies"], 2);
    assert_eq!(shop.sim.knobs().webhooks.timeout_s, 20, "the others stay");
    assert_eq!(shop.control("tokens/revoke", json!({})).await.status, 204);
    assert_eq!(
        shop.get("/v1/reporting/balances").await.at("/error"),
        "invalid_token"
    );
    let app = json!({
        "client_id": "new", "client_secret": "s", "merchant_id": "R8MA5YX9P3LEB", "name": "Dorf",
    });
    assert_eq!(shop.control("apps", app).await.status, 201);
    assert_eq!(
        super::shop::token(&shop.router, "new", "s").await.status,
        200
    );
}

#[tokio::test]
async fn the_journal_has_every_call_but_those_to_the_control_api() {
    let mut shop = Shop::open().await;
    let order = approved(&mut shop).await;
    shop.sim.fault(Fault {
        status: Some(500),
        ..Fault::on("GET *")
    });
    shop.get(&format!(
        "/v2/checkout/orders/{order}?fields=payment_source"
    ))
    .await;
    shop.page("/checkoutnow?token=UNKNOWN").await;
    let journal = shop.page("/_sim/journal").await.json();
    let journal: Vec<&Value> = journal.as_array().unwrap().iter().collect();
    let paths: Vec<&str> = journal
        .iter()
        .map(|entry| entry["path"].as_str().unwrap())
        .collect();
    let own = format!("/v2/checkout/orders/{order}");
    assert_eq!(
        paths,
        [
            "/v1/oauth2/token",
            "/v2/checkout/orders",
            &own,
            "/checkoutnow"
        ]
    );
    assert_eq!(journal[1]["request_id"], "r-1");
    assert!(
        journal[1]["request"]
            .as_str()
            .unwrap()
            .contains("Verwaltungsgebühr")
    );
    assert_eq!(
        (&journal[2]["status"], &journal[2]["fault"]),
        (&json!(500), &json!("GET *"))
    );
    assert_eq!(journal[2]["query"], "fields=payment_source");
    assert_eq!(journal[3]["number"], 4);
}

#[tokio::test]
async fn a_reset_forgets_the_money_and_keeps_apps_and_webhooks() {
    let mut shop = Shop::open().await;
    let webhook = shop.listen().await;
    let (order, _) = shop.paid("12.50").await;
    assert_eq!(shop.control("reset", json!({})).await.status, 204);
    let books = shop.page("/_sim/books").await.json();
    assert_eq!(books["apps"][0]["balance_cents"], 0);
    assert_eq!(shop.page("/_sim/journal").await.json(), json!([]));
    assert!(shop.sim.take_deliveries().is_empty());
    shop.log_in("client-a", "secret-a").await;
    assert_eq!(
        shop.get(&format!("/v2/checkout/orders/{order}"))
            .await
            .status,
        404
    );
    let got = shop
        .get(&format!("/v1/notifications/webhooks/{webhook}"))
        .await;
    assert_eq!(got.status, 200);
}

/// Serves the simulator as the demo does, under the control token `token`.
async fn served(shop: &Shop) -> std::net::SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let served = simulators::Served {
        listener,
        client: reqwest::Client::builder().no_proxy().build().unwrap(),
        control_token: "token".to_owned(),
    };
    let forever = std::future::pending::<()>();
    tokio::spawn(simulators::serve(shop.sim.clone(), None, served, forever));
    address
}

#[tokio::test]
async fn a_real_server_is_controlled_with_its_token_only() {
    let shop = Shop::open().await;
    let address = served(&shop).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for (path, given, expected) in [
        ("_sim/knobs", None, 401),
        ("_sim/knobs", Some("tokem"), 401),
        ("_sim/journal", None, 401),
        ("_sim/knobs", Some("token"), 200),
        ("_sim/style.css", None, 200),
    ] {
        let mut call = client.get(format!("http://{address}/{path}"));
        if let Some(given) = given {
            call = call.bearer_auth(given);
        }
        let answer = call.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), expected, "{path}, {given:?}");
    }
}

#[tokio::test]
async fn a_real_server_breaks_the_connection_of_a_lost_answer() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let shop = Shop::open().await;
    let address = served(&shop).await;
    for lost in [true, false] {
        shop.sim.clear_faults();
        shop.sim.fault(Fault {
            lost,
            ..Fault::on("GET *")
        });
        let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
        let call = b"GET /v1/reporting/balances HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
        socket.write_all(call).await.unwrap();
        let mut heard = Vec::new();
        let ended = socket.read_to_end(&mut heard).await;
        let whole = String::from_utf8_lossy(&heard).starts_with("HTTP/1.1 401 ");
        assert_eq!(
            whole,
            !lost,
            "{ended:?} {}",
            String::from_utf8_lossy(&heard)
        );
        assert_eq!(heard.is_empty(), lost);
    }
}
