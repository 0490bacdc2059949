//! What is logged on the way of a payment, and what is never logged.

use std::io;
use std::sync::{Arc, Mutex};

use http::{Method, Response};
use providers::{CaptureId, EventHeaders, PaymentProvider, RawProviderEvent};
use providers::{Refunds, Reports};
use serde_json::{Value, json};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::calls::refund::{refund_answer, refund_order};
use crate::events::signing::{FETCH, POSTBACK, Sent, simulated};
use crate::script::*;

/// The name, e-mail address and so on of a payer, in all places where PayPal puts them.
const PAYER: [&str; 6] = [
    "Kanarienvogel",
    "kanari@vogel.example",
    "H3V9RT6KZMP2S",
    "Vogelweg 7",
    "DE89370400440532013000",
    "kanari_feld",
];

#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl io::Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Paper {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Paper {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Everything this thread logs, of all levels, goes onto the paper.
fn listening() -> (Paper, tracing::subscriber::DefaultGuard) {
    let paper = Paper::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(paper.clone())
        .finish();
    (paper, tracing::subscriber::set_default(subscriber))
}

fn with_payer(mut answer: Value) -> Value {
    let [name, mail, id, street, iban, field] = PAYER;
    answer["payer"] = json!({
        "name": { "given_name": name, "surname": name },
        "email_address": mail,
        "payer_id": id,
        "address": { "address_line_1": street },
        "bank": iban,
    });
    answer["payment_source"] = json!({ "paypal": { "email_address": mail, "account_id": id } });
    answer[field] = json!(name);
    answer
}

fn refusal(issue: &str) -> Value {
    let [name, mail, ..] = PAYER;
    let mut answer = with_payer(problem(issue));
    answer["message"] = json!(format!("{name} may not"));
    answer["details"][0]["value"] = json!(mail);
    answer["details"][0]["description"] = json!(format!("{name} <{mail}> may not"));
    answer
}

/// An answer with something personal where PayPal's name for the call should be.
fn with_odd_headers(world: &World, line: &str) {
    let answer = Response::builder()
        .status(422)
        .header("paypal-debug-id", PAYER[1])
        .header(
            "location",
            format!("https://www.paypal.com/?mail={}", PAYER[1]),
        )
        .body(refusal("kanari@vogel.example").to_string().into());
    world.expects_answer(line, Ok(answer.unwrap()));
}

/// All that can go wrong with an order and its money, then all that can go right.
async fn pay(world: &World) -> String {
    let create = "POST /v2/checkout/orders";
    let take = format!("POST {}", path("/capture"));
    let look = format!("GET {}", path(""));
    let wrong = json!({ "error": "invalid_client", "error_description": PAYER[0] });
    world.expects("POST /v1/oauth2/token", 401, wrong);
    let mut told = vec![format!("{:?}", world.paypal.start(&intent()).await)];
    world.passes(std::time::Duration::from_secs(30));
    world.gives_token();
    for (status, issue) in [
        (422, "PAYEE_ACCOUNT_RESTRICTED"),
        (500, "INTERNAL_SERVER_ERROR"),
    ] {
        world.expects(create, status, refusal(issue));
        told.push(format!("{:?}", world.paypal.start(&intent()).await));
    }
    with_odd_headers(world, create);
    told.push(format!("{:?}", world.paypal.start(&intent()).await));
    world.expects(
        create,
        200,
        with_payer(created("https://evil.example/Kanarienvogel")),
    );
    told.push(format!("{:?}", world.paypal.start(&intent()).await));
    world.expects(
        create,
        200,
        with_payer(created("https://paypal-sim.example/checkoutnow?token=7")),
    );
    told.push(format!("{:?}", world.paypal.start(&intent()).await));

    world.expects(&look, 200, with_payer(plain_order("APPROVED")));
    told.push(format!(
        "{:?}",
        world.paypal.look_up(&order(), &expected()).await
    ));
    world.expects(&take, 422, refusal("INSTRUMENT_DECLINED"));
    world.expects_silence(&take);
    world.expects_text(&take, 201, format!("{{\"id\":\"{}\",", PAYER[0]));
    for answer in ["PENDING", "DECLINED", "COMPLETED"] {
        let mut capture = with_payer(capture_answer(answer));
        capture["status_details"] = json!({ "reason": "UNILATERAL" });
        world.expects(&take, 201, with_payer(order_with(&capture)));
    }
    let mut foreign = capture_answer("COMPLETED");
    foreign["custom_id"] = json!(PAYER[0]);
    world.expects(&take, 201, with_payer(order_with(&foreign)));
    for number in 1..=7 {
        let outcome = world.paypal.capture(&order(), number, &expected()).await;
        told.push(format!("{outcome:?}"));
    }
    told.concat()
}

fn path(then: &str) -> String {
    format!("/v2/checkout/orders/{ORDER}{then}")
}

