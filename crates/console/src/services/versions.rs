//! A version beside the one before it, and its transitions.

use app::access::StaffError;
use app::services::{FieldChange, StaffStep, StaffVersion, TransitionError};
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use domain::access::Act;
use domain::services::{ServiceState, VersionState};
use domain::values::text::Reason;
use http::StatusCode;
use webkit::format::date_time;
use webkit::page::html;

use super::catalogue::{named, permits, version_state};
use super::pages::{Button, ChangeRow, SendBack, VersionPage};
use super::{AtVersion, VersionPath, refusal, wording};
use crate::fields::Sent;
use crate::frame::ConsoleFrame;

pub(crate) async fn get(staff: crate::person::Staff, Path(path): VersionPath) -> Response {
    let here = match AtVersion::of(staff, &path).await {
        Ok(here) => here,
        Err(answer) => return answer,
    };
    match here.at.app.view_version(&here.code, here.number).await {
        Ok(version) => html(&page(&here, &version, None)),
        Err(error) => here.at.refused(&error, &here.at.path("services")),
    }
}

/// `wrong`: the reason that was typed for sending the version back, and what is wrong with it.
fn page(here: &AtVersion, version: &StaffVersion, wrong: Option<(String, String)>) -> VersionPage {
    let frame = here.at.frame_at(&here.page);
    let of = &version.version;
    let against = version.against.map(|number| named(&frame, number));
    let shown = version
        .changes
        .iter()
        .filter(|change| wording::is_shown(&change.path));
    let is_open = of.state.is_open();
    let edits = |act, name: &str, open: bool| {
        (open && permits(&here.at, act)).then(|| format!("{}/{name}", here.page))
    };
    VersionPage {
        name: version.line.name.say(frame.locale.tag()).text.to_owned(),
        number: of.number,
        version: named(&frame, of.number),
        state: version_state(&frame, of.state),
        made: date_time(of.made_at.micros(), frame.locale),
        authors: of.authors.join(", "),
        begun_from: of.begun_from.map(|number| named(&frame, number)),
        approved_by: of.approved_by.clone(),
        published_by: of.published_by.clone(),
        next: if is_open {
            super::catalogue::next(&frame, &version.line)
        } else {
            String::new()
        },
        hint: hint(here, &frame, version),
        changes: shown.map(|change| row(&frame, change)).collect(),
        against,
        revision: version.revision,
        edit: edits(
            Act::ServiceDescribe,
            "edit",
            of.state == VersionState::Draft,
        ),
        bookings: edits(
            Act::ServiceSetBooking,
            "bookings",
            matches!(of.state, VersionState::Draft | VersionState::Submitted),
        ),
        look: version.page.clone(),
        buttons: buttons(here, &frame, version),
        begin: begin(here, &frame, version),
        send_back: send_back(here, version, wrong),
        back: here.at.path(&format!("services/{}", here.code)),
        frame,
    }
}

fn row(frame: &ConsoleFrame, change: &FieldChange) -> ChangeRow {
    let said = |value: &Option<_>| {
        let value = value.as_ref();
        value
            .map(|value| wording::value(frame, &change.path, value))
            .unwrap_or_default()
    };
    ChangeRow {
        label: wording::label(frame, &change.path),
        mark: match (&change.before, &change.after) {
            (None, _) => frame.t("change-new"),
            (_, None) => frame.t("change-gone"),
            (Some(_), Some(_)) => frame.t("change-other"),
        },
        before: said(&change.before),
        after: said(&change.after),
    }
}

/// Why the person cannot do what is next, where its role could.
fn hint(here: &AtVersion, frame: &ConsoleFrame, version: &StaffVersion) -> String {
    let may = |act| permits(&here.at, act);
    let is = |state| version.version.state == state;
    if is(VersionState::Draft) && !version.is_tried && may(Act::ServiceSubmit) {
        frame.t("hint-untried")
    } else if is(VersionState::Submitted) && version.is_author && may(Act::ServiceApprove) {
        frame.t("service-refused-author")
    } else if is(VersionState::Approved) && version.is_approver && may(Act::ServicePublish) {
        frame.t("service-refused-approver")
    } else {
        String::new()
    }
}

