//! `POST /{tenant}/pay/{payment}/extend`: more time to pay (WCAG 2.2.1).

use crate::PayerState;
use app::payments::EndPaymentError;
use axum::response::Response;
use http::{HeaderMap, Uri};
use webkit::error_page;
use webkit::page::redirect;

use crate::payments::link::Link;
use crate::payments::view;

pub(crate) async fn post(state: PayerState, link: Link, headers: HeaderMap, uri: Uri) -> Response {
    match state.app.extend_time(&link.slug, link.payment).await {
        Ok(()) => redirect::see(format!(
            "{}?lang={}&extended=1",
            link.base(),
            link.locale.tag()
        )),
        // It ended meanwhile; its page says how.
        Err(EndPaymentError::Ended | EndPaymentError::Processing) => link.see_payment(),
        Err(EndPaymentError::NotFound) => error_page::unknown(&headers, &uri),
        Err(error) => view::failed(&link, &error),
    }
}
