//! Other terms of a claim: its amount, its day, its text. A form that was made from an older
//! version is shown again as it was typed, beside what the claim said then and says now.

use app::access::StaffError;
use app::claims::{ClaimStory, StorySaid, WantedChange};
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use domain::access::Act;
use domain::{Day, Money};
use http::StatusCode;
use webkit::format;
use webkit::page::html;

use super::pages::{ChangePage, Meanwhile};
use super::story::facts;
use super::wording::{answer, refusal};
use super::{AtClaim, ClaimPath};
use crate::fields::{Fields, Sent, WrongField};
use crate::frame::ConsoleFrame;
use crate::person::Staff;

pub(crate) async fn get(staff: Staff, Path(path): ClaimPath) -> Response {
    match AtClaim::of(staff, &path, (Act::ClaimChange, None)).await {
        Ok((here, fields)) => html(&page(&here, &fields, None)),
        Err(answer) => answer,
    }
}

pub(crate) async fn post(staff: Staff, Path(path): ClaimPath, sent: Sent) -> Response {
    let (here, fields) = match AtClaim::of(staff, &path, (Act::ClaimChange, Some(sent))).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if fields.is_shown_again() {
        return html(&page(&here, &fields, None));
    }
    let frame = here.at.frame();
    let wanted = match wanted(&frame, &here, &fields) {
        Ok(wanted) => wanted,
        Err(error) => return again(&here, &fields, (StatusCode::UNPROCESSABLE_ENTITY, error)),
    };
    match here.at.app.change_claim(here.id, &wanted).await {
        Ok(()) => here.at.staff.visitor.see(&here.page),
        Err(StaffError::Claim(why)) => {
            let (status, field) = answer(why);
            again(&here, &fields, (status, (field, refusal(&frame, why))))
        }
        Err(error) => here.at.refused(&error, &here.page),
    }
}

fn wanted(
    frame: &ConsoleFrame,
    here: &AtClaim,
    fields: &Fields,
) -> Result<WantedChange, WrongField> {
    Ok(WantedChange {
        seen: here.seen(fields),
        amount: amount(frame, fields)?,
        due: due(frame, fields)?,
        text: fields.get("text").to_owned(),
        reason: fields.get("reason").to_owned(),
    })
}

pub(super) fn amount(frame: &ConsoleFrame, fields: &Fields) -> Result<Money, WrongField> {
    let amount = Money::typed(fields.get("amount"));
    amount.map_err(|_| ("amount", frame.t("wrong-amount")))
}

pub(super) fn due(frame: &ConsoleFrame, fields: &Fields) -> Result<Option<Day>, WrongField> {
    match fields.get("due").trim() {
        "" => Ok(None),
        typed => Day::typed(typed)
            .map(Some)
            .map_err(|_| ("due", frame.t("wrong-day"))),
    }
}

fn again(here: &AtClaim, typed: &Fields, (status, error): (StatusCode, WrongField)) -> Response {
    (status, html(&page(here, typed, Some(error)))).into_response()
}

/// The form, with what was typed, else what the claim says.
fn page(here: &AtClaim, typed: &Fields, error: Option<WrongField>) -> ChangePage {
    let path = format!("{}/change", here.page);
    let frame = here.at.frame_at(&path);
    let story = &here.story;
    let terms = &story.terms;
    let said = |name: &str, says: String| {
        if typed.has(name) {
            typed.get(name).to_owned()
        } else {
            says
        }
    };
    let due = terms.due.map(|due| format::of_day(due, frame.locale));
    ChangePage {
        amount: said("amount", terms.amount.to_decimal().replace('.', ",")),
        due: said("due", due.unwrap_or_default()),
        text: said("text", story.text.clone().unwrap_or_default()),
        reason: typed.get("reason").to_owned(),
        meanwhile: meanwhile(&frame, story, here.seen(typed)),
        limit: format::money(story.alone.cents(), frame.locale),
        seen: story.version.to_string(),
        facts: facts(&frame, story),
        action: path,
        back: here.page.clone(),
        error,
        frame,
    }
}

/// What the claim said when the form was made, beside what it says now.
pub(super) fn meanwhile(frame: &ConsoleFrame, story: &ClaimStory, seen: u64) -> Vec<Meanwhile> {
    if seen == story.version {
        return Vec::new();
    }
    let of = |number: u64| story.said.iter().find(|said| said.number == number);
    let (Some(then), Some(now)) = (of(seen), of(story.version)) else {
        return Vec::new();
    };
    let text = |said: &StorySaid| said.text.clone().unwrap_or_default();
    let day = |said: &StorySaid| {
        let day = said.due.map(|day| format::of_day(day, frame.locale));
        day.unwrap_or_default()
    };
    let euros = |said: &StorySaid| format::money(said.amount.cents(), frame.locale);
    let yes = |is: bool| frame.t(if is { "yes" } else { "no" });
    let both = [
        ("amount", euros(then), euros(now)),
        ("due-day", day(then), day(now)),
        ("claim-text", text(then), text(now)),
        ("claim-blocked-since", yes(then.blocked), yes(now.blocked)),
        (
            "claim-cancelled-since",
            yes(then.cancelled),
            yes(now.cancelled),
        ),
    ];
    let differ = both.into_iter().filter(|(_, then, now)| then != now);
    differ
        .map(|(key, then, now)| Meanwhile {
            what: frame.t(key),
            then,
            now,
        })
        .collect()
}
