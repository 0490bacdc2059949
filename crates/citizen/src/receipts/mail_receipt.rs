//! `POST /{tenant}/pay/{payment}/mail`: the payer wants the receipt sent to an address. The
//! language switch of the answer comes here too, and sends nothing.

use crate::PayerState;
use app::events::AskReceiptError;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use domain::values::text::composed;
use http::{HeaderMap, Uri};
use serde::Deserialize;
use webkit::error_page;
use webkit::page::redirect;

use crate::payments::link::Link;
use crate::payments::view;
use crate::receipts::pages::MailOutcome;
use crate::receipts::paid;
use crate::receipts::paid::MailForm;

#[derive(Default, Deserialize)]
pub(crate) struct MailRequest {
    #[serde(default)]
    email: String,
    /// Present when the reader picked another language.
    switch: Option<String>,
}

pub(crate) async fn post(
    state: PayerState,
    link: Link,
    (headers, uri): (HeaderMap, Uri),
    form: Result<Form<MailRequest>, FormRejection>,
) -> Response {
    let Form(MailRequest { email, switch }) = form.unwrap_or_default();
    let email = composed(&email);
    if switch.is_some() {
        return again(&state, &link, (&headers, &uri), (None, &email)).await;
    }
    let wish = (email.as_str(), link.locale.tag());
    let accepted = state.app.ask_receipt(&link.slug, link.payment, wish).await;
    let wrong = match accepted {
        Ok(()) => {
            let to = format!("{}?lang={}&mailed=1", link.base(), link.locale.tag());
            return redirect::see(to);
        }
        Err(AskReceiptError::BadAddress) => MailOutcome::BadAddress,
        Err(AskReceiptError::TooMany) => MailOutcome::TooMany,
        Err(AskReceiptError::NotFound | AskReceiptError::NoMailServer) => {
            return error_page::unknown(&headers, &uri);
        }
        Err(error @ (AskReceiptError::Vault(_) | AskReceiptError::Storage(_))) => {
            return view::failed(&link, &error);
        }
    };
    again(&state, &link, (&headers, &uri), (Some(wrong), &email)).await
}

/// The page with what was typed, and what is wrong with it.
async fn again(
    state: &PayerState,
    link: &Link,
    (headers, uri): (&HeaderMap, &Uri),
    (wrong, email): (Option<MailOutcome>, &str),
) -> Response {
    match state.app.pay_view(&link.slug, link.payment).await {
        Ok(Some(seen)) => {
            let form = MailForm::answered(link, wrong, email);
            paid::page(state, link, &seen, form).await
        }
        Ok(None) => error_page::unknown(headers, uri),
        Err(error) => view::failed(link, &error),
    }
}
