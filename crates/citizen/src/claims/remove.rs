//! `POST /{tenant}/notice/remove`: one notice less.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::response::Response;
use webkit::state::WebState;

use crate::claims::{Desk, Sent, sent, view};

pub(crate) async fn post(
    State(state): State<WebState>,
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
