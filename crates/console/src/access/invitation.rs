//! An invitation: whose it is, and the form that accepts it. Looking at it uses nothing up.

use app::access::{NewCredentials, StaffError};
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::{IntoResponse, Response};
use domain::access::credentials::BadPassword;
use http::StatusCode;
use webkit::page::html;

use super::device;
use super::pages::{InvitationPage, RecoveryCodesPage, Wrong};
use crate::StaffState;
use crate::failure;
use crate::fields::{Fields, Sent};
use crate::visitor::Visitor;

type Token = Result<Path<String>, PathRejection>;

fn token(path: Token) -> String {
    path.map(|Path(token)| token).unwrap_or_default()
}

pub(crate) async fn get(state: StaffState, visitor: Visitor, path: Token) -> Response {
    let seen = state.app.view_invitation(&token(path)).await;
    match seen {
        Ok(Some(invitation)) => html(&InvitationPage {
            frame: visitor.frame(),
            device: device(&invitation.setup),
            name: invitation.name,
            email: invitation.email,
            authority: invitation.authority,
            wrong: None,
        }),
        Ok(None) => failure::refused(&visitor, visitor.frame(), &StaffError::NotFound),
        Err(error) => failure::refused(&visitor, visitor.frame(), &error),
    }
}

pub(crate) async fn post(state: StaffState, visitor: Visitor, path: Token, sent: Sent) -> Response {
    let (token, fields) = (token(path), Fields::of(sent));
    if fields.get("password") != fields.get("again") {
        return again(&state, &visitor, (&token, &fields), Wrong::Again).await;
    }
    let new = NewCredentials {
        password: fields.secret("password"),
        setup: fields.get("device"),
        code: fields.get("code"),
    };
    let visit = visitor.visit();
    let invitation = (token.as_str(), visitor.token.as_ref());
    let accepted = state.app.accept_invitation(&visit, invitation, new).await;
    match accepted {
        Ok(accepted) => {
            let codes = accepted.recovery_codes.iter().map(ToString::to_string);
            let page = html(&RecoveryCodesPage {
                frame: visitor.frame(),
                codes: codes.collect(),
            });
            visitor.signed_in(page, &accepted.signed_in)
        }
        Err(error) => match wrong(&error) {
            Some(wrong) => again(&state, &visitor, (&token, &fields), wrong).await,
            None => failure::refused(&visitor, visitor.frame(), &error),
        },
    }
}

/// The form again with what is wrong. The device stays the one that was scanned.
async fn again(
    state: &StaffState,
    visitor: &Visitor,
    (token, fields): (&str, &Fields),
    wrong: Wrong,
) -> Response {
    let device_field = fields.get("device");
    let seen = state.app.view_invitation_again(token, device_field).await;
    match seen {
        Ok(Some(invitation)) => {
            let page = InvitationPage {
                frame: visitor.frame(),
                device: device(&invitation.setup),
                name: invitation.name,
                email: invitation.email,
                authority: invitation.authority,
                wrong: Some(wrong),
            };
            (StatusCode::UNPROCESSABLE_ENTITY, html(&page)).into_response()
        }
        Ok(None) => failure::refused(visitor, visitor.frame(), &StaffError::NotFound),
        Err(error) => failure::refused(visitor, visitor.frame(), &error),
    }
}

/// What of a form with credentials is wrong; `None` for what no other entry mends.
pub(super) fn wrong(error: &StaffError) -> Option<Wrong> {
    match error {
        StaffError::Code => Some(Wrong::Code),
        StaffError::Password(BadPassword::TooShort | BadPassword::TooLong) => Some(Wrong::Length),
        StaffError::Password(BadPassword::Pattern | BadPassword::TellsPerson) => {
            Some(Wrong::Guessable)
        }
        StaffError::Denied(_)
        | StaffError::NotFound
        | StaffError::Grant(_)
        | StaffError::Person(_)
        | StaffError::Scope(_)
        | StaffError::Oneself
        | StaffError::AlreadyHere
        | StaffError::Elsewhere
        | StaffError::Unmailed
        | StaffError::State
        | StaffError::Staffed
        | StaffError::Refund(_)
        | StaffError::Client(_)
        | StaffError::Export(_)
        | StaffError::Ledger(_)
        | StaffError::Meanwhile
        | StaffError::Busy(_)
        | StaffError::Document(_)
        | StaffError::Described(_)
        | StaffError::Service(_)
        | StaffError::Secret(_)
        | StaffError::Claim(_)
        | StaffError::Number(_)
        | StaffError::Storage(_) => None,
    }
}
