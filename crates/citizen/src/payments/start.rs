//! `POST /{tenant}/pay/{payment}/start/{method}`: the payer chose a method and is sent to its
//! provider.

use crate::PayerState;
use app::payments::{CitizenState, StartError, StartOutcome, Visitor};
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path};
use axum::response::Response;
use domain::payments::Method;
use http::header::USER_AGENT;
use http::request::Parts;
use http::{HeaderMap, Uri};
use serde::Deserialize;
use webkit::error_page;
use webkit::format::date_time;
use webkit::page::{ErrorKind, html, redirect};
use webkit::request::ClientNetwork;

use crate::payments::link::Link;
use crate::payments::pages::AlreadyPaidPage;
use crate::payments::view;

pub(crate) async fn post(
    state: PayerState,
    link: Link,
    Chosen(method): Chosen,
    ClientNetwork(network): ClientNetwork,
    (headers, uri): (HeaderMap, Uri),
) -> Response {
    let Some(method) = method else {
        return error_page::unknown(&headers, &uri);
    };
    let agent = headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok());
    let visitor = Visitor {
        language: link.locale.tag(),
        user_agent: agent.map(ToOwned::to_owned),
        network,
    };
    match state
        .app
        .start_payment(&link.slug, (link.payment, &method), &visitor)
        .await
    {
        Ok(StartOutcome::Redirect(to)) => redirect::elsewhere(to.as_str()),
        Ok(StartOutcome::AlreadyPaid) => already_paid(&state, &link).await,
        Ok(
            StartOutcome::Instructed
            | StartOutcome::Processing
            | StartOutcome::Expired
            | StartOutcome::Cancelled
            | StartOutcome::NotAccepted
            | StartOutcome::Unavailable
            | StartOutcome::Unreachable,
        ) => link.see_payment(),
        Ok(StartOutcome::TooOften) => {
            let kind = ErrorKind::TooManyRequests;
            error_page::in_language(link.locale, &link.base(), kind, None)
        }
        Ok(StartOutcome::NotOffered) | Err(StartError::NotFound) => {
            error_page::unknown(&headers, &uri)
        }
        Err(error) => view::failed(&link, &error),
    }
}

/// The method the address names; `None` for a text that cannot name one.
pub(crate) struct Chosen(Option<Method>);

#[derive(Deserialize)]
struct Address {
    method: String,
}

impl FromRequestParts<PayerState> for Chosen {
    type Rejection = PathRejection;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &PayerState,
    ) -> Result<Self, PathRejection> {
        let Path(Address { method }) = Path::from_request_parts(parts, state).await?;
        Ok(Self(method.parse().ok()))
    }
}

async fn already_paid(state: &PayerState, link: &Link) -> Response {
    match state.app.pay_view(&link.slug, link.payment).await {
        Ok(Some(seen)) => match seen.state {
            CitizenState::Paid { at, .. } => {
                let base = link.base();
                html(&AlreadyPaidPage {
                    frame: view::frame(link, &seen),
                    facts: view::facts(&seen, link.locale),
                    paid_at: date_time(at.micros(), link.locale),
                    way_back: view::way_back(&seen, &base),
                    base,
                })
            }
            CitizenState::Open { .. }
            | CitizenState::AtProvider { .. }
            | CitizenState::Processing
            | CitizenState::Expired
            | CitizenState::Cancelled => link.see_payment(),
        },
        Ok(None) => link.see_payment(),
        Err(error) => view::failed(link, &error),
    }
}
