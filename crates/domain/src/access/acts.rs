//! Acts: what can be done, to what kind of object, by which kinds of actors, and of the staff by
//! which roles.
//!
//! The one table of permissions. The doors of `app` are checked against it when they are compiled,
//! the door of the staff asks it with every command, the audit trail names acts as it does, and
//! `docs/acts.md` is written from it.

mod staff;

use std::fmt;

pub use staff::{Denial, May, Place, StaffRule, Standing, Trust};

use super::ActorKind::{self, Client, Operator, Payer, Person, Provider, System};
use super::roles::{Holder, Role};

/// What an act is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::Display, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ObjectKind {
    Tenant,
    Client,
    ProviderAccount,
    Service,
    Claim,
    ClaimsImport,
    Payment,
    ProviderEvent,
    BankLine,
    Mail,
    Job,
    EntryGroup,
    Refund,
    Person,
    Grant,
}

/// What an act leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing; it leaves no row in the audit trail.
    Reads,
    Changes,
    /// It decides about money: its audit row commits to the object after the act.
    Decides,
}

/// What became of an act that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::Display, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ActOutcome {
    Done,
    Refused,
}

/// What the table says of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// As in the audit trail: `payment.start`.
    pub name: &'static str,
    pub object: ObjectKind,
    pub effect: Effect,
    pub actors: &'static [ActorKind],
    /// What persons need; `None` for acts that no person does.
    pub staff: Option<StaffRule>,
    /// What it does, for the documentation.
    pub what: &'static str,
}

/// What the table says of the staff: where, how freshly proved, what each role may.
macro_rules! staff {
    () => {
        None
    };
    ($place:ident $trust:ident [$($holder:ident $may:ident),*] $condition:literal) => {
        Some(StaffRule {
            place: Place::$place,
            trust: Trust::$trust,
            holders: &[$((holder!($holder), May::$may)),*],
            condition: $condition,
        })
    };
}

macro_rules! holder {
    (Lead) => {
        Holder::Lead
    };
    ($role:ident) => {
        Holder::Role(Role::$role)
    };
}

macro_rules! acts {
    ($(
        $act:ident $name:literal $object:ident $effect:ident
        [$($actor:ident),+] $what:literal
        $(at $place:ident $trust:ident [$($holder:ident $may:ident),*] $condition:literal)?;
    )+) => {
        /// Something that can be done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Act { $(#[doc = $what] $act,)+ }

        impl Act {
            pub const ALL: &'static [Self] = &[$(Self::$act,)+];

            pub const fn rule(self) -> Rule {
                match self { $(Self::$act => Rule {
                    name: $name,
                    object: ObjectKind::$object,
                    effect: Effect::$effect,
                    actors: &[$($actor),+],
                    staff: staff!($(
                        $place $trust [$($holder $may),*] $condition
                    )?),
                    what: $what,
                },)+ }
            }
        }
    };
}

