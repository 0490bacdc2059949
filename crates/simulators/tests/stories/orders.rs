//! Orders: created, read, changed, expired.

use http::Method;
use serde_json::{Value, json};
use simulators::paypal::Choice;

use super::shop::{OK, Shop, ask, order_body, token};

#[tokio::test]
async fn a_buyer_pays_and_the_shop_captures() {
    let mut shop = Shop::open().await;
    let order = shop.order("12.50").await;
    let got = shop.get(&format!("/v2/checkout/orders/{order}")).await;
    assert_eq!(got.at("/status"), "PAYER_ACTION_REQUIRED");
    assert_eq!(got.at("/links/1/rel"), "payer-action");
    let link = got.at("/links/1/href");
    assert_eq!(
        link,
        format!("https://paypal-sim.example/checkoutnow?token={order}")
    );

    let back = shop.press(&order, "approve").await;
    assert_eq!(back.status, 302);
    let start =
        format!("https://zahlen.musterhausen.example/p/1/zurueck?a=b&token={order}&PayerID=");
    assert!(back.location().starts_with(&start), "{}", back.location());

    let got = shop.get(&format!("/v2/checkout/orders/{order}?&&")).await;
    assert_eq!(got.at("/status"), "APPROVED");
    assert!(
        shop.sim.books().apps[0].captures.is_empty(),
        "approval moves no money"
    );

    let got = shop.capture(&order, "c-1").await;
    assert_eq!(got.status, 201);
    let capture = "/purchase_units/0/payments/captures/0";
    assert_eq!(got.at(&format!("{capture}/status")), "COMPLETED");
    assert_eq!(
        got.at(&format!(
            "{capture}/seller_receivable_breakdown/paypal_fee/value"
        )),
        "0.00"
    );
    let books = shop.sim.books();
    let books = books.of("client-a").unwrap();
    assert_eq!(
        (books.balance_cents, books.captures[0].gross_cents),
        (1250, 1250)
    );
    assert_eq!(books.captures[0].custom_id.as_deref(), Some("pay_r-1"));
}

#[tokio::test]
async fn the_same_request_id_makes_one_order_and_one_capture() {
    let mut shop = Shop::open().await;
    let first = shop.create(&order_body("12.50", "1"), "o-1").await;
    let second = shop.create(&order_body("99.00", "2"), "o-1").await;
    assert_eq!((first.status, second.status), (200, 200));
    assert_eq!(first.at("/id"), second.at("/id"));
    assert_eq!(
        shop.sim.journal().last().unwrap().warnings.len(),
        1,
        "the body was another"
    );
    let (order, capture) = shop.paid("3.00").await;
    let again = shop.capture(&order, &format!("c-{order}-1")).await;
    assert_eq!(again.status, OK);
    assert_eq!(
        again.at("/purchase_units/0/payments/captures/0/id"),
        capture
    );
    let other = shop.capture(&order, "c-2").await;
    assert_eq!(
        (other.status, other.issue().as_str()),
        (422, "ORDER_ALREADY_CAPTURED")
    );
    assert_eq!(shop.sim.books().apps[0].balance_cents, 300);
}

#[tokio::test]
async fn an_order_not_approved_is_gone_after_three_hours() {
    let mut shop = Shop::open().await;
    let (open, approved) = (shop.order("1.00").await, shop.order("2.00").await);
    shop.later(2);
    shop.sim.buyer(&approved, Choice::Pay);
    shop.later(1);
    let got = shop.get(&format!("/v2/checkout/orders/{open}")).await;
    assert_eq!(
        (got.status, got.issue().as_str()),
        (404, "INVALID_RESOURCE_ID")
    );
    assert_eq!(
        shop.get(&format!("/v2/checkout/orders/{approved}"))
            .await
            .status,
        200
    );
    shop.later(2);
    assert_eq!(
        shop.capture(&approved, "c").await.status,
        404,
        "approved, but too late"
    );
    let page = shop.page(&format!("/checkoutnow?token={open}")).await;
    assert!(page.text().contains("Sitzung abgelaufen") && page.text().contains("/p/1/abbruch"));
}