/// What exactly this person may do with exactly this version.
fn buttons(here: &AtVersion, frame: &ConsoleFrame, version: &StaffVersion) -> Vec<Button> {
    let state = version.version.state;
    let draft = state == VersionState::Draft;
    let waits = matches!(state, VersionState::Submitted | VersionState::Approved);
    let approves = state == VersionState::Submitted && !version.is_author;
    let publishes = state == VersionState::Approved && !version.is_approver;
    let all = [
        (
            draft && version.is_tried,
            Act::ServiceSubmit,
            "submit",
            frame.t("version-submit"),
        ),
        (
            approves,
            Act::ServiceApprove,
            "approve",
            frame.t("version-approve"),
        ),
        (
            publishes,
            Act::ServicePublish,
            "publish",
            frame.t("version-publish"),
        ),
        (draft, Act::ServiceTest, "try", frame.t("version-try")),
        (
            waits,
            Act::ServiceTakeBack,
            "take-back",
            frame.t("version-take-back"),
        ),
        (
            draft,
            Act::ServiceDiscard,
            "discard",
            frame.t("version-discard"),
        ),
    ];
    let shown = all.into_iter();
    let shown = shown.filter(|(possible, act, ..)| *possible && permits(&here.at, *act));
    let shown = shown.map(|(_, act, name, label)| Button {
        action: format!("{}/{name}", here.page),
        label,
        is_main: matches!(
            act,
            Act::ServiceSubmit | Act::ServiceApprove | Act::ServicePublish
        ),
    });
    shown.collect()
}

/// The way back: a new version that begins as this one.
fn begin(here: &AtVersion, frame: &ConsoleFrame, version: &StaffVersion) -> Option<Button> {
    let shown = matches!(
        version.version.state,
        VersionState::Replaced | VersionState::Live
    );
    let free = version.line.open.is_none() && version.line.state != ServiceState::Retired;
    (shown && free && permits(&here.at, Act::ServiceDescribe)).then(|| Button {
        action: here.at.path(&format!("services/{}/begin", here.code)),
        label: frame.t("version-begin-from"),
        is_main: false,
    })
}

fn send_back(
    here: &AtVersion,
    version: &StaffVersion,
    wrong: Option<(String, String)>,
) -> Option<SendBack> {
    let state = version.version.state;
    let waits = matches!(state, VersionState::Submitted | VersionState::Approved);
    let (reason, error) = wrong.unwrap_or_default();
    (waits && permits(&here.at, Act::ServiceSendBack)).then(|| SendBack {
        action: format!("{}/send-back", here.page),
        reason,
        error,
    })
}

pub(crate) async fn send_version_back(
    staff: crate::person::Staff,
    Path(path): VersionPath,
    sent: Sent,
) -> Response {
    let (here, fields) = match AtVersion::posted(staff, &path, Act::ServiceSendBack, sent).await {
        Ok(posted) => posted,
        Err(answer) => return answer,
    };
    let typed = fields.get("reason");
    let reason = Reason::typed(typed).ok();
    let step = StaffStep {
        seen: Some(here.seen(&fields)),
        reason: reason.as_ref(),
    };
    let error = match here.at.app.send_version_back(&here.code, step).await {
        Ok(()) => return here.at.staff.visitor.see(&here.page),
        Err(error) => error,
    };
    if let StaffError::Service(why @ TransitionError::NoReason) = &error
        && let Ok(version) = here.at.app.view_version(&here.code, here.number).await
    {
        let wrong = (typed.to_owned(), refusal(&here.at.frame(), why));
        let page = page(&here, &version, Some(wrong));
        return (StatusCode::UNPROCESSABLE_ENTITY, html(&page)).into_response();
    }
    here.at.refused(&error, &here.page)
}

macro_rules! act_on_version {
    ($name:ident $act:ident $method:ident) => {
        pub(crate) async fn $name(
            staff: crate::person::Staff,
            Path(path): VersionPath,
            sent: Sent,
        ) -> Response {
            let (here, fields) = match AtVersion::posted(staff, &path, Act::$act, sent).await {
                Ok(posted) => posted,
                Err(answer) => return answer,
            };
            let step = StaffStep {
                seen: Some(here.seen(&fields)),
                reason: None,
            };
            match here.at.app.$method(&here.code, step).await {
                Ok(()) => here.at.staff.visitor.see(&here.page),
                Err(error) => here.at.refused(&error, &here.page),
            }
        }
    };
}

act_on_version! { try_out ServiceTest try_service }
act_on_version! { submit ServiceSubmit submit_version }
act_on_version! { take_back ServiceTakeBack take_version_back }
act_on_version! { approve ServiceApprove approve_version }
act_on_version! { publish ServicePublish publish_version }
act_on_version! { discard ServiceDiscard discard_version }
