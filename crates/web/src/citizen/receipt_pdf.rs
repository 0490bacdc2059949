//! `GET /{tenant}/pay/{payment}/receipt.pdf`: the receipt as tagged PDF.

use app::{CitizenState, PayView};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, Uri};
use pdf::{Labels, Receipt};

use super::link::Link;
use super::{trouble, view};
use crate::format::{date_time, money};
use crate::i18n::{Locale, t};
use crate::page::ErrorKind;
use crate::state::WebState;

pub(crate) async fn get(
    State(state): State<WebState>,
    link: Link,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let seen = match state.app.pay_view(&link.slug, link.payment).await {
        Ok(Some(seen)) => seen,
        Ok(None) => return trouble::unknown(&headers, &uri),
        Err(error) => return view::failed(&link, &error),
    };
    let CitizenState::Paid {
        at, receipt_number, ..
    } = &seen.state
    else {
        return trouble::unknown(&headers, &uri);
    };
    let receipt = receipt(&seen, link.locale, *at, receipt_number);
    let unavailable = || trouble::page(&headers, &uri, ErrorKind::Unavailable, Some(link.request));
    let Ok(_place) = state.receipts.acquire().await else {
        return unavailable();
    };
    match tokio::task::spawn_blocking(move || pdf::receipt(&receipt)).await {
        Ok(Ok(bytes)) => {
            let name = format!("inline; filename=\"quittung-{}.pdf\"", link.payment);
            (
                [
                    (CONTENT_TYPE, "application/pdf".to_owned()),
                    (CONTENT_DISPOSITION, name),
                ],
                bytes,
            )
                .into_response()
        }
        Ok(Err(error)) => view::failed(&link, &error),
        Err(_) => unavailable(),
    }
}

fn receipt(seen: &PayView, locale: Locale, at: Timestamp, number: &str) -> Receipt {
    let items = seen.items.iter().map(|item| pdf::Item {
        description: item.description.clone(),
        amount: money(item.cents, locale),
    });
    Receipt {
        labels: labels(locale),
        authority: seen.tenant.profile.name.clone(),
        authority_address: seen.tenant.profile.address.clone(),
        service: view::words(&seen.service, locale).as_str().to_owned(),
        description: seen.description.clone(),
        kassenzeichen: seen.kassenzeichen.clone(),
        amount: money(seen.amount.cents(), locale),
        method: "PayPal".to_owned(),
        paid_at: date_time(at.micros(), locale),
        paid_at_micros: at.micros(),
        receipt_number: number.to_owned(),
        items: items.collect(),
        note: None,
        test: seen.tenant.profile.test,
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
