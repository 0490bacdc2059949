//! `POST /{tenant}/notice/basket`: back to the notices gathered so far, with everything that was
//! typed beside them; the language switch comes here too, and the Enter key, which goes on with
//! the field that was filled in. A `GET`, as from a bookmark, leads to the empty form.

use crate::PayerState;
use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use webkit::page::redirect;
use webkit::request::ClientNetwork;

use crate::claims::{NoticeContext, SubmittedForm, pay, search, submitted, view};

pub(crate) async fn get(context: NoticeContext) -> Response {
    redirect::see(context.frame().link(&context.base()))
}

pub(crate) async fn post(
    state: PayerState,
    context: NoticeContext,
    network: ClientNetwork,
    form: Result<Form<SubmittedForm>, FormRejection>,
) -> Response {
    let form = submitted(form);
    if form.switch.is_none() {
        if !form.kassenzeichen.trim().is_empty() {
            return search::post(state, context, network, Ok(Form(form))).await;
        }
        if form
            .part
            .as_deref()
            .is_some_and(|part| !part.trim().is_empty())
        {
            return pay::post(state, context, network, Ok(Form(form))).await;
        }
    }
    let basket = state.app.open_basket(context.tenant(), &form.basket);
    let shown = state.app.open_basket(context.tenant(), &form.shown);
    if let [claim] = shown.claims() {
        return view::found(&state, &context, &basket, *claim).await;
    }
    view::current(&state, &context, &basket, form).await
}
