//! `GET /{tenant}/pay/{payment}`: the page of a payment, whatever its state.

use app::payments::CitizenState;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, Uri};

use super::link::Link;
use super::paid::{self, MailForm};
use super::{trouble, view};
use crate::page::AskedMail;
use crate::state::WebState;

pub(crate) async fn get(
    State(state): State<WebState>,
    link: Link,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    match state.app.pay_view(&link.slug, link.payment).await {
        Ok(Some(seen)) if matches!(seen.state, CitizenState::Paid { .. }) => {
            let asked = link.wishes.mailed.as_ref().map(|_| AskedMail::OnItsWay);
            let form = MailForm::of(&link, asked);
            paid::page(&state, &link, &seen, form).await
        }
        Ok(Some(seen)) => view::payment(&link, &seen, state.app.moment().now),
        Ok(None) => trouble::unknown(&headers, &uri),
        Err(error) => view::failed(&link, &error),
    }
}