acts! {
    TenantApply "tenant.apply" Tenant Decides [Operator]
        "Set up an authority from its document, or change what differs";
    TenantRestore "tenant.restore" Tenant Changes [Operator]
        "Record that the database was restored from a backup, and step over lost numbers";
    ClientSet "client.set" Client Decides [Operator]
        "Enter a calling system: its secret, and the services it may use";
    ClientView "client.view" Client Reads [Person]
        "See calling systems: what each may do, and when it was last here"
        at Tenant Signed [Auditor Alone, Admin Alone] "";
    ClientCreate "client.create" Client Decides [Person]
        "Make a calling system, and show its secret once"
        at Tenant Fresh [Admin Alone] "";
    ClientRotate "client.rotate" Client Decides [Person]
        "Give a calling system another secret; the old one ends at a time that is shown"
        at Tenant Fresh [Admin Alone] "of one that was made at the console";
    ClientEndSecrets "client.end_old_secrets" Client Decides [Person]
        "End the older secrets of a calling system, and its tokens, before their time"
        at Tenant Signed [Admin Alone] "of one that was made at the console";
    ClientRevoke "client.revoke" Client Decides [Operator, Person]
        "Take a calling system's secrets, certificates and tokens away"
        at Tenant Signed [Admin Alone] "at once, on every node";
    SecretsReseal "secrets.reseal" Tenant Changes [Operator]
        "Seal stored secrets and addresses with the newest key";
    ProviderAccountSet "provider_account.set" ProviderAccount Decides [Operator]
        "Say where an account of an authority leads";
    ProviderAccountSubscribe "provider_account.subscribe" ProviderAccount Decides [Operator, System]
        "Have the provider send its events for an account here";
    TokenIssue "token.issue" Client Changes [Client]
        "Issue an access token";

    ServiceView "service.view" Service Reads [Person]
        "See services with their versions, and what the next one changes"
        at Tenant Signed [Clerk Alone, ServiceOwner Alone, Bookkeeper Alone, Treasurer Alone,
            Auditor Alone] "services in scope";
    ServiceDescribe "service.describe" Service Decides [Operator, Person]
        "Begin a version of a service, or change its draft: what it says, costs and asks for"
        at Tenant Signed [ServiceOwner Alone, Clerk Alone]
        "a clerk changes texts only; booking data is the bookkeeper's";
    ServiceSetBooking "service.set_booking" Service Decides [Person]
        "Enter where a version of a service is booked"
        at Tenant Signed [Bookkeeper Alone] "before it is approved";
    ServiceTest "service.test" Service Decides [Operator, Person]
        "Try a service out"
        at Tenant Signed [Clerk Alone, ServiceOwner Alone] "in the trial tenant";
    ServiceSubmit "service.submit" Service Decides [Operator, Person]
        "Hand a version of a service in"
        at Tenant Signed [ServiceOwner Proposes] "as it was tried out";
    ServiceTakeBack "service.take_back" Service Decides [Operator, Person]
        "Take a version back that was handed in"
        at Tenant Signed [ServiceOwner Alone] "before it is live";
    ServiceSendBack "service.send_back" Service Decides [Operator, Person]
        "Send a version back that was handed in"
        at Tenant Signed [Treasurer Alone] "before it is live; with the reason";
    ServiceApprove "service.approve" Service Decides [Operator, Person]
        "Approve a version of a service as it was handed in"
        at Tenant Fresh [Treasurer Confirms]
        "exactly what was looked at; not by a person that changed it";
    ServicePublish "service.publish" Service Decides [Operator, Person]
        "Put an approved version in the place of the live one"
        at Tenant Signed [ServiceOwner Confirms] "not by the person that approved it";
    ServiceDiscard "service.discard" Service Decides [Operator, Person]
        "Give a draft up"
        at Tenant Signed [ServiceOwner Alone] "";
    ServicePause "service.pause" Service Decides [Operator, Person]
        "Take no new payments for a service"
        at Tenant Signed [ServiceOwner Alone, Bookkeeper Alone, Treasurer Alone] "";
    ServiceResume "service.resume" Service Decides [Operator, Person]
        "Take payments for a paused service again"
        at Tenant Signed [ServiceOwner Alone] "";
    ServiceRetire "service.retire" Service Decides [Operator, Person]
        "End a service for good"
        at Tenant Signed [ServiceOwner Alone, Treasurer Alone] "";
    ServiceLinkKey "service.make_link_key" Service Changes [Operator]
        "Make the key that signs links to a service";
    ServiceReadAnswers "service.read_answers" Service Changes [Operator]
        "Read what payers filled in with orders of a service";
    ServiceEraseAnswers "service.erase_answers" Service Changes [Operator]
        "Erase what was filled in with older orders of a service";

    ClaimView "claim.view" Claim Reads [Person]
        "Look for claims, and see what was said and paid of one"
        at Tenant Signed [Clerk Alone, ServiceOwner Alone, Bookkeeper Alone, Treasurer Alone,
            Auditor Alone] "of the services of the grant";
    ClaimCreate "claim.create" Claim Decides [Person]
        "Enter a claim of a service that has notices"
        at Tenant Signed [Clerk Alone, ServiceOwner Alone]
        "above the tenant's limit it is blocked until another person unblocks it";
    ClaimChange "claim.change" Claim Decides [Person]
        "Change amount, day or text of a claim"
        at Tenant Signed [Clerk Alone, ServiceOwner Alone]
        "as it was looked at; above the limit it is blocked until another person unblocks it";
    ClaimCancel "claim.cancel" Claim Decides [Person]
        "Cancel a claim"
        at Tenant Signed [Clerk Alone, ServiceOwner Alone]
        "with the reason; above the limit what another person blocked or changed";
    ClaimBlock "claim.block" Claim Decides [Person]
        "Block a claim, so that it cannot be paid online"
        at Tenant Signed [Clerk Alone, ServiceOwner Alone] "with the reason";
    ClaimUnblock "claim.unblock" Claim Decides [Person]
        "Unblock a claim"
        at Tenant Signed [Clerk Alone, ServiceOwner Alone]
        "with the reason; above the limit not what oneself blocked or changed";

    ClaimsImport "claims.import" ClaimsImport Decides [Operator]
        "Apply a file of claims";

    PaymentCreate "payment.create" Payment Decides [Client]
        "Create a claim and the payment that is to settle it";
    PaymentOpen "payment.open" Payment Changes [Payer]
        "Open a payment for claims that are there already";
    PaymentOrder "payment.order" Payment Decides [Payer]
        "Order a service from the catalogue: claim, payment and order";
    PaymentStart "payment.start" Payment Changes [Payer]
        "Choose a method: an attempt at a provider begins";
    PaymentExtend "payment.extend" Payment Changes [Payer]
        "Get more time to pay";
    PaymentGiveUp "payment.give_up" Payment Changes [Payer, System]
        "End an attempt whose money cannot be moving";
    PaymentCancel "payment.cancel" Payment Changes [Payer]
        "Cancel a payment";
    PaymentExpire "payment.expire" Payment Changes [System]
        "End a payment whose time is over";
    PaymentSettle "payment.settle" Payment Changes [Payer, System]
        "Write down what the provider says about an attempt, and book its money";
    ReceiptRequest "receipt.request" Payment Changes [Payer]
        "Ask for a receipt by e-mail";

    PaymentView "payment.view" Payment Reads [Person]
        "Look for payments, and see what happened to one"
        at Tenant Signed [Clerk Alone, ServiceOwner Alone, Bookkeeper Alone, Treasurer Alone,
            Auditor Alone] "of the services of the grant";
    PaymentReadPayer "payment.read_payer" Payment Changes [Person]
        "Read what names the payer of a payment"
        at Tenant Signed [Clerk Alone, ServiceOwner Alone, Auditor Alone]
        "of the services of the grant; each look leaves a row";

    ProviderEventReceive "provider_event.receive" ProviderEvent Changes [Provider]
        "Keep a genuine message of a provider";
    BankLineEnter "bank_line.enter" BankLine Decides [Operator, Person]
        "Enter a line of a manual bank statement, and book its money"
        at Tenant Fresh [Treasurer Alone] "that of a refund";
    RefundRecord "refund.record" Refund Decides [System]
        "Book money that a provider says has left again";
    RefundView "refund.view" Refund Reads [Person]
        "See refunds, and what of a payment can be given back"
        at Tenant Signed [Clerk Alone, ServiceOwner Alone, Treasurer Alone, Auditor Alone]
        "of services in one's scope";
    RefundRequest "refund.request" Refund Decides [Person]
        "Request a refund"
        at Tenant Signed [Clerk Proposes, ServiceOwner Proposes, Treasurer Proposes]
        "never more than is available; the treasury only of money that is not owed";
    RefundWithdraw "refund.withdraw" Refund Decides [Person]
        "Withdraw a refund"
        at Tenant Signed [Clerk Alone, ServiceOwner Alone, Treasurer Alone]
        "one's own request before it is sent, a failed one; the treasury what is released and not \
         sent";
    RefundRelease "refund.release" Refund Decides [Person]
        "Release a refund"
        at Tenant Fresh [Treasurer Confirms]
        "not the requester; as many persons as the amount needs";
    RefundReject "refund.reject" Refund Decides [Person]
        "Reject a requested refund"
        at Tenant Fresh [Treasurer Confirms] "with a reason; not the requester";
    RefundPay "refund.pay" Refund Decides [Person]
        "Enter that a released refund was transferred by hand"
        at Tenant Fresh [Treasurer Confirms] "not the requester";
    RefundSend "refund.send" Refund Decides [System]
        "Ask the provider to give money back";
    RefundSettle "refund.settle" Refund Decides [System]
        "Write down what the provider says about a refund, and book its money";
    ClaimAdjust "claim.adjust" Claim Decides [Person]
        "Change what is owed of a claim, because money of it is given back or stays"
        at Tenant Signed [Clerk Alone, ServiceOwner Alone, Treasurer Alone]
        "follows from a refund";
    DisputeRecord "dispute.record" Payment Changes [System]
        "Ask the treasury to answer a dispute";
    DisputeEnd "dispute.end" Payment Changes [System]
        "Write down how a dispute ended, and close what was asked about it";

    LedgerCorrect "ledger.correct" EntryGroup Decides [Operator]
        "Take a group of the books back by a group of the opposite transfers";

    MailEnd "mail.end" Mail Changes [System]
        "Write down what became of a mail";
    MailErase "mail.erase_address" Mail Changes [System]
        "Erase the address of a mail";

    JobRetry "job.retry" Job Changes [Operator]
        "Try a job anew that was given up";

    SessionStart "session.start" Person Changes [Person]
        "Sign in"
        at Entry Signed [] "password, then one-time or recovery code";
    SessionConfirm "session.confirm" Person Changes [Person]
        "Prove again to be the person that signed in"
        at Own Signed [] "";
    SessionEnd "session.end" Person Changes [Person]
        "End a session of one's own"
        at Own Signed [] "";
    InvitationAccept "invitation.accept" Person Decides [Person]
        "Accept an invitation, or a reset, with new credentials"
        at Entry Signed [] "within 72 hours, once";
    AccountView "account.view" Person Reads [Person]
        "See one's own sessions and credentials"
        at Own Signed [] "";
    PasswordSet "credential.set_password" Person Changes [Person]
        "Choose another password"
        at Own Fresh [] "ends all other sessions";
    OneTimeCodeSet "credential.set_one_time_code" Person Changes [Person]
        "Set up one-time codes on another device"
        at Own Fresh [] "ends all other sessions";
    RecoveryCodesMake "credential.make_recovery_codes" Person Changes [Person]
        "Make new recovery codes"
        at Own Fresh [] "ends the old ones";

    PersonView "person.view" Person Reads [Person]
        "See the staff, and what each person may do"
        at Tenant Signed [Lead Alone, Auditor Alone, Admin Alone, Operator Alone] "";
    PersonInvite "person.invite" Person Decides [Operator, Person]
        "Invite a person"
        at Tenant Signed [Admin Alone, Operator Alone] "with a proposed grant";
    PersonSuspend "person.suspend" Person Decides [Person]
        "Suspend a person"
        at Tenant Signed [Admin Alone, Operator Alone]
        "not oneself, not the last administrator or operator";
    PersonResume "person.resume" Person Decides [Person]
        "Resume a suspended person"
        at Tenant Signed [Admin Alone, Operator Alone] "not oneself";
    PersonEndSessions "person.end_sessions" Person Changes [Person]
        "End all sessions of a person"
        at Tenant Signed [Admin Alone, Operator Alone]
        "not oneself, nobody with a right elsewhere";
    PersonReset "person.reset" Person Decides [Operator, Person]
        "Take a person's credentials away and invite anew"
        at Tenant Fresh [Admin Alone, Operator Alone]
        "not oneself, not the last administrator or operator, nobody with a right elsewhere; by \
         mail alone where the person has a right";

    AuditView "audit.view" Tenant Reads [Person]
        "Search the audit trail, and see who had which right on a day"
        at Tenant Signed [Auditor Alone] "";
    AuditExport "audit.export" Tenant Changes [Person]
        "Export acts of the audit trail as a signed file"
        at Tenant Fresh [Auditor Alone] "sealed acts";

    GrantGive "grant.give" Grant Decides [Operator]
        "Give the first grants: of an administrator, of the treasury's lead, of an operator";
    GrantPropose "grant.propose" Grant Decides [Person]
        "Propose a grant"
        at Tenant Signed [Admin Proposes, Operator Proposes] "";
    GrantConfirm "grant.confirm" Grant Decides [Person]
        "Confirm a proposed grant"
        at Tenant Fresh [Lead Confirms, Admin Confirms, Operator Confirms]
        "neither the proposer nor the person; roles of the treasury: the lead alone";
    GrantEnd "grant.end" Grant Decides [Person]
        "End a grant, or turn a proposal down"
        at Tenant Signed [Lead Alone, Admin Alone, Operator Alone]
        "not one's own, not the last administrator's, lead's or operator's";
}

impl Act {
    pub const fn name(self) -> &'static str {
        self.rule().name
    }

    /// Whether an actor of this kind may do it.
    pub const fn allows(self, kind: ActorKind) -> bool {
        let mut actors = self.rule().actors;
        while let [first, rest @ ..] = actors {
            if *first as u8 == kind as u8 {
                return true;
            }
            actors = rest;
        }
        false
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
