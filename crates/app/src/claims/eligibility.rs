//! Whether a payment's claims still need its money. Asked before a payer is sent away and again
//! before the money is taken; money that arrived all the same is booked, never refused.

use domain::PaymentId;
use storage::claims::shares::ClaimShare;
use storage::{StorageError, WriteTx};

/// Whether a payment's money may be taken for its claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Eligible {
    Yes,
    /// Another payment for the same claim is being taken; it may still fail.
    NotNow,
    /// Paid otherwise, cancelled or given to enforcement meanwhile.
    NoLonger,
}

/// Locks the payment's claims until the transaction ends: the answer holds for all of it.
pub(crate) async fn eligible(
    tx: &mut WriteTx,
    payment: PaymentId,
) -> Result<Eligible, StorageError> {
    let mut eligible = Eligible::Yes;
    for share in tx.claims().shares().hold(payment).await? {
        // A calling system's claim lives and ends with its only payment.
        if !share.origin.stands_alone() {
            continue;
        }
        if !needs(&share) {
            return Ok(Eligible::NoLonger);
        }
        let taken = tx
            .claims()
            .shares()
            .being_taken(share.share.claim, Some(payment))
            .await?;
        let open = share.terms.open(share.settled);
        let left = open.checked_sub(taken);
        if left.is_none_or(|left| left < share.share.amount) {
            eligible = Eligible::NotNow;
        }
    }
    Ok(eligible)
}

/// As the authority and the money so far have it.
pub(crate) fn needs(share: &ClaimShare) -> bool {
    let open = share.terms.open(share.settled);
    !share.terms.blocked && !share.terms.cancelled && share.share.amount <= open
}

/// Every claim was paid by something else: the money has nowhere to go.
pub(crate) fn settled_otherwise(shares: &[ClaimShare]) -> bool {
    let paid =
        |share: &ClaimShare| !share.settled.is_zero() && share.terms.open(share.settled).is_zero();
    !shares.is_empty() && shares.iter().all(paid)
}
