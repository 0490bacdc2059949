//! The page of a paid payment: the receipt, the way to find it again, the form that sends it.

use crate::PayerState;
use app::payments::{CitizenState, PayView};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use webkit::format::paid_at;
use webkit::i18n::{Locale, counted, t};
use webkit::page::{SwitchForm, html};

use crate::payments::facts::Method;
use crate::payments::link::Link;
use crate::payments::view;
use crate::receipts::pages::{MailOffer, MailOutcome, PaidPage};

/// What became of the reader's wish to have the receipt sent.
pub(crate) struct MailForm {
    /// The page's own address.
    path: String,
    outcome: Option<MailOutcome>,
    /// What was input, to be corrected.
    input: String,
    is_answer: bool,
}

impl MailForm {
    pub(crate) fn new(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            outcome: None,
            input: String::new(),
            is_answer: false,
        }
    }

    /// On the payment's own page.
    pub(crate) fn of(link: &Link, outcome: Option<MailOutcome>) -> Self {
        Self {
            outcome,
            ..Self::new(&link.base())
        }
    }

    /// The answer to a form that was sent.
    pub(crate) fn answered(link: &Link, outcome: Option<MailOutcome>, input: &str) -> Self {
        Self {
            input: input.to_owned(),
            is_answer: true,
            ..Self::of(link, outcome)
        }
    }
}

pub(crate) async fn page(
    state: &PayerState,
    link: &Link,
    seen: &PayView,
    form: MailForm,
) -> Response {
    let CitizenState::Paid {
        at,
        method,
        receipt_number,
    } = &seen.state
    else {
        return view::processing(link, seen);
    };
    let address = match state.app.receipt_link(seen.tenant.id, seen.payment).await {
        Ok(address) => address,
        Err(error) => return view::failed(link, &error),
    };
    let base = link.base();
    let keep_days = seen.tenant.profile.mail.keep_address_days;
    let offer = state.app.sends_mail().then(|| MailOffer {
        outcome: form.outcome,
        input: form.input,
        what_becomes: retention(keep_days, link.locale),
    });
    let status = match form.outcome {
        Some(MailOutcome::BadAddress) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(MailOutcome::TooMany) => StatusCode::TOO_MANY_REQUESTS,
        Some(MailOutcome::OnItsWay) | None => StatusCode::OK,
    };
    let mut frame = view::frame(link, seen);
    frame.path = form.path.into();
    frame.switch_form = form.is_answer.then(|| SwitchForm {
        id: "send",
        action: format!("{base}/mail"),
    });
    let page = html(&PaidPage {
        frame,
        facts: view::facts(seen, link.locale),
        method: Method(method.clone()),
        paid_at: paid_at(method, *at, link.locale),
        receipt_number: receipt_number.clone(),
        way_back: view::way_back(seen, &base),
        receipt_path: state.public.path_of(&address),
        receipt_address: address.to_string(),
        refunds: view::refunds(seen, link.locale),
        mail: offer,
        base,
    });
    (status, page).into_response()
}

/// What becomes of the address that is input into the form of the receipt page.
fn retention(days: u32, locale: Locale) -> String {
    match days {
        0 => t(locale, "mail-address-erased", &[]),
        days => counted(locale, "mail-address-retention", &[("days", days.into())]),
    }
}
