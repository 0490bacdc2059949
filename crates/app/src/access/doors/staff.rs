//! The door of the staff: signing in, the person's own account, and the places where it works.
//!
//! Three steps lead in. [`StaffDoor`] knows no person: it signs in, accepts invitations and finds
//! sessions. [`StaffApp`] is one person with a session, and its own account. [`StaffTenantApp`] is
//! that person in one authority, with the rights it has there at this moment.

use std::sync::Arc;

use domain::access::credentials::RecoveryCode;
use domain::access::sessions::SessionEnd;
use domain::access::{Act, PersonDetails, Standing};
use domain::{GrantId, Moment, PersonId, SessionId, Timestamp};
use futures_util::future::BoxFuture;
use secrecy::SecretString;
use storage::StorageError;
use storage::access::sessions::StoredSession;
use url::Url;

use super::Door;
use crate::App;
use crate::access::acting::Acting;
use crate::access::staff::account::AccountView;
use crate::access::staff::grants::WantedGrant;
use crate::access::staff::rate_limits::Visit;
use crate::access::staff::invitations::{Accepted, InvitationView, NewCredentials};
use crate::access::staff::one_time_codes::CodeSetup;
use crate::access::staff::persons::{Invited, StaffMember};
use crate::access::staff::sessions::SessionToken;
use crate::access::staff::sign_in::{SignIn, SignedIn};
use crate::access::staff::{StaffError, StaffPlace, person};

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

/// A person whose second factor is waited for.
#[derive(Clone)]
pub struct WaitingPerson {
    app: Arc<App>,
    request: Option<Arc<str>>,
    session: Arc<StoredSession>,
}

/// A person that is signed in, and its own account.
#[derive(Clone)]
pub struct StaffApp {
    app: Arc<App>,
    acting: Acting,
    session: Arc<StoredSession>,
}

/// A person in one authority, or at the installation.
#[derive(Clone)]
pub struct StaffTenantApp {
    app: Arc<App>,
    acting: Acting,
    place: StaffPlace,
}

impl App {
    /// The door for the console.
    pub fn staff(&self) -> StaffDoor {
        StaffDoor {
            app: Arc::new(self.clone()),
            request: None,
        }
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

impl StaffDoor {
    /// Every act this door offers.
    pub const ACTS: &'static [Act] = &[Act::SessionStart, Act::InvitationAccept];

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
        let app = Arc::clone(&self.app);
        if session.times.trusted_at.is_none() {
            return StaffSession::Waiting(WaitingPerson {
                app,
                request: self.request.clone(),
                session: Arc::new(session),
            });
        }
        StaffSession::SignedIn(StaffApp {
            app,
            acting: person(session.person, self.request.as_ref()),
            session: Arc::new(session),
        })
    }

    /// Address and password; the second factor follows.
    pub fn sign_in<'a>(
        &'a self,
        visit: &'a Visit<'a>,
        email: &'a str,
        password: SecretString,
    ) -> BoxFuture<'a, Result<SignIn<SessionToken>, StaffError>> {
        Box::pin(self.app.sign_in(visit, email, password))
    }

    /// The open invitation of this token, with a new device to set up; `None` for one that is
    /// unknown, used or too old.
    pub fn invitation<'a>(
        &'a self,
        token: &'a str,
    ) -> BoxFuture<'a, Result<Option<InvitationView>, StaffError>> {
        Box::pin(self.app.view_invitation(token))
    }

    /// The same with the device of a form that is shown again.
    pub fn invitation_again<'a>(
        &'a self,
        token: &'a str,
        setup: &'a str,
    ) -> BoxFuture<'a, Result<Option<InvitationView>, StaffError>> {
        Box::pin(self.app.view_invitation_again(token, setup))
    }

    /// Accepts the invitation. `before` is the session of the browser, which ends.
    pub fn accept_invitation<'a>(
        &'a self,
        visit: &'a Visit<'a>,
        (token, before): (&'a str, Option<&'a SessionToken>),
        new: NewCredentials<'a>,
    ) -> BoxFuture<'a, Result<Accepted, StaffError>> {
        let invitation = (token, before);
        let request = self.request.as_ref();
        Box::pin(self.app.accept_invitation(request, visit, invitation, new))
    }
}

