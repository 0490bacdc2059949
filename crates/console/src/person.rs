//! The person of a request, and the place a request is about.

use app::access::StaffError;
use app::access::doors::{StaffApp, StaffSession, StaffTenantApp, WaitingPerson};
use axum::extract::FromRequestParts;
use axum::response::Response;
use domain::access::{Act, Denial};
use http::request::Parts;
use webkit::page::LocalPath;

use crate::StaffState;
use crate::failure;
use crate::fields::{Fields, Sent, form_value};
use crate::frame::{ConsoleFrame, PlaceFrame, VIEWS};
use crate::visitor::Visitor;

/// A person that is signed in.
pub(crate) struct Staff {
    pub(crate) app: StaffApp,
    pub(crate) visitor: Visitor,
}

/// A person whose second factor is waited for.
pub(crate) struct Waiting {
    pub(crate) person: WaitingPerson,
    pub(crate) visitor: Visitor,
}

/// A person in one authority, or at the installation.
pub(crate) struct AtPlace {
    pub(crate) app: StaffTenantApp,
    pub(crate) staff: Staff,
    frame: PlaceFrame,
}

/// The session of the request; a page of ours when it cannot be read.
pub(crate) async fn session(
    state: &StaffState,
    visitor: &Visitor,
) -> Result<Option<StaffSession>, Response> {
    let Some(token) = &visitor.token else {
        return Ok(None);
    };
    let found = state.app.session(token).await;
    found.map_err(|error| failure::failed(visitor, &error))
}

impl FromRequestParts<StaffState> for Staff {
    /// To the pages for signing in.
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &StaffState) -> Result<Self, Response> {
        let Ok(visitor) = Visitor::from_request_parts(parts, state).await;
        let state = StaffState::from_request_parts(parts, state).await;
        let Ok(state) = state;
        match session(&state, &visitor).await? {
            Some(StaffSession::SignedIn(app)) => Ok(Self { app, visitor }),
            Some(StaffSession::Waiting(_)) => Err(visitor.see_code(visitor.wanted())),
            None => Err(visitor.see_sign_in()),
        }
    }
}

impl FromRequestParts<StaffState> for Waiting {
    /// To the page for signing in, or on to where the person is led.
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &StaffState) -> Result<Self, Response> {
        let Ok(visitor) = Visitor::from_request_parts(parts, state).await;
        let Ok(state) = StaffState::from_request_parts(parts, state).await;
        match session(&state, &visitor).await? {
            Some(StaffSession::Waiting(person)) => Ok(Self { person, visitor }),
            Some(StaffSession::SignedIn(_)) => Err(visitor.see_wanted(visitor.to())),
            None => Err(visitor.see("/console/sign-in")),
        }
    }
}

impl Staff {
    /// The frame of a page about no place.
    pub(crate) fn frame(&self) -> ConsoleFrame {
        self.frame_at(&self.visitor.path)
    }

    /// The same for a page that takes the place of the one at this path, which answers `GET`.
    pub(crate) fn frame_at(&self, path: &str) -> ConsoleFrame {
        ConsoleFrame {
            person: self.app.name().to_owned(),
            form: form_value(self.app.form_key()),
            ..self.visitor.frame_at(path)
        }
    }

    /// The fields of a form that a page of this session made.
    pub(crate) fn fields(&self, sent: Sent) -> Result<Fields, Box<Response>> {
        let fields = Fields::of(sent);
        if fields.is_of(self.app.form_key()) {
            return Ok(fields);
        }
        Err(Box::new(failure::foreign_form(self.frame())))
    }

    /// Whether the person may do an act in its own account now; else where to, or a page.
    pub(crate) fn may(&self, act: Act) -> Result<(), Box<Response>> {
        let denied = self.app.permits(act).map_err(StaffError::from);
        denied.map_err(|error| Box::new(self.refused(&error, &self.visitor.path)))
    }

    /// The page, or the way, for what was refused. `to` is where a fresh proof leads.
    pub(crate) fn refused(&self, error: &StaffError, to: &str) -> Response {
        if let StaffError::Denied(Denial::NotFresh) = error {
            return self.visitor.see_confirm(to);
        }
        failure::refused(&self.visitor, self.frame(), error)
    }

    /// The place of the address; the page for addresses that lead nowhere where the person has no
    /// grant.
    pub(crate) async fn at(self, slug: &str) -> Result<AtPlace, Response> {
        let found = self.app.at(slug).await;
        let found = found.map_err(|error| failure::failed(&self.visitor, &error))?;
        let Some(app) = found else {
            return Err(failure::refused(
                &self.visitor,
                self.frame(),
                &StaffError::NotFound,
            ));
        };
        let name = app.name().await;
        let name = name.map_err(|error| failure::failed(&self.visitor, &error))?;
        let views = VIEWS.into_iter();
        let views = views.filter(|view| app.permits(*view).is_ok());
        let frame = PlaceFrame {
            slug: slug.to_owned(),
            name,
            views: views.collect(),
        };
        Ok(AtPlace {
            app,
            staff: self,
            frame,
        })
    }
}

impl Waiting {
    pub(crate) fn frame(&self) -> ConsoleFrame {
        ConsoleFrame {
            form: form_value(self.person.form_key()),
            ..self.visitor.frame()
        }
    }

    pub(crate) fn fields(&self, sent: Sent) -> Result<Fields, Box<Response>> {
        let fields = Fields::of(sent);
        if fields.is_of(self.person.form_key()) {
            return Ok(fields);
        }
        Err(Box::new(failure::foreign_form(self.frame())))
    }
}

impl AtPlace {
    /// The frame of a page at this path, which answers `GET`.
    pub(crate) fn frame_at(&self, path: &str) -> ConsoleFrame {
        ConsoleFrame {
            path: LocalPath::from(path),
            place: Some(self.frame.clone()),
            ..self.staff.frame()
        }
    }

    /// The frame of this page.
    pub(crate) fn frame(&self) -> ConsoleFrame {
        self.frame_at(&self.staff.visitor.path)
    }

    /// A path of the place.
    pub(crate) fn path(&self, below: &str) -> String {
        format!("/console/{}/{below}", self.frame.slug)
    }

    /// Whether the person may do the act here now; else a page, or the way to a fresh proof and
    /// from there to `to`.
    pub(crate) fn may(&self, act: Act, to: &str) -> Result<(), Box<Response>> {
        let denied = self.app.permits(act).map_err(StaffError::from);
        denied.map_err(|error| Box::new(self.refused(&error, to)))
    }

    pub(crate) fn refused(&self, error: &StaffError, to: &str) -> Response {
        if let StaffError::Denied(Denial::NotFresh) = error {
            return self.staff.visitor.see_confirm(to);
        }
        failure::refused(&self.staff.visitor, self.frame_at(to), error)
    }
}