#[tokio::test]
async fn a_captured_order_stays() {
    let mut shop = Shop::open().await;
    let (order, _) = shop.paid("1.00").await;
    shop.later(24 * 400);
    let mut shop = shop;
    shop.log_in("client-a", "secret-a").await;
    let got = shop.get(&format!("/v2/checkout/orders/{order}")).await;
    assert_eq!(got.at("/status"), "COMPLETED");
}

type Bad = (&'static str, u16, &'static str, Value);

fn unit(amount: &Value) -> Value {
    json!({"intent": "CAPTURE", "purchase_units": [{"amount": amount}]})
}

fn eur(value: &str) -> Value {
    json!({"currency_code": "EUR", "value": value})
}

/// What is wrong with an order's form, and the issue it is refused with.
fn badly_formed() -> Vec<Bad> {
    let mut long = unit(&eur("1.00"));
    long["purchase_units"][0]["invoice_id"] = json!("x".repeat(128));
    let mut intent = unit(&eur("1.00"));
    intent["intent"] = json!("GIVE");
    let no_value = unit(&json!({"currency_code": "EUR"}));
    let number = unit(&json!({"currency_code": "EUR", "value": 12.5}));
    let no_units = json!({"intent": "CAPTURE"});
    let empty = json!({"intent": "CAPTURE", "purchase_units": []});
    let many = json!({"intent": "CAPTURE", "purchase_units": vec![json!({}); 11]});
    vec![
        ("no value", 400, "MISSING_REQUIRED_PARAMETER", no_value),
        ("no units", 400, "MISSING_REQUIRED_PARAMETER", no_units),
        ("empty units", 400, "INVALID_ARRAY_MIN_ITEMS", empty),
        ("eleven units", 400, "INVALID_ARRAY_MAX_ITEMS", many),
        ("a number", 400, "INVALID_PARAMETER_SYNTAX", number),
        ("unknown intent", 400, "INVALID_PARAMETER_VALUE", intent),
        ("too long", 400, "INVALID_STRING_LENGTH", long),
    ]
}

/// What is wrong with an order's meaning.
fn badly_meant() -> Vec<Bad> {
    let total = |total: &str| {
        let breakdown = json!({"item_total": eur(total)});
        unit(&json!({"currency_code": "EUR", "value": "62.50", "breakdown": breakdown}))
    };
    let item = json!([{"name": "a", "quantity": "2", "unit_amount": eur("31.00")}]);
    let mut items = total("62.50");
    items["purchase_units"][0]["items"] = item.clone();
    let mut no_total = unit(&eur("62.00"));
    no_total["purchase_units"][0]["items"] = item;
    let mut mixed = unit(&eur("1.00"));
    mixed["purchase_units"] = json!([
        {"reference_id": "a", "amount": eur("1.00")},
        {"reference_id": "b", "amount": {"currency_code": "USD", "value": "1.00"}},
    ]);
    let mut payee = unit(&eur("1.00"));
    payee["purchase_units"][0]["payee"] = json!({"merchant_id": "AAAAAAAAAAAAA"});
    let mut no_source = unit(&eur("1.00"));
    no_source["payment_source"] = json!({});
    let (precise, nothing) = (unit(&eur("12.505")), unit(&eur("0.00")));
    vec![
        ("three decimals", 422, "DECIMAL_PRECISION", precise),
        ("nothing", 422, "CANNOT_BE_ZERO_OR_NEGATIVE", nothing),
        ("sum", 422, "AMOUNT_MISMATCH", total("62.00")),
        ("items", 422, "ITEM_TOTAL_MISMATCH", items),
        ("items without total", 422, "ITEM_TOTAL_REQUIRED", no_total),
        ("two currencies", 422, "MULTI_CURRENCY_ORDER", mixed),
        ("somebody else's money", 422, "PAYEE_ACCOUNT_INVALID", payee),
        ("no source", 422, "NO_PAYMENT_SOURCE_PROVIDED", no_source),
    ]
}

