//! The services of a place, and one with its versions.

use app::services::{ServiceLine, StaffService, StaffStep, VersionLine};
use axum::extract::Path;
use axum::response::Response;
use domain::access::{Act, Denial};
use domain::services::{ServiceState, VersionState};
use webkit::format::date_time;
use webkit::page::html;

use super::ServicePath;
use super::pages::{Button, HistoryRow, ServicePage, ServiceRow, ServicesPage, VersionRow};
use crate::fields::Sent;
use crate::frame::ConsoleFrame;
use crate::person::{AtPlace, Staff};

pub(crate) async fn list(staff: Staff, Path(slug): Path<String>) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let here = at.path("services");
    let lines = match at.app.view_services().await {
        Ok(lines) => lines,
        Err(error) => return at.refused(&error, &here),
    };
    let frame = at.frame();
    let row = |line: &ServiceLine| ServiceRow {
        link: at.path(&format!("services/{}", line.code)),
        name: line.name.say(frame.locale.tag()).text.to_owned(),
        department: line.department.say(frame.locale.tag()).text.to_owned(),
        state: service_state(&frame, line.state),
        next: next(&frame, line),
    };
    let rows = lines.iter().map(row).collect();
    html(&ServicesPage { frame, rows })
}

/// What is next to do with the version that is prepared; empty where none is.
pub(super) fn next(frame: &ConsoleFrame, line: &ServiceLine) -> String {
    let Some((number, state)) = line.open else {
        return String::new();
    };
    let number = number.to_string();
    let number = number.as_str();
    match state {
        VersionState::Draft => frame.t_with("next-submit", &[("number", number)]),
        VersionState::Submitted => frame.t_with("next-approve", &[("number", number)]),
        VersionState::Approved => frame.t_with("next-publish", &[("number", number)]),
        VersionState::Live | VersionState::Replaced | VersionState::Discarded => String::new(),
    }
}

pub(super) fn service_state(frame: &ConsoleFrame, state: ServiceState) -> String {
    match state {
        ServiceState::New => frame.t("service-new"),
        ServiceState::Live => frame.t("service-live"),
        ServiceState::Paused => frame.t("service-paused"),
        ServiceState::Retired => frame.t("service-retired"),
    }
}

pub(super) fn version_state(frame: &ConsoleFrame, state: VersionState) -> String {
    match state {
        VersionState::Draft => frame.t("version-draft"),
        VersionState::Submitted => frame.t("version-submitted"),
        VersionState::Approved => frame.t("version-approved"),
        VersionState::Live => frame.t("version-live"),
        VersionState::Replaced => frame.t("version-replaced"),
        VersionState::Discarded => frame.t("version-discarded"),
    }
}

/// A fresh proof is asked for on the way, so what needs one is shown without.
pub(super) fn permits(at: &AtPlace, act: Act) -> bool {
    match at.app.permits(act) {
        Ok(()) | Err(Denial::NotFresh) => true,
        Err(Denial::Role { .. }) => false,
    }
}

pub(crate) async fn get(staff: Staff, Path((slug, code)): ServicePath) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let here = at.path(&format!("services/{code}"));
    match at.app.view_service(&code).await {
        Ok(service) => html(&page(&at, &here, &service)),
        Err(error) => at.refused(&error, &at.path("services")),
    }
}

fn page(at: &AtPlace, here: &str, service: &StaffService) -> ServicePage {
    let frame = at.frame_at(here);
    let line = &service.line;
    let version = |version: &VersionLine| VersionRow {
        link: format!("{here}/versions/{}", version.number),
        name: named(&frame, version.number),
        state: version_state(&frame, version.state),
        made: date_time(version.made_at.micros(), frame.locale),
        authors: version.authors.join(", "),
        approved_by: version.approved_by.clone().unwrap_or_default(),
    };
    let history = service.transitions.iter().map(|made| HistoryRow {
        at: date_time(made.at.micros(), frame.locale),
        what: super::wording::transition(&frame, made.transition, made.version),
        by: made.by.clone(),
        reason: made.reason.clone(),
    });
    ServicePage {
        name: line.name.say(frame.locale.tag()).text.to_owned(),
        code: line.code.clone(),
        state: service_state(&frame, line.state),
        next: next(&frame, line),
        versions: service.versions.iter().map(version).collect(),
        history: history.collect(),
        buttons: buttons(at, &frame, (here, line)),
        back: at.path("services"),
        frame,
    }
}

pub(super) fn named(frame: &ConsoleFrame, number: i64) -> String {
    let number = number.to_string();
    frame.t_with("version-named", &[("number", number.as_str())])
}

/// What the person may do with the service itself.
fn buttons(at: &AtPlace, frame: &ConsoleFrame, (here, line): (&str, &ServiceLine)) -> Vec<Button> {
    let begin = line.open.is_none() && line.state != ServiceState::Retired;
    let all = [
        (
            begin,
            Act::ServiceDescribe,
            "begin",
            frame.t("version-begin"),
        ),
        (
            line.state == ServiceState::Live,
            Act::ServicePause,
            "pause",
            frame.t("service-pause"),
        ),
        (
            line.state == ServiceState::Paused,
            Act::ServiceResume,
            "resume",
            frame.t("service-resume"),
        ),
        (
            matches!(line.state, ServiceState::New | ServiceState::Paused),
            Act::ServiceRetire,
            "retire",
            frame.t("service-retire"),
        ),
    ];
    let shown = all
        .into_iter()
        .filter(|(shown, act, ..)| *shown && permits(at, *act));
    let shown = shown.map(|(_, act, name, label)| Button {
        action: format!("{here}/{name}"),
        label,
        is_main: act == Act::ServiceDescribe,
    });
    shown.collect()
}

/// Begins the next version, as the one that holds or as the form says, and leads to its page.
pub(crate) async fn begin(staff: Staff, Path((slug, code)): ServicePath, sent: Sent) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let here = at.path(&format!("services/{code}"));
    let checked = at.may(Act::ServiceDescribe, &here);
    let fields = match checked.and_then(|()| at.staff.fields(sent)) {
        Ok(fields) => fields,
        Err(answer) => return *answer,
    };
    let from = fields.get("from").parse().ok();
    match at.app.begin_version(&code, from).await {
        Ok(number) => at.staff.visitor.see(&format!("{here}/versions/{number}")),
        Err(error) => at.refused(&error, &here),
    }
}

macro_rules! act_on_service {
    ($name:ident $act:ident $method:ident) => {
        pub(crate) async fn $name(
            staff: Staff,
            Path((slug, code)): ServicePath,
            sent: Sent,
        ) -> Response {
            let at = match staff.at(&slug).await {
                Ok(at) => at,
                Err(answer) => return answer,
            };
            let here = at.path(&format!("services/{code}"));
            let checked = at.may(Act::$act, &here);
            if let Err(answer) = checked.and_then(|()| at.staff.fields(sent)) {
                return *answer;
            }
            match at.app.$method(&code, StaffStep::default()).await {
                Ok(()) => at.staff.visitor.see(&here),
                Err(error) => at.refused(&error, &here),
            }
        }
    };
}

act_on_service! { pause ServicePause pause_service }
act_on_service! { resume ServiceResume resume_service }
act_on_service! { retire ServiceRetire retire_service }
