//! `GET /status` and `GET /status/{originatorId}/{endPointId}`: whether the payment service works,
//! in general and for one pair of ids. Also the good answer is a `SystemResponse`.

use crate::ChannelState;
use app::access::doors::ClientApp;
use app::tenants::Binding;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Response;
use http::StatusCode;

use crate::auth::Authenticated;
use crate::xbezahldienste::problem::{FunctionalCode, Problem, system_response};
use crate::xbezahldienste::transaction::{CHANNEL, binding_refused, checked_pair, key};
use crate::xbezahldienste::version::Call;

pub(crate) async fn general(state: ChannelState) -> Response {
    match state.app.clients.ready().await {
        Ok(()) => works(),
        Err(_) => unavailable("The payment service is not available at present."),
    }
}

pub(crate) async fn of_pair(
    pair: Result<Path<(String, String)>, PathRejection>,
    Authenticated(caller): Authenticated,
    call: Call,
) -> Response {
    let (originator, end_point) = pair.map(|Path(pair)| pair).unwrap_or_default();
    if let Err(problem) = checked_pair(&originator, &end_point, call) {
        return problem.answer(call.id);
    }
    let key = key((&originator, &end_point));
    match caller.binding_now(CHANNEL, &key).await {
        Ok(found) if found.is_live() => of_methods(&caller, &found, call).await,
        Ok(_) => unavailable("This service takes no payments at present."),
        Err(error) => binding_refused(&caller, &error, call).answer(call.id),
    }
}

async fn of_methods(caller: &ClientApp, found: &Binding, call: Call) -> Response {
    match caller.method_health(found).await {
        Ok(methods) if methods.iter().any(|method| method.is_up) => works(),
        Ok(_) => unavailable("No method of payment is available at present."),
        Err(error) => Problem::internal(&error, call.id).answer(call.id),
    }
}

fn works() -> Response {
    system_response(StatusCode::OK, "The payment service is available.", None)
}

fn unavailable(why: &str) -> Response {
    let code = FunctionalCode::Unspecified;
    system_response(StatusCode::SERVICE_UNAVAILABLE, why, Some(code))
}
