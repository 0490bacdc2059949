//! A PayPal that knows its lines: requests are expected in order, each with the answer it gets.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use domain::{AttemptId, Moment, Money, PaymentId, Timestamp};
use http::{Request, Response};
use providers::{
    Clock, Environment, Expected, Intent, PayPal, PayPalAccount, PayPalHosts, ProviderRef,
    Transport, TransportError,
};
use serde_json::{Value, json};
use tracing::level_filters::LevelFilter;

pub(crate) const ORDER: &str = "7XR54208KL913364M";
pub(crate) const CAPTURE: &str = "9BD61745WN208341R";
pub(crate) const REFUND: &str = "4TY83519HF672045A";
pub(crate) const MERCHANT: &str = "Q7LZ4XW8N2KDA";
pub(crate) const WEBHOOK: &str = "5MN80213PR447190T";
pub(crate) const SECRET: &str = "EDpEtQ-the-client-secret";
pub(crate) const TOKEN: &str = "A21AAsimTOKENx7Qm-the-access-token";

/// 2026-11-23T09:14:00Z
pub(crate) const MORNING: Timestamp = Timestamp::from_micros(1_795_425_240_000_000);

pub(crate) struct Step {
    line: String,
    answer: Result<Response<Bytes>, TransportError>,
}

#[derive(Default)]
pub(crate) struct Script {
    ahead: Mutex<VecDeque<Step>>,
    seen: Mutex<Vec<Request<Bytes>>>,
}

#[async_trait]
impl Transport for Script {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        // Others get their turn, as they would while the network is slow.
        tokio::task::yield_now().await;
        let path = request.uri().path_and_query().unwrap();
        let line = format!("{} {path}", request.method());
        let step = self.ahead.lock().unwrap().pop_front();
        self.seen.lock().unwrap().push(request);
        let step = step.unwrap_or_else(|| panic!("nobody expected {line}"));
        assert!(
            line.starts_with(&step.line),
            "expected {}, got {line}",
            step.line
        );
        step.answer
    }
}

#[derive(Clone)]
pub(crate) struct Watch(Arc<AtomicI64>);

impl Clock for Watch {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::Relaxed))
    }
}

pub(crate) struct World {
    pub(crate) paypal: PayPal,
    script: Arc<Script>,
    watch: Watch,
}

/// Subscribed before the first log line: `tracing` remembers for each place in the code that it has
/// no subscriber, and a story about logs would miss what another thread logs for the first time.
fn a_reader_listens() {
    static LISTENER: Once = Once::new();
    LISTENER.call_once(|| {
        let everything = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_writer(std::io::sink)
            .finish();
        tracing::subscriber::set_global_default(everything).unwrap();
    });
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(account(), PayPalHosts::of(Environment::Sandbox).unwrap())
    }

    pub(crate) fn with(account: PayPalAccount, hosts: PayPalHosts) -> Self {
        a_reader_listens();
        let script = Arc::new(Script::default());
        let watch = Watch(Arc::new(AtomicI64::new(MORNING.micros())));
        let transport: Arc<dyn Transport> = Arc::clone(&script) as _;
        let clock = Arc::new(watch.clone());
        let paypal = PayPal::new(account, hosts, transport, clock).unwrap();
        Self {
            paypal,
            script,
            watch,
        }
    }

    /// The first call of every story fetches a token.
    pub(crate) fn logged_in() -> Self {
        let world = Self::new();
        world.gives_token();
        world
    }

    pub(crate) fn gives_token(&self) {
        self.expects("POST /v1/oauth2/token", 200, token_answer(TOKEN));
    }

    pub(crate) fn expects(&self, line: &str, status: u16, body: impl Into<Value>) {
        let body: Value = body.into();
        self.expects_text(line, status, body.to_string());
    }

    pub(crate) fn expects_text(&self, line: &str, status: u16, body: impl Into<Bytes>) {
        let answer = Response::builder()
            .status(status)
            .header("paypal-debug-id", "f31c7a90be254")
            .body(body.into())
            .unwrap();
        self.expects_answer(line, Ok(answer));
    }

    pub(crate) fn expects_silence(&self, line: &str) {
        self.expects_answer(line, Err(TransportError::TimedOut));
    }

    pub(crate) fn expects_answer(
        &self,
        line: &str,
        answer: Result<Response<Bytes>, TransportError>,
    ) {
        self.script.ahead.lock().unwrap().push_back(Step {
            line: line.to_owned(),
            answer,
        });
    }

    pub(crate) fn refuses(&self, line: &str, status: u16, issue: &str) {
        self.expects(line, status, problem(issue));
    }

    pub(crate) fn passes(&self, time: Duration) {
        let micros = i64::try_from(time.as_micros()).unwrap();
        self.watch.0.fetch_add(micros, Ordering::Relaxed);
    }

    /// Everything sent so far.
    pub(crate) fn seen(&self) -> Vec<Request<Bytes>> {
        std::mem::take(&mut self.script.seen.lock().unwrap())
    }

    pub(crate) fn last(&self) -> Request<Bytes> {
        self.seen().pop().unwrap()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let left: Vec<_> = self
                .script
                .ahead
                .lock()
                .unwrap()
                .iter()
                .map(|s| s.line.clone())
                .collect();
            assert!(left.is_empty(), "never asked for: {left:?}");
        }
    }
}