impl WaitingPerson {
    /// What forms of the session carry.
    pub fn form_key(&self) -> &[u8] {
        &self.session.form_key
    }

    /// A one-time code, or a recovery code.
    pub fn second_factor<'a>(
        &'a self,
        visit: &'a Visit<'a>,
        code: &'a str,
    ) -> BoxFuture<'a, Result<SignIn<SignedIn>, StaffError>> {
        let proof = (&*self.session, code);
        Box::pin(self.app.second_factor(self.request.as_ref(), visit, proof))
    }
}

impl StaffApp {
    /// Every act this door offers.
    pub const ACTS: &'static [Act] = &[
        Act::AccountView,
        Act::SessionConfirm,
        Act::SessionEnd,
        Act::PasswordSet,
        Act::OneTimeCodeSet,
        Act::RecoveryCodesMake,
    ];

    /// The person's name.
    pub fn name(&self) -> &str {
        &self.session.name
    }

    /// What forms of the session carry.
    pub fn form_key(&self) -> &[u8] {
        &self.session.form_key
    }

    /// Whether the person proved itself a short while ago.
    pub fn is_fresh(&self) -> bool {
        self.session.times.is_fresh(self.app.moment().now)
    }

    /// The person's sessions, credentials and places.
    pub fn account(&self) -> BoxFuture<'_, Result<AccountView, StaffError>> {
        Box::pin(self.app.view_account(&self.session))
    }

    /// Password and code once more; this browser gets a new token.
    pub fn confirm<'a>(
        &'a self,
        visit: &'a Visit<'a>,
        password: SecretString,
        code: &'a str,
    ) -> BoxFuture<'a, Result<SignIn<SignedIn>, StaffError>> {
        let proof = (password, code);
        let session = &self.session;
        Box::pin(
            self.app
                .confirm_session(&self.acting, visit, session, proof),
        )
    }

    /// Ends this session.
    pub fn sign_out(&self) -> BoxFuture<'_, Result<(), StaffError>> {
        let own = (&*self.session, self.session.id);
        let why = SessionEnd::SignedOut;
        Box::pin(self.app.end_own_session(&self.acting, own, why))
    }

    /// Ends another session of the person.
    pub fn end_session(&self, other: SessionId) -> BoxFuture<'_, Result<(), StaffError>> {
        let why = SessionEnd::Revoked;
        let own = (&*self.session, other);
        Box::pin(self.app.end_own_session(&self.acting, own, why))
    }

    /// Another password; this browser gets a new token.
    pub fn set_password<'a>(
        &'a self,
        visit: &'a Visit<'a>,
        password: SecretString,
    ) -> BoxFuture<'a, Result<SessionToken, StaffError>> {
        let at = (visit, &*self.session);
        Box::pin(self.app.set_password(&self.acting, at, password))
    }

    /// A device to be set up for one-time codes.
    pub fn new_setup(&self) -> Result<CodeSetup, StaffError> {
        self.app.new_own_setup(&self.session)
    }

    /// One-time codes from that device; this browser gets a new token.
    pub fn set_one_time_code<'a>(
        &'a self,
        visit: &'a Visit<'a>,
        setup: &'a str,
        code: &'a str,
    ) -> BoxFuture<'a, Result<SessionToken, StaffError>> {
        let at = (visit, &*self.session);
        let new = (setup, code);
        Box::pin(self.app.set_one_time_code(&self.acting, at, new))
    }

    /// New recovery codes; the old ones are void.
    pub fn make_recovery_codes(&self) -> BoxFuture<'_, Result<Vec<RecoveryCode>, StaffError>> {
        Box::pin(self.app.make_recovery_codes(&self.acting, &self.session))
    }

    /// The person in this authority, or at the installation; `None` where it has no grant.
    pub fn at<'a>(
        &'a self,
        slug: &'a str,
    ) -> BoxFuture<'a, Result<Option<StaffTenantApp>, StorageError>> {
        Box::pin(async move {
            let place = self.app.staff_place(&self.session, slug).await?;
            Ok(place.map(|place| StaffTenantApp {
                app: Arc::clone(&self.app),
                acting: self.acting.clone(),
                place,
            }))
        })
    }
}

