//! Numbers as the standard sends them: JSON numbers in euros, in every form that JSON allows. Read
//! from their text, never through a float.
//!
//! Clients that compute in floats send `0.30000000000000004` for 0.30. What such a float can be
//! wrong by is rounded away; more is a fraction of a cent and refused where whole cents are due.

use domain::Money;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::value::RawValue;

/// The standard's largest amount.
const LARGEST: Decimal = Decimal::from_parts(999_999, 0, 0, false, 0);
/// A thousandth of a cent: a total that is nearer to a whole cent is that cent.
const NOISE: Decimal = Decimal::from_parts(1, 0, 0, false, 5);
/// Decimals of a sum before it is rounded to cents: a sum of 99 floats below a million is nearer
/// to what was meant than that.
const SUM_DECIMALS: u32 = 9;
/// The largest power of ten that is exact in one step.
const EXPONENT_STEP: u32 = 28;

/// The rule that a number breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadAmount {
    #[error("is not a number in JSON")]
    NotANumber,
    #[error("is negative")]
    Negative,
    #[error("is larger than 999999")]
    TooLarge,
    #[error("has fractions of a cent")]
    FractionOfACent,
}

/// A number from zero to the standard's largest amount, with any decimals.
pub(crate) fn decimal(number: &RawValue) -> Result<Decimal, BadAmount> {
    let text = number.get();
    if !text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
        return Err(BadAmount::NotANumber);
    }
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let digits: Decimal = digits.parse().map_err(|_| BadAmount::TooLarge)?;
    let value = scaled(digits, exponent)?;
    if value.is_zero() {
        return Ok(Decimal::ZERO);
    }
    if value.is_sign_negative() {
        return Err(BadAmount::Negative);
    }
    if value > LARGEST {
        return Err(BadAmount::TooLarge);
    }
    Ok(value)
}

/// Times ten to the power of `exponent`. What is smaller than any decimal is zero.
fn scaled(mut value: Decimal, exponent: &str) -> Result<Decimal, BadAmount> {
    let (down, steps) = match exponent.strip_prefix('-') {
        Some(steps) => (true, steps),
        None => (false, exponent.trim_start_matches('+')),
    };
    // More digits than fit are as large as the largest that do: the end is zero or too large.
    let mut steps: u32 = steps.parse().unwrap_or(u32::MAX);
    while steps > 0 && !value.is_zero() {
        let step = steps.min(EXPONENT_STEP);
        let factor = if down {
            Decimal::from_i128_with_scale(1, step)
        } else {
            Decimal::from_i128_with_scale(10_i128.pow(step), 0)
        };
        value = value.checked_mul(factor).ok_or(BadAmount::TooLarge)?;
        steps -= step;
    }
    Ok(value)
}

/// A total in whole cents.
pub(crate) fn money(number: &RawValue) -> Result<Money, BadAmount> {
    let exact = decimal(number)?;
    let whole = exact.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    if (exact - whole).abs() >= NOISE {
        return Err(BadAmount::FractionOfACent);
    }
    Money::from_cents(cents(whole)).ok_or(BadAmount::TooLarge)
}

/// A sum rounded half up to cents, once, as the standard adds items up.
pub(crate) fn sum_in_cents(amounts: &[Decimal]) -> i64 {
    let half_up = RoundingStrategy::MidpointAwayFromZero;
    let sum: Decimal = amounts.iter().sum();
    let sum = sum.round_dp_with_strategy(SUM_DECIMALS, half_up);
    cents(sum.round_dp_with_strategy(2, half_up))
}

/// Cents for each amount, so that together they are exactly their rounded sum: each is rounded
/// down, and the cents left over go to the largest fractions, the first of equal ones first.
pub(crate) fn shares_in_cents(amounts: &[Decimal]) -> Vec<i64> {
    let hundred = Decimal::ONE_HUNDRED;
    let mut shares: Vec<i64> = amounts
        .iter()
        .map(|amount| cents(amount.trunc_with_scale(2)))
        .collect();
    let left = sum_in_cents(amounts) - shares.iter().sum::<i64>();
    let mut largest: Vec<(Decimal, &mut i64)> = amounts
        .iter()
        .map(|amount| (amount * hundred).fract())
        .zip(&mut shares)
        .collect();
    largest.sort_by(|(one, _), (other, _)| other.cmp(one));
    let left = usize::try_from(left).unwrap_or(0);
    for (_, share) in largest.into_iter().take(left) {
        *share += 1;
    }
    shares
}

