//! The buyer's pages, driven as a browser without script drives them.

use axum::body::Body;
use http::Request;
use serde_json::json;
use simulators::paypal::Choice;

use super::shop::{Got, Shop, ask, order_body};

/// The buttons of a page: where each posts to and what it says.
fn buttons(page: &str) -> Vec<(String, String)> {
    let between = |text: &str, start: &str, end: &str| {
        let (_, rest) = text.split_once(start)?;
        rest.split_once(end).map(|(found, _)| found.to_owned())
    };
    page.split("<form ")
        .skip(1)
        .map(|form| {
            assert!(form.starts_with("method=\"post\""), "{form}");
            let label = between(form, "<button", "</button>").unwrap();
            let label = label.split_once('>').unwrap().1.to_owned();
            (between(form, "action=\"", "\"").unwrap(), label)
        })
        .collect()
}

async fn post(shop: &Shop, path: &str) -> Got {
    ask(
        &shop.router,
        Request::post(path).body(Body::empty()).unwrap(),
    )
    .await
}

/// Opens the page and presses the button that says this.
async fn presses(shop: &Shop, order: &str, label: &str) -> Got {
    let page = shop
        .page(&format!("/checkoutnow?token={order}"))
        .await
        .text();
    let found = buttons(&page).into_iter().find(|(_, says)| says == label);
    let (action, _) = found.unwrap_or_else(|| panic!("no button {label}: {page}"));
    post(shop, &action).await
}

const BACK: &str = "https://zahlen.musterhausen.example/p/1/zurueck?a=b&token=";

#[tokio::test]
async fn the_page_says_who_gets_how_much_for_what_and_that_no_money_flows() {
    let mut shop = Shop::open().await;
    let order = shop.order("1234.50").await;
    let got = shop.page(&format!("/checkoutnow?token={order}")).await;
    assert_eq!(got.status, 200);
    let page = got.text();
    for text in [
        "SIMULATION – es fließt kein Geld",
        "PayPal-Simulator",
        "An Stadt Musterhausen zahlen",
        "1.234,50 EUR",
        "Verwaltungsgebühr",
        "MH-2026-r-1",
        &format!("Stadt Musterhausen / {order}"),
        "Jetzt zahlen",
        "lang=\"de\"",
        "width=device-width",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"));
    let policy = got.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("style-src 'self'"));
    let style = shop.page("/_sim/style.css").await;
    assert!(
        style.text().contains("focus-visible"),
        "keyboards see where they are"
    );
}

#[tokio::test]
async fn an_opened_page_is_seen_in_the_order() {
    let mut shop = Shop::open().await;
    let order = shop.order("1.00").await;
    let own = format!("/v2/checkout/orders/{order}");
    let status = "/payment_source/paypal/experience_status";
    assert_eq!(shop.get(&own).await.at(status), "");
    shop.page(&format!("/checkoutnow?token={order}")).await;
    let got = shop.get(&own).await;
    assert_eq!(got.at(status), "IN_PROGRESS");
    assert_eq!(got.at("/status"), "PAYER_ACTION_REQUIRED");
}

