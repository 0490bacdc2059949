//! Amounts: a currency and a decimal number as text, never a JSON number.

use domain::Money;
use serde::{Deserialize, Serialize};

const EURO: &str = "EUR";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Amount {
    currency_code: String,
    value: String,
}

impl Amount {
    pub(crate) fn of(money: Money) -> Self {
        Self {
            currency_code: EURO.to_owned(),
            value: money.to_decimal(),
        }
    }

    pub(crate) fn is_euro(&self) -> bool {
        self.currency_code == EURO
    }

    /// Hundredths of whatever currency it is.
    pub(crate) fn money(&self) -> Option<Money> {
        Money::from_decimal(&self.value).ok()
    }

    /// Euros only.
    pub(crate) fn euros(&self) -> Option<Money> {
        self.is_euro().then(|| self.money()).flatten()
    }

    /// Reports write what leaves the account with a minus sign. Euros only.
    pub(crate) fn signed_cents(&self) -> Option<i64> {
        if !self.is_euro() {
            return None;
        }
        match self.value.strip_prefix('-') {
            Some(value) => Money::from_decimal(value).ok().map(|money| -money.cents()),
            None => self.money().map(Money::cents),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(currency: &str, value: &str) -> Amount {
        Amount {
            currency_code: currency.to_owned(),
            value: value.to_owned(),
        }
    }

    #[test]
    fn amounts_are_exact_to_the_cent_and_signed_where_reports_sign_them() {
        assert_eq!(
            Amount::of(Money::from_cents(1_250).unwrap()),
            amount("EUR", "12.50")
        );
        assert_eq!(amount("EUR", "-0.76").signed_cents(), Some(-76));
        assert_eq!(amount("EUR", "12.5").signed_cents(), Some(1_250));
        assert_eq!(amount("USD", "12.50").signed_cents(), None);
        assert_eq!(amount("USD", "12.50").euros(), None);
        for bad in ["--1.00", "", "-", "1e3", "12.505", "NaN"] {
            assert_eq!(amount("EUR", bad).signed_cents(), None, "{bad}");
        }
    }
}
