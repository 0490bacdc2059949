//! The staff of a place: listed, invited, suspended, reset.

use app::access::{InvitationLink, StaffError, StaffMember};
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use domain::PersonId;
use domain::access::persons::BadPerson;
use domain::access::{Act, Denial, PersonDetails, PersonState};
use http::StatusCode;
use webkit::page::html;

use super::grants::{WantedFields, grant_rows, wanted};
use super::pages::{InvitePage, LinkPage, PeoplePage, PersonPage, PersonRow};
use crate::failure;
use crate::fields::{Fields, Sent};
use crate::frame::ConsoleFrame;
use crate::person::{AtPlace, Staff};

/// A place and a person in an address.
pub(crate) type PersonPath = Path<(String, String)>;

pub(crate) async fn list(staff: Staff, Path(slug): Path<String>) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let here = at.path("people");
    let members = match at.app.view_staff().await {
        Ok(members) => members,
        Err(error) => return at.refused(&error, &here),
    };
    let frame = at.frame();
    let rows = members.iter().map(|member| PersonRow {
        link: at.path(&format!("people/{}", member.id)),
        name: member.name.clone(),
        email: member.email.clone(),
        state: state_name(&frame, member.state),
        roles: roles(&at, &frame, member),
    });
    let rows = rows.collect();
    html(&PeoplePage {
        may_invite: at.app.permits(Act::PersonInvite).is_ok(),
        frame,
        rows,
    })
}

fn state_name(frame: &ConsoleFrame, state: PersonState) -> String {
    match state {
        PersonState::Invited => frame.t("state-invited"),
        PersonState::Active => frame.t("state-active"),
        PersonState::Suspended => frame.t("state-suspended"),
    }
}

/// The roles that are open, proposed ones marked as such.
fn roles(at: &AtPlace, frame: &ConsoleFrame, member: &StaffMember) -> String {
    let rows = grant_rows(at, frame, &member.grants);
    let roles = rows.iter().map(|row| {
        if row.proposed {
            frame.t_with("role-proposed", &[("role", row.role.as_str())])
        } else {
            row.role.clone()
        }
    });
    roles.collect::<Vec<_>>().join(", ")
}

/// The place of the address and its person.
pub(super) async fn at_person(
    staff: Staff,
    (slug, person): &(String, String),
) -> Result<(AtPlace, PersonId, String), Response> {
    let at = staff.at(slug).await?;
    match person.parse::<PersonId>() {
        Ok(person) => {
            let page = at.path(&format!("people/{person}"));
            Ok((at, person, page))
        }
        Err(_) => Err(at.refused(&StaffError::NotFound, &at.path("people"))),
    }
}

pub(crate) async fn get(staff: Staff, Path(path): PersonPath) -> Response {
    match at_person(staff, &path).await {
        Ok((at, person, page)) => show(&at, person, &page).await,
        Err(answer) => answer,
    }
}

async fn show(at: &AtPlace, person: PersonId, here: &str) -> Response {
    let members = match at.app.view_staff().await {
        Ok(members) => members,
        Err(error) => return at.refused(&error, here),
    };
    let Some(member) = members.into_iter().find(|member| member.id == person) else {
        return at.refused(&StaffError::NotFound, &at.path("people"));
    };
    let frame = at.frame_at(here);
    // A fresh proof is asked for on the way, so what needs one is shown without.
    let permits = |act: Act| match at.app.permits(act) {
        Ok(()) | Err(Denial::NotFresh) => !member.oneself,
        Err(Denial::Role { .. }) => false,
    };
    let propose = permits(Act::GrantPropose).then(|| format!("{here}/grants"));
    let acts = acts(&frame, here, member.state);
    html(&PersonPage {
        state: state_name(&frame, member.state),
        grants: grant_rows(at, &frame, &member.grants),
        propose,
        may_end: permits(Act::GrantEnd),
        acts: acts
            .into_iter()
            .filter_map(|(act, path, label)| permits(act).then_some((path, label)))
            .collect(),
        id: member.id.to_string(),
        name: member.name.clone(),
        email: member.email.clone(),
        frame,
    })
}

/// What can be done to a person in this state: the act, where its form is sent, its button.
fn acts(frame: &ConsoleFrame, page: &str, state: PersonState) -> Vec<(Act, String, String)> {
    let suspend = (Act::PersonSuspend, "suspend", frame.t("suspend"));
    let resume = (Act::PersonResume, "resume", frame.t("resume"));
    let end = (
        Act::PersonEndSessions,
        "end-sessions",
        frame.t("end-sessions"),
    );
    let reset = (Act::PersonReset, "reset", frame.t("reset"));
    let possible = match state {
        PersonState::Invited => vec![reset],
        PersonState::Active => vec![suspend, end, reset],
        PersonState::Suspended => vec![resume],
    };
    let acts = possible.into_iter();
    acts.map(|(act, name, label)| (act, format!("{page}/{name}"), label))
        .collect()
}

