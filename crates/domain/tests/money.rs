//! Money: every cent keeps its value, nothing is ever rounded, wrapped or negative.

use domain::{BadMoney, Money};
use proptest::prelude::*;

#[test]
fn every_small_amount_survives_writing_and_reading() {
    for cents in 0..=100_000 {
        let money = Money::from_cents(cents).unwrap();
        assert_eq!(Money::from_decimal(&money.to_decimal()), Ok(money));
    }
}

#[test]
fn amounts_are_read_as_interfaces_write_them() {
    for (text, cents) in [
        ("0", 0),
        ("0.00", 0),
        ("30", 3_000),
        ("30.7", 3_070),
        ("30.70", 3_070),
        ("30.7000", 3_070),
        ("0.01", 1),
        ("000030.70", 3_070),
        ("1000000000", 100_000_000_000),
        ("1000000000.00", 100_000_000_000),
    ] {
        assert_eq!(
            Money::from_decimal(text).map(Money::cents),
            Ok(cents),
            "{text}"
        );
    }
}

#[test]
fn what_is_no_amount_is_refused() {
    for (text, error) in [
        ("", BadMoney::NotANumber),
        (".", BadMoney::NotANumber),
        ("30.", BadMoney::NotANumber),
        (".70", BadMoney::NotANumber),
        ("-1", BadMoney::NotANumber),
        ("+1", BadMoney::NotANumber),
        ("1e3", BadMoney::NotANumber),
        ("30,70", BadMoney::NotANumber),
        ("1.000.00", BadMoney::NotANumber),
        (" 30", BadMoney::NotANumber),
        ("٣", BadMoney::NotANumber),
        ("NaN", BadMoney::NotANumber),
        ("30.701", BadMoney::FractionOfACent),
        ("0.001", BadMoney::FractionOfACent),
        ("1000000000.01", BadMoney::TooLarge),
        ("99999999999999999999999999", BadMoney::TooLarge),
    ] {
        assert_eq!(Money::from_decimal(text), Err(error), "{text:?}");
    }
}

#[test]
fn the_limits_hold() {
    assert_eq!(Money::from_cents(-1), None);
    assert_eq!(Money::from_cents(i64::MIN), None);
    assert_eq!(Money::from_cents(i64::MAX), None);
    assert_eq!(Money::from_cents(Money::MAX.cents()), Some(Money::MAX));
    assert_eq!(Money::from_cents(Money::MAX.cents() + 1), None);
    assert_eq!(Money::MAX.checked_add(Money::MAX), None);
    assert_eq!(Money::ZERO.checked_sub(Money::MAX), None);
    assert!(Money::ZERO.is_zero() && !Money::MAX.is_zero());
}

fn any_money() -> impl Strategy<Value = Money> {
    (0..=Money::MAX.cents()).prop_filter_map("within the limit", Money::from_cents)
}

proptest! {
    #[test]
    fn every_amount_survives_writing_and_reading(money in any_money()) {
        prop_assert_eq!(Money::from_decimal(&money.to_decimal()), Ok(money));
        prop_assert_eq!(money.to_string(), money.to_decimal());
    }

    #[test]
    fn no_text_makes_reading_panic(text in "\\PC*|[0-9]{0,30}[.]?[0-9]{0,30}") {
        if let Ok(money) = Money::from_decimal(&text) {
            prop_assert!(money <= Money::MAX);
        }
    }

    #[test]
    fn sums_are_exact_or_refused(a in any_money(), b in any_money()) {
        match a.checked_add(b) {
            Some(sum) => {
                prop_assert!(sum <= Money::MAX);
                prop_assert_eq!(sum.checked_sub(b), Some(a));
            }
            None => prop_assert!(a.cents() + b.cents() > Money::MAX.cents()),
        }
    }

    #[test]
    fn differences_are_exact_or_refused(a in any_money(), b in any_money()) {
        match a.checked_sub(b) {
            Some(rest) => prop_assert_eq!(rest.checked_add(b), Some(a)),
            None => prop_assert!(b > a),
        }
    }
}

#[test]
fn amounts_are_read_as_people_write_them() {
    for (text, cents) in [
        ("30,70", Ok(3_070)),
        ("30.70", Ok(3_070)),
        ("30,7 €", Ok(3_070)),
        (" 50 ", Ok(5_000)),
        ("1.234", Ok(123_400)),
        ("1.234,56", Ok(123_456)),
        ("1.234.567,8", Ok(123_456_780)),
        ("0,5", Ok(50)),
        ("1,234", Err(BadMoney::FractionOfACent)),
        ("12.50.00", Err(BadMoney::NotANumber)),
        ("1234.567,00", Err(BadMoney::NotANumber)),
        (".500", Err(BadMoney::NotANumber)),
        ("1,2,3", Err(BadMoney::NotANumber)),
        ("", Err(BadMoney::NotANumber)),
        ("€", Err(BadMoney::NotANumber)),
        ("-5", Err(BadMoney::NotANumber)),
        ("fünf", Err(BadMoney::NotANumber)),
    ] {
        assert_eq!(Money::typed(text).map(Money::cents), cents, "{text:?}");
    }
}
