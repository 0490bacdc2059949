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
    fn every_amount_survives_being_typed_in_german_and_in_english(cents in 0..100_000_000_000_i64) {
        let (whole, rest) = (cents / 100, cents % 100);
        for typed in [format!("{whole},{rest:02}"), format!("{whole}.{rest:02} €")] {
            prop_assert_eq!(Money::typed(&typed), Ok(Money::from_cents(cents).unwrap()));
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
    for (typed, cents) in [
        ("12", 1_200),
        ("12,5", 1_250),
        ("12,50", 1_250),
        ("12.50", 1_250),
        (" 12,50 € ", 1_250),
        ("€12.50", 1_250),
        ("1.234,50", 123_450),
        ("1,234.50", 123_450),
        ("1.234.567", 123_456_700),
        ("1 234,50", 123_450),
        ("0,01", 1),
        ("007", 700),
        ("55,00 EUR", 5_500),
        ("EUR 55,00", 5_500),
        ("20 Euro", 2_000),
        ("20 euro", 2_000),
        ("20,-", 2_000),
        ("20,– €", 2_000),
        ("20.--", 2_000),
        ("1 234", 123_400),
        ("1\u{a0}234\u{a0}567,80 €", 123_456_780),
        ("\u{200e}12,50", 1_250),
    ] {
        assert_eq!(
            Money::typed(typed),
            Ok(Money::from_cents(cents).unwrap()),
            "{typed}"
        );
    }
}

#[test]
fn an_amount_that_can_be_read_in_two_ways_is_not_guessed() {
    for typed in ["1.234", "1,234", "12.345 €"] {
        assert_eq!(Money::typed(typed), Err(BadMoney::Unclear), "{typed}");
    }
    for typed in [
        "",
        "€",
        ",",
        ",50",
        "12,",
        "12,5,0",
        "1.2.3",
        "1.23,45",
        "12,3456",
        "-5",
        "+5",
        "1e3",
        "zwölf",
        "1.234,567",
        "1234.567",
        "5 5",
        "1 23",
        "12, 50",
        "12 34,50",
        "20 Euro EUR",
        "20 USD",
        "€ 20 €",
        "20-",
        ",-",
        "12.34.567",
        "٣",
    ] {
        assert_eq!(Money::typed(typed), Err(BadMoney::NotANumber), "{typed}");
    }
    assert_eq!(
        Money::typed("9999999999999999999999"),
        Err(BadMoney::TooLarge)
    );
}
