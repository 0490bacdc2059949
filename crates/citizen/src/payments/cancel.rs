//! `/{tenant}/pay/{payment}/cancel`: `GET` ends the attempt when the provider sends the payer back
//! without a payment, `POST` cancels the payment itself.

use crate::PayerState;
use app::payments::{EndPaymentError, ReturnOutcome};
use axum::response::Response;
use http::{HeaderMap, Uri};
use webkit::error_page;
use webkit::request::ClientNetwork;

use crate::payments::link::Link;
use crate::payments::view;

pub(crate) async fn get(
    state: PayerState,
    link: Link,
    ClientNetwork(network): ClientNetwork,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    match state
        .app
        .give_up_attempt(&link.slug, link.payment, &network)
        .await
    {
        Ok(ReturnOutcome::Known | ReturnOutcome::StillAsking) => link.see_payment(),
        Ok(ReturnOutcome::NotFound) => error_page::unknown(&headers, &uri),
        Err(error) => view::failed(&link, &error),
    }
}

pub(crate) async fn post(state: PayerState, link: Link, headers: HeaderMap, uri: Uri) -> Response {
    match state.app.cancel_payment(&link.slug, link.payment).await {
        // Whatever the payment is now, its page says it.
        Ok(()) | Err(EndPaymentError::Ended | EndPaymentError::Processing) => link.see_payment(),
        Err(EndPaymentError::NotFound) => error_page::unknown(&headers, &uri),
        Err(error) => view::failed(&link, &error),
    }
}
