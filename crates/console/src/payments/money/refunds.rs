//! The refunds of a place, and one of them: released, rejected, withdrawn, paid by hand.

use app::access::StaffError;
use app::money::{ListedRefund, RefundDetails};
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use domain::access::{Act, Denial};
use domain::money::refunds::{Refund, RefundRefusal, RefundRoute, RefundState};
use domain::{Day, RefundId};
use http::StatusCode;
use webkit::page::html;

use super::pages::{RefundPage, RefundRow, RefundsPage, Release};
use super::{date_time, euros, refusal, route_name, state_name};
use crate::fields::{Fields, Sent};
use crate::frame::ConsoleFrame;
use crate::person::{AtPlace, Staff};

/// A place and a refund in an address.
pub(crate) type RefundPath = Path<(String, String)>;

pub(crate) async fn list(
    staff: Staff,
    Path(slug): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let here = at.path("refunds");
    let before = query.iter().find(|(name, _)| name == "before");
    let before = before.and_then(|(_, before)| before.parse().ok());
    let seen = match at.app.view_refunds(before).await {
        Ok(seen) => seen,
        Err(error) => return at.refused(&error, &here),
    };
    let frame = at.frame_at(&here);
    let rows = seen.refunds.iter().map(|listed| row(&at, &frame, listed));
    html(&RefundsPage {
        rows: rows.collect(),
        next: seen.next.map(|next| next.to_string()),
        may_request: at.app.permits(Act::RefundRequest).is_ok(),
        frame,
    })
}

fn row(at: &AtPlace, frame: &ConsoleFrame, listed: &ListedRefund) -> RefundRow {
    let refund = &listed.refund;
    RefundRow {
        kassenzeichen: listed.kassenzeichen.clone().unwrap_or_default(),
        link: at.path(&format!("refunds/{}", refund.id)),
        requested_at: date_time(refund.created_at, frame.locale),
        amount: euros(refund.amount, frame.locale),
        state: state_name(frame, refund.state),
    }
}

/// The place of the address, its refund, and where its page is.
async fn at_refund(
    staff: Staff,
    (slug, refund): &(String, String),
) -> Result<(AtPlace, RefundId, String), Response> {
    let at = staff.at(slug).await?;
    match refund.parse::<RefundId>() {
        Ok(refund) => {
            let page = at.path(&format!("refunds/{refund}"));
            Ok((at, refund, page))
        }
        Err(_) => Err(at.refused(&StaffError::NotFound, &at.path("refunds"))),
    }
}

pub(crate) async fn get(staff: Staff, Path(path): RefundPath) -> Response {
    let (at, refund, page) = match at_refund(staff, &path).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    match at.app.view_refund(refund).await {
        Ok(seen) => html(&refund_page(&at, &page, &seen, (&Fields::default(), None))),
        Err(error) => at.refused(&error, &page),
    }
}

