//! Ids: a type and a prefix of its own for each, so that mixing two up does not compile and is
//! seen at once in a log.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::{Moment, Timestamp};

/// A text that is no id of the kind asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a valid id")]
pub struct BadId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            pub fn new(moment: &mut Moment) -> Self { Self(moment.uuid()) }
            /// For storage, which alone looks inside.
            pub const fn as_uuid(self) -> Uuid { self.0 }
            /// For storage, which alone makes an id out of a stored one.
            pub const fn from_uuid(uuid: Uuid) -> Self { Self(uuid) }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }
        impl FromStr for $name {
            type Err = BadId;
            /// Only the exact text that `Display` writes: one id has one spelling.
            fn from_str(text: &str) -> Result<Self, BadId> {
                let hex = text.strip_prefix(concat!($prefix, "_")).ok_or(BadId)?;
                let spelt_plainly = hex.len() == 32
                    && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
                if !spelt_plainly { return Err(BadId); }
                Uuid::try_parse(hex).map(Self).map_err(|_| BadId)
            }
        }
    )* };
}

ids! {
    /// One authority with its own treasury (Mandant).
    TenantId = "ten";
    /// Something that can be paid (Dienstleistung).
    ServiceId = "srv";
    /// A circle of Kassenzeichen with its own counter (Nummernkreis).
    PoolId = "pol";
    /// A tenant's account with a payment provider.
    ProviderAccountId = "acc";
    /// The name by which a channel means a service of the tenant (Kanalbindung).
    BindingId = "bnd";
    /// A calling system with its credentials (Fachverfahren, online service).
    ClientId = "cli";
    /// What one payer owes one authority for one thing (Forderung).
    ClaimId = "clm";
    /// One file of claims that an authority gave us.
    ImportId = "imp";
    /// One try of one payer to settle one claim or several on the pay page (Zahlvorgang).
    PaymentId = "pay";
    /// One call to one provider within a payment (Zahlversuch).
    AttemptId = "att";
    /// One ledger transfer (Buchungssatz); final once written.
    TransferId = "trf";
    /// One message of a provider, kept as it came.
    ProviderEventId = "pev";
    /// Work that waits for its time.
    JobId = "job";
    /// One mail.
    MailId = "mai";
    /// Something the treasury has to look at.
    TaskId = "tsk";
    /// One human of the staff.
    PersonId = "per";
    /// A role of a person in an authority (Recht).
    GrantId = "grt";
    /// A person that signed in at one browser (Sitzung).
    SessionId = "ses";
    /// Something a person signs in with.
    CredentialId = "crd";
    /// What a new person comes in by (Einladung).
    InvitationId = "inv";
    /// An account of the authority at a bank.
    BankAccountId = "bac";
    /// One line of a bank statement (Umsatz).
    BankLineId = "bln";
    /// Lines of one account and day (Kontoauszug).
    BankStatementId = "bst";
    /// The decision to what a bank line or an item belongs (Zuordnung).
    MatchId = "mat";
    /// An order to the bank to pay out (Zahlungsauftrag).
    BankOrderId = "bor";
    /// Money owed by the authority, not yet explained (Verwahrposten).
    SuspenseItemId = "sus";
    /// Money owed to the authority, not yet explained (Vorschussposten).
    AdvanceItemId = "adv";
    /// Money that arrived, as the provider or the bank stated it (Geldeingang).
    MoneyInId = "min";
    /// Money that left, as the provider or the bank stated it (Geldausgang).
    MoneyOutId = "mou";
    /// Money given back to a payer (Erstattung).
    RefundId = "rfd";
    /// A payer's dispute at the provider (Reklamation).
    DisputeId = "dsp";
    /// A transfer of a provider to the authority's bank (Auszahlung).
    PayoutId = "pyt";
    /// One row of a provider's settlement report.
    ReportRowId = "prr";
    /// One day, reconciled and sealed (Tagesabschluss).
    DayClosingId = "dcl";
    /// The transfers that one event caused (Buchung).
    EntryGroupId = "grp";
    /// One act of one actor (Protokoll).
    AuditId = "aud";
    /// Something that happened, as it is told outside (Ereignis).
    EventId = "evt";
}

impl TenantId {
    /// The operator's own place beside the authorities: its staff, its audit trail. No authority
    /// has this id.
    pub const INSTALLATION: Self = Self(Uuid::nil());
}

/// Ids that lists go by: they sort by the time they were made.
macro_rules! ordered {
    ($($name:ident)*) => { $(
        impl $name {
            /// Before every id, and behind every one.
            pub const FIRST: Self = Self(Uuid::nil());
            pub const LAST: Self = Self(Uuid::max());

            /// The id right behind this one.
            #[must_use]
            pub fn next(self) -> Self {
                Self(Uuid::from_u128(self.0.as_u128().saturating_add(1)))
            }

            /// Not behind any id that is made at this instant or later, nor before one that was
            /// made in an earlier millisecond.
            pub fn first_at(at: Timestamp) -> Self {
                Self(uuid::Builder::from_unix_timestamp_millis(at.millis(), &[0; 10]).into_uuid())
            }
        }
    )* };
}

ordered! { AuditId ClaimId PaymentId }

impl PaymentId {
    /// As logs name it: the first half, which tells payments apart. The whole id opens the
    /// payment's page and receipt, and stays out of logs.
    pub fn in_log(self) -> impl fmt::Display {
        let id = self.to_string();
        let half: String = id.chars().take("pay_".len() + 16).collect();
        half + "…"
    }
}
