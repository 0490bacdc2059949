//! One amount divided among several claims.

use crate::{ClaimId, Day, Money};

/// What one payment is to settle of one claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub claim: ClaimId,
    pub amount: Money,
}

/// A claim beside others that are to be paid together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payable {
    pub claim: ClaimId,
    pub due: Option<Day>,
    pub open: Money,
}

/// An amount that cannot be divided among the claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDivisible {
    #[error("an amount of zero pays nothing")]
    Nothing,
    #[error("the amount is more than what is owed")]
    MoreThanOpen,
}

/// Divides one amount among several claims: what is due earliest is paid first (section 366 of the
/// German Civil Code, section 225 of the Fiscal Code), what has no due date last. The shares add
/// up to the amount, none is empty, and none exceeds what is open.
pub fn divide(amount: Money, among: &[Payable]) -> Result<Vec<Share>, NotDivisible> {
    if amount.is_zero() {
        return Err(NotDivisible::Nothing);
    }
    let mut by_age = among.to_vec();
    by_age.sort_by_key(|payable| (payable.due.is_none(), payable.due, payable.claim));
    let mut left = amount;
    let mut shares = Vec::new();
    for Payable { claim, open, .. } in by_age {
        let share = left.min(open);
        if !share.is_zero() {
            shares.push(Share {
                claim,
                amount: share,
            });
        }
        left = left.checked_sub(share).unwrap_or(Money::ZERO);
    }
    if left.is_zero() {
        Ok(shares)
    } else {
        Err(NotDivisible::MoreThanOpen)
    }
}
