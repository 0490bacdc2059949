//! `GET /{tenant}/pay/{payment}/transfer.pdf` and `…/transfer.svg`: how to transfer, on paper, and
//! the code for a banking app.

use app::payments::PayView;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Uri};
use webkit::documents::{transfer_code_svg, transfer_pdf};
use webkit::error_page;
use webkit::request::ClientNetwork;

use crate::PayerState;
use crate::payments::link::Link;
use crate::payments::view;
use crate::receipts::receipt_pdf::document;

pub(crate) async fn pdf(
    state: PayerState,
    link: Link,
    network: ClientNetwork,
    (headers, uri): (HeaderMap, Uri),
) -> Response {
    let seen = match instructed(&state, &link, (&headers, &uri)).await {
        Ok(seen) => seen,
        Err(answer) => return *answer,
    };
    let name = format!("ueberweisung-{}.pdf", link.payment);
    let (locale, now) = (link.locale, state.app.moment().now);
    let set = move || transfer_pdf(&seen, locale, now);
    document(&state, (&link, &network), &name, set).await
}

pub(crate) async fn svg(
    state: PayerState,
    link: Link,
    (headers, uri): (HeaderMap, Uri),
) -> Response {
    let seen = match instructed(&state, &link, (&headers, &uri)).await {
        Ok(seen) => seen,
        Err(answer) => return *answer,
    };
    match transfer_code_svg(&seen) {
        Ok(svg) => ([(CONTENT_TYPE, "image/svg+xml")], svg).into_response(),
        Err(error) => view::failed(&link, &error),
    }
}

/// A payment whose payer was told how to transfer, or the answer for every other.
async fn instructed(
    state: &PayerState,
    link: &Link,
    (headers, uri): (&HeaderMap, &Uri),
) -> Result<PayView, Box<Response>> {
    match state.app.pay_view(&link.slug, link.payment).await {
        Ok(Some(seen)) if seen.transfer.is_some() => Ok(seen),
        Ok(_) => Err(Box::new(error_page::unknown(headers, uri))),
        Err(error) => Err(Box::new(view::failed(link, &error))),
    }
}
