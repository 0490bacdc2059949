//! What is owed (Forderung), and what is paid of it.
//!
//! A claim has no state of its own: what the authority says about it and what arrived for it are
//! facts, and its state follows from them. So no two of them can ever disagree.

use crate::{Day, Money};

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
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    strum::Display,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum ClaimState {
    Open,
    PartlyPaid,
    Paid,
    /// More arrived than is owed: the authority lowered or cancelled it after it was paid.
    Overpaid,
    Cancelled,
    Blocked,
}

/// Why the claim cannot be paid today.
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

impl Terms {
    /// Of a claim that is made together with its payment: the amount, and nothing else.
    pub const fn of(amount: Money) -> Self {
        Self {
            amount,
            due: None,
            payable_from: None,
            payable_until: None,
            blocked: false,
            cancelled: false,
        }
    }

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

    /// Total over all facts. What arrived too much is told before everything else: it needs
    /// an act of the treasury.
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

impl ClaimState {
    pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    /// What interfaces and the command line say.
    pub const fn as_str(self) -> &'static str {
        self.into_str()
    }
}
