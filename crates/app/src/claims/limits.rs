//! The smallest and largest amount a service takes online: one rule for every way to pay.

use domain::Money;

use crate::DocumentError;
use crate::tenants::documents::Limits;

/// Why an amount is not taken, with the limit it is outside of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutsideLimits {
    TooLittle(Money),
    TooMuch(Money),
}

impl Limits {
    /// Whether the amount may be paid.
    pub(crate) fn check(self, amount: Money) -> Result<(), OutsideLimits> {
        let (least, most) = self.bounds();
        if let Some(least) = least.filter(|least| amount < *least) {
            return Err(OutsideLimits::TooLittle(least));
        }
        match most.filter(|most| amount > *most) {
            Some(most) => Err(OutsideLimits::TooMuch(most)),
            None => Ok(()),
        }
    }

    /// Whether they can be limits at all.
    pub(crate) fn validate(self, place: &str) -> Result<(), DocumentError> {
        let amount = |cents: Option<i64>| cents.is_none_or(|c| Money::from_cents(c).is_some());
        if !amount(self.min_cents) || !amount(self.max_cents) {
            return Err(DocumentError::new(place, "limits are amounts in cents"));
        }
        let (least, most) = self.bounds();
        match (least, most) {
            (Some(least), Some(most)) if least > most => {
                let problem = "the smallest amount is larger than the largest";
                Err(DocumentError::new(place, problem))
            }
            _ => Ok(()),
        }
    }

    fn bounds(self) -> (Option<Money>, Option<Money>) {
        let money = |cents: i64| Money::from_cents(cents.max(0)).unwrap_or(Money::MAX);
        (self.min_cents.map(money), self.max_cents.map(money))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(cents: i64) -> Money {
        Money::from_cents(cents).unwrap()
    }

    fn limits(min_cents: impl Into<Option<i64>>, max_cents: impl Into<Option<i64>>) -> Limits {
        Limits {
            min_cents: min_cents.into(),
            max_cents: max_cents.into(),
        }
    }

    #[test]
    fn an_amount_at_a_limit_is_taken_and_a_cent_beyond_it_is_not() {
        let both = limits(100, 5_000);
        assert_eq!(both.check(money(100)), Ok(()));
        assert_eq!(both.check(money(5_000)), Ok(()));
        let too_little = Err(OutsideLimits::TooLittle(money(100)));
        assert_eq!(both.check(money(99)), too_little);
        let too_much = Err(OutsideLimits::TooMuch(money(5_000)));
        assert_eq!(both.check(money(5_001)), too_much);
        assert_eq!(limits(None, None).check(Money::MAX), Ok(()));
    }

    #[test]
    fn limits_that_are_no_amounts_or_exclude_every_amount_are_refused() {
        assert!(limits(1, 1).validate("limits").is_ok());
        assert!(limits(None, None).validate("limits").is_ok());
        for bad in [limits(-1, None), limits(None, i64::MAX), limits(2, 1)] {
            assert!(bad.validate("limits").is_err(), "{bad:?}");
        }
    }
}
