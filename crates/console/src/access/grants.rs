//! Grants of a person: proposed, confirmed, ended.

use app::access::{GrantView, StaffError, WantedGrant};
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use domain::access::{Act, Grant, GrantScope, GrantState, Role};
use domain::{Day, GrantId};
use http::StatusCode;
use webkit::page::html;

use super::day;
use super::pages::{GrantRow, ProposePage};
use super::persons::{PersonPath, at_person};
use crate::failure::role_name;
use crate::fields::{Fields, Sent};
use crate::frame::ConsoleFrame;
use crate::person::{AtPlace, Staff};

/// Roles of an authority as a form offers them, in the order of the list.
const ROLES: [(&str, Role, bool); 7] = [
    ("clerk", Role::Clerk, false),
    ("service_owner", Role::ServiceOwner, false),
    ("bookkeeper", Role::Bookkeeper, false),
    ("treasurer", Role::Treasurer, false),
    ("lead", Role::Treasurer, true),
    ("auditor", Role::Auditor, false),
    ("admin", Role::Admin, false),
];
const OPERATOR: (&str, Role, bool) = ("operator", Role::Operator, false);

/// The fields of a wanted grant, as typed.
#[derive(Clone, Debug)]
pub(crate) struct WantedFields {
    pub(crate) roles: Vec<&'static str>,
    pub(crate) role: String,
    pub(crate) department: String,
    pub(crate) until: String,
}

impl WantedFields {
    pub(crate) fn of(fields: &Fields, operator: bool) -> Self {
        let roles = if operator {
            vec![OPERATOR.0]
        } else {
            ROLES.iter().map(|(code, ..)| *code).collect()
        };
        Self {
            roles,
            role: fields.get("role").to_owned(),
            department: fields.get("department").to_owned(),
            until: fields.get("until").to_owned(),
        }
    }
}

impl ConsoleFrame {
    /// The role with this code, as people say it.
    pub(crate) fn role(&self, code: &str) -> String {
        match named(code) {
            Some((_, true)) => self.t("role-lead"),
            Some((role, false)) => role_name(self, role),
            None => String::new(),
        }
    }
}

fn named(code: &str) -> Option<(Role, bool)> {
    let all = ROLES.iter().chain([&OPERATOR]);
    let mut found = all.filter(|(known, ..)| *known == code);
    found.next().map(|(_, role, lead)| (*role, *lead))
}

/// The grant that a form asks for, or the field that is wrong and what to do.
pub(super) fn wanted(
    frame: &ConsoleFrame,
    fields: &Fields,
) -> Result<WantedGrant, (&'static str, String)> {
    let found = named(fields.get("role"));
    let (role, lead) = found.ok_or_else(|| ("role", frame.t("wrong-role")))?;
    let department = fields.get("department").trim();
    let scope = if department.is_empty() {
        Ok(GrantScope::All)
    } else {
        GrantScope::department(department)
    };
    let until = fields.get("until").trim();
    let until = if until.is_empty() {
        Ok(None)
    } else {
        last_day(until).map(Some).ok_or(())
    };
    Ok(WantedGrant {
        role,
        lead,
        scope: scope.map_err(|_| ("department", frame.t("wrong-department")))?,
        until: until.map_err(|()| ("until", frame.t("wrong-until")))?,
    })
}

/// The end of the day: the last on which the grant is in force.
fn last_day(typed: &str) -> Option<domain::Timestamp> {
    let day = Day::typed(typed).ok()?;
    Some(day.plus_days(1)?.begins())
}

/// Grants as pages of the place show them.
pub(super) fn grant_rows(
    at: &AtPlace,
    frame: &ConsoleFrame,
    grants: &[GrantView],
) -> Vec<GrantRow> {
    let row = |view: &GrantView| {
        let grant = &view.grant;
        let path = at.path(&format!("grants/{}", grant.id));
        GrantRow {
            confirm: format!("{path}/confirm"),
            end: format!("{path}/end"),
            role: grant_role(frame, grant),
            scope: scope_name(frame, grant),
            until: grant.until.map(|until| day(until, frame.locale)),
            proposed: grant.state == GrantState::Proposed,
            proposed_by: view.proposed_by.clone(),
            confirmable: view.confirmable,
        }
    };
    grants.iter().map(row).collect()
}