pub(crate) async fn get_invite(staff: Staff, Path(slug): Path<String>) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let here = at.path("people/invite");
    match at.may(Act::PersonInvite, &here) {
        Ok(()) => html(&invite_page(&at, &Fields::default(), None)),
        Err(answer) => *answer,
    }
}

fn invite_page(at: &AtPlace, fields: &Fields, error: Option<(&'static str, String)>) -> InvitePage {
    InvitePage {
        frame: at.frame_at(&at.path("people/invite")),
        name: fields.get("name").to_owned(),
        email: fields.get("email").to_owned(),
        wanted: WantedFields::of(fields, at.app.is_operator()),
        error,
    }
}

pub(crate) async fn post_invite(staff: Staff, Path(slug): Path<String>, sent: Sent) -> Response {
    let at = match staff.at(&slug).await {
        Ok(at) => at,
        Err(answer) => return answer,
    };
    let here = at.path("people/invite");
    let checked = at.may(Act::PersonInvite, &here);
    let fields = match checked.and_then(|()| at.staff.fields(sent)) {
        Ok(fields) => fields,
        Err(answer) => return *answer,
    };
    if fields.is_shown_again() {
        return html(&invite_page(&at, &fields, None));
    }
    let frame = at.frame_at(&here);
    let read = PersonDetails::read(fields.get("name"), fields.get("email"));
    let read = read.map_err(|error| match error {
        BadPerson::Name => ("name", frame.t("wrong-name")),
        BadPerson::Email => ("email", frame.t("wrong-email")),
    });
    let read = read.and_then(|details| Ok((details, wanted(&frame, &fields)?)));
    let (details, wanted) = match read {
        Ok(read) => read,
        Err(error) => return invalid(&invite_page(&at, &fields, Some(error))),
    };
    match at.app.invite_person(&details, &wanted).await {
        Ok(invited) => {
            let back = at.path(&format!("people/{}", invited.person));
            let Some(link) = invited.link else {
                return at.staff.visitor.see(&back);
            };
            html(&link_page(frame, details.name, (link, back)))
        }
        Err(error @ (StaffError::AlreadyHere | StaffError::Elsewhere)) => {
            let error = ("email", failure::why(&frame, &error));
            invalid(&invite_page(&at, &fields, Some(error)))
        }
        Err(error) => at.refused(&error, &here),
    }
}

fn invalid(page: &InvitePage) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
}

/// A form of the person's page: checked, then done; then the page again.
macro_rules! act_on_person {
    ($(#[$doc:meta])* $name:ident $act:ident $method:ident) => {
        $(#[$doc])*
        pub(crate) async fn $name(
            staff: Staff,
            Path(path): PersonPath,
            sent: Sent,
        ) -> Response {
            let (at, person, page) = match at_person(staff, &path).await {
                Ok(found) => found,
                Err(answer) => return answer,
            };
            let checked = at.may(Act::$act, &page);
            if let Err(answer) = checked.and_then(|()| at.staff.fields(sent)) {
                return *answer;
            }
            match at.app.$method(person).await {
                Ok(_) => at.staff.visitor.see(&page),
                Err(error) => at.refused(&error, &page),
            }
        }
    };
}

act_on_person! { suspend PersonSuspend suspend_person }
act_on_person! { resume PersonResume resume_person }
act_on_person! { end_sessions PersonEndSessions end_sessions_of }

/// What became of an invitation's link. One that is shown is in this answer, and nowhere else.
fn link_page(
    frame: ConsoleFrame,
    name: String,
    (link, back): (InvitationLink, String),
) -> LinkPage {
    LinkPage {
        frame,
        name,
        link: match link {
            InvitationLink::Mailed => None,
            InvitationLink::Shown(link) => Some(link.into()),
        },
        back,
    }
}

pub(crate) async fn reset(staff: Staff, Path(path): PersonPath, sent: Sent) -> Response {
    let (at, person, page) = match at_person(staff, &path).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let checked = at.may(Act::PersonReset, &page);
    if let Err(answer) = checked.and_then(|()| at.staff.fields(sent)) {
        return *answer;
    }
    let name = match at.app.view_staff().await {
        Ok(staff) => staff.into_iter().find(|member| member.id == person),
        Err(error) => return at.refused(&error, &page),
    };
    match at.app.reset_person(person).await {
        Ok(link) => {
            let name = name.map_or_else(String::new, |member| member.name);
            html(&link_page(at.frame_at(&page), name, (link, page)))
        }
        Err(error) => at.refused(&error, &page),
    }
}
