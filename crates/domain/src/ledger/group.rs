//! Groups of transfers (Buchung): everything that one event caused, written at once.

use std::fmt;

use uuid::Uuid;

use super::chart::Account;
use super::error::LedgerError;
use crate::access::Actor;
use crate::{
    BankLineId, BankOrderId, ClaimId, Currency, Day, DayClosingId, DisputeId, EntryGroupId,
    MatchId, Moment, Money, MoneyInId, MoneyOutId, PaymentId, PayoutId, RefundId, ReportRowId,
    Timestamp, TransferId,
};

macro_rules! sources {
    ($($(#[$doc:meta])* $name:ident($id:ident) = $text:literal;)*) => {
        /// What a group was written for. Its kind is stored, sealed and must not change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Source { $($(#[$doc])* $name($id),)* }

        /// The stored kind of a [`Source`].
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, strum::Display, strum::EnumString,
            strum::IntoStaticStr, strum::VariantArray,
        )]
        #[strum(const_into_str)]
        pub enum SourceKind { $(#[strum(serialize = $text)] $name,)* }

        impl Source {
            /// Reads what [`Self::kind`] and [`Self::as_uuid`] gave to storage.
            pub const fn from_stored(kind: SourceKind, uuid: Uuid) -> Self {
                match kind { $(SourceKind::$name => Self::$name($id::from_uuid(uuid)),)* }
            }
            pub const fn kind(self) -> SourceKind {
                match self { $(Self::$name(_) => SourceKind::$name,)* }
            }
            /// For storage, which alone looks inside.
            pub const fn as_uuid(self) -> Uuid {
                match self { $(Self::$name(id) => id.as_uuid(),)* }
            }
        }

        /// The id with its prefix, without the kind.
        impl fmt::Display for Source {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$name(id) => fmt::Display::fmt(id, f),)* }
            }
        }
    };
}

sources! {
    Claim(ClaimId) = "claim";
    Payment(PaymentId) = "payment";
    MoneyIn(MoneyInId) = "money_in";
    MoneyOut(MoneyOutId) = "money_out";
    Refund(RefundId) = "refund";
    Payout(PayoutId) = "payout";
    ReportRow(ReportRowId) = "report_row";
    BankLine(BankLineId) = "bank_line";
    Match(MatchId) = "match";
    BankOrder(BankOrderId) = "bank_order";
    Dispute(DisputeId) = "dispute";
    DayClosing(DayClosingId) = "day_closing";
    /// The group that is corrected.
    Correction(EntryGroupId) = "correction";
}

/// What holds for all transfers of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupHead {
    pub id: EntryGroupId,
    pub source: Source,
    /// Buchungstag: the open day in which the group counts.
    pub posting_day: Day,
    /// Wertstellung: the day on which the money moved or the debt arose.
    pub value_day: Day,
    pub actor: Actor,
    /// The group that this one takes back.
    pub reverses: Option<EntryGroupId>,
    /// [`Commitment`](super::chain::Commitment) of what is booked: the fact about money, or the
    /// payment. A correction has none, it is held against the group that it takes back.
    pub commitment: Option<[u8; 32]>,
    pub booked_at: Timestamp,
}

/// One debit, one credit, one amount (Buchungssatz); never changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    pub id: TransferId,
    pub group: EntryGroupId,
    /// From one, in the order of the posting rule.
    pub line: u16,
    pub debit: Account,
    pub credit: Account,
    /// In hundredths of the accounts' currency, which is one.
    pub amount: Money,
}

/// A group with its transfers: never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryGroup {
    head: GroupHead,
    transfers: Vec<Transfer>,
}

/// A transfer of a group that is yet to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub debit: Account,
    pub credit: Account,
    pub amount: Money,
}

/// When and by which actor something is booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    pub posting_day: Day,
    pub value_day: Day,
    pub actor: Actor,
}

impl Transfer {
    pub const fn currency(&self) -> Currency {
        self.debit.currency
    }
}

