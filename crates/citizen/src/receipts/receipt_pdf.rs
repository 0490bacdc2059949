//! `GET /{tenant}/pay/{payment}/receipt.pdf`: the receipt as tagged PDF.

use crate::PayerState;
use app::payments::CitizenState;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, Uri};
use webkit::documents::{DocumentError, receipt_pdf};
use webkit::error_page;
use webkit::page::ErrorKind;
use webkit::request::ClientNetwork;

use crate::payments::link::Link;
use crate::payments::view;

pub(crate) async fn get(
    state: PayerState,
    link: Link,
    network: ClientNetwork,
    (headers, uri): (HeaderMap, Uri),
) -> Response {
    let seen = match state.app.pay_view(&link.slug, link.payment).await {
        Ok(Some(seen)) if matches!(seen.state, CitizenState::Paid { .. }) => seen,
        Ok(_) => return error_page::unknown(&headers, &uri),
        Err(error) => return view::failed(&link, &error),
    };
    let name = format!("quittung-{}.pdf", link.payment);
    let locale = link.locale;
    let set = move || receipt_pdf(&seen, locale);
    document(&state, (&link, &network), &name, set).await
}

/// Sets a document on a thread of its own, since setting takes a core for some milliseconds, and
/// answers with it. A network that had very many is asked to wait.
pub(crate) async fn document(
    state: &PayerState,
    (link, ClientNetwork(network)): (&Link, &ClientNetwork),
    name: &str,
    set: impl FnOnce() -> Result<Vec<u8>, DocumentError> + Send + 'static,
) -> Response {
    let unavailable = || {
        let (kind, request) = (ErrorKind::Unavailable, Some(link.request));
        error_page::in_language(link.locale, &link.base(), kind, request)
    };
    if !state.documents.take(network, state.app.moment().now) {
        let kind = ErrorKind::TooManyRequests;
        return error_page::in_language(link.locale, &link.base(), kind, None);
    }
    let Ok(_place) = state.receipts.acquire().await else {
        return unavailable();
    };
    match tokio::task::spawn_blocking(set).await {
        Ok(Ok(bytes)) => {
            let name = format!("inline; filename=\"{name}\"");
            let kind = "application/pdf".to_owned();
            ([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name)], bytes).into_response()
        }
        Ok(Err(error)) => view::failed(link, &error),
        Err(_) => unavailable(),
    }
}
