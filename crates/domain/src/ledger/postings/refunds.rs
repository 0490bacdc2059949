//! Refunds: released once, then done by the provider (`money_out`) or by an order to the bank.
//!
//! A refund that is withdrawn and an order that is refused are turned back: the group is reversed.

use super::super::chart::AccountKind;
use super::super::error::LedgerError;
use super::super::group::Source;
use super::{Amount, Part, Posting, Side, divided, entry};
use crate::{BankOrderId, Money, RefundId};

/// *claim or suspense ← refunds due*, by parts that add up to the amount. Booked at the first
/// release; for a refund that was first seen at the provider when it is known what it belongs to.
pub fn refund_released(
    refund: RefundId,
    amount: Amount,
    parts: &[Part],
) -> Result<Posting, LedgerError> {
    let due = AccountKind::RefundsDue(refund);
    Ok(Posting {
        source: Source::Refund(refund),
        entries: divided(due, amount, Side::Debit, parts)?,
    })
}

/// *refunds due ← refunds ordered*, one entry per refund: the order is on its way to the bank.
pub fn refunds_ordered(order: BankOrderId, refunds: &[(RefundId, Money)]) -> Posting {
    let ordered = AccountKind::RefundsOrdered(order);
    let one = |(refund, amount): &(RefundId, Money)| {
        let due = AccountKind::RefundsDue(*refund);
        entry(due, ordered, Amount::euro(*amount))
    };
    Posting {
        source: Source::BankOrder(order),
        entries: refunds.iter().map(one).collect(),
    }
}
