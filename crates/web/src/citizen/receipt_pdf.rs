//! `GET /{tenant}/pay/{payment}/receipt.pdf`: the receipt as tagged PDF.

use app::payments::CitizenState;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, Uri};
use pdf::Labels;

use super::link::Link;
use super::{trouble, view};
use crate::i18n::{Locale, t};
use crate::letters::{PaperError, receipt_pdf};
use crate::page::ErrorKind;
use crate::state::WebState;

pub(crate) async fn get(
    State(state): State<WebState>,
    link: Link,
    (headers, uri): (HeaderMap, Uri),
) -> Response {
    let seen = match state.app.pay_view(&link.slug, link.payment).await {
        Ok(Some(seen)) if matches!(seen.state, CitizenState::Paid { .. }) => seen,
        Ok(_) => return trouble::unknown(&headers, &uri),
        Err(error) => return view::failed(&link, &error),
    };
    let name = format!("quittung-{}.pdf", link.payment);
    let locale = link.locale;
    document(&state, &link, &name, move || receipt_pdf(&seen, locale)).await
}

/// A document set where it holds nobody up.
pub(crate) async fn document(
    state: &WebState,
    link: &Link,
    name: &str,
    set: impl FnOnce() -> Result<Vec<u8>, PaperError> + Send + 'static,
) -> Response {
    let unavailable = || {
        let (kind, request) = (ErrorKind::Unavailable, Some(link.request));
        trouble::in_language(link.locale, &link.base(), kind, request)
    };
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

/// The receipt's own words.
pub(crate) fn labels(locale: Locale) -> Labels {
    let say = |key| t(locale, key, &[]);
    Labels {
        language: locale.html(),
        right_to_left: locale.is_right_to_left(),
        title: say("receipt-title"),
        amount: say("pdf-amount"),
        service: say("pdf-service"),
        description: say("facts-description"),
        kassenzeichen: say("facts-kassenzeichen"),
        paid_at: say("receipt-paid-at"),
        method: say("receipt-method"),
        number: say("receipt-number"),
        items: say("items-caption"),
        item: say("items-description"),
        item_amount: say("items-amount"),
        total: say("items-total"),
        valid: say("pdf-valid"),
        test: say("receipt-test"),
        no_proof: say("pdf-no-proof"),
        page: say("pdf-page"),
        of: say("pdf-of"),
    }
}

#[cfg(test)]
mod tests;
