//! What we send and what we read, held against PayPal's own interface files.

use http::Request;
use providers::PaymentProvider;
use providers::{Events, Refunds, Reports};
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::answers::published::{
    ORDERS, Operation, PAYMENTS, REPORTING, WEBHOOKS, example, is_there, openapi,
};
use crate::events::signing::{FETCH, POSTBACK, Sent, simulated};
use crate::script::*;

#[tokio::test]
async fn a_new_order_is_one_paypal_understands() {
    if !is_there() {
        return;
    }
    let operation = Operation::of(ORDERS, "post", "/v2/checkout/orders");
    let world = World::logged_in();
    let long = "Ä".repeat(400);
    let mut longest = intent();
    (longest.text, longest.payee, longest.statement_descriptor) =
        (long.clone(), long.clone(), long);
    longest.language = "uk".to_owned();
    longest.reference = "9".repeat(40);
    let mut odd = intent();
    odd.statement_descriptor = "東京".to_owned();
    for intent in [intent(), longest, odd] {
        world.expects("POST /v2/checkout/orders", 200, created(&buyer_link()));
        world.paypal.start(&intent).await;
        let sent = world.last();
        operation.takes(&body(&sent));
        assert!((1..=108).contains(&header(&sent, "paypal-request-id").len()));
    }
}

#[tokio::test]
async fn the_jump_into_the_app_is_the_only_thing_paypals_file_does_not_know_yet() {
    if !is_there() {
        return;
    }
    let operation = Operation::of(ORDERS, "post", "/v2/checkout/orders");
    let mut account = account();
    account.app_switch = true;
    let hosts = providers::PayPalHosts::of(account.environment).unwrap();
    let world = World::with(account, hosts);
    world.gives_token();
    world.expects("POST /v2/checkout/orders", 200, created(&buyer_link()));
    world.paypal.start(&intent()).await;
    let mut sent = body(&world.last());
    let context = sent.pointer_mut("/payment_source/paypal/experience_context");
    let context = context.unwrap().as_object_mut().unwrap();
    let mobile: Value = serde_json::from_str(&example("order-create-request-mobile")).unwrap();
    let known = &mobile["payment_source"]["paypal"]["experience_context"]["app_switch_context"];
    let ours = context.remove("app_switch_context").unwrap();
    assert_eq!(fields(&ours["mobile_web"]), fields(&known["mobile_web"]));
    operation.takes(&sent);
}

fn fields(value: &Value) -> Vec<&String> {
    value.as_object().unwrap().keys().collect()
}

#[tokio::test]
async fn a_capture_needs_nothing_but_its_address() {
    if !is_there() {
        return;
    }
    let operation = Operation::of(ORDERS, "post", "/v2/checkout/orders/{id}/capture");
    let world = World::logged_in();
    let line = format!("POST /v2/checkout/orders/{ORDER}/capture");
    world.expects(&line, 201, order_with(&capture_answer("COMPLETED")));
    world.paypal.capture(&order(), u32::MAX, &expected()).await;
    let sent = world.last();
    operation.takes(&body(&sent));
    assert!((1..=108).contains(&header(&sent, "paypal-request-id").len()));
}

#[tokio::test]
async fn a_refund_is_one_paypal_understands() {
    if !is_there() {
        return;
    }
    let path = "/v2/payments/captures/{capture_id}/refund";
    let operation = Operation::of(PAYMENTS, "post", path);
    let world = World::logged_in();
    world.expects_silence(&format!("POST /v2/payments/captures/{CAPTURE}/refund"));
    world
        .paypal
        .refund(&crate::calls::refund::refund_order())
        .await;
    let sent = world.last();
    operation.takes(&body(&sent));
    assert!((1..=108).contains(&header(&sent, "paypal-request-id").len()));
}

