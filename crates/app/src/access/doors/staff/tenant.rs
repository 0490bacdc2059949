//! The door of a person in one authority, or at the installation.

use std::sync::Arc;
use std::time::Duration;

use domain::access::{Act, Denial, PersonDetails};
use domain::money::refunds::RefundRoute;
use domain::{
    AuditId, ClaimId, ClientId, Day, GrantId, Moment, MoneyInId, PaymentId, PersonId, RefundId,
    Timestamp,
};
use futures_util::future::BoxFuture;
use storage::StorageError;

use super::super::door;
use super::ActObject;
use crate::App;
use crate::access::acting::Acting;
use crate::access::audit::export::AuditFile;
use crate::access::audit::{AuditSearch, FoundActs, RightOnDay, SeenAct};
use crate::access::clients::{ClientsView, NewClientSecret, WantedClient};
use crate::access::staff::grants::WantedGrant;
use crate::access::staff::invitations::InvitationLink;
use crate::access::staff::persons::{Invited, StaffMember};
use crate::access::staff::{StaffError, StaffPlace};
use crate::claims::{
    ClaimSearch, ClaimStep, ClaimStory, EnteredService, FoundClaims, WantedChange, WantedClaim,
};
use crate::money::refunds::{RefundDetails, RefundList, Refundable, WantedRefund};
use crate::payments::{FoundPayments, PayerDetails, PaymentSearch, PaymentStory};
use crate::platform::PublicUrl;
use crate::services::{SeenVersion, ServiceLine, StaffService, StaffStep, StaffVersion};
use crate::tenants::documents::{BookingDocument, ServiceDocument};

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
        /// A calling system of the authority, and its secret.
        [ClientCreate] fn make_client(
            wanted: &'a WantedClient,
        ) -> Result<NewClientSecret, StaffError>;
        /// Another secret; the ones before it are good for this while.
        [ClientRotate] fn rotate_client_secret(
            client: ClientId,
            overlap: Duration,
        ) -> Result<NewClientSecret, StaffError>;
        /// Ends the secrets before the newest one, and every token.
        [ClientEndSecrets] fn end_old_client_secrets(client: ClientId) -> Result<(), StaffError>;
        /// Takes every proof away, at once and on every node.
        [ClientRevoke] fn revoke_client_at_console(client: ClientId) -> Result<(), StaffError>;
        /// Exports what is found of the trail and sealed. Returns the act, which says what.
        [AuditExport] fn export_audit(search: &'a AuditSearch) -> Result<AuditId, StaffError>;
        /// What names the payer; the row about the look is written before.
        [PaymentReadPayer] fn read_payer(payment: PaymentId) -> Result<PayerDetails, StaffError>;
        /// Begins the next version of a service as this one is, or as the one that holds. Returns
        /// its number.
        [ServiceDescribe] fn begin_version(
            code: &'a str,
            from: Option<i64>,
        ) -> Result<i64, StaffError>;
        /// Has the draft say this, but for pool and booking data.
        [ServiceDescribe] fn describe_version(
            code: &'a str,
            wanted: (SeenVersion, &'a ServiceDocument),
        ) -> Result<(), StaffError>;
        /// Has the version that is prepared be booked there.
        [ServiceSetBooking] fn set_version_bookings(
            code: &'a str,
            wanted: (SeenVersion, &'a [BookingDocument]),
        ) -> Result<(), StaffError>;
        /// Has the trial tenant get the version that is prepared, else the one that holds.
        [ServiceTest] fn try_service(
            code: &'a str,
            step: StaffStep<'a>,
        ) -> Result<(), StaffError>;
        /// Hands the version in.
        [ServiceSubmit] fn submit_version(
            code: &'a str,
            step: StaffStep<'a>,
        ) -> Result<(), StaffError>;
        /// Takes the version back that was handed in.
        [ServiceTakeBack] fn take_version_back(
            code: &'a str,
            step: StaffStep<'a>,
        ) -> Result<(), StaffError>;
        /// Sends the version back that was handed in.
        [ServiceSendBack] fn send_version_back(
            code: &'a str,
            step: StaffStep<'a>,
        ) -> Result<(), StaffError>;
        /// Approves exactly the version that was looked at.
        [ServiceApprove] fn approve_version(
            code: &'a str,
            step: StaffStep<'a>,
        ) -> Result<(), StaffError>;
        /// Puts the approved version in the place of the live one.
        [ServicePublish] fn publish_version(
            code: &'a str,
            step: StaffStep<'a>,
        ) -> Result<(), StaffError>;
        /// Gives the draft up.
        [ServiceDiscard] fn discard_version(
            code: &'a str,
            step: StaffStep<'a>,
        ) -> Result<(), StaffError>;
        /// The service takes no new payments.
        [ServicePause] fn pause_service(
            code: &'a str,
            step: StaffStep<'a>,
        ) -> Result<(), StaffError>;
        /// The service takes payments again.
        [ServiceResume] fn resume_service(
            code: &'a str,
            step: StaffStep<'a>,
        ) -> Result<(), StaffError>;
        /// Ends the service for good.
        [ServiceRetire] fn retire_service(
            code: &'a str,
            step: StaffStep<'a>,
        ) -> Result<(), StaffError>;
        /// Enters a claim of the service.
        [ClaimCreate] fn enter_claim(
            code: &'a str,
            wanted: &'a WantedClaim,
        ) -> Result<ClaimId, StaffError>;
        /// Other terms of a claim, as it was looked at.
        [ClaimChange] fn change_claim(
            claim: ClaimId,
            wanted: &'a WantedChange,
        ) -> Result<(), StaffError>;
        /// Nothing is owed of the claim any more.
        [ClaimCancel] fn cancel_claim(claim: ClaimId, step: ClaimStep<'a>)
            -> Result<(), StaffError>;
        /// The claim cannot be paid online.
        [ClaimBlock] fn block_claim(claim: ClaimId, step: ClaimStep<'a>)
            -> Result<(), StaffError>;
        /// It can be paid online again.
        [ClaimUnblock] fn unblock_claim(claim: ClaimId, step: ClaimStep<'a>)
            -> Result<(), StaffError>;
        /// Requests a refund of this money.
        [RefundRequest] fn request_refund(
            money: MoneyInId,
            wanted: &'a WantedRefund,
        ) -> Result<RefundId, StaffError>;
        /// Releases a refund by this route, as it was shown.
        [RefundRelease, ClaimAdjust] fn release_refund(
            refund: RefundId,
            shown: (RefundRoute, &'a str),
        ) -> Result<(), StaffError>;
        /// A requested refund is not released.
        [RefundReject] fn reject_refund(refund: RefundId, why: &'a str) -> Result<(), StaffError>;
        /// Takes one's own request back, or ends one that failed.
        [RefundWithdraw, ClaimAdjust] fn withdraw_refund(
            refund: RefundId,
        ) -> Result<(), StaffError>;
        /// Enters that the refund left this bank account on this day.
        [RefundPay, BankLineEnter] fn pay_refund(
            refund: RefundId,
            paid: (&'a str, Day),
        ) -> Result<(), StaffError>;
    }
    views {
        /// One page of the payments that are looked for, of the services in the person's scope.
        [PaymentView] fn search_payments(
            search: &'a PaymentSearch,
        ) -> Result<FoundPayments, StaffError>;
        /// A payment with its whole story.
        [PaymentView] fn payment_story(payment: PaymentId) -> Result<PaymentStory, StaffError>;
        /// One page of the claims that are looked for, of the services in the person's scope.
        [ClaimView] fn search_claims(search: &'a ClaimSearch) -> Result<FoundClaims, StaffError>;
        /// A claim with its story.
        [ClaimView] fn claim_story(claim: ClaimId) -> Result<ClaimStory, StaffError>;
        /// The services whose claims the person may enter.
        [ClaimCreate] fn claim_services() -> Result<Vec<EnteredService>, StaffError>;
        /// The services in the person's scope, by code.
        [ServiceView] fn view_services() -> Result<Vec<ServiceLine>, StaffError>;
        /// A service with its versions.
        [ServiceView] fn view_service(code: &'a str) -> Result<StaffService, StaffError>;
        /// A version beside the one before it.
        [ServiceView] fn view_version(
            code: &'a str,
            number: i64,
        ) -> Result<StaffVersion, StaffError>;
        /// One page of the acts that are looked for.
        [AuditView] fn search_audit(search: &'a AuditSearch) -> Result<FoundActs, StaffError>;
        [AuditView] fn view_act(act: AuditId) -> Result<SeenAct, StaffError>;
        /// The two files of an export.
        [AuditExport] fn audit_file(export: AuditId) -> Result<AuditFile, StaffError>;
        /// The grants that were in force at this time.
        [AuditView] fn view_rights(at: Timestamp) -> Result<Vec<RightOnDay>, StaffError>;
        /// The authority's calling systems, by name.
        [ClientView] fn view_clients() -> Result<ClientsView, StaffError>;
        /// The whole staff, by name.
        [PersonView] fn view_staff() -> Result<Vec<StaffMember>, StaffError>;
        /// Refunds of one's services, from the one before `before`.
        [RefundView] fn view_refunds(before: Option<RefundId>) -> Result<RefundList, StaffError>;
        [RefundView] fn view_refund(refund: RefundId) -> Result<RefundDetails, StaffError>;
        /// The money of a payment, or of those of a Kassenzeichen, with what can be given back.
        [RefundView] fn view_refundable(typed: &'a str) -> Result<Vec<Refundable>, StaffError>;
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

    /// The present, with chance. Taken anew after every wait.
    pub fn moment(&self) -> Moment {
        self.app.moment()
    }

    /// Whether the person may do the act here now, for pages that show only what it may do.
    pub fn permits(&self, act: Act) -> Result<(), Denial> {
        act.permits(&self.place.standing)
    }

    /// The address that calling systems see.
    pub fn public_url(&self) -> &PublicUrl {
        &self.app.settings.public_url
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
