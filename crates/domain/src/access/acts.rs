//! Acts: what can be done, to what kind of object, by which kinds of actors.
//!
//! The one table of permissions. The doors of `app` are checked against it when they are compiled,
//! the audit trail names acts as it does, and `docs/acts.md` is written from it.

use std::fmt;

use super::ActorKind::{self, Client, Operator, Payer, Provider, System};

/// What an act is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::Display, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ObjectKind {
    Tenant,
    Client,
    ProviderAccount,
    Service,
    ClaimsImport,
    Payment,
    ProviderEvent,
    BankLine,
    Mail,
    Job,
    EntryGroup,
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
    /// Whether it decides about money: its audit row then commits to the object after the act.
    pub decides: bool,
    pub actors: &'static [ActorKind],
    /// What it does, for the documentation.
    pub what: &'static str,
}

macro_rules! acts {
    ($(
        $act:ident $name:literal $object:ident $decides:literal
        [$($actor:ident),+] $what:literal;
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
                    decides: $decides,
                    actors: &[$($actor),+],
                    what: $what,
                },)+ }
            }
        }
    };
}

acts! {
    TenantApply "tenant.apply" Tenant true [Operator]
        "Set up an authority from its document, or change what differs";
    TenantRestore "tenant.restore" Tenant false [Operator]
        "Record that the database was restored from a backup, and step over lost numbers";
    ClientSet "client.set" Client true [Operator]
        "Enter a calling system: its secret, and the services it may use";
    ClientRevoke "client.revoke" Client true [Operator]
        "Take a calling system's secret and tokens away";
    SecretsReseal "secrets.reseal" Tenant false [Operator]
        "Seal stored secrets and addresses with the newest key";
    ProviderAccountSet "provider_account.set" ProviderAccount true [Operator]
        "Say where an account of an authority leads";
    ProviderAccountSubscribe "provider_account.subscribe" ProviderAccount true [Operator, System]
        "Have the provider send its events for an account here";
    TokenIssue "token.issue" Client false [Client]
        "Issue an access token";

    ServiceDescribe "service.describe" Service true [Operator]
        "Describe a service: what it costs, where its money goes";
    ServiceTest "service.test" Service true [Operator]
        "Try a service out";
    ServiceRevise "service.revise" Service true [Operator]
        "Take a service back to its description";
    ServiceApprove "service.approve" Service true [Operator]
        "Approve a service as it is described";
    ServicePublish "service.publish" Service true [Operator]
        "Put an approved service into the catalogue";
    ServicePause "service.pause" Service true [Operator]
        "Take no new payments for a service";
    ServiceResume "service.resume" Service true [Operator]
        "Take payments for a paused service again";
    ServiceRetire "service.retire" Service true [Operator]
        "End a service for good";
    ServiceLinkKey "service.make_link_key" Service false [Operator]
        "Make the key that signs links to a service";
    ServiceReadAnswers "service.read_answers" Service false [Operator]
        "Read what payers filled in with orders of a service";
    ServiceEraseAnswers "service.erase_answers" Service false [Operator]
        "Erase what was filled in with older orders of a service";

    ClaimsImport "claims.import" ClaimsImport true [Operator]
        "Apply a file of claims";

    PaymentCreate "payment.create" Payment true [Client]
        "Create a claim and the payment that is to settle it";
    PaymentOpen "payment.open" Payment false [Payer]
        "Open a payment for claims that are there already";
    PaymentOrder "payment.order" Payment true [Payer]
        "Order a service from the catalogue: claim, payment and order";
    PaymentStart "payment.start" Payment false [Payer]
        "Choose a method: an attempt at a provider begins";
    PaymentExtend "payment.extend" Payment false [Payer]
        "Get more time to pay";
    PaymentGiveUp "payment.give_up" Payment false [Payer, System]
        "End an attempt whose money cannot be moving";
    PaymentCancel "payment.cancel" Payment false [Payer]
        "Cancel a payment";
    PaymentExpire "payment.expire" Payment false [System]
        "End a payment whose time is over";
    PaymentSettle "payment.settle" Payment false [Payer, System]
        "Write down what the provider says about an attempt, and book its money";
    ReceiptRequest "receipt.request" Payment false [Payer]
        "Ask for a receipt by e-mail";

    ProviderEventReceive "provider_event.receive" ProviderEvent false [Provider]
        "Keep a genuine message of a provider";
    BankLineEnter "bank_line.enter" BankLine true [Operator]
        "Enter a line of a manual bank statement, and book its money";
    RefundRecord "refund.record" Payment false [System]
        "Book money that a provider says has left again";
    DisputeRecord "dispute.record" Payment false [System]
        "Ask the treasury to answer a dispute";

    LedgerCorrect "ledger.correct" EntryGroup true [Operator]
        "Take a group of the books back by a group of the opposite transfers";

    MailEnd "mail.end" Mail false [System]
        "Write down what became of a mail";
    MailErase "mail.erase_address" Mail false [System]
        "Erase the address of a mail";

    JobRetry "job.retry" Job false [Operator]
        "Try a job anew that was given up";
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
