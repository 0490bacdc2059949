//! What is owed (Forderung), and what is paid of it.
//!
//! A claim has no state of its own: what the authority says about it and what arrived for it are
//! facts, and its state follows from them. So no two of them can ever disagree.

use crate::{ClaimId, Day, Money};

/// What the authority says about a claim. A newer file may say something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    pub amount: Money,
    pub due: Option<Day>,
    /// The first day on which it can be paid online.
    pub payable_from: Option<Day>,
    /// The last one.
    pub payable_until: Option<Day>,
    /// It is in enforcement (Vollstreckung): paying online would cross the bailiff's way.
    pub blocked: bool,
    /// Nothing is owed any more.
    pub cancelled: bool,
}

/// Where a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClaimState {
    Open,
    PartlyPaid,
    Paid,
    /// More arrived than is owed: the authority lowered or cancelled it after it was paid.
    Overpaid,
    Cancelled,
    Blocked,
}

/// Why nobody can pay the claim today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotPayable {
    Paid,
    Cancelled,
    Blocked,
    /// Before this day.
    NotYet(Day),
    /// After this day.
    NoLonger(Day),
}

/// What one payment is to settle of one claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub claim: ClaimId,
    pub amount: Money,
}

impl Terms {
    /// What is owed in all, paid or not.
    pub const fn owed(&self) -> Money {
        if self.cancelled {
            Money::ZERO
        } else {
            self.amount
        }
    }

    /// What is still to be paid.
    pub fn open(&self, settled: Money) -> Money {
        self.owed().checked_sub(settled).unwrap_or(Money::ZERO)
    }

    /// What arrived beyond what is owed.
    pub fn excess(&self, settled: Money) -> Money {
        settled.checked_sub(self.owed()).unwrap_or(Money::ZERO)
    }

    /// Total over all facts. What arrived too much is told before everything else: somebody must
    /// act on it.
    pub fn state(&self, settled: Money) -> ClaimState {
        if !self.excess(settled).is_zero() {
            ClaimState::Overpaid
        } else if self.cancelled {
            ClaimState::Cancelled
        } else if settled == self.amount {
            ClaimState::Paid
        } else if self.blocked {
            ClaimState::Blocked
        } else if settled.is_zero() {
            ClaimState::Open
        } else {
            ClaimState::PartlyPaid
        }
    }

    /// What can be paid today, or why nothing can.
    pub fn payable(&self, settled: Money, today: Day) -> Result<Money, NotPayable> {
        match self.state(settled) {
            ClaimState::Paid | ClaimState::Overpaid => return Err(NotPayable::Paid),
            ClaimState::Cancelled => return Err(NotPayable::Cancelled),
            ClaimState::Blocked => return Err(NotPayable::Blocked),
            ClaimState::Open | ClaimState::PartlyPaid => {}
        }
        if let Some(from) = self.payable_from.filter(|from| today < *from) {
            return Err(NotPayable::NotYet(from));
        }
        if let Some(until) = self.payable_until.filter(|until| today > *until) {
            return Err(NotPayable::NoLonger(until));
        }
        Ok(self.open(settled))
    }
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
    MoreThanOwed,
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
        Err(NotDivisible::MoreThanOwed)
    }
}

impl ClaimState {
    pub const ALL: [Self; 6] = [
        Self::Open,
        Self::PartlyPaid,
        Self::Paid,
        Self::Overpaid,
        Self::Cancelled,
        Self::Blocked,
    ];

    /// What interfaces and the command line say.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::PartlyPaid => "partly_paid",
            Self::Paid => "paid",
            Self::Overpaid => "overpaid",
            Self::Cancelled => "cancelled",
            Self::Blocked => "blocked",
        }
    }
}
