//! Methods: an open set of names, and limits that can only be narrowed.

use domain::Money;
use domain::payments::Method;
use domain::payments::profile::{AmountLimits, BadLimits};
use proptest::prelude::*;

fn cents(cents: i64) -> Money {
    Money::from_cents(cents).unwrap()
}

#[test]
fn a_method_keeps_its_name() {
    for (method, name) in [
        (Method::PAYPAL, "paypal"),
        (Method::BANK_TRANSFER, "bank_transfer"),
    ] {
        assert_eq!(method.as_str(), name);
        assert_eq!(name.parse(), Ok(method));
    }
}

#[test]
fn what_cannot_stand_in_an_address_names_no_method() {
    for text in [
        "",
        "PayPal",
        "pay pal",
        "_wero",
        "3ds",
        "pay-pal",
        "überweisung",
        "a/b",
    ] {
        assert!(text.parse::<Method>().is_err(), "{text}");
    }
    assert!("a".repeat(32).parse::<Method>().is_ok());
    assert!("a".repeat(33).parse::<Method>().is_err());
}

#[test]
fn limits_without_any_amount_are_not_made() {
    assert_eq!(AmountLimits::new(cents(2), cents(1)), Err(BadLimits));
    assert!(!AmountLimits::NONE.contain(Money::ZERO));
    assert!(AmountLimits::NONE.contain(cents(1)));
    assert!(AmountLimits::NONE.contain(Money::MAX));
}

proptest! {
    #[test]
    fn narrowed_limits_contain_what_both_contain(
        (a, b, c, d, amount) in (1_i64..99, 1_i64..99, 1_i64..99, 1_i64..99, 1_i64..99),
    ) {
        let limits = |one: i64, other: i64| {
            AmountLimits::new(cents(one.min(other)), cents(one.max(other))).unwrap()
        };
        let (first, second, amount) = (limits(a, b), limits(c, d), cents(amount));
        let both = first.contain(amount) && second.contain(amount);
        let narrowed = first.narrowed(second);
        prop_assert_eq!(narrowed.is_ok_and(|limits| limits.contain(amount)), both);
    }
}
