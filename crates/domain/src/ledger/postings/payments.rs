//! A payment opens and ends: the claims' money is receivable from one payer, or no longer.

use super::super::chart::AccountKind;
use super::super::group::Source;
use super::{Amount, Posting, entry};
use crate::PaymentId;
use crate::claims::Share;

/// *receivable ← claim*, one entry per share: this payer is to pay this much of each claim.
pub fn payment_opened(payment: PaymentId, shares: &[Share]) -> Posting {
    let receivable = AccountKind::Receivable(payment);
    let open = |share: &Share| {
        let claim = AccountKind::Claim(share.claim);
        entry(receivable, claim, Amount::euro(share.amount))
    };
    Posting {
        source: Source::Payment(payment),
        entries: shares.iter().map(open).collect(),
    }
}

/// *claim ← receivable*, one entry per share that has not been paid: this payer is not going to.
pub fn payment_ended_unpaid(payment: PaymentId, shares: &[Share]) -> Posting {
    let receivable = AccountKind::Receivable(payment);
    let end = |share: &Share| {
        let claim = AccountKind::Claim(share.claim);
        entry(claim, receivable, Amount::euro(share.amount))
    };
    Posting {
        source: Source::Payment(payment),
        entries: shares.iter().map(end).collect(),
    }
}
