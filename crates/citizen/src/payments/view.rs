//! From what is known about a payment to the page that says it.

use app::payments::{CitizenState, PayView};
use axum::response::Response;
use domain::Timestamp;
use domain::payments::AttemptOutcome;
use http::{HeaderName, HeaderValue};
use webkit::error_page;
use webkit::format::{date_time, money, of_day, until};
use webkit::i18n::Locale;
use webkit::page::{ErrorKind, Frame, LocalizedText, html, localized};

use crate::frame::tenant_frame;
use crate::payments::facts::{Item, Method, PaymentFacts};
use crate::payments::link::Link;
use crate::payments::pages::{
    ContinuePage, End, EndedPage, FailedPage, PayAlert, PayPage, ProcessingPage, TransferPage,
};
use crate::payments::way_back::WayBack;
use crate::receipts::pages::RefundLine;

/// Long enough to read the page, short enough to wait for.
const REFRESH_SECONDS: u32 = 5;
const REFRESH: HeaderName = HeaderName::from_static("refresh");

/// The page of a payment in its state at `now`.
pub(crate) fn payment(link: &Link, view: &PayView, now: Timestamp) -> Response {
    let (frame, base, facts) = (frame(link, view), link.base(), facts(view, link.locale));
    let way_back = way_back(view, &base);
    let pay_until = until(view.expires_at.micros(), now.micros(), link.locale);
    match (&view.state, chosen(view)) {
        (CitizenState::Open { alert }, _) if view.transfer.is_some() => {
            transfer(link, view, *alert)
        }
        (CitizenState::Open { alert }, Some(method)) if has_failed(link, *alert) => {
            failed_attempt(link, view, method)
        }
        (CitizenState::Open { alert }, _) => html(&PayPage {
            frame,
            base,
            facts,
            methods: view.methods.iter().cloned().map(Method).collect(),
            can_extend: true,
            received: received(view, link.locale),
            alert: open_alert(link, view, *alert, &pay_until),
            pay_until,
        }),
        // The same order takes another means of payment, or its answer was lost and is asked for
        // again: the way is the pay page's.
        (CitizenState::AtProvider { alert: Some(alert) }, method) => html(&PayPage {
            frame,
            base,
            facts,
            methods: method.into_iter().collect(),
            pay_until,
            can_extend: false,
            received: None,
            alert: pay_alert(view, *alert),
        }),
        (CitizenState::AtProvider { alert: None }, Some(method)) => html(&ContinuePage {
            frame,
            base,
            facts,
            method,
            pay_until,
        }),
        (CitizenState::Processing | CitizenState::AtProvider { alert: None }, _) => {
            processing(link, view)
        }
        // Has a page of its own (`super::paid`), which needs more than what is known here.
        (CitizenState::Paid { .. }, _) => link.see_payment(),
        (CitizenState::Expired | CitizenState::Cancelled, _) => html(&EndedPage {
            frame,
            facts,
            end: end(view),
            refunds: refunds(view, link.locale),
            way_back,
        }),
    }
}

/// The attempt took no money, and the payment is open.
fn failed_attempt(link: &Link, view: &PayView, method: Method) -> Response {
    let transfer = domain::payments::Method::BANK_TRANSFER;
    html(&FailedPage {
        frame: frame(link, view),
        base: link.base(),
        facts: facts(view, link.locale),
        method,
        by_transfer: view.methods.contains(&transfer),
    })
}

/// What arrived for an open payment, formatted.
fn received(view: &PayView, locale: Locale) -> Option<String> {
    (!view.received.is_zero()).then(|| money(view.received.cents(), locale))
}

/// How to transfer: as long as the payer may act on that, whatever became of another way.
fn transfer(link: &Link, view: &PayView, alert: Option<AttemptOutcome>) -> Response {
    let Some(to) = &view.transfer else {
        return link.see_payment();
    };
    let locale = link.locale;
    let methods = view.methods.iter().cloned().map(Method);
    html(&TransferPage {
        frame: frame(link, view),
        base: link.base(),
        facts: facts(view, locale),
        amount: money(to.amount.cents(), locale),
        received: received(view, locale),
        alert: alert.and_then(|alert| pay_alert(view, alert)),
        holder: to.account.holder.clone(),
        iban: to.account.iban.printed(),
        bic: to.account.bic.as_ref().map(|bic| bic.as_str().to_owned()),
        remittance: to.remittance.clone(),
        until: of_day(to.until, locale),
        otherwise: methods.filter(|method| !method.is_transfer()).collect(),
    })
}

/// The method that the page speaks of, once one was chosen.
fn chosen(view: &PayView) -> Option<Method> {
    view.method.clone().map(Method)
}

