//! One booking: one amount from one account to one other.

use std::fmt;
use std::str::FromStr;

use super::Account;
use crate::payments::Fact;
use crate::{Moment, Money, PaymentId, Timestamp, TransferId};

/// Why a transfer was written. Its text is stored and sealed; it must not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The claim was booked as due.
    Registered,
    Paid,
    PaidLate,
    PaidTwice,
    PaidPartly,
    /// What the provider kept.
    Fee,
    /// The claim was taken back: expired or cancelled unpaid.
    Withdrawn,
    /// The provider reports money that left again: refund, reversal, chargeback.
    RefundSeen,
    Reversal(TransferId),
}

/// An immutable booking. `payment` is what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    pub id: TransferId,
    pub payment: PaymentId,
    pub debit: Account,
    pub credit: Account,
    pub amount: Money,
    pub reason: Reason,
    pub booked_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    #[error("a transfer needs two different accounts")]
    SameAccount,
    #[error("a transfer of zero moves nothing")]
    NothingMoved,
    #[error("a transfer moves one currency")]
    TwoCurrencies,
    #[error("the parts do not add up to the amount")]
    DoesNotAddUp,
    #[error("a group has at most 65535 transfers")]
    TooManyLines,
}

impl Transfer {
    /// Debits the first account, credits the second.
    pub fn new(
        moment: &mut Moment,
        payment: PaymentId,
        (debit, credit): (Account, Account),
        amount: Money,
        reason: Reason,
    ) -> Result<Self, LedgerError> {
        if debit == credit {
            return Err(LedgerError::SameAccount);
        }
        if amount.is_zero() {
            return Err(LedgerError::NothingMoved);
        }
        let (id, booked_at) = (TransferId::new(moment), moment.now);
        Ok(Self {
            id,
            payment,
            debit,
            credit,
            amount,
            reason,
            booked_at,
        })
    }

    /// The only way to take a transfer back: say the opposite, and say what it takes back.
    #[must_use]
    pub fn reversed(&self, moment: &mut Moment) -> Self {
        Self {
            id: TransferId::new(moment),
            payment: self.payment,
            debit: self.credit,
            credit: self.debit,
            amount: self.amount,
            reason: Reason::Reversal(self.id),
            booked_at: moment.now,
        }
    }
}

impl From<Fact> for Reason {
    fn from(fact: Fact) -> Self {
        match fact {
            Fact::Paid => Self::Paid,
            Fact::PaidLate => Self::PaidLate,
            Fact::PaidTwice => Self::PaidTwice,
            Fact::PaidPartly => Self::PaidPartly,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registered => f.write_str("registered"),
            Self::Paid => f.write_str("paid"),
            Self::PaidLate => f.write_str("paid_late"),
            Self::PaidTwice => f.write_str("paid_twice"),
            Self::PaidPartly => f.write_str("paid_partly"),
            Self::Fee => f.write_str("fee"),
            Self::Withdrawn => f.write_str("withdrawn"),
            Self::RefundSeen => f.write_str("refund_seen"),
            Self::Reversal(of) => write!(f, "reversal:{of}"),
        }
    }
}

/// A stored text that names no reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a reason of a transfer")]
pub struct UnknownReason;

impl FromStr for Reason {
    type Err = UnknownReason;

    fn from_str(text: &str) -> Result<Self, UnknownReason> {
        if let Some(of) = text.strip_prefix("reversal:") {
            return of.parse().map(Self::Reversal).map_err(|_| UnknownReason);
        }
        let plain = [
            Self::Registered,
            Self::Paid,
            Self::PaidLate,
            Self::PaidTwice,
            Self::PaidPartly,
            Self::Fee,
            Self::Withdrawn,
            Self::RefundSeen,
        ];
        plain
            .into_iter()
            .find(|reason| reason.to_string() == text)
            .ok_or(UnknownReason)
    }
}
