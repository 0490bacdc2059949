//! Signing in and out: address and password, then a one-time code or a recovery code.

use app::access::doors::StaffSession;
use app::access::{SessionToken, SignIn, StaffError};
use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use http::StatusCode;
use webkit::format::until;
use webkit::page::html;

use super::pages::{Attempt, CodePage, SignInPage};
use crate::StaffState;
use crate::access::kept::after_proof;
use crate::failure;
use crate::fields::{Fields, Sent, form_value};
use crate::frame::ConsoleFrame;
use crate::person::{Staff, Waiting, session};
use crate::visitor::Visitor;

/// The form; a person that is signed in is led on.
pub(crate) async fn get(state: StaffState, visitor: Visitor) -> Response {
    match session(&state, &visitor).await {
        Ok(Some(StaffSession::SignedIn(_))) => visitor.see_wanted(visitor.to()),
        Ok(Some(StaffSession::Waiting(_)) | None) => html(&SignInPage {
            frame: visitor.frame(),
            to: visitor.to().to_owned(),
            email: String::new(),
            attempt: Attempt::First,
            kept: String::new(),
        }),
        Err(answer) => answer,
    }
}

pub(crate) async fn post(state: StaffState, visitor: Visitor, sent: Sent) -> Response {
    let fields = Fields::of(sent);
    let (email, to, kept) = (fields.get("email"), fields.get("to"), fields.get("kept"));
    let visit = visitor.visit();
    let signed = state.app.sign_in(&visit, email, fields.secret("password"));
    let attempt = match signed.await {
        Ok(SignIn::Done(token)) => {
            let page = code_page(&state, &visitor, (&token, &fields)).await;
            let page = page.unwrap_or_else(|| visitor.see_code(to));
            return visitor.with_token(page, &token);
        }
        Ok(SignIn::Refused) => Attempt::Wrong,
        Ok(SignIn::NotBefore(time)) => not_before(&visitor, &state, time),
        Err(error) => return failure::refused(&visitor, visitor.frame(), &error),
    };
    let status = status(&attempt);
    let page = SignInPage {
        frame: visitor.frame(),
        to: to.to_owned(),
        email: email.to_owned(),
        attempt,
        kept: kept.to_owned(),
    };
    (status, html(&page)).into_response()
}

/// The page for the second factor with a form that is kept; too long for an address. `None` without
/// such a form.
async fn code_page(
    state: &StaffState,
    visitor: &Visitor,
    (token, fields): (&SessionToken, &Fields),
) -> Option<Response> {
    if fields.get("kept").is_empty() {
        return None;
    }
    let found = state.app.session(token).await.ok()??;
    let StaffSession::Waiting(person) = found else {
        return None;
    };
    let frame = ConsoleFrame {
        form: form_value(person.form_key()),
        ..visitor.frame()
    };
    Some(html(&CodePage {
        frame,
        to: fields.get("to").to_owned(),
        attempt: Attempt::First,
        kept: fields.get("kept").to_owned(),
    }))
}

/// Rounded up to the full minute: at the minute shown the time has passed.
pub(super) fn not_before(visitor: &Visitor, state: &StaffState, time: Timestamp) -> Attempt {
    let time = time.plus(std::time::Duration::from_mins(1)).micros();
    let now = state.app.moment().now.micros();
    Attempt::NotBefore(until(time, now, visitor.locale))
}

pub(super) const fn status(attempt: &Attempt) -> StatusCode {
    match attempt {
        Attempt::First => StatusCode::OK,
        Attempt::Wrong => StatusCode::UNPROCESSABLE_ENTITY,
        Attempt::NotBefore(_) => StatusCode::TOO_MANY_REQUESTS,
    }
}

pub(crate) async fn get_code(waiting: Waiting) -> Response {
    html(&CodePage {
        frame: waiting.frame(),
        to: waiting.visitor.to().to_owned(),
        attempt: Attempt::First,
        kept: String::new(),
    })
}

pub(crate) async fn post_code(state: StaffState, waiting: Waiting, sent: Sent) -> Response {
    let fields = match waiting.fields(sent) {
        Ok(fields) => fields,
        Err(answer) => return *answer,
    };
    let visitor = &waiting.visitor;
    let visit = visitor.visit();
    let proof = waiting.person.second_factor(&visit, fields.get("code"));
    let attempt = match proof.await {
        Ok(SignIn::Done(signed_in)) => {
            return after_proof(&state, visitor, (&signed_in, &fields)).await;
        }
        Ok(SignIn::Refused) => Attempt::Wrong,
        Ok(SignIn::NotBefore(time)) => not_before(visitor, &state, time),
        Err(error) => return failure::refused(visitor, waiting.frame(), &error),
    };
    let status = status(&attempt);
    let page = CodePage {
        frame: waiting.frame(),
        to: fields.get("to").to_owned(),
        attempt,
        kept: fields.get("kept").to_owned(),
    };
    (status, html(&page)).into_response()
}

/// Ends the session; one that has ended already is told the same.
pub(crate) async fn sign_out(staff: Staff, sent: Sent) -> Response {
    if let Err(answer) = staff.fields(sent) {
        return *answer;
    }
    let out = staff
        .visitor
        .signed_out(staff.visitor.see("/console/sign-in"));
    match staff.app.sign_out().await {
        Ok(()) | Err(StaffError::NotFound) => out,
        Err(error) => staff.refused(&error, "/console"),
    }
}
