//! A refund is requested: the payment is found, then the form of its money filled in.

use app::access::StaffError;
use app::money::{Refundable, WantedRefund};
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use domain::access::Act;
use domain::money::refunds::RefundRefusal;
use domain::{Money, MoneyInId};
use http::StatusCode;
use webkit::page::html;

use super::pages::{Form, MoneyRow, RequestPage, follows};
use super::{date_time, euros, refusal};
use crate::fields::{Fields, Sent};
use crate::frame::ConsoleFrame;
use crate::person::{AtPlace, Staff};

pub(crate) async fn get(staff: Staff, Path(slug): Path<String>) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let here = at.path("refunds/request");
    match at.may(Act::RefundRequest, &here) {
        Ok(()) => html(&RequestPage {
            frame: at.frame_at(&here),
            find: String::new(),
            rows: Vec::new(),
            form: None,
            error: None,
        }),
        Err(answer) => *answer,
    }
}

/// Finds money when none is chosen, else requests.
pub(crate) async fn post(staff: Staff, Path(slug): Path<String>, sent: Sent) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let here = at.path("refunds/request");
    let checked = at.may(Act::RefundRequest, &here);
    let fields = match checked.and_then(|()| at.staff.fields(sent)) {
        Ok(fields) => fields,
        Err(answer) => return *answer,
    };
    let found = match at.app.view_refundable(fields.get("find")).await {
        Ok(found) => found,
        Err(error) => return at.refused(&error, &here),
    };
    let frame = at.frame_at(&here);
    let again = fields.is_shown_again();
    if found.is_empty() && again {
        return html(&page(&at, frame, &fields, (&[], None)));
    }
    if found.is_empty() {
        let error = ("find", frame.t("wrong-payment"));
        return invalid(&page(&at, frame, &fields, (&[], Some(error))));
    }
    let chosen = fields.get("money");
    let wanted = found.iter().find(|one| one.money.to_string() == chosen);
    match (wanted, found.as_slice()) {
        (Some(money), _) if !fields.get("key").is_empty() && !again => {
            request(&at, frame, &fields, money).await
        }
        (Some(money), _) | (None, [money]) => {
            let one = std::slice::from_ref(money);
            html(&page(&at, frame, &fields, (one, None)))
        }
        (None, all) => html(&page(&at, frame, &fields, (all, None))),
    }
}

async fn request(
    at: &AtPlace,
    frame: ConsoleFrame,
    fields: &Fields,
    money: &Refundable,
) -> Response {
    let one = std::slice::from_ref(money);
    let wrong = |text: String| {
        let error = Some(("amount", text));
        invalid(&page(at, frame.clone(), fields, (one, error)))
    };
    let Ok(amount) = Money::typed(fields.get("amount")) else {
        return wrong(frame.t("wrong-amount"));
    };
    let available = fields.get("available").parse().ok();
    let wanted = WantedRefund {
        amount,
        available: available.and_then(Money::from_cents).unwrap_or(Money::ZERO),
        reason: fields.get("reason").to_owned(),
        key: fields.get("key").to_owned(),
    };
    let id: MoneyInId = money.money;
    match at.app.request_refund(id, &wanted).await {
        Ok(refund) => {
            let page = at.path(&format!("refunds/{refund}"));
            at.staff.visitor.see(&page)
        }
        Err(StaffError::Refund(RefundRefusal::Reason)) => {
            let error = Some(("reason", refusal(&frame, RefundRefusal::Reason)));
            invalid(&page(at, frame, fields, (one, error)))
        }
        Err(StaffError::Refund(why)) => wrong(refusal(&frame, why)),
        Err(error) => at.refused(&error, &at.path("refunds/request")),
    }
}

fn invalid(page: &RequestPage) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
}

/// The page of the money found: to choose from where there is more than one.
fn page(
    at: &AtPlace,
    frame: ConsoleFrame,
    fields: &Fields,
    (found, error): (&[Refundable], Option<(&'static str, String)>),
) -> RequestPage {
    let form = match found {
        [money] => Some(form(at, &frame, fields, money)),
        _ => None,
    };
    RequestPage {
        find: fields.get("find").to_owned(),
        rows: found.iter().map(|money| row(&frame, money)).collect(),
        form,
        error,
        frame,
    }
}

fn row(frame: &ConsoleFrame, money: &Refundable) -> MoneyRow {
    MoneyRow {
        money: money.money.to_string(),
        kassenzeichen: money.kassenzeichen.clone(),
        received: euros(money.received, frame.locale),
        arrived_at: date_time(money.arrived_at, frame.locale),
        available: euros(money.available, frame.locale),
    }
}

fn form(at: &AtPlace, frame: &ConsoleFrame, fields: &Fields, money: &Refundable) -> Form {
    let typed = fields.get("amount");
    let amount = if typed.is_empty() {
        money.available.to_decimal().replace('.', ",")
    } else {
        typed.to_owned()
    };
    let way = match money.by_hand {
        _ if money.disputed => refusal(frame, RefundRefusal::Disputed),
        Some(why) => refusal(frame, why),
        None => frame.t("request-by-provider"),
    };
    let one_release = euros(money.one_release_up_to, frame.locale);
    Form {
        money: money.money.to_string(),
        available: money.available.cents().to_string(),
        // A stale form is another one, with what is available now.
        key: at.app.moment().uuid().simple().to_string(),
        amount,
        reason: fields.get("reason").to_owned(),
        follows: follows(frame, way, &one_release),
        is_empty: money.available.is_zero(),
    }
}
