//! The made-up authority behind the real router, and an online service that asks it for payments.

use app::tenants::documents::TenantDocument;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::PaymentId;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, Request, StatusCode};
use secrecy::SecretString;
use serde_json::{Value, json};
use storage::Db;
use testkit::TestAuthority;
use tower::ServiceExt;
use webkit::server;
use webkit::state::{WebSettings, WebState};

pub(crate) const BASE: &str = "/xbezahldienste/api/v1.0.0";
pub(crate) const END_POINT: &str = "05158999";
pub(crate) const SECRET: &str = "a-long-and-random-secret-of-a-portal";
/// May use everything in the served.
pub(crate) const PORTAL: &str = "portal";
/// May use one service of the served.
pub(crate) const NARROW: &str = "schmales-portal";
/// Belongs to the next served.
pub(crate) const NEIGHBOUR: &str = "nachbarportal";

pub(crate) struct ServedAuthority {
    pub(crate) authority: TestAuthority,
    pub(crate) router: Router,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl ServedAuthority {
    /// Services: `parken` reads tolerantly, `streng` strictly, `akte` needs booking data, `klein`
    /// has limits, `pause` takes nothing at present. The next authority has `nebenan`.
    pub(crate) async fn new(db: Db) -> Self {
        let authority = TestAuthority::new(db, 1).await;
        for (text, account) in [
            (include_str!("served_authority/musterstadt.json"), None),
            (
                include_str!("served_authority/nachbarstadt.json"),
                Some("town-secret"),
            ),
        ] {
            let mut document: TenantDocument = serde_json::from_str(text).unwrap();
            for client in &mut document.clients {
                client.secret = Some(SecretString::from(SECRET));
            }
            for known in &mut document.accounts {
                let secret = account.map(|secret| ("client_secret".to_owned(), secret.into()));
                known.secret_values.extend(secret);
            }
            authority.operator().apply_tenant(&document).await.unwrap();
        }
        let router = router(&authority, &WebSettings::default());
        Self { authority, router }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        send(self.router.clone(), request).await
    }

    /// The portal asks for a payment.
    pub(crate) async fn asks(&self, originator: &str, body: impl Into<Body>) -> Answer {
        self.send(ask(originator, &basic(PORTAL, SECRET), body))
            .await
    }

    /// The portal asks what became of a payment.
    pub(crate) async fn reads(&self, originator: &str, id: &str) -> Answer {
        let path = format!("{BASE}/paymenttransaction/{originator}/{END_POINT}/{id}");
        self.send(get(&path, &basic(PORTAL, SECRET))).await
    }

    /// A new payment under `parken`; its transaction id.
    pub(crate) async fn asked(&self, request_id: &str) -> String {
        let mut wanted = payment();
        wanted["requestId"] = json!(request_id);
        let answer = self.asks("parken", wanted.to_string()).await;
        answer.transaction()["transactionId"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

/// Every address of the program.
pub(crate) fn router(authority: &TestAuthority, settings: &WebSettings) -> Router {
    router_with(authority, settings, Router::new())
}

/// The same with more addresses.
pub(crate) fn router_with(
    authority: &TestAuthority,
    settings: &WebSettings,
    more: Router<WebState>,
) -> Router {
    let app = &authority.app;
    let state = WebState::new(app.node(), settings, None);
    let pages = citizen::router(app.payer(), &state);
    let interfaces = channels::router(app.clients(), app.provider_events(), &state);
    let staff = console::router(app.staff(), &state);
    server::router(pages.merge(interfaces).merge(staff).merge(more), state)
}

pub(crate) async fn send(router: Router, request: Request<Body>) -> Answer {
    let answer = router.oneshot(request).await.unwrap();
    let (head, body) = answer.into_parts();
    Answer {
        status: head.status,
        headers: head.headers,
        body: to_bytes(body, 1 << 20).await.unwrap(),
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// `paymentInformation` of an answer that must be one.
    pub(crate) fn transaction(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/json");
        self.json()["paymentInformation"].clone()
    }

    /// The detail of an error that must be one, in the standard's shape.
    pub(crate) fn problem(&self, status: u16, code: &str) -> String {
        let text = self.text();
        assert_eq!(self.status.as_u16(), status, "{text}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        let body = self.json();
        let fields: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(
            fields,
            ["detail", "functionalCode", "status", "title", "type"],
            "{text}"
        );
        assert_eq!(body["status"], json!(status));
        assert_eq!(body["functionalCode"], json!(code), "{text}");
        let (title, detail) = (&body["title"], &body["detail"]);
        let (title, detail) = (title.as_str().unwrap(), detail.as_str().unwrap());
        assert!((1..=250).contains(&title.len()) && title.chars().all(in_title));
        let length = detail.chars().count();
        assert!((1..=2_000).contains(&length), "{length} characters");
        assert!(detail.chars().all(in_detail), "{detail}");
        assert!(body["type"].as_str().unwrap().starts_with("https://"));
        detail.to_owned()
    }
}

/// `^[\w\d\s\.-]+$`
fn in_title(c: char) -> bool {
    c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || "_.-".contains(c)
}

/// `^[\w\d\s-,\.\u00C0-\u017F]+$`
fn in_detail(c: char) -> bool {
    in_title(c) || c == ',' || ('\u{c0}'..='\u{17f}').contains(&c)
}

pub(crate) fn basic(name: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{secret}")))
}

pub(crate) fn ask(originator: &str, proof: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post(format!(
        "{BASE}/paymenttransaction/{originator}/{END_POINT}"
    ))
    .header(CONTENT_TYPE, "application/json")
    .header(AUTHORIZATION, proof)
    .body(body.into())
    .unwrap()
}

pub(crate) fn get(path: &str, proof: &str) -> Request<Body> {
    Request::get(path)
        .header(AUTHORIZATION, proof)
        .body(Body::empty())
        .unwrap()
}

/// A request as clients in the field send it, section 1.11 of the domain paper.
pub(crate) fn payment() -> Value {
    json!({
        "requestId": "antrag-1",
        "requestTimestamp": "2026-11-24T10:00:00.000Z",
        "currency": "EUR",
        "grosAmount": 30.7,
        "purpose": "Bewohnerparkausweis 4711",
        "description": "Bewohnerparkausweis, ein Jahr",
        "redirectUrl": "https://portal.example/zurueck?antrag=1&schritt=%C3%A4",
        "items": [{
            "id": "1",
            "reference": "PARK-01",
            "description": "Bewohnerparkausweis",
            "taxRate": 0,
            "quantity": 1,
            "totalNetAmount": 30.7,
            "totalTaxAmount": 0,
            "singleNetAmount": 30.7,
            "singleTaxAmount": 0,
            "bookingData": { "produkt": "122010", "sachkonto": "431100" }
        }]
    })
}

/// [`payment`], changed at a place.
pub(crate) fn payment_with(request_id: &str, pointer: &str, value: &Value) -> Value {
    let mut wanted = payment();
    wanted["requestId"] = json!(request_id);
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let place = wanted.pointer_mut(parent).unwrap();
    match key.parse::<usize>() {
        Ok(at) if place.is_array() => place[at] = value.clone(),
        _ => place[key] = value.clone(),
    }
    wanted
}

pub(crate) fn payment_id(transaction: &str) -> PaymentId {
    transaction.parse().unwrap()
}
