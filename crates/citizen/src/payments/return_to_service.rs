//! `GET /{tenant}/pay/{payment}/back`: to where the online service wants its applicant back,
//! exactly as it said.

use crate::PayerState;
use axum::response::Response;
use http::{HeaderMap, Uri};
use webkit::error_page;
use webkit::page::redirect;

use crate::payments::link::Link;
use crate::payments::view;

pub(crate) async fn get(state: PayerState, link: Link, headers: HeaderMap, uri: Uri) -> Response {
    match state.app.pay_view(&link.slug, link.payment).await {
        Ok(Some(seen)) => match &seen.return_url {
            Some(address) => redirect::elsewhere(address),
            None => link.see_payment(),
        },
        Ok(None) => error_page::unknown(&headers, &uri),
        Err(error) => view::failed(&link, &error),
    }
}
