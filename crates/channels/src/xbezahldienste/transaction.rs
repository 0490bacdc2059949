//! `POST /paymenttransaction/{originatorId}/{endPointId}` asks for a payment,
//! `GET …/{transactionId}` asks what became of it.

use crate::ChannelState;
use app::access::doors::ClientApp;
use app::payments::{CreatePaymentError, PaymentStatus, StatusError};
use app::tenants::{Binding, BindingError};
use axum::extract::Path;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::response::Response;
use bytes::Bytes;
use domain::PaymentId;
use domain::tenants::Channel;
use http::StatusCode;
use webkit::request::RequestId;

use crate::auth::{Authenticated, Denied};
use crate::xbezahldienste::answer::Addresses;
use crate::xbezahldienste::problem::{FunctionalCode, Problem};
use crate::xbezahldienste::text::is_id;
use crate::xbezahldienste::version::Call;
use crate::xbezahldienste::{answer, request};

pub(crate) const CHANNEL: Channel = Channel::Xbezahldienste;

pub(crate) async fn post(
    state: ChannelState,
    pair: Result<Path<(String, String)>, PathRejection>,
    caller: Authenticated,
    call: Call,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let answer = match (pair, body) {
        (Ok(Path(pair)), Ok(body)) => create(&state, &pair, &caller, &body, call).await,
        (Err(_), _) => Err(call.unknown_endpoint().into()),
        (_, Err(rejection)) => Err(Problem::unreadable(&rejection).into()),
    };
    answer.unwrap_or_else(|refused| refused.answer(call.id))
}

async fn create(
    state: &ChannelState,
    (originator, end_point): &(String, String),
    Authenticated(caller): &Authenticated,
    body: &[u8],
    call: Call,
) -> Result<Response, Refused> {
    let pair = checked_pair(originator, end_point, call)?;
    let found = binding(caller, pair).await;
    let found = found.map_err(|error| binding_refused(caller, &error, call))?;
    let wanted = request::read(body, &found, call.version)?;
    let created = caller.create_payment(&found, &wanted).await;
    let created = created.map_err(|error| {
        if matches!(error, CreatePaymentError::Unproven) {
            Refused::Denied(Denied::meanwhile(caller))
        } else {
            creation_problem(&error, call).into()
        }
    })?;
    Ok(tell(state, caller, pair, &created.status, call))
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
    match seen(&caller, pair, &id, call).await {
        Ok(seen) => tell(&state, &caller, pair, &seen, call),
        Err(refused) => refused.answer(call.id),
    }
}

/// The transaction under the id, or why it is not there: an unknown id, or an unknown or foreign
/// pair of ids.
async fn seen(
    caller: &ClientApp,
    pair: (&str, &str),
    id: &str,
    call: Call,
) -> Result<PaymentStatus, Refused> {
    let found = binding(caller, pair).await.map_err(|error| {
        if matches!(error, BindingError::Unknown) {
            let status = StatusCode::NOT_FOUND;
            let problem = Problem::unknown_endpoint();
            Refused::Problem(Problem { status, ..problem })
        } else {
            binding_refused(caller, &error, call)
        }
    })?;
    let seen = match id.parse::<PaymentId>() {
        Ok(payment) => caller.payment_status(&found, payment).await,
        Err(_) => Ok(None),
    };
    let seen = seen.map_err(|error| match error {
        StatusError::Unproven => Refused::Denied(Denied::meanwhile(caller)),
        StatusError::Forbidden => Problem::forbidden().into(),
        StatusError::Storage(error) => Problem::internal(&error, call.id).into(),
    })?;
    seen.ok_or_else(|| {
        let detail = "There is no transaction with this transactionId here.";
        let code = FunctionalCode::ValidationError;
        Problem::new(StatusCode::NOT_FOUND, code, detail).into()
    })
}

/// What the standard's pair of ids leads to.
async fn binding(caller: &ClientApp, pair: (&str, &str)) -> Result<Binding, BindingError> {
    caller.binding(CHANNEL, &key(pair)).await
}

/// The standard's pair of ids as a key of its channel.
pub(crate) fn key((originator, end_point): (&str, &str)) -> String {
    format!("{originator}/{end_point}")
}

fn tell(
    state: &ChannelState,
    caller: &ClientApp,
    (originator, end_point): (&str, &str),
    seen: &PaymentStatus,
    call: Call,
) -> Response {
    let addresses = Addresses {
        public: state.public.base(),
        base: call.base,
        originator,
        end_point,
        tenant_slug: caller.tenant_slug(),
    };
    answer::transaction(&addresses, seen)
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

pub(crate) fn binding_refused(caller: &ClientApp, error: &BindingError, call: Call) -> Refused {
    match error {
        BindingError::Unknown => call.unknown_endpoint().into(),
        BindingError::Unproven => Refused::Denied(Denied::meanwhile(caller)),
        BindingError::Forbidden => Problem::forbidden().into(),
        BindingError::Storage(error) => Problem::internal(error, call.id).into(),
    }
}

/// Why a call is not answered as it was meant.
pub(crate) enum Refused {
    Problem(Problem),
    /// The credentials hold no longer.
    Denied(Denied),
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl Refused {
    pub(crate) fn answer(self, request: RequestId) -> Response {
        match self {
            Self::Problem(problem) => problem.answer(request),
            Self::Denied(denied) => denied.answer(request),
        }
    }
}

fn creation_problem(error: &CreatePaymentError, call: Call) -> Problem {
    let refuse = |code, detail: &str| Problem::new(StatusCode::BAD_REQUEST, code, detail);
    match error {
        CreatePaymentError::Exists => refuse(
            FunctionalCode::PaymentExists,
            "Another request was made with this requestId before.",
        ),
        CreatePaymentError::ScopeTooNarrow(_) => Problem::scope_too_narrow(),
        CreatePaymentError::NothingToPay => {
            Problem::invalid("The total is zero, nothing is to be paid.")
        }
        CreatePaymentError::OutsideLimits => {
            Problem::invalid("The total is outside what this service may charge online.")
        }
        CreatePaymentError::Unproven | CreatePaymentError::Forbidden => Problem::forbidden(),
        CreatePaymentError::NotLive => Problem::new(
            call.version
                .or_in_1_0(StatusCode::SERVICE_UNAVAILABLE, StatusCode::BAD_REQUEST),
            FunctionalCode::Unspecified,
            "This service takes no payments at present.",
        ),
        CreatePaymentError::Number(_)
        | CreatePaymentError::Ledger(_)
        | CreatePaymentError::Storage(_) => Problem::internal(error, call.id),
    }
}
