//! Bank lines that are no payment, refund or reversal.

use super::super::chart::AccountKind;
use super::super::group::Source;
use super::{Amount, Posting, entry};
use crate::{BankAccountId, BankLineId, ProviderAccountId};

/// What a line says about the bank account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BankLineMeaning {
    /// A provider's payout arrived, reported before or not.
    PayoutArrived(ProviderAccountId),
    /// The cover of a provider's negative balance left.
    CoverLeft(ProviderAccountId),
    /// A provider's invoiced fees were collected.
    FeesCollected(ProviderAccountId),
    Charges,
    ChargesReturned,
}

/// Books one line of `bank`.
pub fn bank_line(
    line: BankLineId,
    bank: BankAccountId,
    meaning: BankLineMeaning,
    amount: Amount,
) -> Posting {
    use AccountKind::{Bank, BankCharges, FeesDue, Transit};
    use BankLineMeaning as Line;
    let (debit, credit) = match meaning {
        Line::PayoutArrived(account) => (Bank(bank), Transit(account)),
        Line::CoverLeft(account) => (Transit(account), Bank(bank)),
        Line::FeesCollected(account) => (FeesDue(account), Bank(bank)),
        Line::Charges => (BankCharges(bank), Bank(bank)),
        Line::ChargesReturned => (Bank(bank), BankCharges(bank)),
    };
    Posting {
        source: Source::BankLine(line),
        entries: vec![entry(debit, credit, amount)],
    }
}
