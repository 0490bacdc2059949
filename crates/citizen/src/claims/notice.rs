//! The page of a notice whose QR code was scanned. The token in its address is not to be guessed,
//! so nothing else is asked for.

use crate::PayerState;
use app::claims::notices::{Basket, Eligibility};
use axum::response::Response;
use domain::ClaimId;
use webkit::error_page;

use crate::claims::{NoticeContext, view};

pub(crate) async fn page(state: &PayerState, context: &NoticeContext, claim: ClaimId) -> Response {
    let mut basket = Basket::default();
    basket.add(claim);
    let claims = match state.app.notice_claims(context.tenant(), &basket).await {
        Ok(claims) => claims,
        Err(error) => return context.failed(&error),
    };
    match claims.as_slice() {
        [only] if matches!(only.eligibility, Eligibility::Payable(_)) => {
            view::basket(state, context, (&basket, &claims), None, |_| {})
        }
        [only] => view::not_payable(state, context, &Basket::default(), only),
        // The service takes no notices any more.
        _ => error_page::unknown_in(context.locale, &context.path),
    }
}
