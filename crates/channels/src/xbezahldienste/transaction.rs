//! `POST /paymenttransaction/{originatorId}/{endPointId}` asks for a payment,
//! `GET …/{transactionId}` asks what became of it.

use crate::ChannelState;
use app::access::TokenScope;
use app::access::doors::ClientApp;
use app::payments::{OutsideState, RegisterError, Transaction};
use app::tenants::EndpointError;
use axum::extract::Path;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::response::Response;
use bytes::Bytes;
use domain::PaymentId;
use http::StatusCode;
use webkit::request::RequestId;

use crate::auth::Authenticated;
use crate::xbezahldienste::answer::Addresses;
use crate::xbezahldienste::problem::{FunctionalCode, Problem};
use crate::xbezahldienste::text::is_id;
use crate::xbezahldienste::{answer, request};

pub(crate) async fn post(
    state: ChannelState,
    pair: Result<Path<(String, String)>, PathRejection>,
    caller: Authenticated,
    request: RequestId,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let answer = match (pair, body) {
        (Ok(Path(pair)), Ok(body)) => register(&state, &pair, &caller, &body, request).await,
        (Err(_), _) => Err(Problem::unknown_endpoint()),
        (_, Err(rejection)) => Err(Problem::unreadable(&rejection)),
    };
    answer.unwrap_or_else(|problem| problem.answer(request))
}

async fn register(
    state: &ChannelState,
    (originator, end_point): &(String, String),
    Authenticated(caller): &Authenticated,
    body: &[u8],
    request: RequestId,
) -> Result<Response, Problem> {
    if caller.scope() == TokenScope::Read {
        return Err(Problem::scope_too_narrow());
    }
    let pair = checked_pair(originator, end_point)?;
    let found = caller.endpoint(pair).await;
    let found = found.map_err(|error| endpoint_problem(&error, request))?;
    let new = request::read(body, &found)?;
    let registered = caller.register_payment(&found, &new).await;
    let registered = registered.map_err(|error| register_problem(&error, request))?;
    let seen = &registered.transaction;
    tell(state, caller, pair, seen, request).await
}

pub(crate) async fn get(
    state: ChannelState,
    place: Result<Path<(String, String, String)>, PathRejection>,
    Authenticated(caller): Authenticated,
    request: RequestId,
) -> Response {
    // What cannot be read is unknown, as what is not there.
    let (originator, end_point, id) = place.map(|Path(place)| place).unwrap_or_default();
    let pair = (originator.as_str(), end_point.as_str());
    let seen = match id.parse::<PaymentId>() {
        Ok(payment) => caller.transaction(pair, payment).await,
        Err(_) => Ok(None),
    };
    let answer = match seen {
        Ok(Some(seen)) => tell(&state, &caller, pair, &seen, request).await,
        Ok(None) => Err(why_not_there(&caller, pair, request).await),
        Err(error) => Err(Problem::internal(&error, request)),
    };
    answer.unwrap_or_else(|problem| problem.answer(request))
}

async fn tell(
    state: &ChannelState,
    caller: &ClientApp,
    (originator, end_point): (&str, &str),
    seen: &Transaction,
    request: RequestId,
) -> Result<Response, Problem> {
    // The payer's address stands in the answer only while the payment can be paid.
    let slug = if seen.state == OutsideState::Initial {
        let slug = caller.tenant_slug().await;
        slug.map_err(|error| Problem::internal(&error, request))?
    } else {
        std::sync::Arc::from("")
    };
    let addresses = Addresses {
        public: state.public.base(),
        originator,
        end_point,
        tenant_slug: &slug,
    };
    Ok(answer::transaction(&addresses, seen))
}

/// An unknown transaction, or an unknown or foreign pair of ids.
async fn why_not_there(caller: &ClientApp, pair: (&str, &str), request: RequestId) -> Problem {
    match caller.endpoint(pair).await {
        Ok(_) => Problem::new(
            StatusCode::NOT_FOUND,
            FunctionalCode::ValidationError,
            "There is no transaction with this transactionId here.",
        ),
        Err(EndpointError::Unknown) => Problem {
            status: StatusCode::NOT_FOUND,
            ..Problem::unknown_endpoint()
        },
        Err(error @ (EndpointError::Forbidden | EndpointError::Storage(_))) => {
            endpoint_problem(&error, request)
        }
    }
}

pub(crate) fn checked_pair<'a>(
    originator: &'a str,
    end_point: &'a str,
) -> Result<(&'a str, &'a str), Problem> {
    if is_id(originator, 36) && is_id(end_point, 36) {
        return Ok((originator, end_point));
    }
    Err(Problem::unknown_endpoint())
}

pub(crate) fn endpoint_problem(error: &EndpointError, request: RequestId) -> Problem {
    match error {
        EndpointError::Unknown => Problem::unknown_endpoint(),
        EndpointError::Forbidden => Problem::forbidden(),
        EndpointError::Storage(error) => Problem::internal(error, request),
    }
}

fn register_problem(error: &RegisterError, request: RequestId) -> Problem {
    let refuse = |code, detail: &str| Problem::new(StatusCode::BAD_REQUEST, code, detail);
    match error {
        RegisterError::Exists => refuse(
            FunctionalCode::PaymentExists,
            "Another request was made with this requestId before.",
        ),
        RegisterError::NothingToPay => {
            Problem::invalid("grosAmount is zero, nothing is to be paid.")
        }
        RegisterError::OutsideLimits => {
            Problem::invalid("grosAmount is outside what this service may charge online.")
        }
        RegisterError::NotLive => refuse(
            FunctionalCode::Unspecified,
            "This service takes no payments at present.",
        ),
        RegisterError::Number(_) | RegisterError::Ledger(_) | RegisterError::Storage(_) => {
            Problem::internal(error, request)
        }
    }
}
