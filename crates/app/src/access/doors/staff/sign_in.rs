//! The door of a person whose second factor is waited for.

use std::sync::Arc;

use storage::access::sessions::StoredSession;

use super::super::door;
use crate::App;
use crate::access::acting::Acting;
use crate::access::staff::rate_limits::Visit;
use crate::access::staff::sign_in::{SignIn, SignedIn};
use crate::access::staff::{StaffError, StaffPlace, acting_as};

/// A person whose second factor is waited for.
#[derive(Clone)]
pub struct WaitingPerson {
    app: Arc<App>,
    acting: Acting,
    session: Arc<StoredSession>,
}

door! {
    WaitingPerson for Person of session;
    commands {
        /// A one-time code, or a recovery code.
        [SessionStart] fn second_factor(
            visit: &'a Visit<'a>,
            code: &'a str,
        ) -> Result<SignIn<SignedIn>, StaffError>;
    }
}

impl WaitingPerson {
    pub(super) fn new(app: &Arc<App>, request: Option<&Arc<str>>, session: StoredSession) -> Self {
        Self {
            app: Arc::clone(app),
            acting: acting_as(session.person, request),
            session: Arc::new(session),
        }
    }

    /// What forms of the session carry.
    pub fn form_key(&self) -> &[u8] {
        &self.session.form_key
    }

    fn place(&self) -> StaffPlace {
        self.app.own_place(&self.session)
    }
}
