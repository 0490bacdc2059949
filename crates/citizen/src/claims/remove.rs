//! `POST /{tenant}/notice/remove`: one notice less.

use crate::PayerState;
use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::Response;

use crate::claims::{Desk, Sent, sent, view};

pub(crate) async fn post(
    state: PayerState,
    desk: Desk,
    form: Result<Form<Sent>, FormRejection>,
) -> Response {
    let sent = sent(form);
    let mut basket = state.app.open_basket(desk.tenant(), &sent.basket);
    if let Ok(claim) = sent.claim.parse() {
        basket.remove(claim);
    }
    view::current(&state, &desk, &basket, sent).await
}
