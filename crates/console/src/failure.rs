//! What was refused or failed, as a page.

use std::error::Error;

use app::access::StaffError;
use app::services::TransitionError;
use axum::response::{IntoResponse, Response};
use domain::access::grants::GrantRefusal;
use domain::access::{Denial, Holder, Role};
use http::StatusCode;
use webkit::log::{self, Fault};
use webkit::page::html;

use crate::access::pages::MessagePage;
use crate::access::{audit, clients};
use crate::claims;
use crate::frame::ConsoleFrame;
use crate::payments::money;
use crate::services;
use crate::visitor::Visitor;

/// The page for what failed through no fault of the person.
pub(crate) fn failed(visitor: &Visitor, error: &(dyn Error + 'static)) -> Response {
    match log::failed("a page of the console failed", visitor.request, error) {
        Fault::DatabaseAway => unavailable(visitor.frame()),
        Fault::Ours => {
            let frame = visitor.frame();
            let number = visitor.request.to_string();
            let text = frame.t_with("failed-text", &[("number", number.as_str())]);
            let title = frame.t("failed-title");
            page(StatusCode::INTERNAL_SERVER_ERROR, frame, (title, text))
        }
    }
}

fn unavailable(frame: ConsoleFrame) -> Response {
    let text = (frame.t("unavailable-title"), frame.t("unavailable-text"));
    page(StatusCode::SERVICE_UNAVAILABLE, frame, text)
}

/// The page for a form that no page of this session made.
pub(crate) fn foreign_form(frame: ConsoleFrame) -> Response {
    let text = (frame.t("foreign-title"), frame.t("foreign-text"));
    page(StatusCode::FORBIDDEN, frame, text)
}

/// The page for what the rules refuse.
pub(crate) fn refused(visitor: &Visitor, frame: ConsoleFrame, error: &StaffError) -> Response {
    match error {
        StaffError::Secret(error) => failed(visitor, error),
        StaffError::Ledger(error) => failed(visitor, error),
        StaffError::Number(error) => failed(visitor, error),
        StaffError::Storage(error) => failed(visitor, error),
        StaffError::Document(error) => failed(visitor, error),
        StaffError::Service(error @ (TransitionError::Trial(_) | TransitionError::Document(_))) => {
            failed(visitor, error)
        }
        StaffError::Busy(_) => unavailable(frame),
        StaffError::NotFound => {
            let text = (frame.t("unknown-title"), frame.t("unknown-text"));
            page(StatusCode::NOT_FOUND, frame, text)
        }
        StaffError::Denied(denial) => {
            let text = (frame.t("denied-title"), denied(&frame, denial));
            page(StatusCode::FORBIDDEN, frame, text)
        }
        StaffError::Person(_)
        | StaffError::Scope(_)
        | StaffError::Password(_)
        | StaffError::Described(_)
        | StaffError::Code => {
            let text = (frame.t("refused-title"), frame.t("refused-form"));
            page(StatusCode::UNPROCESSABLE_ENTITY, frame, text)
        }
        StaffError::Grant(_)
        | StaffError::Service(_)
        | StaffError::Refund(_)
        | StaffError::Client(_)
        | StaffError::Export(_)
        | StaffError::Claim(_)
        | StaffError::Oneself
        | StaffError::AlreadyHere
        | StaffError::Elsewhere
        | StaffError::Unmailed
        | StaffError::State
        | StaffError::Staffed
        | StaffError::Meanwhile => {
            let text = (frame.t("refused-title"), why(&frame, error));
            page(StatusCode::CONFLICT, frame, text)
        }
    }
}

fn denied(frame: &ConsoleFrame, denial: &Denial) -> String {
    let may = match denial {
        Denial::Role { may } => may.as_slice(),
        Denial::NotFresh => &[],
    };
    let roles: Vec<String> = may
        .iter()
        .map(|holder| holder_name(frame, *holder))
        .collect();
    let roles = roles.join(", ");
    frame.t_with("denied-text", &[("roles", roles.as_str())])
}

/// Why an act is refused, in the reader's words.
pub(crate) fn why(frame: &ConsoleFrame, error: &StaffError) -> String {
    match error {
        StaffError::Grant(refusal) => grant_refusal(frame, *refusal),
        StaffError::Service(error) => services::refusal(frame, error),
        StaffError::Refund(refusal) => money::refusal(frame, *refusal),
        StaffError::Export(refusal) => audit::refusal(frame, *refusal),
        StaffError::Client(refusal) => clients::refusal(frame, *refusal),
        StaffError::Claim(refusal) => claims::wording::refusal(frame, *refusal),
        StaffError::Oneself => frame.t("refused-oneself"),
        StaffError::AlreadyHere => frame.t("refused-already-here"),
        StaffError::Elsewhere => frame.t("refused-elsewhere"),
        StaffError::Unmailed => frame.t("refused-unmailed"),
        StaffError::State => frame.t("refused-state"),
        StaffError::Denied(denial) => denied(frame, denial),
        StaffError::Staffed
        | StaffError::Meanwhile
        | StaffError::NotFound
        | StaffError::Person(_)
        | StaffError::Scope(_)
        | StaffError::Password(_)
        | StaffError::Code
        | StaffError::Busy(_)
        | StaffError::Document(_)
        | StaffError::Described(_)
        | StaffError::Secret(_)
        | StaffError::Number(_)
        | StaffError::Ledger(_)
        | StaffError::Storage(_) => frame.t("refused-meanwhile"),
    }
}

fn grant_refusal(frame: &ConsoleFrame, refusal: GrantRefusal) -> String {
    match refusal {
        GrantRefusal::NotProposed | GrantRefusal::Ended => frame.t("grant-not-open"),
        GrantRefusal::OwnProposal => frame.t("grant-own-proposal"),
        GrantRefusal::OwnGrant => frame.t("grant-own"),
        GrantRefusal::NeedsLead => frame.t("grant-needs-lead"),
        GrantRefusal::Together(role) => {
            let role = role_name(frame, role);
            frame.t_with("grant-together", &[("role", role.as_str())])
        }
        GrantRefusal::Place | GrantRefusal::NotTreasurer => frame.t("grant-wrong-role"),
        GrantRefusal::Times => frame.t("grant-times"),
        GrantRefusal::There => frame.t("grant-there"),
        GrantRefusal::Last => frame.t("grant-last"),
    }
}

/// A role as people say it.
pub(crate) fn role_name(frame: &ConsoleFrame, role: Role) -> String {
    match role {
        Role::Clerk => frame.t("role-clerk"),
        Role::ServiceOwner => frame.t("role-service-owner"),
        Role::Bookkeeper => frame.t("role-bookkeeper"),
        Role::Treasurer => frame.t("role-treasurer"),
        Role::Auditor => frame.t("role-auditor"),
        Role::Admin => frame.t("role-admin"),
        Role::Operator => frame.t("role-operator"),
    }
}

pub(crate) fn holder_name(frame: &ConsoleFrame, holder: Holder) -> String {
    match holder {
        Holder::Role(role) => role_name(frame, role),
        Holder::Lead => frame.t("role-lead"),
    }
}

fn page(status: StatusCode, frame: ConsoleFrame, (title, text): (String, String)) -> Response {
    (status, html(&MessagePage { frame, title, text })).into_response()
}
