//! Forms that came when a proof of identity was missing. The page that asks for the proof carries
//! the form along, sealed; after the proof the same person sees it again, unsent.

use app::access::doors::StaffSession;
use app::access::{KeptForm, SignedIn};
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;
use url::form_urlencoded;
use webkit::page::html;

use crate::access::pages::{Attempt, ConfirmPage, KeptPage, SignInPage};
use crate::fields::{Fields, form_value};
use crate::frame::ConsoleFrame;
use crate::person::{Staff, session};
use crate::visitor::Visitor;
use crate::{FORM_MAX, ROUTES, StaffState};

/// Larger forms are not kept: sealed and spelt out they must fit into a form themselves.
const KEPT_MAX: usize = FORM_MAX / 2;
/// Fields that are never carried along.
const SECRETS: [&str; 5] = ["form", "password", "again", "code", "device"];

/// Stands with an answer that leads to a proof of identity.
#[derive(Clone, Debug)]
pub(crate) enum ProofNeeded {
    /// The session has ended.
    SignIn,
    /// The last proof is too old; afterwards it leads here.
    Confirm { to: String },
}

/// Answers a form that needs a proof with the page for the proof, and the form on it.
pub(crate) async fn keep(
    State(state): State<StaffState>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    if !is_kept(&parts) {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let Ok(bytes) = to_bytes(body, FORM_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let request = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    let answer = next.run(request).await;
    let Some(needed) = answer.extensions().get::<ProofNeeded>().cloned() else {
        return answer;
    };
    if bytes.len() > KEPT_MAX {
        return answer;
    }
    let Ok(visitor) = Visitor::from_request_parts(&mut parts, &state).await;
    let pairs = form_urlencoded::parse(&bytes).into_owned();
    let form = KeptForm {
        path: visitor.path.clone(),
        fields: pairs
            .filter(|(name, _)| !SECRETS.contains(&name.as_str()))
            .collect(),
    };
    let page = proof_page(&state, visitor, needed, &form).await;
    page.unwrap_or(answer)
}

/// Whether forms of this address have something typed in them.
fn is_kept(parts: &Parts) -> bool {
    let path = parts.extensions.get::<MatchedPath>();
    path.is_some_and(|path| {
        let mut routes = ROUTES.iter().filter(|route| route.keeps);
        routes.any(|route| route.path == path.as_str() && route.method == parts.method)
    })
}

/// `None` where nothing can be kept: the answer then leads to the proof as it is.
async fn proof_page(
    state: &StaffState,
    visitor: Visitor,
    needed: ProofNeeded,
    form: &KeptForm,
) -> Option<Response> {
    let token = visitor.token.as_ref()?;
    let kept = state.app.keep_form(token, form).await.ok()??;
    match needed {
        ProofNeeded::SignIn => Some(html(&SignInPage {
            frame: visitor.frame_at("/console/sign-in"),
            to: String::new(),
            email: String::new(),
            attempt: Attempt::First,
            kept,
        })),
        ProofNeeded::Confirm { to } => {
            let found = session(state, &visitor).await.ok()??;
            let StaffSession::SignedIn(app) = found else {
                return None;
            };
            let staff = Staff { app, visitor };
            Some(html(&ConfirmPage {
                frame: staff.frame_at("/console/account/confirm"),
                to,
                attempt: Attempt::First,
                kept,
            }))
        }
    }
}

/// The answer to a proof: the form that was kept for the person, else the page it was led from.
pub(crate) async fn after_proof(
    state: &StaffState,
    visitor: &Visitor,
    (signed_in, fields): (&SignedIn, &Fields),
) -> Response {
    let answer = match shown_again(state, visitor, (signed_in, fields)).await {
        Some(page) => page,
        None => visitor.see_wanted(fields.get("to")),
    };
    visitor.signed_in(answer, signed_in)
}

async fn shown_again(
    state: &StaffState,
    visitor: &Visitor,
    (signed_in, fields): (&SignedIn, &Fields),
) -> Option<Response> {
    let kept = fields.get("kept");
    if kept.is_empty() {
        return None;
    }
    let found = state.app.session(&signed_in.token).await.ok()??;
    let StaffSession::SignedIn(app) = found else {
        return None;
    };
    let form = app.open_kept_form(kept)?;
    Some(html(&KeptPage {
        frame: ConsoleFrame {
            person: app.name().to_owned(),
            form: form_value(app.form_key()),
            ..visitor.frame_at("/console")
        },
        path: form.path,
        fields: form.fields,
    }))
}
