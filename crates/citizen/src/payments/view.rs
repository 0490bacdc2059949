//! From what is known about a payment to the page that says it.

use app::payments::{CitizenState, PayView, PaymentOrigin};
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
use crate::payments::origin::Origin;
use crate::payments::pages::{
    ContinuePage, End, EndedPage, FailedPage, PayAlert, PayPage, ProcessingPage, TransferPage,
};
use crate::receipts::pages::RefundLine;

/// Long enough to read the page, short enough to wait for.
const REFRESH_SECONDS: u32 = 5;
const REFRESH: HeaderName = HeaderName::from_static("refresh");

/// The page of a payment in its state at `now`.
pub(crate) fn payment(link: &Link, view: &PayView, now: Timestamp) -> Response {
    let (frame, base, facts) = (frame(link, view), link.base(), facts(view, link.locale));
    let origin = origin(view, &base);
    let pay_until = until(view.expires_at.micros(), now.micros(), link.locale);
    match &view.state {
        CitizenState::Open { alert } if view.transfer.is_some() => transfer(link, view, *alert),
        CitizenState::Open { alert } if has_failed(link, *alert) => html(&FailedPage {
            frame,
            base,
            facts,
            method: chosen(view),
            by_transfer: view
                .methods
                .contains(&domain::payments::Method::BANK_TRANSFER),
        }),
        CitizenState::Open { alert } => html(&PayPage {
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
        CitizenState::AtProvider { alert: Some(alert) } => html(&PayPage {
            frame,
            base,
            facts,
            methods: vec![chosen(view)],
            pay_until,
            can_extend: false,
            received: None,
            alert: Some(pay_alert(view, *alert)),
        }),
        CitizenState::AtProvider { alert: None } => html(&ContinuePage {
            frame,
            base,
            facts,
            method: chosen(view),
            pay_until,
        }),
        CitizenState::Processing => processing(link, view),
        // Has a page of its own (`super::paid`), which needs more than what is known here.
        CitizenState::Paid { .. } => link.see_payment(),
        CitizenState::Expired | CitizenState::Cancelled => html(&EndedPage {
            frame,
            facts,
            end: end(view),
            refunds: refunds(view, link.locale),
            origin,
        }),
    }
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
        alert: alert.map(|alert| pay_alert(view, alert)),
        holder: to.account.holder.clone(),
        iban: to.account.iban.printed(),
        bic: to.account.bic.as_ref().map(|bic| bic.as_str().to_owned()),
        remittance: to.remittance.clone(),
        until: of_day(to.until, locale),
        otherwise: methods.filter(|method| !method.is_transfer()).collect(),
    })
}

/// The method that the page speaks of.
fn chosen(view: &PayView) -> Method {
    Method(
        view.method
            .clone()
            .unwrap_or(domain::payments::Method::PAYPAL),
    )
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
    };
    view.refunds.iter().map(refund).collect()
}

/// Where the payment was begun, for the links back.
pub(crate) fn origin(view: &PayView, base: &str) -> Origin {
    match &view.origin {
        PaymentOrigin::OnlineService { return_url } => Origin::Application {
            back: return_url.as_ref().map(|_| format!("{base}/back")),
        },
        PaymentOrigin::Notice => Origin::Notices,
        PaymentOrigin::Catalogue { service } => Origin::Catalogue {
            service: service.clone(),
        },
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
    alert.map(|alert| pay_alert(view, alert))
}

/// The attempt is over for good, and another one is the way on.
fn has_failed(link: &Link, alert: Option<AttemptOutcome>) -> bool {
    use AttemptOutcome::{Declined, NotAccepted};
    link.options.extended.is_none() && matches!(alert, Some(Declined | NotAccepted))
}

fn pay_alert(view: &PayView, alert: AttemptOutcome) -> PayAlert {
    match alert {
        // One that begins nothing has a page of its own, where nothing is to be transferred.
        AttemptOutcome::Declined | AttemptOutcome::NotAccepted => PayAlert::Declined(chosen(view)),
        AttemptOutcome::Cancelled => PayAlert::CancelledAtProvider,
        AttemptOutcome::Unreachable => PayAlert::ProviderUnreachable(chosen(view)),
        AttemptOutcome::Unavailable => PayAlert::Unavailable(chosen(view)),
        AttemptOutcome::Lapsed => PayAlert::AttemptExpired,
        AttemptOutcome::PaidElsewhere => PayAlert::PaidElsewhere,
        AttemptOutcome::PaidPartly => PayAlert::NothingTaken(chosen(view)),
    }
}