/// What comes after the money: refunds, books, events.
async fn look_after(world: &World) -> String {
    let give_back = format!("POST /v2/payments/captures/{CAPTURE}/refund");
    world.expects(&give_back, 422, refusal("REFUND_FAILED_INSUFFICIENT_FUNDS"));
    let mut told = vec![format!("{:?}", world.paypal.refund(&refund_order()).await)];
    let mut answer = with_payer(refund_answer("COMPLETED"));
    answer["note_to_payer"] = json!(PAYER[0]);
    world.expects(&give_back, 201, answer);
    told.push(format!("{:?}", world.paypal.refund(&refund_order()).await));
    let line = format!("GET /v2/payments/captures/{CAPTURE}");
    world.expects(&line, 200, with_payer(capture_answer("REFUNDED")));
    let id = CaptureId::parse(CAPTURE).unwrap();
    told.push(format!("{:?}", world.paypal.look_up_capture(&id).await));

    let search = "GET /v1/reporting/transactions?";
    let entry = json!({ "transaction_info": {
        "transaction_id": "1A",
        "transaction_amount": { "currency_code": "EUR", "value": PAYER[0] },
    }, "payer_info": { "email_address": PAYER[1] } });
    let page = json!({ "transaction_details": [entry], "total_pages": 1 });
    world.expects(search, 200, page);
    told.push(format!(
        "{:?}",
        world.paypal.transactions(MORNING, MORNING).await
    ));
    world.refuses(search, 403, "PERMISSION_DENIED");
    told.push(format!(
        "{:?}",
        world.paypal.transactions(MORNING, MORNING).await
    ));

    let event = with_payer(json!({ "id": PAYER[1], "event_type": PAYER[0], "resource": {} }));
    let delivery = Sent::to(WEBHOOK, event.to_string());
    world.expects_text(FETCH, 404, PAYER[0]);
    world.expects(POSTBACK, 200, json!({ "verification_status": "SUCCESS" }));
    told.push(format!("{:?}", delivery.judged_in(world).await));
    world.expects_silence(FETCH);
    world.expects(POSTBACK, 400, refusal("VALIDATION_ERROR"));
    told.push(format!("{:?}", delivery.judged_in(world).await));
    told.concat()
}

#[tokio::test]
async fn the_log_of_a_payment_names_calls_and_codes_but_no_person_and_no_secret() {
    let (paper, _listening) = listening();
    let world = simulated();
    let told = pay(&world).await + &look_after(&world).await;
    let log = paper.text();
    for expected in [
        "log in",
        "create order",
        "capture order",
        "refund capture",
        "INSTRUMENT_DECLINED",
        "PAYEE_ACCOUNT_RESTRICTED",
        "REFUND_FAILED_INSUFFICIENT_FUNDS",
        "f31c7a90be254",
        "PayPal's buyer link leads elsewhere",
        "PayPal's answer cannot be read",
        "PayPal gave no answer",
        "PayPal took money that is not what was asked for",
        "an entry of PayPal's books cannot be read",
        "a genuine event of PayPal cannot be read",
        "Unilateral",
        CAPTURE,
    ] {
        assert!(log.contains(expected), "{expected} is missing in\n{log}");
    }
    let signature = Sent::to(WEBHOOK, "").headers["paypal-transmission-sig"].clone();
    let signature = signature.to_str().unwrap().get(..12).unwrap().to_owned();
    let intent = intent();
    let own = [
        SECRET,
        TOKEN,
        "Basic ",
        "Bearer ",
        "QVpEeGpEU2NGcC1jbGllbnQ6",
        signature.as_str(),
        intent.text.as_str(),
        intent.payee.as_str(),
        intent.return_url.as_str(),
        "iPhone",
        "start_date",
        "currency_code",
    ];
    for never in PAYER.iter().chain(&own) {
        assert!(!log.contains(never), "{never} is in\n{log}");
        let told_to_buyers = *never == intent.return_url.as_str();
        assert!(
            told_to_buyers || !told.contains(never),
            "{never} is in\n{told}"
        );
    }
}

#[test]
fn what_holds_secrets_or_persons_prints_nothing_of_them() {
    let account = account();
    let printed = format!("{account:?} {account:#?}");
    assert!(printed.contains('…'), "{printed}");
    for never in [SECRET, WEBHOOK, MERCHANT, account.client_id.as_str()] {
        assert!(!printed.contains(never), "{printed}");
    }

    let sent = Sent::to(WEBHOOK, PAYER[0]);
    let headers = EventHeaders::new(sent.headers.clone());
    let delivery = RawProviderEvent {
        method: &Method::POST,
        query: b"",
        key: None,
        headers: &headers,
        body: &sent.body,
    };
    let printed = format!("{headers:?} {delivery:?} {delivery:#?}");
    assert_eq!(
        printed,
        "EventHeaders(…) RawProviderEvent(…) RawProviderEvent(…)"
    );

    let printed = format!("{:?}", intent());
    assert!(
        printed.contains('…') && !printed.contains("iPhone"),
        "{printed}"
    );
}
