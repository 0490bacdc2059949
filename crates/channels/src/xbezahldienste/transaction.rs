//! `POST /paymenttransaction/{originatorId}/{endPointId}` asks for a payment,
//! `GET …/{transactionId}` asks what became of it.

use crate::ChannelState;
use app::access::TokenScope;
use app::access::doors::ClientApp;
use app::payments::{RegisterError, Transaction};
use app::tenants::EndpointError;
use axum::extract::Path;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::response::Response;
use bytes::Bytes;
use domain::PaymentId;
use http::StatusCode;

use crate::auth::Authenticated;
use crate::xbezahldienste::answer::Addresses;
use crate::xbezahldienste::problem::{FunctionalCode, Problem};
use crate::xbezahldienste::text::is_id;
use crate::xbezahldienste::version::Call;
use crate::xbezahldienste::{answer, request};

pub(crate) async fn post(
    state: ChannelState,
    pair: Result<Path<(String, String)>, PathRejection>,
    caller: Authenticated,
    call: Call,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let answer = match (pair, body) {
        (Ok(Path(pair)), Ok(body)) => register(&state, &pair, &caller, &body, call).await,
        (Err(_), _) => Err(call.unknown_endpoint()),
        (_, Err(rejection)) => Err(Problem::unreadable(&rejection)),
    };
    answer.unwrap_or_else(|problem| problem.answer(call.id))
}

async fn register(
    state: &ChannelState,
    (originator, end_point): &(String, String),
    Authenticated(caller): &Authenticated,
    body: &[u8],
    call: Call,
) -> Result<Response, Problem> {
    if caller.scope() == TokenScope::Read {
        return Err(Problem::scope_too_narrow());
    }
    let pair = checked_pair(originator, end_point, call)?;
    let found = caller.endpoint(pair).await;
    let found = found.map_err(|error| endpoint_problem(&error, call))?;
    let new = request::read(body, &found, call.version)?;
    let registered = caller.register_payment(&found, &new).await;
    let registered = registered.map_err(|error| register_problem(&error, call))?;
    let seen = &registered.transaction;
    tell(state, caller, pair, seen, call).await
}

pub(crate) async fn get(
    state: ChannelState,
    place: Result<Path<(String, String, String)>, PathRejection>,
    Authenticated(caller): Authenticated,
    call: Call,
) -> Response {
    // What cannot be read is unknown, as what is not there.
    let (originator, end_point, id) = place.map(|Path(place)| place).unwrap_or_default();
    let pair = (originator.as_str(), end_point.as_str());
    let seen = match id.parse::<PaymentId>() {
        Ok(payment) => caller.transaction(pair, payment).await,
        Err(_) => Ok(None),
    };
    let answer = match seen {
        Ok(Some(seen)) => tell(&state, &caller, pair, &seen, call).await,
        Ok(None) => Err(why_not_there(&caller, pair, call).await),
        Err(error) => Err(Problem::internal(&error, call.id)),
    };
    answer.unwrap_or_else(|problem| problem.answer(call.id))
}

async fn tell(
    state: &ChannelState,
    caller: &ClientApp,
    (originator, end_point): (&str, &str),
    seen: &Transaction,
    call: Call,
) -> Result<Response, Problem> {
    let slug = if answer::leads_payer(seen) {
        let slug = caller.tenant_slug().await;
        slug.map_err(|error| Problem::internal(&error, call.id))?
    } else {
        std::sync::Arc::from("")
    };
    let addresses = Addresses {
        public: state.public.base(),
        base: call.base,
        originator,
        end_point,
        tenant_slug: &slug,
    };
    Ok(answer::transaction(&addresses, seen))
}

/// An unknown transaction, or an unknown or foreign pair of ids.
async fn why_not_there(caller: &ClientApp, pair: (&str, &str), call: Call) -> Problem {
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
            endpoint_problem(&error, call)
        }
    }
}

pub(crate) fn checked_pair<'a>(
    originator: &'a str,
    end_point: &'a str,
    call: Call,
) -> Result<(&'a str, &'a str), Problem> {
    if is_id(originator, 36) && is_id(end_point, 36) {
        return Ok((originator, end_point));
    }
    Err(call.unknown_endpoint())
}

pub(crate) fn endpoint_problem(error: &EndpointError, call: Call) -> Problem {
    match error {
        EndpointError::Unknown => call.unknown_endpoint(),
        EndpointError::Forbidden => Problem::forbidden(),
        EndpointError::Storage(error) => Problem::internal(error, call.id),
    }
}

fn register_problem(error: &RegisterError, call: Call) -> Problem {
    let refuse = |code, detail: &str| Problem::new(StatusCode::BAD_REQUEST, code, detail);
    match error {
        RegisterError::Exists => refuse(
            FunctionalCode::PaymentExists,
            "Another request was made with this requestId before.",
        ),
        RegisterError::NothingToPay => {
            Problem::invalid("The total is zero, nothing is to be paid.")
        }
        RegisterError::OutsideLimits => {
            Problem::invalid("The total is outside what this service may charge online.")
        }
        RegisterError::NotLive => Problem::new(
            call.version
                .or_in_1_0(StatusCode::SERVICE_UNAVAILABLE, StatusCode::BAD_REQUEST),
            FunctionalCode::Unspecified,
            "This service takes no payments at present.",
        ),
        RegisterError::Number(_) | RegisterError::Ledger(_) | RegisterError::Storage(_) => {
            Problem::internal(error, call.id)
        }
    }
}
