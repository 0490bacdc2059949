//! Which accounts a happening touches. The only place that knows.
//!
//! *A ← B* reads: debit A, credit B.

use super::{Account, LedgerError, Reason, Transfer};
use crate::claims::Share;
use crate::payments::Fact;
use crate::{Moment, Money, PaymentId, ProviderAccountId};

/// Receivable ← Claim, one transfer per share: this payer is to pay this much of each claim.
pub fn registered(
    moment: &mut Moment,
    payment: PaymentId,
    shares: &[Share],
) -> Result<Vec<Transfer>, LedgerError> {
    let book = |share: &Share| {
        let accounts = (Account::Receivable(payment), Account::Claim(share.claim));
        Transfer::new(moment, payment, accounts, share.amount, Reason::Registered)
    };
    shares.iter().map(book).collect()
}

/// Claim ← Receivable, one transfer per share: this payer is not going to pay.
pub fn withdrawn(
    moment: &mut Moment,
    payment: PaymentId,
    shares: &[Share],
) -> Result<Vec<Transfer>, LedgerError> {
    let book = |share: &Share| {
        let accounts = (Account::Claim(share.claim), Account::Receivable(payment));
        Transfer::new(moment, payment, accounts, share.amount, Reason::Withdrawn)
    };
    shares.iter().map(book).collect()
}

/// Clearing ← Receivable when the payment is settled, Clearing ← Suspense for every other money.
/// A fee the provider kept: Fees ← Clearing, so that clearing equals the provider's balance.
pub fn arrived(
    moment: &mut Moment,
    payment: PaymentId,
    at: ProviderAccountId,
    (amount, fee): (Money, Option<Money>),
    fact: Fact,
) -> Result<Vec<Transfer>, LedgerError> {
    let from = match fact {
        Fact::Paid => Account::Receivable(payment),
        Fact::PaidLate | Fact::PaidTwice | Fact::PaidPartly => Account::Suspense,
    };
    let clearing = Account::Clearing(at);
    let mut transfers = vec![Transfer::new(
        moment,
        payment,
        (clearing, from),
        amount,
        fact.into(),
    )?];
    if let Some(fee) = fee.filter(|fee| !fee.is_zero()) {
        let accounts = (Account::Fees, clearing);
        transfers.push(Transfer::new(moment, payment, accounts, fee, Reason::Fee)?);
    }
    Ok(transfers)
}

/// `RefundsDue` ← Clearing: the provider reports that money left again. The treasury explains it.
pub fn refund_seen(
    moment: &mut Moment,
    payment: PaymentId,
    at: ProviderAccountId,
    amount: Money,
) -> Result<Transfer, LedgerError> {
    let accounts = (Account::RefundsDue, Account::Clearing(at));
    Transfer::new(moment, payment, accounts, amount, Reason::RefundSeen)
}
