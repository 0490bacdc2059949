//! `GET /{tenant}/pay/{payment}/refund.pdf`: that money went back, as tagged PDF.

use crate::PayerState;
use axum::response::Response;
use http::{HeaderMap, Uri};
use webkit::documents::refund_pdf;
use webkit::error_page;
use webkit::request::ClientNetwork;

use crate::payments::link::Link;
use crate::payments::view;
use crate::receipts::receipt_pdf::document;

pub(crate) async fn get(
    state: PayerState,
    link: Link,
    network: ClientNetwork,
    (headers, uri): (HeaderMap, Uri),
) -> Response {
    let seen = match state.app.pay_view(&link.slug, link.payment).await {
        Ok(Some(seen)) if !seen.refunds.is_empty() => seen,
        Ok(_) => return error_page::unknown(&headers, &uri),
        Err(error) => return view::failed(&link, &error),
    };
    let name = format!("erstattung-{}.pdf", link.payment);
    let locale = link.locale;
    let set = move || refund_pdf(&seen, locale);
    document(&state, (&link, &network), &name, set).await
}
