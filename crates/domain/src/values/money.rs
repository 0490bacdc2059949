//! Money: whole cents, never negative, bounded. Which way it flows is said by the two sides of a
//! ledger transfer, never by a sign.

mod input;

use std::fmt;

/// Euro amount in cents between zero and [`Money::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

/// A text that is no amount of euros and cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadMoney {
    #[error("the amount is not a decimal number such as 30.70")]
    NotANumber,
    #[error("the amount has fractions of a cent")]
    FractionOfACent,
    /// `1.234` is twelve hundred to one reader and one euro to another.
    #[error("the amount can be read in two ways; write its cents too, such as 1234.00")]
    Unclear,
    #[error("the amount is larger than one billion euros")]
    TooLarge,
}

impl Money {
    pub const ZERO: Self = Self(0);
    /// One billion euros: above any fee an authority asks for, and so far below `i64::MAX` that
    /// the sum of two amounts cannot wrap.
    pub const MAX: Self = Self(100_000_000_000);

    /// `None` outside zero to [`Money::MAX`].
    pub const fn from_cents(cents: i64) -> Option<Self> {
        if cents >= 0 && cents <= Self::MAX.0 {
            Some(Self(cents))
        } else {
            None
        }
    }

    pub const fn cents(self) -> i64 {
        self.0
    }

    /// `None` above [`Money::MAX`].
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        Self::from_cents(self.0 + other.0)
    }

    /// `None` below zero.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        Self::from_cents(self.0 - other.0)
    }

    /// `None` above [`Money::MAX`].
    pub const fn checked_times(self, many: u32) -> Option<Self> {
        match self.0.checked_mul(many as i64) {
            Some(cents) => Self::from_cents(cents),
            None => None,
        }
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Reads `30`, `30.7`, `30.70` or `30.700`: digits, at most one dot, no sign, no exponent.
    /// Digits beyond the cent must be zero, so nothing is ever rounded.
    pub fn from_decimal(text: &str) -> Result<Self, BadMoney> {
        let (euros, fraction) = text.split_once('.').unwrap_or((text, "0"));
        if euros.is_empty() || fraction.is_empty() || !all_digits(euros) || !all_digits(fraction) {
            return Err(BadMoney::NotANumber);
        }
        let (cents, beyond) = fraction.split_at(fraction.len().min(2));
        if beyond.bytes().any(|digit| digit != b'0') {
            return Err(BadMoney::FractionOfACent);
        }
        let cents_digits = format!("{euros}{cents:0<2}");
        let cents_digits = cents_digits.trim_start_matches('0');
        if cents_digits.is_empty() {
            return Ok(Self::ZERO);
        }
        let cents = cents_digits.parse().map_err(|_| BadMoney::TooLarge)?;
        Self::from_cents(cents).ok_or(BadMoney::TooLarge)
    }

    /// `30.70`: always two decimals, a dot, no grouping. What interfaces carry, not what people
    /// read.
    pub fn to_decimal(self) -> String {
        format!("{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_decimal())
    }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
