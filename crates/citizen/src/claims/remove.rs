//! `POST /{tenant}/notice/remove`: one notice less.

use crate::PayerState;
use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::Response;

use crate::claims::{NoticeContext, SubmittedForm, submitted, view};

pub(crate) async fn post(
    state: PayerState,
    context: NoticeContext,
    form: Result<Form<SubmittedForm>, FormRejection>,
) -> Response {
    let form = submitted(form);
    let mut basket = state.app.open_basket(context.tenant(), &form.basket);
    if let Ok(claim) = form.claim.parse() {
        basket.remove(claim);
    }
    view::current(&state, &context, &basket, form).await
}
