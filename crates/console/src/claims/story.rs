//! One claim with its story.

use app::claims::{ClaimPayment, ClaimStory, StorySaid};
use axum::extract::Path;
use axum::response::Response;
use domain::access::Act;
use domain::claims::ClaimRefusal;
use domain::{Day, Money, Timestamp};
use webkit::format;
use webkit::page::{html, localized};

use super::pages::{ActLink, ClaimFacts, ClaimPage, PaymentRow, SaidRow, SettledRow};
use super::wording::{by_name, origin_name, refusal, said_name};
use super::{AtClaim, ClaimPath};
use crate::frame::ConsoleFrame;
use crate::payments::wording::{claim_state_name, method_name, place_name, state_name};
use crate::person::{AtPlace, Staff};

pub(crate) async fn get(staff: Staff, Path(path): ClaimPath) -> Response {
    match AtClaim::of(staff, &path, (Act::ClaimView, None)).await {
        Ok((here, _)) => html(&page(&here)),
        Err(answer) => answer,
    }
}

fn page(here: &AtClaim) -> ClaimPage {
    let (at, story) = (&here.at, &here.story);
    let frame = at.frame_at(&here.page);
    let settled = story.settled_by.iter().map(|money| SettledRow {
        time: time(&frame, money.at),
        reference: money.reference.clone(),
        account: money.account.clone(),
        amount: euros(&frame, money.amount),
    });
    let settled = settled.collect();
    let payments = story.payments.iter();
    let payments = payments.map(|one| payment_row(at, &frame, one)).collect();
    ClaimPage {
        facts: facts(&frame, story),
        said: said_rows(&frame, &story.said),
        payments,
        settled,
        acts: acts(here),
        why_not: why_not(here, &frame),
        list: at.path("claims"),
        frame,
    }
}

fn euros(frame: &ConsoleFrame, amount: Money) -> String {
    format::money(amount.cents(), frame.locale)
}

fn time(frame: &ConsoleFrame, at: Timestamp) -> String {
    format::date_time(at.micros(), frame.locale)
}

fn day(frame: &ConsoleFrame, day: Option<Day>) -> Option<String> {
    day.map(|day| format::of_day(day, frame.locale))
}

/// What stands above every page of one claim.
pub(super) fn facts(frame: &ConsoleFrame, story: &ClaimStory) -> ClaimFacts {
    let terms = &story.terms;
    ClaimFacts {
        id: story.id.to_string(),
        kassenzeichen: story.kassenzeichen.clone(),
        service: localized(&story.service, frame.locale),
        department: localized(&story.department, frame.locale),
        state: claim_state_name(frame, story.state),
        amount: euros(frame, terms.amount),
        settled: euros(frame, story.settled),
        open: euros(frame, terms.open(story.settled)),
        excess: Some(terms.excess(story.settled))
            .filter(|excess| !excess.is_zero())
            .map(|excess| euros(frame, excess)),
        blocked: terms.blocked && !terms.cancelled,
        due: day(frame, terms.due),
        payable_from: day(frame, terms.payable_from),
        payable_until: day(frame, terms.payable_until),
        text: story.text.clone(),
        origin: origin_name(frame, story.origin),
        created: time(frame, story.created_at),
    }
}

fn payment_row(at: &AtPlace, frame: &ConsoleFrame, payment: &ClaimPayment) -> PaymentRow {
    let places = payment.places.iter();
    let places = places.map(|(place, amount)| {
        let place = place_name(frame, *place);
        format!("{}: {place}", euros(frame, *amount))
    });
    PaymentRow {
        link: at.path(&format!("payments/{}", payment.id)),
        time: time(frame, payment.created_at),
        state: state_name(frame, payment.state),
        method: payment
            .method
            .as_ref()
            .map(|method| method_name(frame, method)),
        amount: euros(frame, payment.amount),
        places: places.collect(),
    }
}

/// The newest first, each with what differs from the one before.
pub(super) fn said_rows(frame: &ConsoleFrame, said: &[StorySaid]) -> Vec<SaidRow> {
    let before = said.iter().skip(1).map(Some).chain([None]);
    let rows = said.iter().zip(before).map(|(version, before)| SaidRow {
        number: version.number.to_string(),
        time: time(frame, version.at),
        by: by_name(frame, &version.by),
        what: said_name(frame, &version.act),
        import: version.import.clone(),
        reason: version.reason.clone(),
        says: says(frame, version, before),
    });
    rows.collect()
}

/// What a version says, or what differs: each with what it was before.
fn says(frame: &ConsoleFrame, now: &StorySaid, before: Option<&StorySaid>) -> Vec<String> {
    let values = |said: &StorySaid| {
        [
            ("amount", euros(frame, said.amount)),
            ("due-day", day(frame, said.due).unwrap_or_default()),
            ("claim-text", said.text.clone().unwrap_or_default()),
            ("claim-blocked-since", yes(frame, said.blocked)),
            ("claim-cancelled-since", yes(frame, said.cancelled)),
        ]
    };
    let was = before.map(values);
    let told = values(now).into_iter().zip(0_usize..);
    let told = told.filter_map(|((key, value), place)| {
        let was = was.as_ref().and_then(|was| was.get(place));
        let label = frame.t(key);
        match was {
            Some((_, was)) if *was == value => None,
            Some((_, was)) => {
                let dash = |value: &str| match value {
                    "" => "–".to_owned(),
                    value => value.to_owned(),
                };
                let (was, value) = (dash(was), dash(&value));
                Some(frame.t_with(
                    "said-otherwise",
                    &[("label", label.as_str()), ("was", &was), ("now", &value)],
                ))
            }
            None if value.is_empty() || value == frame.t("no") => None,
            None => Some(format!("{label}: {value}")),
        }
    });
    told.collect()
}

fn yes(frame: &ConsoleFrame, is: bool) -> String {
    frame.t(if is { "yes" } else { "no" })
}

/// What the person can do about the claim, by where the form for it is.
fn acts(here: &AtClaim) -> Vec<ActLink> {
    let frame = here.at.frame();
    let all = [
        (Act::ClaimChange, "change", "claim-change"),
        (Act::ClaimUnblock, "unblock", "claim-unblock"),
        (Act::ClaimBlock, "block", "claim-block"),
        (Act::ClaimCancel, "cancel", "claim-cancel"),
    ];
    let refused = |act: Act| {
        here.story
            .refused
            .iter()
            .any(|(refused, _)| *refused == act)
    };
    let can = all
        .into_iter()
        .filter(|(act, ..)| here.at.app.permits(*act).is_ok() && !refused(*act));
    can.map(|(_, path, key)| ActLink {
        link: format!("{}/{path}", here.page),
        label: frame.t(key),
    })
    .collect()
}

/// Why what the person may do otherwise is not possible; what follows from the state is not said.
fn why_not(here: &AtClaim, frame: &ConsoleFrame) -> Vec<String> {
    let refused = here.story.refused.iter();
    let refused = refused.filter(|(act, why)| {
        let is_state = matches!(why, ClaimRefusal::Blocked | ClaimRefusal::NotBlocked);
        here.at.app.permits(*act).is_ok() && !is_state
    });
    let mut told: Vec<String> = refused.map(|(_, why)| refusal(frame, *why)).collect();
    told.dedup();
    if told.iter().any(|told| {
        *told == refusal(frame, ClaimRefusal::OwnWord)
            || *told == refusal(frame, ClaimRefusal::BlockFirst)
    }) {
        let limit = euros(frame, here.story.alone);
        told.push(frame.t_with("claim-limit", &[("limit", limit.as_str())]));
    }
    told
}
