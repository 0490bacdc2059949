//! Asking for an order.

use providers::{PayPalHosts, PaymentProvider, Refusal, Started};
use serde_json::json;

use crate::script::*;

const CREATE: &str = "POST /v2/checkout/orders";

fn redirect(to: &str) -> Started {
    Started::Redirect {
        order: order(),
        to: to.parse().unwrap(),
    }
}

#[tokio::test]
async fn an_order_names_amount_and_our_ids_and_nothing_of_the_payer() {
    let world = World::logged_in();
    world.expects(CREATE, 200, created(&buyer_link()));
    assert_eq!(world.paypal.start(&intent()).await, redirect(&buyer_link()));

    let sent = world.last();
    let request_id = format!("o-{}", intent().attempt.as_uuid().simple());
    assert_eq!(header(&sent, "paypal-request-id"), request_id);
    assert_eq!(header(&sent, "authorization"), format!("Bearer {TOKEN}"));
    assert_eq!(header(&sent, "content-type"), "application/json");
    assert_eq!(sent.uri().host(), Some("api-m.sandbox.paypal.com"));
    let expected = json!({
        "intent": "CAPTURE",
        "purchase_units": [{
            "reference_id": "default",
            "description": "Verwaltungsgebühr",
            "custom_id": payment().to_string(),
            "invoice_id": "51254000000471-1",
            "soft_descriptor": "Musterhausen",
            "amount": { "currency_code": "EUR", "value": "12.50" },
        }],
        "payment_source": { "paypal": { "experience_context": {
            "brand_name": "Stadt Musterhausen",
            "locale": "de-DE",
            "landing_page": "NO_PREFERENCE",
            "shipping_preference": "NO_SHIPPING",
            "user_action": "PAY_NOW",
            "payment_method_preference": "IMMEDIATE_PAYMENT_REQUIRED",
            "return_url": "https://zahlen.example/musterhausen/pay/pay_1/return",
            "cancel_url": "https://zahlen.example/musterhausen/pay/pay_1/cancel",
        }}},
    });
    assert_eq!(body(&sent), expected);
}

#[tokio::test]
async fn asking_again_is_the_same_order_and_another_attempt_is_another() {
    let world = World::logged_in();
    let mut names = Vec::new();
    let mut second = intent();
    second.attempt = domain::AttemptId::new(&mut domain::Moment::fixed(MORNING, 7));
    second.number = 2;
    for intent in [intent(), intent(), second] {
        world.expects_silence(CREATE);
        world.paypal.start(&intent).await;
        let sent = world.last();
        let invoice = body(&sent)["purchase_units"][0]["invoice_id"].clone();
        names.push((header(&sent, "paypal-request-id").to_owned(), invoice));
    }
    assert_eq!(names[0], names[1]);
    assert_ne!(names[0].0, names[2].0);
    assert_eq!(names[2].1, "51254000000471-2");
}

#[tokio::test]
async fn the_buyers_page_speaks_the_nearest_language_it_knows() {
    for (ours, theirs) in [
        ("de", "de-DE"),
        ("de-simple", "de-DE"),
        ("en", "en-GB"),
        ("tr", "tr-TR"),
        ("ar", "ar-EG"),
        ("uk", "en-GB"),
    ] {
        let world = World::logged_in();
        world.expects(CREATE, 200, created(&buyer_link()));
        let mut intent = intent();
        intent.language = ours.to_owned();
        world.paypal.start(&intent).await;
        let sent = body(&world.last());
        let context = &sent["payment_source"]["paypal"]["experience_context"];
        assert_eq!(context["locale"], theirs, "{ours}");
    }
}

#[tokio::test]
async fn only_a_telephone_of_an_account_that_asked_for_it_may_jump_into_the_app() {
    let with_app = || PayPalHosts::of(providers::Environment::Sandbox).unwrap();
    let mut account = account();
    account.app_switch = true;
    let world = World::with(account, with_app());
    world.gives_token();
    let context = "/payment_source/paypal/experience_context/app_switch_context";
    let telephone = "Mozilla/5.0 (iPhone) Mobile/15E148".to_owned();
    let too_long = format!("Mobile {}", "x".repeat(600));
    for (agent, jumps) in [
        (Some(telephone), true),
        (Some("Mozilla/5.0 (X11; Linux x86_64)".to_owned()), false),
        (Some(too_long), false),
        (None, false),
    ] {
        world.expects(CREATE, 200, created(&buyer_link()));
        let mut intent = intent();
        intent.buyer_agent.clone_from(&agent);
        world.paypal.start(&intent).await;
        let sent = body(&world.last());
        let agent_sent = sent.pointer(&format!("{context}/mobile_web/buyer_user_agent"));
        assert_eq!(agent_sent.is_some(), jumps, "{agent:?}");
    }
}

