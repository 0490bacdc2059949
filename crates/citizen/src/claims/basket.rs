//! `POST /{tenant}/notice/basket`: back to the notices gathered so far, with everything that was
//! typed beside them; the language switch comes here too. A `GET`, as from a bookmark, leads to
//! the empty form.

use crate::PayerState;
use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};

use crate::claims::{NoticeContext, SubmittedForm, submitted, view};

pub(crate) async fn get(context: NoticeContext) -> Response {
    Redirect::to(&context.frame().link(&context.base())).into_response()
}

pub(crate) async fn post(
    state: PayerState,
    context: NoticeContext,
    form: Result<Form<SubmittedForm>, FormRejection>,
) -> Response {
    let form = submitted(form);
    let basket = state.app.open_basket(context.tenant(), &form.basket);
    let shown = state.app.open_basket(context.tenant(), &form.shown);
    if let [claim] = shown.claims() {
        return view::found(&state, &context, &basket, *claim).await;
    }
    view::current(&state, &context, &basket, form).await
}