#[tokio::test]
async fn a_bad_order_is_refused_with_the_providers_issue() {
    let shop = Shop::open().await;
    for (what, status, issue, body) in [badly_formed(), badly_meant()].concat() {
        let got = shop
            .create(&body, &format!("bad-{what}").replace([' ', '\''], "-"))
            .await;
        assert_eq!(
            (got.status, got.issue().as_str()),
            (status, issue),
            "{what}: {}",
            got.text()
        );
        assert_eq!(
            got.at("/debug_id"),
            got.headers["paypal-debug-id"].to_str().unwrap()
        );
    }
    let got = shop
        .call(
            Method::POST,
            "/v2/checkout/orders",
            Some(&order_body("1.00", "1")),
        )
        .await;
    assert_eq!(
        (got.status, got.issue().as_str()),
        (400, "PAYPAL_REQUEST_ID_REQUIRED")
    );
    let mut both = order_body("1.005", "1");
    both["payment_source"]["paypal"] = json!({});
    let got = shop
        .call(Method::POST, "/v2/checkout/orders", Some(&both))
        .await;
    assert_eq!(
        got.issue(),
        "PAYPAL_REQUEST_ID_REQUIRED",
        "form before meaning"
    );
    let field = shop
        .create(&badly_formed()[0].3, "field")
        .await
        .at("/details/0/field");
    assert_eq!(
        field,
        "/purchase_units/@reference_id=='default'/amount/value"
    );
}

#[tokio::test]
async fn long_texts_are_cut_and_refused_only_in_the_strict_mode() {
    let mut shop = Shop::open().await;
    let mut body = order_body("1.00", "1");
    body["purchase_units"][0]["description"] = json!("x".repeat(200));
    let order = shop.create(&body, "o-1").await.at("/id");
    let got = shop.get(&format!("/v2/checkout/orders/{order}")).await;
    assert_eq!(got.at("/purchase_units/0/description").len(), 127);
    shop.sim.turn(|knobs| knobs.strict_2024 = true);
    let id = shop.new_id();
    assert_eq!(
        shop.create(&body, &id).await.issue(),
        "INVALID_STRING_LENGTH"
    );
}

#[tokio::test]
async fn the_checks_come_in_the_providers_order() {
    use axum::body::Body;
    use http::Request;
    let shop = Shop::open().await;
    let send = async |kind: &str, auth: &str, body: &str| {
        let request = Request::post("/v2/checkout/orders")
            .header("content-type", kind)
            .header("authorization", auth.to_owned());
        ask(
            &shop.router,
            request.body(Body::from(body.to_owned())).unwrap(),
        )
        .await
    };
    let bearer = format!("Bearer {}", shop.token);
    assert_eq!(send("text/plain", "", "{").await.status, 415);
    assert_eq!(
        send("application/json", "", "{").await.at("/name"),
        "AUTHENTICATION_FAILURE"
    );
    let dead = send("application/json", "Bearer A21AAold", "{").await;
    assert_eq!(
        (dead.status, dead.at("/error").as_str()),
        (401, "invalid_token")
    );
    let malformed = send("application/json; charset=utf-8", &bearer, "{").await;
    assert_eq!(
        (malformed.status, malformed.issue().as_str()),
        (400, "MALFORMED_REQUEST_JSON")
    );
    let mock = json!({"mock_application_codes": "PAYEE_ACCOUNT_RESTRICTED"}).to_string();
    let headers = [("paypal-mock-response", mock.as_str())];
    let path = "/v2/checkout/orders";
    let mocked = shop
        .call_with(Method::POST, path, Some(&json!({})), &headers)
        .await;
    assert_eq!(
        mocked.issue(),
        "PAYEE_ACCOUNT_RESTRICTED",
        "before the fields are looked at"
    );
    for header in ["{broken", r#"{"mock_application_codes":"NEVER_HEARD"}"#] {
        let headers = [("paypal-mock-response", header)];
        let got = shop
            .call_with(Method::POST, path, Some(&json!({})), &headers)
            .await;
        assert_eq!(
            got.issue(),
            "MISSING_REQUIRED_PARAMETER",
            "ignored: {header}"
        );
    }
}