#[tokio::test]
async fn subscribing_to_events_is_understood() {
    if !is_there() {
        return;
    }
    let path = "/v1/notifications/webhooks";
    let address = "https://zahlen.example/provider-events/paypal/acc_1"
        .parse()
        .unwrap();
    let world = World::logged_in();
    world.expects(&format!("GET {path}"), 200, json!({ "webhooks": [] }));
    let made = example("webhook-create-201");
    world.expects_text(&format!("POST {path}"), 201, made.clone());
    world
        .paypal
        .subscribe_provider_events(&address)
        .await
        .unwrap();
    let create = Operation::of(WEBHOOKS, "post", path);
    create.takes(&body(&world.last()));
    create.answers("201", &serde_json::from_str(&made).unwrap());

    let old = json!({ "id": WEBHOOK, "url": address.as_str(), "event_types": [] });
    world.expects(&format!("GET {path}"), 200, json!({ "webhooks": [old] }));
    world.expects_text(&format!("PATCH {path}/{WEBHOOK}"), 200, made);
    world
        .paypal
        .subscribe_provider_events(&address)
        .await
        .unwrap();
    let change = Operation::of(WEBHOOKS, "patch", "/v1/notifications/webhooks/{webhook_id}");
    change.accepts(&body(&world.last()));
}

#[tokio::test]
async fn asking_about_a_event_is_understood() {
    if !is_there() {
        return;
    }
    let operation = Operation::of(
        WEBHOOKS,
        "post",
        "/v1/notifications/verify-webhook-signature",
    );
    let world = simulated();
    world.expects_silence(FETCH);
    world.gives_token();
    world.expects_text(POSTBACK, 200, example("verify-200-success"));
    let delivery = Sent::to(WEBHOOK, example("event-capture-completed"));
    delivery.judged_in(&world).await;
    let sent = body(&world.last());
    let of_example: Value = serde_json::from_str(&example("verify-request")).unwrap();
    assert_eq!(fields(&sent), fields(&of_example));
    assert_eq!(sent["webhook_event"], of_example["webhook_event"]);
    operation.accepts(&sent);
}

#[tokio::test]
async fn searching_transactions_asks_only_what_paypal_knows() {
    if !is_there() {
        return;
    }
    let operation = Operation::of(REPORTING, "get", "/v1/reporting/transactions");
    let world = World::logged_in();
    world.expects_text(
        "GET /v1/reporting/transactions?",
        200,
        example("reporting-200"),
    );
    let day = std::time::Duration::from_hours(24);
    let books = world.paypal.transactions(MORNING.minus(day), MORNING).await;
    books.unwrap();
    check_query(&operation, &world.last());
}

fn check_query<T>(operation: &Operation, sent: &Request<T>) {
    let known = operation.query();
    let query = sent.uri().query().unwrap();
    let asked: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    for (name, value) in &asked {
        let found = known.iter().find(|(known, _, _)| known == name);
        let (_, _, schema) = found.unwrap_or_else(|| panic!("PayPal knows no {name}"));
        let value = value
            .parse::<u32>()
            .map_or(json!(value), |number| json!(number));
        operation.conforms(schema, &value);
    }
    for (name, required, _) in known {
        let present = asked.iter().any(|(asked, _)| asked == name);
        assert!(present || !required, "PayPal demands {name}");
    }
}

/// Every kind of money, refund and order that we tell apart is one of PayPal's, and the other way
/// round: PayPal has no state that we do not know.
#[test]
fn paypals_states_are_the_ones_we_know() {
    if !is_there() {
        return;
    }
    let (orders, payments) = (openapi(ORDERS), openapi(PAYMENTS));
    let words = |api: &Value, schema: &str| -> Vec<String> {
        let found = &api["components"]["schemas"][schema];
        let words = found
            .pointer("/properties/status/enum")
            .or(found.get("enum"));
        let words = words.unwrap_or_else(|| panic!("{schema}: {found}"));
        serde_json::from_value(words.clone()).unwrap()
    };
    let mut known = words(&orders, "order_status");
    known.sort();
    let ours = [
        "APPROVED",
        "COMPLETED",
        "CREATED",
        "PAYER_ACTION_REQUIRED",
        "SAVED",
        "VOIDED",
    ];
    assert_eq!(known, ours);
    let mut known = words(&payments, "capture_status");
    known.sort();
    let ours = [
        "COMPLETED",
        "DECLINED",
        "FAILED",
        "PARTIALLY_REFUNDED",
        "PENDING",
        "REFUNDED",
    ];
    assert_eq!(known, ours);
    let mut known = words(&payments, "refund_status");
    known.sort();
    assert_eq!(known, ["CANCELLED", "COMPLETED", "FAILED", "PENDING"]);
}