impl StaffTenantApp {
    /// Every act this door offers.
    pub const ACTS: &'static [Act] = &[
        Act::PersonView,
        Act::PersonInvite,
        Act::PersonSuspend,
        Act::PersonResume,
        Act::PersonEndSessions,
        Act::PersonReset,
        Act::GrantPropose,
        Act::GrantConfirm,
        Act::GrantEnd,
    ];

    /// The present. Taken anew after every wait.
    pub fn now(&self) -> Timestamp {
        self.app.moment().now
    }

    /// What the person is here, for pages that show only what it may do.
    pub const fn standing(&self) -> &Standing {
        &self.place.standing
    }

    /// Whether it is the installation, and no authority.
    pub fn is_operator(&self) -> bool {
        self.place.is_operator()
    }

    /// The authority's name; empty for the installation.
    pub fn name(&self) -> BoxFuture<'_, Result<String, StorageError>> {
        Box::pin(self.app.place_name(self.place.tenant))
    }

    /// The whole staff, by name.
    pub fn staff(&self) -> BoxFuture<'_, Result<Vec<StaffMember>, StaffError>> {
        Box::pin(self.app.view_staff(&self.place))
    }

    /// Invites a person, and proposes its first grant.
    pub fn invite<'a>(
        &'a self,
        details: &'a PersonDetails,
        wanted: &'a WantedGrant,
    ) -> BoxFuture<'a, Result<Invited, StaffError>> {
        let place = &self.place;
        Box::pin(self.app.invite_person(&self.acting, place, details, wanted))
    }

    pub fn suspend(&self, person: PersonId) -> BoxFuture<'_, Result<(), StaffError>> {
        Box::pin(self.app.suspend_person(&self.acting, &self.place, person))
    }

    pub fn resume(&self, person: PersonId) -> BoxFuture<'_, Result<(), StaffError>> {
        Box::pin(self.app.resume_person(&self.acting, &self.place, person))
    }

    /// Ends all sessions of the person. Returns how many there were.
    pub fn end_sessions(&self, person: PersonId) -> BoxFuture<'_, Result<u64, StaffError>> {
        Box::pin(self.app.end_sessions_of(&self.acting, &self.place, person))
    }

    /// Takes the person's credentials away. Returns the address of the new invitation.
    pub fn reset(&self, person: PersonId) -> BoxFuture<'_, Result<Url, StaffError>> {
        Box::pin(self.app.reset_person(&self.acting, &self.place, person))
    }

    pub fn propose<'a>(
        &'a self,
        person: PersonId,
        wanted: &'a WantedGrant,
    ) -> BoxFuture<'a, Result<GrantId, StaffError>> {
        let place = &self.place;
        Box::pin(self.app.propose_grant(&self.acting, place, person, wanted))
    }

    pub fn confirm(&self, grant: GrantId) -> BoxFuture<'_, Result<(), StaffError>> {
        Box::pin(self.app.confirm_grant(&self.acting, &self.place, grant))
    }

    /// Ends a grant, or turns a proposal down.
    pub fn end(&self, grant: GrantId) -> BoxFuture<'_, Result<(), StaffError>> {
        Box::pin(self.app.end_grant(&self.acting, &self.place, grant))
    }
}