#[tokio::test]
async fn tokens_need_the_right_secret_and_die() {
    let mut shop = Shop::open().await;
    let wrong = token(&shop.router, "client-a", "guess").await;
    assert_eq!(
        (wrong.status, wrong.at("/error").as_str()),
        (401, "invalid_client")
    );
    shop.sim.turn(|knobs| knobs.token_expires_in_s = 5);
    shop.log_in("client-a", "secret-a").await;
    assert_eq!(shop.get("/v1/reporting/balances").await.status, 200);
    shop.sim.advance(std::time::Duration::from_secs(5));
    assert_eq!(
        shop.get("/v1/reporting/balances").await.at("/error"),
        "invalid_token"
    );
}

#[tokio::test]
async fn another_merchants_order_does_not_exist() {
    let mut shop = Shop::open().await;
    let order = shop.order("1.00").await;
    shop.sim.add_app(simulators::paypal::App::new(
        "client-b",
        "b",
        "R8MA5YX9P3LEB",
        "Nachbardorf",
    ));
    let neighbour = Shop::at(shop.sim.clone(), "client-b", "b").await;
    assert_eq!(
        neighbour
            .get(&format!("/v2/checkout/orders/{order}"))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn a_partner_acts_for_a_merchant_who_agreed() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
    let shop = Shop::open().await;
    let assertion = |issuer: &str, payer: &str| {
        let claims = B64.encode(json!({"iss": issuer, "payer_id": payer}).to_string());
        format!("{}.{claims}.", B64.encode(r#"{"alg":"none"}"#))
    };
    let mut other = simulators::paypal::App::new("client-b", "b", "R8MA5YX9P3LEB", "Nachbardorf");
    shop.sim.add_app(other.clone());
    let ask = async |issuer: &str, payer: &str| {
        let assertion = assertion(issuer, payer);
        let headers = [("paypal-auth-assertion", assertion.as_str())];
        shop.call_with(Method::GET, "/v1/reporting/balances", None, &headers)
            .await
    };
    assert_eq!(
        ask("client-a", "R8MA5YX9P3LEB").await.issue(),
        "PERMISSION_DENIED"
    );
    other.partners.push("client-a".to_owned());
    shop.sim.add_app(other);
    assert_eq!(
        ask("client-a", "R8MA5YX9P3LEB").await.at("/account_id"),
        "R8MA5YX9P3LEB"
    );
    assert_eq!(ask("client-x", "R8MA5YX9P3LEB").await.status, 401);
}

#[tokio::test]
async fn an_open_order_can_be_changed_and_a_finished_one_cannot() {
    let mut shop = Shop::open().await;
    let order = shop.order("1.00").await;
    let path = format!("/v2/checkout/orders/{order}");
    let change = |field: &str, value: Value| {
        let path = format!("/purchase_units/@reference_id=='default'/{field}");
        json!([{"op": "replace", "path": path, "value": value}])
    };
    let money = json!({"currency_code": "EUR", "value": "2.00"});
    let got = shop
        .call(Method::PATCH, &path, Some(&change("amount", money.clone())))
        .await;
    assert_eq!(got.status, 204);
    assert_eq!(
        shop.get(&path).await.at("/purchase_units/0/amount/value"),
        "2.00"
    );
    let got = shop
        .call(Method::PATCH, &path, Some(&change("payee", json!({}))))
        .await;
    assert_eq!((got.status, got.issue().as_str()), (422, "NOT_PATCHABLE"));
    let (paid, _) = shop.paid("1.00").await;
    let path = format!("/v2/checkout/orders/{paid}");
    let got = shop
        .call(Method::PATCH, &path, Some(&change("amount", money)))
        .await;
    assert_eq!(got.issue(), "NOT_PATCHABLE");
}

#[tokio::test]
async fn the_same_seed_tells_the_same_story() {
    let mut ids = Vec::new();
    for _ in 0..2 {
        let mut shop = Shop::open().await;
        ids.push((shop.paid("1.00").await, shop.token.clone()));
    }
    assert_eq!(ids[0], ids[1]);
}
