//! Money that arrived or left, as a provider or a bank stated it. Facts: booked in every state.

use super::super::error::LedgerError;
use super::super::group::{Entry, Source};
use super::{Amount, Part, Place, Posting, Side, divided, entry};
use crate::{Money, MoneyInId, MoneyOutId};

/// What was stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoneyFact {
    pub place: Place,
    pub amount: Amount,
    /// What the provider or the bank kept for it, beside the amount.
    pub fee: Option<Money>,
}

/// *clearing or bank ← receivable, claim, suspense, refunds due*, by parts; *fees ← clearing* or
/// *bank charges ← bank* for what was kept. Covers captures, credits, disputes won and refunds that
/// came back. The parts add up to the amount, the fee is not one of them.
pub fn money_in(id: MoneyInId, fact: &MoneyFact, parts: &[Part]) -> Result<Posting, LedgerError> {
    fact.posting(Source::MoneyIn(id), Side::Credit, parts)
}

/// *claim, suspense, advance, refunds due, refunds ordered ← clearing or bank*, by parts, and the
/// fee as with [`money_in`]. Covers refunds done, reversals, chargebacks, returned debits, executed
/// bank orders and what is not explained.
pub fn money_out(id: MoneyOutId, fact: &MoneyFact, parts: &[Part]) -> Result<Posting, LedgerError> {
    fact.posting(Source::MoneyOut(id), Side::Debit, parts)
}

impl MoneyFact {
    fn posting(&self, source: Source, side: Side, parts: &[Part]) -> Result<Posting, LedgerError> {
        let mut entries = divided(self.place.account(), self.amount, side, parts)?;
        entries.extend(self.fee_entry());
        Ok(Posting { source, entries })
    }

    fn fee_entry(&self) -> Option<Entry> {
        let money = self.fee.filter(|fee| !fee.is_zero())?;
        let currency = self.amount.currency;
        let fee = Amount { money, currency };
        Some(entry(self.place.charges(), self.place.account(), fee))
    }
}