/// Of a number with at most two decimals; all are far below the type's bounds.
fn cents(whole: Decimal) -> i64 {
    i64::try_from(whole * Decimal::ONE_HUNDRED).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> Box<RawValue> {
        RawValue::from_string(text.to_owned()).unwrap()
    }

    fn exactly(text: &str) -> Decimal {
        decimal(&raw(text)).unwrap()
    }

    #[test]
    fn totals_are_read_to_the_cent_in_every_form_of_json() {
        for (text, cents) in [
            ("30.7", 3070),
            ("30.70", 3070),
            ("0", 0),
            ("-0.0", 0),
            ("999999", 99_999_900),
            ("1E+2", 10_000),
            ("1e2", 10_000),
            ("3070E-2", 3070),
            ("0E-7", 0),
            ("0e999999999999", 0),
            ("0.30000000000000004", 30),
            ("25.200000000000003", 2520),
            ("29.999999999999996", 3000),
            ("0.010009", 1),
        ] {
            assert_eq!(money(&raw(text)).map(Money::cents), Ok(cents), "{text}");
        }
    }

    #[test]
    fn a_refused_number_is_told_the_rule_it_breaks() {
        for (text, rule) in [
            ("-1", BadAmount::Negative),
            ("999999.01", BadAmount::TooLarge),
            ("1e400", BadAmount::TooLarge),
            ("1e999999999999", BadAmount::TooLarge),
            (
                "99999999999999999999999999999999999999",
                BadAmount::TooLarge,
            ),
            ("0.005", BadAmount::FractionOfACent),
            ("19.999", BadAmount::FractionOfACent),
            ("0.01001", BadAmount::FractionOfACent),
            ("\"30.70\"", BadAmount::NotANumber),
            ("true", BadAmount::NotANumber),
        ] {
            assert_eq!(money(&raw(text)), Err(rule), "{text}");
        }
    }

    #[test]
    fn prices_may_have_any_digits() {
        for (text, same) in [
            ("3.3333333333333335", "3.3333333333333335"),
            ("5.551115123125783e-17", "0.0000000000000000555111512313"),
            ("1e-400", "0"),
            ("1e-999999999999", "0"),
        ] {
            assert_eq!(exactly(text), same.parse().unwrap(), "{text}");
        }
    }

    #[test]
    fn a_sum_is_rounded_half_up_once() {
        for (amounts, cents) in [
            (["0.004", "0.001"], 1),
            (["0.004999", "0"], 0),
            (["10.0025", "10.0025"], 2001),
            (["0.1", "0.2"], 30),
            // Of floats: 10.005 was meant.
            (["10.004999999999999", "0"], 1001),
        ] {
            assert_eq!(sum_in_cents(&amounts.map(exactly)), cents, "{amounts:?}");
        }
    }

    #[test]
    fn shares_add_up_to_the_rounded_sum() {
        for (amounts, shares) in [
            (vec!["10.005", "10.005"], vec![1001, 1000]),
            (vec!["0.333", "0.333", "0.334"], vec![33, 33, 34]),
            (vec!["10.0025", "10.0025"], vec![1001, 1000]),
            (vec!["30.699999999999999", "1"], vec![3070, 100]),
            (vec!["0", "5"], vec![0, 500]),
        ] {
            let exact: Vec<Decimal> = amounts.iter().map(|text| exactly(text)).collect();
            let found = shares_in_cents(&exact);
            assert_eq!(found, shares, "{amounts:?}");
            assert_eq!(found.iter().sum::<i64>(), sum_in_cents(&exact));
        }
    }
}
