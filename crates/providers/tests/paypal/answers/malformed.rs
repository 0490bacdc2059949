//! Answers that are not what PayPal says: cut off, mixed up, made up on the way. Whatever comes,
//! nothing panics, and nothing but the right money counts as the right money.

use std::time::Duration;

use providers::{
    CaptureFact, CaptureId, CaptureOutcome, CaptureState, Mismatch, OrderState, PaymentProvider,
    ProviderDown, RefundOutcome, Started,
};
use providers::{Refunds, Reports};
use serde_json::{Value, json};

use crate::calls::refund::{refund_answer, refund_order};
use crate::script::*;

const CREATE: &str = "POST /v2/checkout/orders";
const SEARCH: &str = "GET /v1/reporting/transactions?";

pub(crate) fn take() -> String {
    format!("POST /v2/checkout/orders/{ORDER}/capture")
}

fn look() -> String {
    format!("GET /v2/checkout/orders/{ORDER}")
}

fn give_back() -> String {
    format!("POST /v2/payments/captures/{CAPTURE}/refund")
}

fn money() -> String {
    order_with(&capture_answer("COMPLETED")).to_string()
}

/// Each question, answered with this.
struct Answers {
    started: Started,
    order: OrderState,
    captured: CaptureOutcome,
    capture: CaptureState,
    refunded: RefundOutcome,
    refund: RefundOutcome,
}

async fn all(world: &World, status: u16, text: &str) -> Answers {
    let text = || text.to_owned();
    world.expects_text(CREATE, status, text());
    let started = world.paypal.start(&intent()).await;
    world.expects_text(&look(), status, text());
    let order_state = world.paypal.look_up(&order(), &expected()).await;
    world.expects_text(&take(), status, text());
    let captured = world.paypal.capture(&order(), 1, &expected()).await;
    let id = CaptureId::parse(CAPTURE).unwrap();
    let line = format!("GET /v2/payments/captures/{CAPTURE}");
    world.expects_text(&line, status, text());
    let capture = world.paypal.look_up_capture(&id).await;
    world.expects_text(&give_back(), status, text());
    let refunded = world.paypal.refund(&refund_order()).await;
    let line = format!("GET /v2/payments/refunds/{REFUND}");
    world.expects_text(&line, status, text());
    Answers {
        started,
        order: order_state,
        captured,
        capture,
        refunded,
        refund: world.paypal.look_up_refund(REFUND).await,
    }
}

impl Answers {
    fn say_nothing(&self, about: &str) {
        assert_eq!(self.started, Started::Unknown, "{about}");
        assert_eq!(self.order, OrderState::Unknown, "{about}");
        assert_eq!(self.captured, CaptureOutcome::Unknown, "{about}");
        assert_eq!(self.capture, CaptureState::Unknown, "{about}");
        assert_eq!(self.refunded, RefundOutcome::Unknown, "{about}");
        assert_eq!(self.refund, RefundOutcome::Unknown, "{about}");
    }
}

#[tokio::test]
async fn what_is_no_answer_of_paypals_says_nothing() {
    let world = World::logged_in();
    let page = "<!DOCTYPE html><html><body>502 Bad Gateway, ORDER_ALREADY_CAPTURED</body></html>";
    let deep = "[".repeat(100_000);
    let large = format!("{{\"id\":\"{}\"}}", "x".repeat(1 << 20));
    for text in [
        "",
        " ",
        "null",
        "true",
        "7",
        "\"COMPLETED\"",
        "[]",
        "{}",
        "{",
        "}",
        "[[[",
        page,
        "id=7&status=COMPLETED",
        "{\"error\":\"not_found\"}",
        "{\"message\":\"paid\"}",
        "{\"name\":7}",
        "{\"name\":\"Sentence, not a code\"}",
        "{\"details\":[{\"issue\":7}]}",
        "{\"name\":\"UNPROCESSABLE_ENTITY\",\"details\":\"ORDER_ALREADY_CAPTURED\"}",
        "\u{feff}{\"status\":\"COMPLETED\"}",
        &deep,
        &large,
    ] {
        for status in [200, 201, 204, 206, 400, 403, 404, 415, 422, 500] {
            let answers = all(&world, status, text).await;
            let start: String = text.chars().take(60).collect();
            answers.say_nothing(&format!("{status} {start}"));
        }
    }
}