pub(crate) fn account() -> PayPalAccount {
    PayPalAccount {
        environment: Environment::Sandbox,
        client_id: "AZDxjDScFp-client".to_owned(),
        client_secret: SECRET.to_owned().into(),
        webhook_id: Some(WEBHOOK.to_owned()),
        merchant_id: Some(MERCHANT.to_owned()),
        app_switch: false,
    }
}

pub(crate) fn payment() -> PaymentId {
    PaymentId::new(&mut Moment::fixed(MORNING, 1))
}

pub(crate) fn euros(text: &str) -> Money {
    Money::from_decimal(text).unwrap()
}

pub(crate) fn order() -> ProviderRef {
    ProviderRef::parse(ORDER).unwrap()
}

pub(crate) fn expected() -> Expected {
    Expected {
        amount: euros("12.50"),
        payment: payment(),
    }
}

pub(crate) fn intent() -> Intent {
    Intent {
        attempt: AttemptId::new(&mut Moment::fixed(MORNING, 2)),
        payment: payment(),
        number: 1,
        amount: euros("12.50"),
        reference: "51254000000471".to_owned(),
        text: "Verwaltungsgebühr".to_owned(),
        payee: "Stadt Musterhausen".to_owned(),
        statement_descriptor: "Musterhausen".to_owned(),
        language: "de".to_owned(),
        return_url: "https://zahlen.example/musterhausen/pay/pay_1/return"
            .parse()
            .unwrap(),
        cancel_url: "https://zahlen.example/musterhausen/pay/pay_1/cancel"
            .parse()
            .unwrap(),
        buyer_agent: Some("Mozilla/5.0 (iPhone) Mobile/15E148".to_owned()),
    }
}

pub(crate) fn token_answer(token: &str) -> Value {
    json!({ "scope": "", "access_token": token, "token_type": "Bearer", "expires_in": 32_400 })
}

pub(crate) fn problem(issue: &str) -> Value {
    json!({
        "name": "UNPROCESSABLE_ENTITY",
        "details": [{ "issue": issue, "description": "In words that may change." }],
        "message": "The requested action could not be performed.",
        "debug_id": "f31c7a90be254",
        "links": [],
    })
}

pub(crate) fn buyer_link() -> String {
    format!("https://www.sandbox.paypal.com/checkoutnow?token={ORDER}")
}

pub(crate) fn created(href: &str) -> Value {
    json!({
        "id": ORDER,
        "status": "PAYER_ACTION_REQUIRED",
        "payment_source": { "paypal": {} },
        "links": [
            { "href": format!("https://api.sandbox.paypal.com/{ORDER}"), "rel": "self" },
            { "href": href, "rel": "payer-action", "method": "GET" },
        ],
    })
}

/// An order in this state without money.
pub(crate) fn plain_order(status: &str) -> Value {
    json!({
        "id": ORDER,
        "status": status,
        "payer": { "name": { "given_name": "Erika" }, "email_address": "erika@mail.example" },
        "purchase_units": [{ "reference_id": "default", "custom_id": payment().to_string() }],
        "links": [],
    })
}

/// The money as it should be, for tests to spoil.
pub(crate) fn capture_answer(status: &str) -> Value {
    json!({
        "id": CAPTURE,
        "status": status,
        "amount": { "currency_code": "EUR", "value": "12.50" },
        "custom_id": payment().to_string(),
        "seller_receivable_breakdown": {
            "gross_amount": { "currency_code": "EUR", "value": "12.50" },
            "paypal_fee": { "currency_code": "EUR", "value": "0.76" },
            "net_amount": { "currency_code": "EUR", "value": "11.74" },
        },
        "payee": { "email_address": "kasse@musterhausen.example", "merchant_id": MERCHANT },
        "create_time": "2026-11-23T09:15:41Z",
        "links": [],
    })
}

pub(crate) fn order_with(capture: &Value) -> Value {
    json!({
        "id": ORDER,
        "status": "COMPLETED",
        "purchase_units": [{
            "reference_id": "default",
            "payee": { "merchant_id": MERCHANT },
            "custom_id": payment().to_string(),
            "payments": { "captures": [capture] },
        }],
        "links": [],
    })
}

pub(crate) fn body(request: &Request<Bytes>) -> Value {
    serde_json::from_slice(request.body()).unwrap()
}

pub(crate) fn header<'a>(request: &'a Request<Bytes>, name: &str) -> &'a str {
    request
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}