impl EntryGroup {
    /// Refuses a group without entries and every entry that moves nothing, stays on one account,
    /// or crosses currencies.
    pub fn new(
        moment: &mut Moment,
        booking: &Booking,
        source: Source,
        entries: &[Entry],
    ) -> Result<Self, LedgerError> {
        if entries.is_empty() {
            return Err(LedgerError::NothingMoved);
        }
        let head = head(moment, booking, source, None);
        let mut transfers = Vec::with_capacity(entries.len());
        for (entry, line) in entries.iter().zip(1_usize..) {
            let line = u16::try_from(line).map_err(|_| LedgerError::TooManyLines)?;
            entry.check()?;
            transfers.push(entry.into_transfer(moment, head.id, line));
        }
        Ok(Self { head, transfers })
    }

    /// A group as it was stored.
    pub const fn from_stored(head: GroupHead, transfers: Vec<Transfer>) -> Self {
        Self { head, transfers }
    }

    pub const fn head(&self) -> &GroupHead {
        &self.head
    }

    /// The group, committing to what is booked.
    #[must_use]
    pub const fn committing(mut self, commitment: [u8; 32]) -> Self {
        self.head.commitment = Some(commitment);
        self
    }

    pub fn transfers(&self) -> &[Transfer] {
        &self.transfers
    }

    /// The canonical text of the group, for the commitment of the act that books it:
    /// `v1|grp|source kind|source|reverses`, and `|line|debit|credit|cents` for each transfer.
    pub fn canonical(&self) -> String {
        use fmt::Write as _;
        let head = &self.head;
        let reverses = head.reverses.map_or_else(String::new, |id| id.to_string());
        let (id, source) = (head.id, head.source);
        let mut text = format!("v1|{id}|{}|{source}|{reverses}", source.kind());
        for transfer in &self.transfers {
            let (line, cents) = (transfer.line, transfer.amount.cents());
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "|{line}|{}|{}|{cents}",
                transfer.debit, transfer.credit
            );
        }
        text
    }

    /// The only way to take a group back: a group of the opposite transfers that names it. `source`
    /// is the event that takes back: [`Source::Correction`] of this group, or a later decision.
    #[must_use]
    pub fn reversed(&self, moment: &mut Moment, booking: &Booking, source: Source) -> Self {
        let head = head(moment, booking, source, Some(self.head.id));
        let reverse = |transfer: &Transfer| Transfer {
            id: TransferId::new(moment),
            group: head.id,
            line: transfer.line,
            debit: transfer.credit,
            credit: transfer.debit,
            amount: transfer.amount,
        };
        let transfers = self.transfers.iter().map(reverse).collect();
        Self { head, transfers }
    }
}

fn head(
    moment: &mut Moment,
    booking: &Booking,
    source: Source,
    reverses: Option<EntryGroupId>,
) -> GroupHead {
    GroupHead {
        id: EntryGroupId::new(moment),
        source,
        posting_day: booking.posting_day,
        value_day: booking.value_day,
        actor: booking.actor.clone(),
        reverses,
        commitment: None,
        booked_at: moment.now,
    }
}

impl Entry {
    /// Debits the first account, credits the second.
    pub fn new(debit: impl Into<Account>, credit: impl Into<Account>, amount: Money) -> Self {
        Self {
            debit: debit.into(),
            credit: credit.into(),
            amount,
        }
    }

    fn check(&self) -> Result<(), LedgerError> {
        if self.debit == self.credit {
            Err(LedgerError::SameAccount)
        } else if self.amount.is_zero() {
            Err(LedgerError::NothingMoved)
        } else if self.debit.currency != self.credit.currency {
            Err(LedgerError::TwoCurrencies)
        } else {
            Ok(())
        }
    }

    fn into_transfer(self, moment: &mut Moment, group: EntryGroupId, line: u16) -> Transfer {
        Transfer {
            id: TransferId::new(moment),
            group,
            line,
            debit: self.debit,
            credit: self.credit,
            amount: self.amount,
        }
    }
}