#[tokio::test]
async fn each_button_does_what_it_says() {
    for (label, status, back, order_status) in [
        ("Jetzt zahlen", 302, true, "APPROVED"),
        ("Zahlen, Rücksprung verloren", 200, false, "APPROVED"),
        (
            "Zahlen, Rücksprung in anderem Browser",
            200,
            false,
            "APPROVED",
        ),
        ("Zahlungsmittel wird abgelehnt", 302, true, "APPROVED"),
        ("In Prüfung, dann bezahlt", 302, true, "APPROVED"),
        ("In Prüfung, dann abgelehnt", 302, true, "APPROVED"),
        ("Zahlung abgelehnt", 302, true, "APPROVED"),
        ("Als Gast mit Karte", 302, true, "APPROVED"),
        ("Konto gesperrt", 200, false, "PAYER_ACTION_REQUIRED"),
        ("Abbrechen", 302, false, "PAYER_ACTION_REQUIRED"),
    ] {
        let mut shop = Shop::open().await;
        let order = shop.order("12.50").await;
        let got = presses(&shop, &order, label).await;
        assert_eq!(got.status, status, "{label}");
        let start = format!("{BACK}{order}&PayerID=");
        assert_eq!(
            got.location().starts_with(&start),
            back,
            "{label}: {}",
            got.location()
        );
        let now = shop.get(&format!("/v2/checkout/orders/{order}")).await;
        assert_eq!(now.at("/status"), order_status, "{label}");
        let verified = now.at("/payment_source/paypal/account_status") == "VERIFIED";
        let wallet = order_status == "APPROVED" && label != "Als Gast mit Karte";
        assert_eq!(verified, wallet, "{label}");
        match label {
            "Abbrechen" => {
                let cancelled = "https://zahlen.musterhausen.example/p/1/abbruch?token=";
                assert_eq!(got.location(), format!("{cancelled}{order}"));
            }
            "Zahlen, Rücksprung verloren" => {
                assert!(
                    got.text().contains("Fenster schließen") && !got.text().contains("href=\"h")
                );
            }
            "Zahlen, Rücksprung in anderem Browser" => {
                let shown = start.replace('&', "&#38;");
                assert!(got.text().contains(&shown), "{}", got.text());
            }
            "Konto gesperrt" => assert!(got.text().contains("Konto gesperrt")),
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_buyer_may_cancel_and_think_again() {
    let mut shop = Shop::open().await;
    let order = shop.order("12.50").await;
    presses(&shop, &order, "Abbrechen").await;
    presses(&shop, &order, "Konto gesperrt").await;
    assert_eq!(presses(&shop, &order, "Jetzt zahlen").await.status, 302);
    assert_eq!(shop.capture(&order, "c").await.status, 201);
}

#[tokio::test]
async fn a_page_opened_again_after_approval_leads_back() {
    let mut shop = Shop::open().await;
    let order = shop.order("12.50").await;
    shop.press(&order, "approve-and-stay").await;
    for _ in 0..2 {
        let page = shop
            .page(&format!("/checkoutnow?token={order}"))
            .await
            .text();
        assert!(page.contains("Bereits bestätigt") && page.contains("http-equiv=\"refresh\""));
        assert!(page.contains("/p/1/zurueck"), "{page}");
        shop.capture(&order, "c").await;
    }
    let again = shop.press(&order, "declined").await;
    assert!(
        again.location().starts_with(BACK),
        "the second press changes nothing"
    );
    assert_eq!(shop.sim.books().apps[0].balance_cents, 1250);
}

#[tokio::test]
async fn unknown_and_expired_orders_are_a_session_that_ended() {
    let mut shop = Shop::open().await;
    let page = shop.page("/checkoutnow?token=00000000000000000").await;
    assert_eq!(page.status, 404);
    assert!(page.text().contains("Sitzung abgelaufen") && !page.text().contains("href=\"h"));
    assert_eq!(shop.page("/checkoutnow").await.status, 404);
    let order = shop.order("1.00").await;
    assert!(shop.sim.expire_order(&order));
    assert!(!shop.sim.expire_order(&order), "it is gone already");
    let page = shop.page(&format!("/checkoutnow?token={order}")).await;
    assert!(page.text().contains("Sitzung abgelaufen") && page.text().contains("/p/1/abbruch"));
    assert_eq!(shop.press(&order, "approve").await.status, 404);
    assert_eq!(shop.page("/nowhere").await.status, 404);
    assert!(shop.page("/").await.text().contains("es fließt kein Geld"));
}

#[tokio::test]
async fn an_order_to_continue_says_so_and_old_contexts_lead_back_too() {
    let shop = Shop::open().await;
    let mut body = order_body("1.00", "1");
    let context = body["payment_source"]["paypal"]["experience_context"].take();
    body.as_object_mut().unwrap().remove("payment_source");
    body["application_context"] = context;
    body["application_context"]["user_action"] = json!("CONTINUE");
    let got = shop.create(&body, "o").await;
    assert_eq!(
        (got.status, got.at("/links/1/rel").as_str()),
        (201, "approve")
    );
    let back = presses(&shop, &got.at("/id"), "Weiter").await;
    assert!(back.location().starts_with(BACK));
}

#[tokio::test]
async fn names_from_outside_cannot_become_markup() {
    let shop = Shop::open().await;
    let mut body = order_body("1.00", "1");
    let evil = "<script>alert(1)</script>";
    body["purchase_units"][0]["description"] = json!(evil);
    body["payment_source"]["paypal"]["experience_context"]["brand_name"] = json!(evil);
    let order = shop.create(&body, "o").await.at("/id");
    let page = shop.page(&format!("/checkoutnow?token={order}")).await;
    assert!(!page.text().contains("<script"), "{}", page.text());
}

fn for_phones(flow: &str) -> serde_json::Value {
    let mut body = order_body("1.00", flow);
    let context = &mut body["payment_source"]["paypal"]["experience_context"];
    context["app_switch_context"] = json!({"mobile_web": {"return_flow": flow}});
    body
}

#[tokio::test]
async fn a_phone_switches_to_the_app_only_when_asked_and_eligible() {
    let shop = Shop::open().await;
    let link = async |body: &serde_json::Value, id: &str| {
        let got = shop.create(body, id).await;
        (got.at("/id"), got.at("/links/1/href"))
    };
    let (_, href) = link(&for_phones("AUTO"), "o-1").await;
    assert!(href.contains("/checkoutnow?"), "the knob is off");
    shop.sim.turn(|knobs| knobs.app_switch_eligible = true);
    let (_, href) = link(&order_body("1.00", "plain"), "o-2").await;
    assert!(href.contains("/checkoutnow?"), "the shop did not ask");
    let (order, href) = link(&for_phones("AUTO"), "o-3").await;
    assert!(href.contains("/app-switch-checkout?token="), "{href}");
    let page = shop
        .page(&format!("/app-switch-checkout?token={order}"))
        .await
        .text();
    assert!(page.contains("class=\"app\"") && page.contains("Mit Gesicht bestätigen"));
    let action = buttons(&page).remove(0).0;
    assert!(post(&shop, &action).await.location().starts_with(BACK));
}

#[tokio::test]
async fn a_phone_that_returns_by_hand_is_not_redirected() {
    let shop = Shop::open().await;
    shop.sim.turn(|knobs| knobs.app_switch_eligible = true);
    let order = shop.create(&for_phones("MANUAL"), "o").await.at("/id");
    let own = format!("/app-switch-checkout?token={order}");
    let page = shop.page(&own).await.text();
    let got = post(&shop, &buttons(&page)[0].0).await;
    assert_eq!(got.status, 200);
    assert!(got.text().contains("Zurück zur Website"));
    let page = shop.page(&own).await.text();
    assert!(
        page.contains("Bereits bestätigt") && !page.contains("http-equiv"),
        "{page}"
    );
}

#[tokio::test]
async fn the_control_api_presses_the_same_buttons() {
    let mut shop = Shop::open().await;
    let order = shop.order("1.00").await;
    let got = shop
        .control(&format!("orders/{order}/cancel"), json!({}))
        .await;
    assert!(got.at("/redirect").contains("/p/1/abbruch"));
    let got = shop
        .control(&format!("orders/{order}/approve"), json!({}))
        .await;
    assert!(got.at("/redirect").starts_with(BACK));
    assert_eq!(
        shop.control(&format!("orders/{order}/dance"), json!({}))
            .await
            .status,
        400
    );
    assert_eq!(
        shop.control("orders/UNKNOWN/approve", json!({}))
            .await
            .status,
        409
    );
    let other = shop.order("1.00").await;
    let gone = shop
        .control(&format!("orders/{other}/expire"), json!({}))
        .await;
    assert_eq!(gone.status, 200);
    assert_eq!(
        shop.get(&format!("/v2/checkout/orders/{other}"))
            .await
            .status,
        404
    );
    assert!(matches!(
        shop.sim.buyer(&other, Choice::Pay),
        simulators::paypal::Next::Gone(_)
    ));
}