fn refund_page(
    at: &AtPlace,
    page: &str,
    seen: &RefundDetails,
    (typed, error): (&Fields, Option<(&'static str, String)>),
) -> RefundPage {
    let frame = at.frame_at(page);
    let refund = &seen.refund;
    // A fresh proof is asked for on the way, so what needs one is shown without.
    let permits = |act: Act| match at.app.permits(act) {
        Ok(()) | Err(Denial::NotFresh) => true,
        Err(Denial::Role { .. }) => false,
    };
    let waits = matches!(refund.state, RefundState::Requested | RefundState::Failed);
    let releases_now = waits && seen.held_up.is_none() && !seen.own && !seen.released;
    let may_release = releases_now && permits(Act::RefundRelease);
    let pays = refund.may_be_transferred();
    RefundPage {
        page: page.to_owned(),
        amount: euros(refund.amount, frame.locale),
        kassenzeichen: seen.kassenzeichen.clone().unwrap_or_default(),
        state: state_name(&frame, refund.state),
        route: route_name(&frame, refund.route),
        requested: requested(&frame, seen),
        releases: releases(&frame, refund, &seen.released_by),
        reason: refund.reason.clone().unwrap_or_default(),
        failure: failure(&frame, refund),
        notes: notes(&frame, seen),
        reference: refund.reference.clone().unwrap_or_default(),
        release: if may_release {
            ways(&frame, seen)
        } else {
            Vec::new()
        },
        may_reject: refund.state == RefundState::Requested
            && permits(Act::RefundReject)
            && !seen.own,
        may_withdraw: seen.withdraws && permits(Act::RefundWithdraw),
        pay_from: if pays && permits(Act::RefundPay) && !seen.own {
            seen.bank_accounts.clone()
        } else {
            Vec::new()
        },
        typed_reason: typed.get("reason").to_owned(),
        typed_account: typed.get("account").to_owned(),
        typed_day: typed.get("day").to_owned(),
        error,
        frame,
    }
}

/// Why the last try failed: in the provider's word, or ours.
fn failure(frame: &ConsoleFrame, refund: &Refund) -> String {
    match refund.failure.as_deref() {
        Some(Refund::NO_ANSWER) => frame.t("refund-no-answer"),
        Some(Refund::TAKEN_MEANWHILE) => frame.t("refund-taken-meanwhile"),
        Some(code) => code.to_owned(),
        None => String::new(),
    }
}

/// What the refund waits for, and why the provider does not give it back.
fn notes(frame: &ConsoleFrame, seen: &RefundDetails) -> Vec<String> {
    let waits_for = match (seen.refund.state, seen.refund.route) {
        (RefundState::Requested, _) if seen.own => Some(frame.t("refund-own-request")),
        (RefundState::Requested, _) if seen.released => Some(frame.t("refund-released-before")),
        (RefundState::Failed, RefundRoute::ByHand) => Some(frame.t("refund-stopped")),
        (RefundState::Failed, RefundRoute::Provider) => Some(frame.t("refund-mend")),
        (RefundState::Released, RefundRoute::ByHand) => Some(frame.t("refund-to-transfer")),
        (RefundState::Released | RefundState::Sent, _) => Some(frame.t("refund-asking")),
        (
            RefundState::Requested
            | RefundState::Pending
            | RefundState::Done
            | RefundState::Rejected
            | RefundState::Withdrawn,
            _,
        ) => None,
    };
    let by_hand = seen.by_hand.map(|why| refusal(frame, why));
    let held_up = seen.held_up.map(|why| refusal(frame, why));
    let notes = waits_for.into_iter().chain(by_hand).chain(held_up);
    notes.collect()
}

fn requested(frame: &ConsoleFrame, seen: &RefundDetails) -> String {
    let time = date_time(seen.refund.created_at, frame.locale);
    if seen.requested_by.is_empty() {
        return frame.t_with("refund-at-provider", &[("time", time.as_str())]);
    }
    let name = seen.requested_by.as_str();
    frame.t_with("refund-by", &[("name", name), ("time", time.as_str())])
}

/// Which persons released this try, and how many it needs; empty where it needs none.
fn releases(frame: &ConsoleFrame, refund: &Refund, names: &[String]) -> String {
    if refund.releases_needed == 0 {
        return String::new();
    }
    let (given, needed) = (names.len().to_string(), refund.releases_needed.to_string());
    let told = frame.t_with(
        "refund-releases",
        &[("given", given.as_str()), ("needed", needed.as_str())],
    );
    if names.is_empty() {
        return told;
    }
    format!("{told}: {}", names.join(", "))
}

/// The routes by which it may be released.
fn ways(frame: &ConsoleFrame, seen: &RefundDetails) -> Vec<Release> {
    let by_provider = seen.by_hand.is_none();
    let ways = seen.shown.iter();
    let ways = ways.filter(|(route, _)| seen.refund.may_go_by(*route, by_provider));
    ways.map(|(route, shown)| Release {
        route: route.to_string(),
        shown: shown.clone(),
        label: match route {
            RefundRoute::Provider => frame.t("release-provider"),
            RefundRoute::ByHand => frame.t("release-by-hand"),
        },
    })
    .collect()
}

/// The refund's page as the form was typed, with what is wrong at a field.
async fn again(
    at: &AtPlace,
    (refund, page): (RefundId, &str),
    (typed, error): (&Fields, Option<(&'static str, String)>),
) -> Response {
    let status = match error {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    match at.app.view_refund(refund).await {
        Ok(seen) => {
            let page = refund_page(at, page, &seen, (typed, error));
            (status, html(&page)).into_response()
        }
        Err(error) => at.refused(&error, page),
    }
}

/// The place, the refund and the fields of a form on its page.
async fn form(
    staff: Staff,
    path: &(String, String),
    (act, sent): (Act, Sent),
) -> Result<(AtPlace, RefundId, String, Fields), Response> {
    let (at, refund, page) = at_refund(staff, path).await?;
    let checked = at.may(act, &page);
    match checked.and_then(|()| at.staff.fields(sent)) {
        Ok(fields) => Ok((at, refund, page, fields)),
        Err(answer) => Err(*answer),
    }
}

fn done(at: &AtPlace, page: &str, result: Result<(), StaffError>) -> Response {
    match result {
        Ok(()) => at.staff.visitor.see(page),
        Err(error) => at.refused(&error, page),
    }
}

pub(crate) async fn release(staff: Staff, Path(path): RefundPath, sent: Sent) -> Response {
    let (at, refund, page, fields) = match form(staff, &path, (Act::RefundRelease, sent)).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let Ok(route) = fields.get("route").parse::<RefundRoute>() else {
        return done(&at, &page, Err(StaffError::NotFound));
    };
    let shown = (route, fields.get("seen"));
    let released = at.app.release_refund(refund, shown).await;
    done(&at, &page, released)
}

pub(crate) async fn reject(staff: Staff, Path(path): RefundPath, sent: Sent) -> Response {
    let (at, refund, page, fields) = match form(staff, &path, (Act::RefundReject, sent)).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let shown = (refund, page.as_str());
    if fields.is_shown_again() {
        return again(&at, shown, (&fields, None)).await;
    }
    match at.app.reject_refund(refund, fields.get("reason")).await {
        Err(StaffError::Refund(RefundRefusal::Reason)) => {
            let text = refusal(&at.frame(), RefundRefusal::Reason);
            again(&at, shown, (&fields, Some(("reason", text)))).await
        }
        rejected => done(&at, &page, rejected),
    }
}

pub(crate) async fn withdraw(staff: Staff, Path(path): RefundPath, sent: Sent) -> Response {
    let (at, refund, page, _) = match form(staff, &path, (Act::RefundWithdraw, sent)).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let withdrawn = at.app.withdraw_refund(refund).await;
    done(&at, &page, withdrawn)
}

pub(crate) async fn pay(staff: Staff, Path(path): RefundPath, sent: Sent) -> Response {
    let (at, refund, page, fields) = match form(staff, &path, (Act::RefundPay, sent)).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let shown = (refund, page.as_str());
    if fields.is_shown_again() {
        return again(&at, shown, (&fields, None)).await;
    }
    let wrong = ("day", refusal(&at.frame(), RefundRefusal::Day));
    let Ok(day) = Day::typed(fields.get("day").trim()) else {
        return again(&at, shown, (&fields, Some(wrong))).await;
    };
    let paid = (fields.get("account"), day);
    match at.app.pay_refund(refund, paid).await {
        Err(StaffError::Refund(RefundRefusal::Day)) => {
            again(&at, shown, (&fields, Some(wrong))).await
        }
        paid => done(&at, &page, paid),
    }
}
