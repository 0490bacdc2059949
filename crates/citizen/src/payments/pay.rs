//! `GET /{tenant}/pay/{payment}`: the page of a payment, whatever its state.

use crate::PayerState;
use app::payments::CitizenState;
use axum::response::Response;
use http::{HeaderMap, Uri};
use webkit::error_page;

use crate::payments::link::Link;
use crate::payments::view;
use crate::receipts::pages::MailOutcome;
use crate::receipts::paid;
use crate::receipts::paid::MailForm;

pub(crate) async fn get(state: PayerState, link: Link, headers: HeaderMap, uri: Uri) -> Response {
    match state.app.pay_view(&link.slug, link.payment).await {
        Ok(Some(seen)) if matches!(seen.state, CitizenState::Paid { .. }) => {
            let outcome = link.options.mailed.as_ref().map(|_| MailOutcome::OnItsWay);
            let form = MailForm::of(&link, outcome);
            paid::page(&state, &link, &seen, form).await
        }
        Ok(Some(seen)) => view::payment(&link, &seen, state.app.moment().now),
        Ok(None) => error_page::unknown(&headers, &uri),
        Err(error) => view::failed(&link, &error),
    }
}
