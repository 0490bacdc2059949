//! A made-up online service of the town: a citizen applies for a permit, pays for it through
//! `XBezahldienste`, and comes back.
//!
//! It knows no more than the standard's interface, and keeps its applications in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::StatusCode;
use reqwest::Client;
use serde::Deserialize;
use url::Url;

/// What the online service has to know to ask for payments.
#[derive(Clone, Debug)]
pub struct OnlineService {
    /// Its own address, with a slash at the end.
    pub base: Url,
    /// Of the interface, without a slash at the end.
    pub interface: Url,
    pub user: String,
    pub password: String,
    pub offers: Vec<Offer>,
}

/// Something one can apply for.
#[derive(Clone, Debug)]
pub struct Offer {
    pub title: String,
    pub originator_id: String,
    pub end_point_id: String,
    pub reference: String,
    pub amount_cents: i64,
}

#[derive(Clone)]
struct Portal {
    service: Arc<OnlineService>,
    client: Client,
    applications: Arc<Mutex<HashMap<String, Application>>>,
}

/// An application: what for, and where to ask about its payment.
#[derive(Clone)]
struct Application {
    title: String,
    status_url: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Transaction {
    payment_information: Information,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Information {
    transaction_url: String,
    transaction_redirect_url: Option<String>,
    transaction_reference: Option<String>,
    status: String,
}

#[derive(Template)]
#[template(path = "online_service/start.html")]
struct StartPage<'a> {
    offers: &'a [Offer],
}

#[derive(Template)]
#[template(path = "online_service/application.html")]
struct ApplicationPage<'a> {
    title: &'a str,
    status: &'a str,
    reference: Option<&'a str>,
    pay_url: Option<&'a str>,
}

impl Offer {
    /// As people read it.
    fn price(&self) -> String {
        format!(
            "{},{:02} €",
            self.amount_cents / 100,
            self.amount_cents % 100
        )
    }
}

/// `/antrag` and below.
pub fn router(service: OnlineService, client: Client) -> Router {
    let portal = Portal {
        service: Arc::new(service),
        client,
        applications: Arc::default(),
    };
    Router::new()
        .route("/antrag", get(start))
        .route("/antrag/neu/{offer}", post(apply))
        .route("/antrag/{application}", get(application))
        .with_state(portal)
}

async fn start(State(portal): State<Portal>) -> Response {
    page(&StartPage {
        offers: &portal.service.offers,
    })
}

/// Asks for the payment and sends the applicant there.
async fn apply(State(portal): State<Portal>, Path(offer): Path<usize>) -> Response {
    let Some(offer) = portal.service.offers.get(offer) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let id = format!("antrag-{}", number());
    match ask(&portal, offer, &id).await {
        Ok(Information {
            transaction_url,
            transaction_redirect_url: Some(pay),
            ..
        }) => {
            let application = Application {
                title: offer.title.clone(),
                status_url: transaction_url,
            };
            if let Ok(mut applications) = portal.applications.lock() {
                applications.insert(id, application);
            }
            #[expect(
                clippy::disallowed_methods,
                reason = "plays another program, which knows nothing of our pages"
            )]
            let to = Redirect::to(&pay);
            to.into_response()
        }
        Ok(_) | Err(_) => {
            (StatusCode::BAD_GATEWAY, "Die Zahlstelle antwortet nicht.").into_response()
        }
    }
}

async fn ask(portal: &Portal, offer: &Offer, id: &str) -> Result<Information, reqwest::Error> {
    let service = &portal.service;
    let amount = format!(
        "{}.{:02}",
        offer.amount_cents / 100,
        offer.amount_cents % 100
    );
    let title = serde_json::Value::from(offer.title.as_str());
    let back = serde_json::Value::from(format!("{}antrag/{id}?von=zahlstelle", service.base));
    let body = format!(
        "{{\"requestId\":\"{id}\",\"requestTimestamp\":\"{}\",\"currency\":\"EUR\",\
         \"grosAmount\":{amount},\"purpose\":{title},\"description\":{title},\
         \"redirectUrl\":{back},\"items\":[{{\"id\":\"1\",\"reference\":\"{}\",\
         \"description\":{title},\"taxRate\":0,\"quantity\":1,\"totalNetAmount\":{amount},\
         \"totalTaxAmount\":0}}]}}",
        crate::common::clock::wall_clock(),
        offer.reference,
    );
    let address = format!(
        "{}/paymenttransaction/{}/{}",
        service.interface, offer.originator_id, offer.end_point_id
    );
    let answer = portal
        .client
        .post(address)
        .basic_auth(&service.user, Some(&service.password))
        .header("content-type", "application/json")
        .body(body)
        .send()
        .await?
        .error_for_status()?;
    let transaction: Transaction = answer.json().await?;
    Ok(transaction.payment_information)
}

/// What became of an application's payment: asked anew each time.
async fn application(State(portal): State<Portal>, Path(id): Path<String>) -> Response {
    let known = portal
        .applications
        .lock()
        .ok()
        .and_then(|known| known.get(&id).cloned());
    let Some(known) = known else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let service = &portal.service;
    let asked = portal
        .client
        .get(&known.status_url)
        .basic_auth(&service.user, Some(&service.password))
        .send()
        .await
        .and_then(reqwest::Response::error_for_status);
    let told = match asked {
        Ok(answer) => answer.json::<Transaction>().await,
        Err(error) => Err(error),
    };
    match told {
        Ok(Transaction {
            payment_information: told,
        }) => page(&ApplicationPage {
            title: &known.title,
            status: &told.status,
            reference: told.transaction_reference.as_deref(),
            pay_url: told.transaction_redirect_url.as_deref(),
        }),
        Err(_) => (StatusCode::BAD_GATEWAY, "Die Zahlstelle antwortet nicht.").into_response(),
    }
}

fn page<P: Template>(page: &P) -> Response {
    page.render().map(Html).map_or_else(
        |_| StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        IntoResponse::into_response,
    )
}

/// Different for each application, also after a restart.
fn number() -> i64 {
    crate::common::clock::wall_clock().as_microsecond()
}
