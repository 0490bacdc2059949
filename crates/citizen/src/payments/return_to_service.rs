//! `GET /{tenant}/pay/{payment}/back`: to where the online service wants its applicant back,
//! exactly as it said.

use crate::PayerState;
use app::payments::PaymentOrigin;
use axum::response::Response;
use http::{HeaderMap, Uri};
use webkit::error_page;
use webkit::page::redirect;

use crate::payments::link::Link;
use crate::payments::view;

pub(crate) async fn get(state: PayerState, link: Link, headers: HeaderMap, uri: Uri) -> Response {
    match state.app.pay_view(&link.slug, link.payment).await {
        Ok(Some(seen)) => match &seen.origin {
            PaymentOrigin::OnlineService {
                return_url: Some(address),
            } => redirect::elsewhere(address),
            PaymentOrigin::OnlineService { return_url: None }
            | PaymentOrigin::Notice
            | PaymentOrigin::Catalogue { .. } => link.see_payment(),
        },
        Ok(None) => error_page::unknown(&headers, &uri),
        Err(error) => view::failed(&link, &error),
    }
}
