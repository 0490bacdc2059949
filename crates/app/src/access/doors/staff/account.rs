//! The door of a person that is signed in: its own account, and the way to its places.

use std::sync::Arc;

use domain::SessionId;
use domain::access::credentials::RecoveryCode;
use domain::access::{Act, Denial};
use futures_util::future::BoxFuture;
use secrecy::SecretString;
use storage::StorageError;
use storage::access::sessions::StoredSession;

use super::super::door;
use super::StaffTenantApp;
use crate::App;
use crate::access::acting::Acting;
use crate::access::staff::account::AccountView;
use crate::access::staff::kept_forms::KeptForm;
use crate::access::staff::one_time_codes::CodeSetup;
use crate::access::staff::rate_limits::Visit;
use crate::access::staff::sessions::SessionToken;
use crate::access::staff::sign_in::{SignIn, SignedIn};
use crate::access::staff::{StaffError, StaffPlace, acting_as};

/// A person that is signed in, and its own account.
#[derive(Clone)]
pub struct StaffApp {
    app: Arc<App>,
    acting: Acting,
    session: Arc<StoredSession>,
}

door! {
    StaffApp for Person of session;
    commands {
        /// Password and code once more; this browser gets a new token.
        [SessionConfirm] fn confirm_session(
            visit: &'a Visit<'a>,
            proof: (SecretString, &'a str),
        ) -> Result<SignIn<SignedIn>, StaffError>;
        /// Ends this session.
        [SessionEnd] fn sign_out() -> Result<(), StaffError>;
        /// Ends another session of the person.
        [SessionEnd] fn end_own_session(other: SessionId) -> Result<(), StaffError>;
        /// Another password; this browser gets a new token.
        [PasswordSet] fn set_password(
            visit: &'a Visit<'a>,
            password: SecretString,
        ) -> Result<SessionToken, StaffError>;
        /// One-time codes from another device, as its setup and a code of it prove; this browser
        /// gets a new token.
        [OneTimeCodeSet] fn set_one_time_code(
            visit: &'a Visit<'a>,
            device: (&'a str, &'a str),
        ) -> Result<SessionToken, StaffError>;
        /// New recovery codes; the old ones are void.
        [RecoveryCodesMake] fn make_recovery_codes() -> Result<Vec<RecoveryCode>, StaffError>;
    }
    views {
        /// The person's sessions, credentials and places.
        [AccountView] fn view_account() -> Result<AccountView, StaffError>;
    }
}

impl StaffApp {
    pub(super) fn new(app: &Arc<App>, request: Option<&Arc<str>>, session: StoredSession) -> Self {
        Self {
            app: Arc::clone(app),
            acting: acting_as(session.person, request),
            session: Arc::new(session),
        }
    }

    /// The person's name.
    pub fn name(&self) -> &str {
        &self.session.name
    }

    /// What forms of the session carry.
    pub fn form_key(&self) -> &[u8] {
        &self.session.form_key
    }

    /// Whether the person may do the act in its own account now.
    pub fn permits(&self, act: Act) -> Result<(), Denial> {
        act.permits(&self.place().standing)
    }

    /// A form that was kept for this person.
    pub fn open_kept_form(&self, kept: &str) -> Option<KeptForm> {
        self.app.open_kept_form(&self.session, kept)
    }

    /// A device to be set up for one-time codes.
    pub fn new_setup(&self) -> Result<CodeSetup, StaffError> {
        self.app.new_own_setup(&self.session)
    }

    /// The person in this authority, or at the installation; `None` where it has no grant.
    pub fn at<'a>(
        &'a self,
        slug: &'a str,
    ) -> BoxFuture<'a, Result<Option<StaffTenantApp>, StorageError>> {
        Box::pin(async move {
            let place = self.app.staff_place(&self.session, slug).await?;
            let acting = self.acting.clone();
            Ok(place.map(|place| StaffTenantApp::new(&self.app, acting, place)))
        })
    }

    fn place(&self) -> StaffPlace {
        self.app.own_place(&self.session)
    }
}
