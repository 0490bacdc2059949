//! Payments that are looked for, or listed newest first. What is looked for stands in the address,
//! so that a list can be kept and sent on.

use app::payments::{FoundPayment, FoundPayments, ListedState, PaymentSearch};
use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Response};
use domain::access::Act;
use domain::payments::Method;
use domain::{Day, PaymentId};
use http::StatusCode;
use webkit::format;
use webkit::page::{html, localized};

use super::pages::{PaymentRow, PaymentsPage, SearchFields};
use super::wording::{method_name, read_as, state_name};
use crate::fields::Fields;
use crate::frame::ConsoleFrame;
use crate::person::{AtPlace, Staff};

/// The fields of the search, as the address has them.
const FIELDS: [&str; 6] = ["q", "service", "state", "method", "from", "until"];

pub(crate) async fn list(
    staff: Staff,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let fields = Fields::of_query(query.as_deref());
    let here = address(&at, &fields, None);
    let search = match search(&at.frame_at(&here), &fields) {
        Ok(search) => search,
        Err(error) => {
            if let Err(answer) = at.may(Act::PaymentView, &here) {
                return *answer;
            }
            let page = page(&at, (&here, &fields), None, Some(error));
            return (StatusCode::UNPROCESSABLE_ENTITY, html(&page)).into_response();
        }
    };
    let found = match at.app.search_payments(&search).await {
        Ok(found) => found,
        Err(error) => return at.refused(&error, &here),
    };
    if let ([only], true, None) = (found.rows.as_slice(), found.is_exact, search.before) {
        return at.staff.visitor.see(&page_of(&at, only.id));
    }
    html(&page(&at, (&here, &fields), Some(&found), None))
}

/// Where the payment's page is.
fn page_of(at: &AtPlace, payment: PaymentId) -> String {
    at.path(&format!("payments/{payment}"))
}

/// The list with these fields, from the payments before this one on.
fn address(at: &AtPlace, fields: &Fields, before: Option<PaymentId>) -> String {
    fields.address(&at.path("payments"), &FIELDS, before)
}

/// What the fields look for; else the field that is wrong, and what to do.
fn search(frame: &ConsoleFrame, fields: &Fields) -> Result<PaymentSearch, (&'static str, String)> {
    let chosen = |name: &str| Some(fields.get(name)).filter(|value| !value.is_empty());
    let day = |name: &'static str| {
        let typed = chosen(name).map(Day::typed).transpose();
        typed.map_err(|_| (name, frame.t("wrong-day")))
    };
    Ok(PaymentSearch {
        text: fields.get("q").to_owned(),
        service: chosen("service").map(str::to_owned),
        state: chosen("state").and_then(|state| state.parse::<ListedState>().ok()),
        method: chosen("method").and_then(|method| method.parse::<Method>().ok()),
        from: day("from")?,
        until: day("until")?,
        before: chosen("before").and_then(|before| before.parse().ok()),
    })
}

fn page(
    at: &AtPlace,
    (here, fields): (&str, &Fields),
    found: Option<&FoundPayments>,
    error: Option<(&'static str, String)>,
) -> PaymentsPage {
    let frame = at.frame_at(here);
    let rows = found.map_or_else(Vec::new, |found| found.rows.iter().collect());
    let rows: Vec<_> = rows
        .into_iter()
        .map(|payment| row(at, &frame, payment))
        .collect();
    let next = found.and_then(|found| found.next);
    let back_to = found.and_then(|found| found.looked_back_to);
    PaymentsPage {
        action: at.path("payments"),
        search: SearchFields::of(&frame, fields, found),
        read_as: found
            .and_then(|found| found.read_as.as_ref())
            .map(|sought| read_as(&frame, sought)),
        next: next.map(|before| address(at, fields, Some(before))),
        looked_back_to: back_to.map(|at| format::date_time(at.micros(), frame.locale)),
        nothing: rows.is_empty() && error.is_none(),
        rows,
        error,
        frame,
    }
}

fn row(at: &AtPlace, frame: &ConsoleFrame, payment: &FoundPayment) -> PaymentRow {
    PaymentRow {
        link: page_of(at, payment.id),
        time: format::date_time(payment.created_at.micros(), frame.locale),
        kassenzeichen: payment.kassenzeichen.clone(),
        service: localized(&payment.service, frame.locale),
        amount: format::money(payment.amount.cents(), frame.locale),
        state: state_name(frame, payment.state),
        method: payment
            .method
            .as_ref()
            .map(|method| method_name(frame, method)),
    }
}
