//! Which accounts an event touches. The only place that knows.
//!
//! *A ← B* reads: debit A, credit B. Each rule gives a [`Posting`]; booking it makes a group.
//!
//! The rules are complete on purpose, those of bank lines, report rows, payouts, decisions about
//! items and closings too, which no use case books yet: a chart of accounts is right or wrong as a
//! whole, its accounts are sealed under these names, and each rule is tested against every other
//! (`tests/it/ledger/postings.rs`). What books first one of them finds its accounts decided.

mod bank_lines;
mod closings;
mod decisions;
mod money;
mod payments;
mod refunds;
mod report_rows;

pub use bank_lines::{BankLineMeaning, bank_line};
pub use closings::{Deviation, difference, opening_balance};
pub use decisions::{advance_explained, suspense_explained, suspense_lapsed};
pub use money::{MoneyFact, money_in, money_out};
pub use payments::{payment_ended_unpaid, payment_opened};
pub use refunds::{refund_released, refunds_ordered};
pub use report_rows::{PayoutDirection, RowMeaning, payout_reported, report_row};

use super::chart::{Account, AccountKind};
use super::error::LedgerError;
use super::group::{Booking, Entry, EntryGroup, Source};
use crate::{
    AdvanceItemId, BankAccountId, BankOrderId, ClaimId, Currency, Moment, Money, PaymentId,
    ProviderAccountId, RefundId, SuspenseItemId,
};

/// What an event writes into the books, before ids and days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    pub source: Source,
    pub entries: Vec<Entry>,
}

/// Where money lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    Provider(ProviderAccountId),
    Bank(BankAccountId),
}

/// What money belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A payment that is still to be paid.
    Payment(PaymentId),
    /// A claim, apart from every payment.
    Claim(ClaimId),
    /// Not explained: owed by the authority.
    Suspense(SuspenseItemId),
    /// Not explained: owed to the authority.
    Advance(AdvanceItemId),
    Refund(RefundId),
    BankOrder(BankOrderId),
}

/// So much of an amount belongs to that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub target: Target,
    pub amount: Money,
}

/// An amount in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    pub money: Money,
    pub currency: Currency,
}

impl Posting {
    /// Makes the group. Fails when a transfer moves nothing, stays on one account or crosses
    /// currencies.
    pub fn book(&self, moment: &mut Moment, booking: &Booking) -> Result<EntryGroup, LedgerError> {
        EntryGroup::new(moment, booking, self.source, &self.entries)
    }
}

impl Place {
    const fn account(self) -> AccountKind {
        match self {
            Self::Provider(account) => AccountKind::Clearing(account),
            Self::Bank(bank) => AccountKind::Bank(bank),
        }
    }

    /// Where its charges are booked.
    const fn charges(self) -> AccountKind {
        match self {
            Self::Provider(account) => AccountKind::Fees(account),
            Self::Bank(bank) => AccountKind::BankCharges(bank),
        }
    }
}

impl Target {
    const fn account(self) -> AccountKind {
        match self {
            Self::Payment(payment) => AccountKind::Receivable(payment),
            Self::Claim(claim) => AccountKind::Claim(claim),
            Self::Suspense(item) => AccountKind::Suspense(item),
            Self::Advance(item) => AccountKind::Advance(item),
            Self::Refund(refund) => AccountKind::RefundsDue(refund),
            Self::BankOrder(order) => AccountKind::RefundsOrdered(order),
        }
    }

    /// What is owed is owed in euros; only unexplained money is kept in its own currency.
    const fn is_euro_only(self) -> bool {
        match self {
            Self::Payment(_) | Self::Claim(_) | Self::BankOrder(_) => true,
            Self::Suspense(_) | Self::Advance(_) | Self::Refund(_) => false,
        }
    }
}

impl Amount {
    pub const fn euro(money: Money) -> Self {
        Self {
            money,
            currency: Currency::EUR,
        }
    }
}

/// From which side the parts are booked.
#[derive(Clone, Copy)]
enum Side {
    /// *whole ← part*
    Credit,
    /// *part ← whole*
    Debit,
}

/// One entry per part between `whole` and the part's account. The parts add up to the amount.
fn divided(
    whole: AccountKind,
    amount: Amount,
    side: Side,
    parts: &[Part],
) -> Result<Vec<Entry>, LedgerError> {
    let mut left = amount.money;
    let mut entries = Vec::with_capacity(parts.len());
    for part in parts {
        if part.target.is_euro_only() && amount.currency != Currency::EUR {
            return Err(LedgerError::TwoCurrencies);
        }
        left = left
            .checked_sub(part.amount)
            .ok_or(LedgerError::DoesNotAddUp)?;
        let (whole, part_of) = (whole, part.target.account());
        let (debit, credit) = match side {
            Side::Credit => (whole, part_of),
            Side::Debit => (part_of, whole),
        };
        let part_amount = Amount {
            money: part.amount,
            currency: amount.currency,
        };
        entries.push(entry(debit, credit, part_amount));
    }
    if left.is_zero() {
        Ok(entries)
    } else {
        Err(LedgerError::DoesNotAddUp)
    }
}

/// *debit ← credit*, both in the amount's currency.
const fn entry(debit: AccountKind, credit: AccountKind, amount: Amount) -> Entry {
    let Amount { money, currency } = amount;
    Entry {
        debit: Account {
            kind: debit,
            currency,
        },
        credit: Account {
            kind: credit,
            currency,
        },
        amount: money,
    }
}
