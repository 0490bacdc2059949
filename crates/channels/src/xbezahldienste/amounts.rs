//! Amounts as the standard sends them: JSON numbers in euros. Read from their text, never through
//! a float.

use domain::Money;
use serde_json::value::RawValue;

/// Decimals kept while adding up: prices per piece with fractions of a cent have at most six.
const DECIMALS: usize = 6;
/// One cent in millionths of a euro.
const CENT: i128 = 10_000;
/// The standard's largest amount, in millionths of a euro.
const LARGEST: i128 = 999_999 * 1_000_000;

/// A JSON number as millionths of a euro, from zero to the standard's largest amount. `None` for
/// anything else, also for exponents and for more than six decimals.
pub(crate) fn millionths(number: &RawValue) -> Option<i128> {
    let text = number.get();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let fraction = fraction.trim_end_matches('0');
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > DECIMALS {
        return None;
    }
    let value: i128 = format!("{whole}{fraction:0<DECIMALS$}").parse().ok()?;
    (value <= LARGEST).then_some(value)
}

/// Rounded half up to cents, as the standard adds items up.
pub(crate) fn to_cents(millionths: i128) -> i128 {
    (millionths + CENT / 2) / CENT
}

/// A total in whole cents; `None` for fractions of a cent.
pub(crate) fn money(number: &RawValue) -> Option<Money> {
    let millionths = millionths(number)?;
    if millionths % CENT != 0 {
        return None;
    }
    Money::from_cents(i64::try_from(millionths / CENT).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> Box<RawValue> {
        RawValue::from_string(text.to_owned()).unwrap()
    }

    #[test]
    fn numbers_are_read_to_the_cent() {
        for (text, cents) in [
            ("30.7", 3070),
            ("30.70", 3070),
            ("0", 0),
            ("999999", 99_999_900),
        ] {
            assert_eq!(money(&raw(text)).map(Money::cents), Some(cents), "{text}");
        }
    }

    #[test]
    fn what_is_no_plain_amount_is_refused() {
        for text in [
            "-1",
            "1e2",
            "999999.01",
            "0.005",
            "\"30.70\"",
            "true",
            "1.12345678",
        ] {
            assert_eq!(money(&raw(text)), None, "{text}");
        }
    }

    #[test]
    fn half_a_cent_is_rounded_up() {
        assert_eq!(to_cents(millionths(&raw("0.005")).unwrap()), 1);
        assert_eq!(to_cents(millionths(&raw("0.004999")).unwrap()), 0);
    }
}