#[tokio::test]
async fn an_answer_cut_off_anywhere_says_nothing() {
    let world = World::logged_in();
    let (money, given_back) = (money(), refund_answer("COMPLETED").to_string());
    for end in 0..money.len() {
        world.expects_text(&take(), 201, money[..end].to_owned());
        let outcome = world.paypal.capture(&order(), 1, &expected()).await;
        assert_eq!(outcome, CaptureOutcome::Unknown, "{end}");
        world.expects_text(&look(), 200, money[..end].to_owned());
        let state = world.paypal.look_up(&order(), &expected()).await;
        assert_eq!(state, OrderState::Unknown, "{end}");
    }
    for end in 0..given_back.len() {
        world.expects_text(&give_back(), 201, given_back[..end].to_owned());
        let outcome = world.paypal.refund(&refund_order()).await;
        assert_eq!(outcome, RefundOutcome::Unknown, "{end}");
    }
}

#[tokio::test]
async fn money_told_with_a_status_of_failure_is_not_believed() {
    for status in (300..600).filter(|status| *status != 401) {
        // A new world each: 429 makes all calls wait.
        let world = World::logged_in();
        world.expects_text(&take(), status, money());
        let outcome = world.paypal.capture(&order(), 1, &expected()).await;
        assert_eq!(outcome, CaptureOutcome::Unknown, "{status}");
        let world = World::logged_in();
        world.expects_text(&give_back(), status, refund_answer("COMPLETED").to_string());
        let outcome = world.paypal.refund(&refund_order()).await;
        assert_eq!(outcome, RefundOutcome::Unknown, "{status}");
    }
}

/// Paid as it should be, or nothing we would call paid.
pub(crate) fn paid(outcome: &CaptureOutcome) -> Option<&CaptureFact> {
    match outcome {
        CaptureOutcome::Captured(fact) => Some(fact).filter(|fact| fact.mismatch.is_none()),
        CaptureOutcome::Pending(_)
        | CaptureOutcome::BuyerMustAct
        | CaptureOutcome::Declined { .. }
        | CaptureOutcome::NotApproved
        | CaptureOutcome::Gone
        | CaptureOutcome::Unknown => None,
    }
}

pub(crate) async fn outcome_of(answer: &Value) -> CaptureOutcome {
    let world = World::logged_in();
    world.expects_text(&take(), 201, answer.to_string());
    world.paypal.capture(&order(), 1, &expected()).await
}

/// Every place of a value within another.
pub(crate) fn places(value: &Value) -> Vec<String> {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(k, v)| (k.clone(), v)).collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(k, v)| (k.to_string(), v))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    inner
        .into_iter()
        .flat_map(|(name, value)| {
            let deeper = places(value).into_iter();
            let deeper: Vec<String> = deeper.map(|place| format!("/{name}{place}")).collect();
            [vec![format!("/{name}")], deeper].concat()
        })
        .collect()
}

#[tokio::test]
async fn a_value_of_the_wrong_kind_never_makes_other_money_right() {
    let good = order_with(&capture_answer("COMPLETED"));
    let amount = "/purchase_units/0/payments/captures/0/amount";
    for place in places(&good) {
        for wrong in [
            json!(null),
            json!(true),
            json!(-1),
            json!(12.5),
            json!(1_250),
            json!(u64::MAX),
            json!(""),
            json!("12,50"),
            json!([]),
            json!({}),
            json!([[]]),
        ] {
            let mut answer = good.clone();
            *answer.pointer_mut(&place).unwrap() = wrong.clone();
            let outcome = outcome_of(&answer).await;
            let decisive = place.starts_with(amount)
                || amount.starts_with(&place)
                || ["/id", "/purchase_units/0/payments/captures/0/id"].contains(&place.as_str())
                || place == "/purchase_units/0/payments/captures/0/status";
            assert!(!decisive || paid(&outcome).is_none(), "{place} {wrong}");
            let told = paid(&outcome).map(|fact| fact.amount);
            assert!(told.is_none_or(|amount| amount == euros("12.50")));
        }
    }
}