/// How an ended payment is spoken of: money that came all the same is never denied.
fn end(view: &PayView) -> End {
    match view.state {
        _ if view.money_came => End::MoneyCame,
        CitizenState::Cancelled => End::Cancelled,
        CitizenState::Open { .. }
        | CitizenState::AtProvider { .. }
        | CitizenState::Processing
        | CitizenState::Paid { .. }
        | CitizenState::Expired => End::Expired,
    }
}

/// What was sent back, line by line.
pub(crate) fn refunds(view: &PayView, locale: Locale) -> Vec<RefundLine> {
    let refund = |refund: &app::payments::RefundView| RefundLine {
        amount: money(refund.amount.cents(), locale),
        at: date_time(refund.at.micros(), locale),
        by_transfer: refund.by_transfer,
    };
    view.refunds.iter().map(refund).collect()
}

/// Back to where the payment was begun.
pub(crate) fn way_back(view: &PayView, base: &str) -> WayBack {
    let application = view.return_url.as_ref();
    WayBack {
        origin: view.origin,
        application: application.map(|_address| format!("{base}/back")),
        service: view.service_code.clone(),
    }
}

/// "Being checked"; refreshes itself unless the reader does not want it.
pub(crate) fn processing(link: &Link, view: &PayView) -> Response {
    let quiet = link.options.refresh.as_deref() == Some("off");
    let page = ProcessingPage {
        frame: frame(link, view),
        base: link.base(),
        facts: facts(view, link.locale),
        method: chosen(view),
        refresh_seconds: (!quiet).then_some(REFRESH_SECONDS),
    };
    let refresh = page
        .refresh()
        .and_then(|refresh| HeaderValue::from_str(&refresh).ok());
    let mut answer = html(&page);
    if let Some(refresh) = refresh {
        answer.headers_mut().insert(REFRESH, refresh);
    }
    answer
}

/// What goes wrong on our side, with the number that finds it.
pub(crate) fn failed(link: &Link, error: &(dyn std::error::Error + 'static)) -> Response {
    webkit::log::failed("a citizen's page failed", link.request, error);
    error_page::in_language(
        link.locale,
        &link.base(),
        ErrorKind::Unavailable,
        Some(link.request),
    )
}

pub(crate) fn frame(link: &Link, view: &PayView) -> Frame {
    tenant_frame(&view.tenant, link.locale, link.base())
}

pub(crate) fn facts(view: &PayView, locale: Locale) -> PaymentFacts {
    let item = |description: &str, cents| Item {
        description: LocalizedText::german(description, locale),
        amount: money(cents, locale),
    };
    let items = view.items.iter();
    let mut items: Vec<Item> = items.map(|one| item(&one.description, one.cents)).collect();
    // A single claim says in words what it is for.
    if items.is_empty() && !view.description.is_empty() {
        items.push(item(&view.description, view.amount.cents()));
    }
    PaymentFacts {
        service: localized(&view.service, locale),
        department: Some(localized(&view.department, locale)),
        amount: money(view.amount.cents(), locale),
        kassenzeichen: view.kassenzeichen.clone(),
        items,
    }
}

fn open_alert(
    link: &Link,
    view: &PayView,
    alert: Option<AttemptOutcome>,
    pay_until: &str,
) -> Option<PayAlert> {
    if link.options.extended.is_some() {
        return Some(PayAlert::TimeExtended(pay_until.to_owned()));
    }
    alert.and_then(|alert| pay_alert(view, alert))
}

/// The attempt is over for good, and another one is the way on.
fn has_failed(link: &Link, alert: Option<AttemptOutcome>) -> bool {
    use AttemptOutcome::{Declined, NotAccepted};
    link.options.extended.is_none() && matches!(alert, Some(Declined | NotAccepted))
}

fn pay_alert(view: &PayView, alert: AttemptOutcome) -> Option<PayAlert> {
    Some(match alert {
        // One that begins nothing has a page of its own, where nothing is to be transferred.
        AttemptOutcome::Declined | AttemptOutcome::NotAccepted => PayAlert::Declined(chosen(view)?),
        AttemptOutcome::Cancelled => PayAlert::CancelledAtProvider,
        AttemptOutcome::Unreachable => PayAlert::ProviderUnreachable(chosen(view)?),
        AttemptOutcome::Unavailable => PayAlert::Unavailable(chosen(view)?),
        AttemptOutcome::Lapsed => PayAlert::AttemptExpired,
        AttemptOutcome::PaidElsewhere => PayAlert::PaidElsewhere,
        AttemptOutcome::PaidPartly => PayAlert::NothingTaken(chosen(view)?),
    })
}
