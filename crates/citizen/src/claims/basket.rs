//! `POST /{tenant}/notice/basket`: back to the notices gathered so far, with everything that was
//! typed beside them; the language switch comes here too. A `GET`, as from a bookmark, leads to
//! the empty form.

use crate::PayerState;
use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};

use crate::claims::{Desk, Sent, sent, view};

pub(crate) async fn get(desk: Desk) -> Response {
    Redirect::to(&desk.frame().link(&desk.base())).into_response()
}

pub(crate) async fn post(
    state: PayerState,
    desk: Desk,
    form: Result<Form<Sent>, FormRejection>,
) -> Response {
    let sent = sent(form);
    let basket = state.app.open_basket(desk.tenant(), &sent.basket);
    let shown = state.app.open_basket(desk.tenant(), &sent.shown);
    if let [claim] = shown.claims() {
        return view::found(&state, &desk, &basket, *claim).await;
    }
    view::current(&state, &desk, &basket, sent).await
}
