//! `POST /{tenant}/notice/pay`: from the basket to the pay page.

use crate::PayerState;
use app::claims::notices::{NoticePayment, PayNoticeError};
use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{BadMoney, Money};
use webkit::format::money;

use crate::claims::pages::{BasketAlert, PartError};
use crate::claims::{Desk, Sent, sent, view};

pub(crate) async fn post(
    state: PayerState,
    desk: Desk,
    form: Result<Form<Sent>, FormRejection>,
) -> Response {
    let sent = sent(form);
    let basket = state.app.open_basket(desk.tenant(), &sent.basket);
    let again = async |part: Option<PartError>, alert: Option<BasketAlert>| {
        let part = part.map(|error| (sent.part.clone().unwrap_or_default(), error));
        view::again(&state, &desk, &basket, (part, alert)).await
    };
    let chosen = match sent.part.as_deref().map(Money::typed) {
        None => NoticePayment::Whole,
        Some(Ok(part)) if !part.is_zero() => NoticePayment::Part(part),
        Some(Err(BadMoney::TooLarge)) => return again(Some(PartError::TooLarge), None).await,
        Some(Ok(_) | Err(BadMoney::NotANumber | BadMoney::Unclear | BadMoney::FractionOfACent)) => {
            return again(Some(PartError::NotAnAmount), None).await;
        }
    };
    match state.app.pay_notices(desk.tenant(), &basket, chosen).await {
        Ok(payment) => {
            let address = format!("/{}/pay/{payment}", desk.form.tenant.slug);
            Redirect::to(&desk.frame().link(&address)).into_response()
        }
        Err(PayNoticeError::PartTooSmall(_)) => again(Some(PartError::TooSmall), None).await,
        Err(PayNoticeError::MoreThanOwed(_)) => again(Some(PartError::TooLarge), None).await,
        Err(PayNoticeError::NotTogether) => again(None, Some(BasketAlert::NotTogether)).await,
        Err(PayNoticeError::TooLittle(least)) => {
            let least = money(least.cents(), desk.locale);
            again(None, Some(BasketAlert::TooLittle { least })).await
        }
        Err(PayNoticeError::TooMuch(most)) => {
            let most = money(most.cents(), desk.locale);
            again(None, Some(BasketAlert::TooMuch { most })).await
        }
        Err(PayNoticeError::Empty | PayNoticeError::Changed | PayNoticeError::OnlyWhole) => {
            again(None, Some(BasketAlert::Changed)).await
        }
        Err(
            error
            @ (PayNoticeError::Open(_) | PayNoticeError::Read(_) | PayNoticeError::Storage(_)),
        ) => desk.failed(&error),
    }
}