#[tokio::test]
async fn other_money_than_ordered_is_marked_or_not_believed() {
    use CaptureOutcome::{Captured, Unknown};
    for (place, value, mark) in [
        ("/amount/value", json!("12.49"), Some(Mismatch::Amount)),
        ("/amount/value", json!("0.00"), Some(Mismatch::Amount)),
        ("/amount/value", json!("1250"), Some(Mismatch::Amount)),
        ("/amount/value", json!("-12.50"), None),
        ("/amount/value", json!("+12.50"), None),
        ("/amount/value", json!("12.501"), None),
        ("/amount/value", json!("1.25e1"), None),
        ("/amount/value", json!(" 12.50"), None),
        ("/amount/value", json!("12.50€"), None),
        ("/amount/value", json!("１２.50"), None),
        ("/amount/value", json!("99999999999999999999.00"), None),
        ("/amount/value", json!(12.50), None),
        (
            "/amount/currency_code",
            json!("USD"),
            Some(Mismatch::Currency),
        ),
        (
            "/amount/currency_code",
            json!("eur"),
            Some(Mismatch::Currency),
        ),
        ("/amount/currency_code", json!(""), Some(Mismatch::Currency)),
        ("/custom_id", json!("pay_0"), Some(Mismatch::Payment)),
        ("/custom_id", json!(""), Some(Mismatch::Payment)),
        (
            "/payee/merchant_id",
            json!("ZZZZZZZZZZZZZ"),
            Some(Mismatch::Payee),
        ),
        ("/status", json!("SOMETHING_NEW"), None),
        ("/status", json!("completed"), None),
        ("/id", json!("9bd6-"), None),
    ] {
        let mut capture = capture_answer("COMPLETED");
        *capture.pointer_mut(place).unwrap() = value.clone();
        let outcome = outcome_of(&order_with(&capture)).await;
        match (mark, outcome) {
            (Some(mark), Captured(fact)) => assert_eq!(fact.mismatch, Some(mark), "{value}"),
            (None, Unknown) => {}
            (mark, other) => panic!("{place} {value}: {mark:?} {other:?}"),
        }
    }
    let mut answer = order_with(&capture_answer("COMPLETED"));
    answer["id"] = json!("8XR54208KL913364M");
    assert_eq!(outcome_of(&answer).await, Unknown);
}

#[tokio::test]
async fn an_order_without_a_name_or_a_way_for_the_buyer_may_not_exist() {
    let world = World::logged_in();
    for (place, value) in [
        ("/id", json!("../captures")),
        ("/id", json!("")),
        ("/id", json!(null)),
        ("/links", json!([])),
        ("/links/1/rel", json!("elsewhere")),
    ] {
        let mut answer = created(&buyer_link());
        *answer.pointer_mut(place).unwrap() = value;
        world.expects(CREATE, 200, answer);
        let started = world.paypal.start(&intent()).await;
        assert_eq!(started, Started::Unknown, "{place}");
    }
}

#[tokio::test]
async fn a_refund_of_other_money_is_never_the_one_ordered() {
    let world = World::logged_in();
    for (place, value) in [
        ("/amount/value", json!("-2.50")),
        ("/amount/value", json!(2.5)),
        ("/amount/currency_code", json!("USD")),
        ("/id", json!("4ty8")),
        ("/status", json!("completed")),
        ("/status", json!(null)),
    ] {
        let mut answer = refund_answer("COMPLETED");
        *answer.pointer_mut(place).unwrap() = value;
        world.expects(&give_back(), 201, answer);
        let outcome = world.paypal.refund(&refund_order()).await;
        assert_eq!(outcome, RefundOutcome::Unknown, "{place}");
    }
    let mut answer = refund_answer("COMPLETED");
    answer["amount"]["value"] = json!("2.40");
    world.expects(&give_back(), 201, answer.clone());
    let RefundOutcome::Refunded(fact) = world.paypal.refund(&refund_order()).await else {
        panic!()
    };
    assert_eq!(fact.amount, euros("2.40"));
    // Asked about one refund, told about another.
    answer["id"] = json!("5TY83519HF672045A");
    world.expects(&format!("GET /v2/payments/refunds/{REFUND}"), 200, answer);
    let outcome = world.paypal.look_up_refund(REFUND).await;
    assert_eq!(outcome, RefundOutcome::Unknown);
}

