//! `POST /{tenant}/notice/pay`: from the basket to the pay page.

use crate::PayerState;
use app::claims::notices::{NoticePayment, PayNoticeError};
use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use domain::{BadMoney, Money};
use webkit::format::money;
use webkit::page::redirect;
use webkit::request::ClientNetwork;

use crate::claims::pages::{BasketAlert, PartError};
use crate::claims::{NoticeContext, SubmittedForm, submitted, view};

pub(crate) async fn post(
    state: PayerState,
    context: NoticeContext,
    ClientNetwork(network): ClientNetwork,
    form: Result<Form<SubmittedForm>, FormRejection>,
) -> Response {
    let form = submitted(form);
    let basket = state.app.open_basket(context.tenant(), &form.basket);
    let again = async |part: Option<PartError>, alert: Option<BasketAlert>| {
        let part = part.map(|error| (form.part.clone().unwrap_or_default(), error));
        view::again(&state, &context, &basket, (part, alert)).await
    };
    let part = form.part.as_deref().filter(|_| form.whole.is_none());
    let chosen = match part.map(Money::typed) {
        None => NoticePayment::Whole,
        Some(Ok(part)) if !part.is_zero() => NoticePayment::Part(part),
        Some(Err(BadMoney::TooLarge)) => return again(Some(PartError::TooLarge), None).await,
        Some(Ok(_) | Err(BadMoney::NotANumber | BadMoney::Unclear | BadMoney::FractionOfACent)) => {
            return again(Some(PartError::NotAnAmount), None).await;
        }
    };
    let wanted = (form.basket.as_str(), chosen);
    match state
        .app
        .pay_notices(context.tenant(), wanted, &network)
        .await
    {
        Ok(payment) => {
            let address = format!("/{}/pay/{payment}", context.form.tenant.slug);
            redirect::see(context.frame().link(&address))
        }
        Err(PayNoticeError::PartTooSmall(_)) => again(Some(PartError::TooSmall), None).await,
        Err(PayNoticeError::MoreThanOpen(_)) => again(Some(PartError::TooLarge), None).await,
        Err(PayNoticeError::NotTogether) => again(None, Some(BasketAlert::NotTogether)).await,
        Err(PayNoticeError::TooLittle(least)) => {
            let least = money(least.cents(), context.locale);
            again(None, Some(BasketAlert::TooLittle { least })).await
        }
        Err(PayNoticeError::TooMuch(most)) => {
            let most = money(most.cents(), context.locale);
            again(None, Some(BasketAlert::TooMuch { most })).await
        }
        Err(PayNoticeError::TooOften) => again(None, Some(BasketAlert::TooOften)).await,
        Err(PayNoticeError::Empty | PayNoticeError::Changed | PayNoticeError::OnlyWhole) => {
            again(None, Some(BasketAlert::Changed)).await
        }
        Err(
            error
            @ (PayNoticeError::Open(_) | PayNoticeError::Read(_) | PayNoticeError::Storage(_)),
        ) => context.failed(&error),
    }
}