/// The role of a grant, as people say it.
pub(super) fn grant_role(frame: &ConsoleFrame, grant: &Grant) -> String {
    if grant.lead {
        return frame.t("role-lead");
    }
    role_name(frame, grant.role)
}

pub(super) fn scope_name(frame: &ConsoleFrame, grant: &Grant) -> String {
    match &grant.scope {
        GrantScope::All => frame.t("scope-all"),
        GrantScope::Department(name) => name.clone(),
        GrantScope::Services(services) => {
            let many = services.len().to_string();
            frame.t_with("scope-services", &[("many", many.as_str())])
        }
    }
}

pub(crate) async fn get_propose(staff: Staff, Path(path): PersonPath) -> Response {
    let (at, _, page) = match at_person(staff, &path).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let here = format!("{page}/grants");
    match at.may(Act::GrantPropose, &here) {
        Ok(()) => html(&propose_page(&at, &page, &Fields::default(), None)),
        Err(answer) => *answer,
    }
}

fn propose_page(
    at: &AtPlace,
    person: &str,
    fields: &Fields,
    error: Option<(&'static str, String)>,
) -> ProposePage {
    ProposePage {
        frame: at.frame_at(&format!("{person}/grants")),
        back: person.to_owned(),
        wanted: WantedFields::of(fields, at.app.is_operator()),
        error,
    }
}

pub(crate) async fn post_propose(staff: Staff, Path(path): PersonPath, sent: Sent) -> Response {
    let (at, person, page) = match at_person(staff, &path).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let checked = at.may(Act::GrantPropose, &page);
    let fields = match checked.and_then(|()| at.staff.fields(sent)) {
        Ok(fields) => fields,
        Err(answer) => return *answer,
    };
    if fields.is_shown_again() {
        return html(&propose_page(&at, &page, &fields, None));
    }
    let wanted = match wanted(&at.frame(), &fields) {
        Ok(wanted) => wanted,
        Err(error) => {
            let page = propose_page(&at, &page, &fields, Some(error));
            return (StatusCode::UNPROCESSABLE_ENTITY, html(&page)).into_response();
        }
    };
    match at.app.propose_grant(person, &wanted).await {
        Ok(_) => at.staff.visitor.see(&page),
        Err(error) => at.refused(&error, &page),
    }
}

/// The page of the person that a form about a grant came from.
fn back(at: &AtPlace, fields: &Fields) -> String {
    let person = fields.get("person").parse::<domain::PersonId>();
    person.map_or_else(
        |_| at.path("people"),
        |person| at.path(&format!("people/{person}")),
    )
}

macro_rules! act_on_grant {
    ($name:ident $act:ident $method:ident) => {
        pub(crate) async fn $name(staff: Staff, Path(path): PersonPath, sent: Sent) -> Response {
            let (slug, grant) = path;
            let at = match staff.at(&slug).await {
                Ok(at) => at,
                Err(answer) => return answer,
            };
            let checked = at.may(Act::$act, &at.path("people"));
            let fields = match checked.and_then(|()| at.staff.fields(sent)) {
                Ok(fields) => fields,
                Err(answer) => return *answer,
            };
            let page = back(&at, &fields);
            let done = match grant.parse::<GrantId>() {
                Ok(grant) => at.app.$method(grant).await,
                Err(_) => Err(StaffError::NotFound),
            };
            match done {
                Ok(()) => at.staff.visitor.see(&page),
                Err(error) => at.refused(&error, &page),
            }
        }
    };
}

act_on_grant! { confirm GrantConfirm confirm_grant }
act_on_grant! { end GrantEnd end_grant }