#[tokio::test]
async fn books_that_cannot_be_read_whole_are_no_books() {
    let entry = json!({ "transaction_info": {
        "transaction_id": "1A",
        "transaction_event_code": "T0006",
        "transaction_status": "S",
        "transaction_initiation_date": "2026-11-23T09:15:41+0000",
        "transaction_amount": { "currency_code": "EUR", "value": "12.50" },
        "fee_amount": { "currency_code": "EUR", "value": "-0.76" },
    }});
    let page = json!({ "transaction_details": [entry], "total_pages": 1 });
    let info = "/transaction_details/0/transaction_info";
    let world = World::logged_in();
    for (place, value) in [
        (String::new(), json!({})),
        (String::new(), json!({ "transaction_details": [] })),
        (String::new(), json!([])),
        ("/total_pages".to_owned(), json!("one")),
        ("/transaction_details".to_owned(), json!({})),
        ("/transaction_details/0".to_owned(), json!({})),
        (format!("{info}/transaction_id"), json!(null)),
        (
            format!("{info}/transaction_initiation_date"),
            json!("yesterday"),
        ),
        (format!("{info}/transaction_amount/value"), json!("12,50")),
        (format!("{info}/transaction_amount/value"), json!(12.5)),
        (format!("{info}/fee_amount/value"), json!("--0.76")),
    ] {
        let mut answer = page.clone();
        *answer.pointer_mut(&place).unwrap() = value;
        world.expects(SEARCH, 200, answer);
        let books = world.paypal.transactions(MORNING, MORNING).await;
        assert_eq!(books, Err(ProviderDown::NoAnswer), "{place}");
    }
    world.expects(SEARCH, 200, page);
    let books = world.paypal.transactions(MORNING, MORNING).await.unwrap();
    assert_eq!(books.transactions.len(), 1);
}

#[tokio::test]
async fn a_report_without_end_is_given_up() {
    let world = World::logged_in();
    for _ in 0..100 {
        world.expects(SEARCH, 200, json!({ "total_pages": u32::MAX }));
    }
    let books = world.paypal.transactions(MORNING, MORNING).await;
    assert_eq!(books, Err(ProviderDown::NoAnswer));
    // A single second with too many results cannot be cut in half.
    world.refuses(SEARCH, 400, "RESULTSET_TOO_LARGE");
    let books = world.paypal.transactions(MORNING, MORNING).await;
    assert_eq!(books, Err(ProviderDown::Refused));
}

#[tokio::test]
async fn a_login_answered_with_nonsense_is_no_login() {
    let login = "POST /v1/oauth2/token";
    for text in [
        "",
        "{}",
        "null",
        "<html>",
        "{\"access_token\":\"A\"}",
        "{\"access_token\":\"A\",\"expires_in\":\"32400\"}",
        "{\"access_token\":\"A\",\"expires_in\":-1}",
        "{\"access_token\":\"A\",\"expires_in\":1e9}",
        "{\"access_token\":\"A\\nB\",\"expires_in\":32400}",
    ] {
        let world = World::new();
        world.expects_text(login, 200, text);
        assert_eq!(
            world.paypal.start(&intent()).await,
            Started::Unknown,
            "{text}"
        );
        // No answer says that the credentials are wrong, so the next question asks again at once.
        world.gives_token();
        world.expects(CREATE, 200, created(&buyer_link()));
        let started = world.paypal.start(&intent()).await;
        assert!(matches!(started, Started::Redirect { .. }), "{text}");
    }
    // What something on the way makes up says nothing about the credentials either, but waits.
    for status in [401, 403, 407, 451] {
        let world = World::new();
        world.expects_text(login, status, "<html>Log in to your proxy</html>");
        assert_eq!(
            world.paypal.start(&intent()).await,
            Started::Unknown,
            "{status}"
        );
        assert_eq!(
            world.paypal.start(&intent()).await,
            Started::Unknown,
            "{status}"
        );
        world.passes(Duration::from_secs(30));
        world.gives_token();
        world.expects(CREATE, 200, created(&buyer_link()));
        let started = world.paypal.start(&intent()).await;
        assert!(matches!(started, Started::Redirect { .. }), "{status}");
    }
}
