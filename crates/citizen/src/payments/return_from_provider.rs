//! `GET /{tenant}/pay/{payment}/return`: the provider sends the payer back. The address says which
//! payment; whether it is paid the provider is asked.

use crate::PayerState;
use app::payments::ReturnOutcome;
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
        .return_from_provider(&link.slug, link.payment, &network)
        .await
    {
        Ok(ReturnOutcome::Known) => link.see_payment(),
        Ok(ReturnOutcome::NotFound) => error_page::unknown(&headers, &uri),
        // Stays at this address: refreshing it asks again.
        Ok(ReturnOutcome::StillAsking) => {
            match state.app.pay_view(&link.slug, link.payment).await {
                Ok(Some(seen)) => view::processing(&link, &seen),
                Ok(None) => error_page::unknown(&headers, &uri),
                Err(error) => view::failed(&link, &error),
            }
        }
        Err(error) => view::failed(&link, &error),
    }
}
