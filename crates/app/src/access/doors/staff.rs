//! The door of the staff: signing in, the person's own account, and the places where it works.
//!
//! Three steps lead in. [`StaffDoor`] knows no person: it signs in, accepts invitations and finds
//! sessions. [`StaffApp`] is one person with a session, and its own account. [`StaffTenantApp`] is
//! that person in one authority, with the rights it has there at this moment.

mod account;
mod sign_in;
mod tenant;

use std::sync::Arc;

pub use account::StaffApp;
pub use sign_in::WaitingPerson;
pub use tenant::StaffTenantApp;

use domain::access::{Act, PersonDetails};
use domain::{ClaimId, ClientId, GrantId, Moment, MoneyInId, PaymentId, PersonId, RefundId};
use futures_util::future::BoxFuture;
use secrecy::SecretString;
use storage::StorageError;
use storage::access::sessions::StoredSession;

use super::{Door, door};
use crate::App;
use crate::access::acting::Acting;
use crate::access::audit::AuditSearch;
use crate::access::clients::WantedClient;
use crate::access::staff::invitations::{Accepted, InvitationView, NewCredentials};
use crate::access::staff::kept_forms::KeptForm;
use crate::access::staff::rate_limits::Visit;
use crate::access::staff::sessions::SessionToken;
use crate::access::staff::sign_in::SignIn;
use crate::access::staff::{StaffError, StaffPlace};

/// What the console may do before a person is known.
#[derive(Clone)]
pub struct StaffDoor {
    app: Arc<App>,
    request: Option<Arc<str>>,
}

/// A session, as far as the person proved itself.
pub enum StaffSession {
    /// The password was right; the second factor is missing.
    Waiting(WaitingPerson),
    SignedIn(StaffApp),
}

/// What a person acts on, as a row about a refused act has it.
trait ActObject {
    fn in_audit(&self) -> String;
}

impl ActObject for PersonId {
    fn in_audit(&self) -> String {
        self.to_string()
    }
}

impl ActObject for MoneyInId {
    fn in_audit(&self) -> String {
        self.to_string()
    }
}

impl ActObject for RefundId {
    fn in_audit(&self) -> String {
        self.to_string()
    }
}

impl ActObject for ClaimId {
    fn in_audit(&self) -> String {
        self.to_string()
    }
}

impl ActObject for ClientId {
    fn in_audit(&self) -> String {
        self.to_string()
    }
}

/// What was looked for and not exported.
impl ActObject for AuditSearch {
    fn in_audit(&self) -> String {
        "audit".to_owned()
    }
}

impl ActObject for WantedClient {
    fn in_audit(&self) -> String {
        self.name.clone()
    }
}

impl ActObject for GrantId {
    fn in_audit(&self) -> String {
        self.to_string()
    }
}

impl ActObject for PaymentId {
    fn in_audit(&self) -> String {
        self.to_string()
    }
}

/// The code of a service.
impl ActObject for str {
    fn in_audit(&self) -> String {
        self.to_owned()
    }
}

impl ActObject for PersonDetails {
    fn in_audit(&self) -> String {
        self.email.folded().to_owned()
    }
}

impl App {
    /// The door for the console.
    pub fn staff(&self) -> StaffDoor {
        StaffDoor {
            app: Arc::new(self.clone()),
            request: None,
        }
    }

    /// Asks the table of acts, does the act, and writes down what the rules refused. A refusal is
    /// of the first act, but for one that the table denies.
    async fn as_staff<T>(
        &self,
        by: &Acting,
        (place, acts): (StaffPlace, &[Act]),
        object: String,
        done: impl Future<Output = Result<T, StaffError>> + Send,
    ) -> Result<T, StaffError> {
        let mut asked = acts.iter().copied();
        let denied = asked.find_map(|act| act.permits(&place.standing).err().map(|why| (act, why)));
        let (act, outcome) = match denied {
            Some((act, denial)) => (Some(act), Err(denial.into())),
            None => (acts.first().copied(), done.await),
        };
        if let (Some(act), Err(error)) = (act, &outcome)
            && error.is_refusal()
        {
            self.note_refusal(by, (place.tenant, act), object, error)
                .await;
        }
        outcome
    }
}

impl Door for StaffDoor {
    fn in_request(&self, request: Arc<str>) -> Self {
        Self {
            app: Arc::clone(&self.app),
            request: Some(request),
        }
    }
}

door! {
    StaffDoor for Person from request;
    commands {
        /// Accepts the invitation. It comes with the session of the browser, which ends.
        [InvitationAccept] fn accept_invitation(
            visit: &'a Visit<'a>,
            invitation: (&'a str, Option<&'a SessionToken>),
            new: NewCredentials<'a>,
        ) -> Result<Accepted, StaffError>;
    }
    housekeeping {
        /// Address and password; the second factor follows.
        fn sign_in(
            visit: &'a Visit<'a>,
            email: &'a str,
            password: SecretString,
        ) -> Result<SignIn<SessionToken>, StaffError>;
    }
    reads {
        /// The open invitation of this token, with a new device to set up; `None` for one that is
        /// unknown, used or too old.
        fn view_invitation(token: &'a str) -> Result<Option<InvitationView>, StaffError>;
        /// The same with the device of a form that is shown again.
        fn view_invitation_again(
            token: &'a str,
            setup: &'a str,
        ) -> Result<Option<InvitationView>, StaffError>;
        /// The form, sealed for the person of this session, which may be over.
        fn keep_form(
            token: &'a SessionToken,
            form: &'a KeptForm,
        ) -> Result<Option<String>, StaffError>;
    }
}

impl StaffDoor {
    /// The present. Taken anew after every wait.
    pub fn moment(&self) -> Moment {
        self.app.moment()
    }

    /// Whether browsers reach this installation over TLS: cookies are bound to it then.
    pub fn is_secure(&self) -> bool {
        self.app.settings.public_url.is_secure()
    }

    /// The session of this token while it stands.
    pub fn session<'a>(
        &'a self,
        token: &'a SessionToken,
    ) -> BoxFuture<'a, Result<Option<StaffSession>, StorageError>> {
        Box::pin(async move {
            let found = self.app.find_session(token).await?;
            Ok(found.map(|session| self.opened(session)))
        })
    }

    fn opened(&self, session: StoredSession) -> StaffSession {
        let request = self.request.as_ref();
        if session.times.trusted_at.is_none() {
            return StaffSession::Waiting(WaitingPerson::new(&self.app, request, session));
        }
        StaffSession::SignedIn(StaffApp::new(&self.app, request, session))
    }
}
