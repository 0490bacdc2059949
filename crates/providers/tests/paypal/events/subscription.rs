//! Subscribing to events.

use providers::Events;
use providers::ProviderDown;
use serde_json::{Value, json};
use url::Url;

use crate::script::*;

const LIST: &str = "GET /v1/notifications/webhooks";
const CREATE: &str = "POST /v1/notifications/webhooks";

fn address() -> Url {
    "https://zahlen.example/provider-events/paypal/acc_1"
        .parse()
        .unwrap()
}

fn webhook(events: &Value) -> Value {
    json!({ "id": WEBHOOK, "url": address().as_str(), "event_types": events })
}

/// Sets a new one up and returns the events it asked for.
async fn all_events() -> Value {
    let world = World::logged_in();
    world.expects(LIST, 200, json!({ "webhooks": [] }));
    world.expects(CREATE, 201, webhook(&json!([])));
    let id = world
        .paypal
        .subscribe_provider_events(&address())
        .await
        .unwrap();
    assert_eq!(id.as_str(), WEBHOOK);
    let sent = body(&world.last());
    assert_eq!(sent["url"], address().as_str());
    sent["event_types"].clone()
}

#[tokio::test]
async fn a_new_subscription_asks_for_everything_that_moves_money() {
    let events = all_events().await;
    assert_eq!(events.as_array().unwrap().len(), 11);
    for name in [
        "CHECKOUT.ORDER.APPROVED",
        "PAYMENT.CAPTURE.DENIED",
        "PAYMENT.CAPTURE.DECLINED",
        "PAYMENT.CAPTURE.REVERSED",
        "CUSTOMER.DISPUTE.CREATED",
    ] {
        assert!(
            events
                .as_array()
                .unwrap()
                .contains(&json!({ "name": name })),
            "{name}"
        );
    }
}

#[tokio::test]
async fn setting_up_again_changes_nothing() {
    let events = all_events().await;
    let other = json!({ "id": "1AA", "url": "https://other.example/", "event_types": [] });
    let world = World::logged_in();
    world.expects(LIST, 200, json!({ "webhooks": [other, webhook(&events)] }));
    let id = world
        .paypal
        .subscribe_provider_events(&address())
        .await
        .unwrap();
    assert_eq!(id.as_str(), WEBHOOK);
}

#[tokio::test]
async fn a_subscription_with_other_events_is_corrected() {
    let world = World::logged_in();
    let events = json!([{ "name": "PAYMENT.SALE.COMPLETED" }]);
    world.expects(LIST, 200, json!({ "webhooks": [webhook(&events)] }));
    world.expects(
        &format!("PATCH /v1/notifications/webhooks/{WEBHOOK}"),
        200,
        webhook(&events),
    );
    world
        .paypal
        .subscribe_provider_events(&address())
        .await
        .unwrap();
    let sent = body(&world.last());
    assert_eq!(sent[0]["op"], "replace");
    assert_eq!(sent[0]["path"], "/event_types");
    assert_eq!(sent[0]["value"], all_events().await);
}

#[tokio::test]
async fn of_two_nodes_setting_up_at_once_both_end_with_the_same_subscription() {
    let events = all_events().await;
    let world = World::logged_in();
    world.expects(LIST, 200, json!({}));
    let exists = json!({ "name": "WEBHOOK_URL_ALREADY_EXISTS", "debug_id": "1", "details": [] });
    world.expects(CREATE, 400, exists);
    world.expects(LIST, 200, json!({ "webhooks": [webhook(&events)] }));
    assert_eq!(
        world
            .paypal
            .subscribe_provider_events(&address())
            .await
            .unwrap()
            .as_str(),
        WEBHOOK
    );
}

#[tokio::test]
async fn failures_say_what_has_to_be_done() {
    let world = World::logged_in();
    world.refuses(LIST, 403, "PERMISSION_DENIED");
    assert_eq!(
        world.paypal.subscribe_provider_events(&address()).await,
        Err(ProviderDown::Permission)
    );
    world.expects(LIST, 200, json!({ "webhooks": [] }));
    world.expects(CREATE, 400, json!({ "name": "VALIDATION_ERROR" }));
    assert_eq!(
        world.paypal.subscribe_provider_events(&address()).await,
        Err(ProviderDown::Refused)
    );
    world.expects_silence(LIST);
    assert_eq!(
        world.paypal.subscribe_provider_events(&address()).await,
        Err(ProviderDown::NoAnswer)
    );
}
