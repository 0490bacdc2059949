//! A shop with an account at the simulator, talking to it as a real client would.

use std::sync::OnceLock;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use simulators::paypal::{App, Choice, PayPalSim, SigningKeys, SimConfig};
use tower::ServiceExt;

/// What came back.
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Got {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn at(&self, pointer: &str) -> String {
        let json = self.json();
        let found = json.pointer(pointer);
        found.and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// The issue of an error body.
    pub(crate) fn issue(&self) -> String {
        self.at("/details/0/issue")
    }

    pub(crate) fn location(&self) -> String {
        let location = self
            .headers
            .get("location")
            .map(|value| value.to_str().unwrap());
        location.unwrap_or_default().to_owned()
    }
}

/// One call to any router.
pub(crate) async fn ask(router: &Router, request: Request<Body>) -> Got {
    let response = router.clone().oneshot(request).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response
        .into_body()
        .collect()
        .await
        .unwrap()
        .to_bytes()
        .to_vec();
    Got {
        status,
        headers,
        body,
    }
}

pub(crate) struct Shop {
    pub(crate) sim: PayPalSim,
    pub(crate) router: Router,
    pub(crate) token: String,
    requests: u32,
}

/// One set of keys for all stories: an RSA key takes a while to make.
pub(crate) fn keys() -> SigningKeys {
    static KEYS: OnceLock<SigningKeys> = OnceLock::new();
    KEYS.get_or_init(|| SigningKeys::generate().unwrap())
        .clone()
}

pub(crate) const BASE: &str = "https://paypal-sim.example";

impl Shop {
    /// Noon on a Monday in November.
    pub(crate) async fn open() -> Self {
        Self::with(App::new(
            "client-a",
            "secret-a",
            "Q7LZ4XW8N2KDA",
            "Stadt Musterhausen",
        ))
        .await
    }

    pub(crate) async fn with(app: App) -> Self {
        let start = "2026-11-23T12:00:00Z".parse().unwrap();
        let signing = Some(keys());
        let config = SimConfig::manual(BASE.parse().unwrap(), start, 4711);
        let sim = PayPalSim::new(SimConfig { signing, ..config });
        let (id, secret) = (app.client_id.clone(), app.client_secret.clone());
        sim.add_app(app);
        Self::at(sim, &id, &secret).await
    }

    /// A shop at a simulator that exists already.
    pub(crate) async fn at(sim: PayPalSim, client_id: &str, secret: &str) -> Self {
        let router = sim.router();
        let mut shop = Self {
            sim,
            router,
            token: String::new(),
            requests: 0,
        };
        shop.log_in(client_id, secret).await;
        shop
    }

    pub(crate) async fn log_in(&mut self, client_id: &str, secret: &str) {
        let got = token(&self.router, client_id, secret).await;
        assert_eq!(got.status, 200, "{}", got.text());
        self.token = got.at("/access_token");
    }

    /// A call with everything a good client sends.
    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Got {
        self.call_with(method, path, body, &[]).await
    }

    pub(crate) async fn call_with(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Got {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header("authorization", format!("Bearer {}", self.token));
        request = request.header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map(ToString::to_string).unwrap_or_default();
        ask(&self.router, request.body(Body::from(body)).unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Got {
        self.call(Method::GET, path, None).await
    }

    /// A new request id.
    pub(crate) fn new_id(&mut self) -> String {
        self.requests += 1;
        format!("r-{}", self.requests)
    }

    /// Creates an order; its id.
    pub(crate) async fn order(&mut self, value: &str) -> String {
        let id = self.new_id();
        let got = self.create(&order_body(value, &id), &id).await;
        assert_eq!(got.status, 200, "{}", got.text());
        got.at("/id")
    }

    pub(crate) async fn create(&self, body: &Value, request_id: &str) -> Got {
        let headers = [("paypal-request-id", request_id)];
        self.call_with(Method::POST, "/v2/checkout/orders", Some(body), &headers)
            .await
    }

    pub(crate) async fn capture(&self, order: &str, request_id: &str) -> Got {
        let path = format!("/v2/checkout/orders/{order}/capture");
        let headers = [
            ("paypal-request-id", request_id),
            ("prefer", "return=representation"),
        ];
        self.call_with(Method::POST, &path, None, &headers).await
    }

    /// A paid order: order and capture id.
    pub(crate) async fn paid(&mut self, value: &str) -> (String, String) {
        let order = self.order(value).await;
        self.sim.buyer(&order, Choice::Pay);
        let got = self.capture(&order, &format!("c-{order}-1")).await;
        assert_eq!(got.status, 201, "{}", got.text());
        (order, got.at("/purchase_units/0/payments/captures/0/id"))
    }

    pub(crate) async fn refund(&self, capture: &str, body: Option<&Value>, id: &str) -> Got {
        let path = format!("/v2/payments/captures/{capture}/refund");
        let headers = [
            ("paypal-request-id", id),
            ("prefer", "return=representation"),
        ];
        self.call_with(Method::POST, &path, body, &headers).await
    }

    /// Listens for everything; the webhook's id.
    pub(crate) async fn listen(&self) -> String {
        let body = json!({
            "url": "https://zahlen.musterhausen.example/provider-events",
            "event_types": [{"name": "*"}],
        });
        let got = self
            .call(Method::POST, "/v1/notifications/webhooks", Some(&body))
            .await;
        assert_eq!(got.status, 201, "{}", got.text());
        got.at("/id")
    }

    /// The buyer's browser presses a button.
    pub(crate) async fn press(&self, order: &str, word: &str) -> Got {
        let request = Request::post(format!("/checkoutnow/{order}/{word}"));
        ask(&self.router, request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn page(&self, path: &str) -> Got {
        ask(
            &self.router,
            Request::get(path).body(Body::empty()).unwrap(),
        )
        .await
    }

    pub(crate) async fn control(&self, path: &str, body: Value) -> Got {
        let request = Request::post(format!("/_sim/{path}"));
        ask(
            &self.router,
            request.body(Body::from(body.to_string())).unwrap(),
        )
        .await
    }

    pub(crate) fn later(&self, hours: u64) {
        self.sim.advance(Duration::from_hours(hours));
    }
}

pub(crate) async fn token(router: &Router, client_id: &str, secret: &str) -> Got {
    use base64::Engine;
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{client_id}:{secret}"));
    let request = Request::post("/v1/oauth2/token")
        .header("authorization", format!("Basic {basic}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("grant_type=client_credentials"))
        .unwrap();
    ask(router, request).await
}

pub(crate) fn order_body(value: &str, invoice: &str) -> Value {
    json!({
        "intent": "CAPTURE",
        "purchase_units": [{
            "reference_id": "default",
            "description": "Verwaltungsgebühr",
            "custom_id": format!("pay_{invoice}"),
            "invoice_id": format!("MH-2026-{invoice}"),
            "soft_descriptor": "MUSTERHAUSEN",
            "amount": {"currency_code": "EUR", "value": value},
        }],
        "payment_source": {"paypal": {"experience_context": {
            "brand_name": "Stadt Musterhausen",
            "locale": "de-DE",
            "landing_page": "NO_PREFERENCE",
            "shipping_preference": "NO_SHIPPING",
            "user_action": "PAY_NOW",
            "payment_method_preference": "IMMEDIATE_PAYMENT_REQUIRED",
            "return_url": "https://zahlen.musterhausen.example/p/1/zurueck?a=b",
            "cancel_url": "https://zahlen.musterhausen.example/p/1/abbruch",
        }}},
    })
}

pub(crate) const OK: u16 = StatusCode::OK.as_u16();
