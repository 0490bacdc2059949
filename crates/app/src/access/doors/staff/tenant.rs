//! The door of a person in one authority, or at the installation.

use std::sync::Arc;

use domain::access::{Act, Denial, PersonDetails};
use domain::{GrantId, PaymentId, PersonId, Timestamp};
use futures_util::future::BoxFuture;
use storage::StorageError;

use super::super::door;
use super::ActObject;
use crate::App;
use crate::access::acting::Acting;
use crate::access::staff::grants::WantedGrant;
use crate::access::staff::invitations::InvitationLink;
use crate::access::staff::persons::{Invited, StaffMember};
use crate::access::staff::{StaffError, StaffPlace};
use crate::payments::{FoundPayments, PayerDetails, PaymentSearch, PaymentStory};

/// A person in one authority, or at the installation.
#[derive(Clone)]
pub struct StaffTenantApp {
    app: Arc<App>,
    acting: Acting,
    place: StaffPlace,
}

door! {
    StaffTenantApp for Person at place;
    commands {
        /// Invites a person, and proposes its first grant.
        [PersonInvite, GrantPropose] fn invite_person(
            details: &'a PersonDetails,
            wanted: &'a WantedGrant,
        ) -> Result<Invited, StaffError>;
        /// The person may do nothing here until it is resumed.
        [PersonSuspend] fn suspend_person(person: PersonId) -> Result<(), StaffError>;
        /// The person may do again what its grants say.
        [PersonResume] fn resume_person(person: PersonId) -> Result<(), StaffError>;
        /// Ends all sessions of the person. Returns how many there were.
        [PersonEndSessions] fn end_sessions_of(person: PersonId) -> Result<u64, StaffError>;
        /// Takes the person's credentials away, and invites it anew.
        [PersonReset] fn reset_person(person: PersonId) -> Result<InvitationLink, StaffError>;
        /// Proposes a grant for a person that works here.
        [GrantPropose] fn propose_grant(
            person: PersonId,
            wanted: &'a WantedGrant,
        ) -> Result<GrantId, StaffError>;
        /// Confirms a grant that another person proposed.
        [GrantConfirm] fn confirm_grant(grant: GrantId) -> Result<(), StaffError>;
        /// Ends a grant, or turns a proposal down.
        [GrantEnd] fn end_grant(grant: GrantId) -> Result<(), StaffError>;
        /// What names the payer; the row about the look is written before.
        [PaymentReadPayer] fn read_payer(payment: PaymentId) -> Result<PayerDetails, StaffError>;
    }
    views {
        /// One page of the payments that are looked for, of the services in the person's scope.
        [PaymentView] fn search_payments(
            search: &'a PaymentSearch,
        ) -> Result<FoundPayments, StaffError>;
        /// A payment with its whole story.
        [PaymentView] fn payment_story(payment: PaymentId) -> Result<PaymentStory, StaffError>;
        /// The whole staff, by name.
        [PersonView] fn view_staff() -> Result<Vec<StaffMember>, StaffError>;
    }
}

impl StaffTenantApp {
    pub(super) fn new(app: &Arc<App>, acting: Acting, place: StaffPlace) -> Self {
        Self {
            app: Arc::clone(app),
            acting,
            place,
        }
    }

    /// The present. Taken anew after every wait.
    pub fn now(&self) -> Timestamp {
        self.app.moment().now
    }

    /// Whether the person may do the act here now, for pages that show only what it may do.
    pub fn permits(&self, act: Act) -> Result<(), Denial> {
        act.permits(&self.place.standing)
    }

    /// Whether it is the installation, and no authority.
    pub fn is_operator(&self) -> bool {
        self.place.is_operator()
    }

    /// The authority's name; empty for the installation.
    pub fn name(&self) -> BoxFuture<'_, Result<String, StorageError>> {
        Box::pin(self.app.place_name(self.place.tenant))
    }

    fn place(&self) -> StaffPlace {
        self.place.clone()
    }
}
