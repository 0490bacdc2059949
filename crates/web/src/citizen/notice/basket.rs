//! `POST /{tenant}/notice/basket`: back to the notices gathered so far. A `GET`, as from a language
//! link or a bookmark, leads to the empty form.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::{Desk, Sent, sent, view};
use crate::state::WebState;

pub(crate) async fn get(desk: Desk) -> Response {
    Redirect::to(&desk.frame().link(&desk.base())).into_response()
}

pub(crate) async fn post(
    State(state): State<WebState>,
    desk: Desk,
    form: Result<Form<Sent>, FormRejection>,
) -> Response {
    let basket = state.app.open_basket(desk.tenant(), &sent(form).basket);
    view::current(&state, &desk, &basket, None).await
}