#[tokio::test]
async fn return_addresses_lose_their_fragment() {
    let world = World::logged_in();
    world.expects(CREATE, 200, created(&buyer_link()));
    let mut intent = intent();
    intent.return_url.set_fragment(Some("top"));
    world.paypal.start(&intent).await;
    let sent = body(&world.last());
    let context = &sent["payment_source"]["paypal"]["experience_context"];
    assert_eq!(
        context["return_url"],
        "https://zahlen.example/musterhausen/pay/pay_1/return"
    );
}

#[tokio::test]
async fn the_older_answer_with_201_and_an_approve_link_is_as_good() {
    let world = World::logged_in();
    let mut answer = created(&buyer_link());
    answer["status"] = json!("CREATED");
    answer["links"][1]["rel"] = json!("approve");
    world.expects(CREATE, 201, answer);
    assert_eq!(world.paypal.start(&intent()).await, redirect(&buyer_link()));
}

#[tokio::test]
async fn a_buyer_is_never_sent_to_a_foreign_host() {
    for href in [
        "https://www.sandbox.paypal.com.evil.example/checkoutnow",
        "http://www.sandbox.paypal.com/checkoutnow",
        "https://www.paypal.com/checkoutnow",
        "javascript:alert(1)",
        "not an address",
    ] {
        let world = World::logged_in();
        world.expects(CREATE, 200, created(href));
        let refused = Refusal::Other("FOREIGN_BUYER_LINK".to_owned());
        assert_eq!(
            world.paypal.start(&intent()).await,
            Started::Refused { reason: refused }
        );
    }
}

#[tokio::test]
async fn asked_again_after_the_buyer_approved_the_way_leads_back() {
    let world = World::logged_in();
    world.expects(CREATE, 200, plain_order("APPROVED"));
    let home = intent().return_url;
    assert_eq!(world.paypal.start(&intent()).await, redirect(home.as_str()));
}

#[tokio::test]
async fn refusals_name_whose_turn_it_is() {
    for (status, issue, reason) in [
        (400, "MISSING_REQUIRED_PARAMETER", Refusal::Request),
        (422, "AMOUNT_MISMATCH", Refusal::Request),
        (422, "PAYEE_ACCOUNT_RESTRICTED", Refusal::Account),
        (403, "PERMISSION_DENIED", Refusal::Permission),
        (
            422,
            "DUPLICATE_INVOICE_ID",
            Refusal::Other("DUPLICATE_INVOICE_ID".to_owned()),
        ),
    ] {
        let world = World::logged_in();
        world.refuses(CREATE, status, issue);
        assert_eq!(
            world.paypal.start(&intent()).await,
            Started::Refused { reason }
        );
    }
}

#[tokio::test]
async fn no_usable_answer_leaves_the_order_open() {
    for status in [408, 409, 429, 500, 502, 503, 504, 302] {
        let world = World::logged_in();
        world.refuses(CREATE, status, "PREVIOUS_REQUEST_IN_PROGRESS");
        assert_eq!(
            world.paypal.start(&intent()).await,
            Started::Unknown,
            "{status}"
        );
    }
    let world = World::logged_in();
    world.expects_silence(CREATE);
    assert_eq!(world.paypal.start(&intent()).await, Started::Unknown);
}

#[tokio::test]
async fn a_refusal_that_is_not_paypals_is_not_believed() {
    for text in ["<html>Blocked by your proxy</html>", "{}", "", "null", "[]"] {
        let world = World::logged_in();
        world.expects_text(CREATE, 403, text);
        assert_eq!(
            world.paypal.start(&intent()).await,
            Started::Unknown,
            "{text}"
        );
    }
}
