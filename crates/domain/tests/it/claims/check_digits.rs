//! Check digits: every method against numbers worked out elsewhere, and what it promises to find.

use domain::claims::kassenzeichen::{CheckMethod, RestOne};
use proptest::prelude::*;

const MOD11_27: CheckMethod = CheckMethod::Mod11_27 {
    one: RestOne::Unusable,
};
const MOD11_27_ZERO: CheckMethod = CheckMethod::Mod11_27 { one: RestOne::Zero };

/// Method, payload, check digits.
const KNOWN: [(CheckMethod, &str, &str); 23] = [
    (CheckMethod::None, "51254", ""),
    (CheckMethod::Mod10, "929070", "1"),
    (CheckMethod::Mod10, "53929085", "8"),
    (CheckMethod::Mod10, "51254000123", "1"),
    (CheckMethod::Mod10, "510800012345", "1"),
    (CheckMethod::Mod10, "2026000001", "1"),
    (CheckMethod::Mod10, "7992739871", "3"),
    // Worked out on paper: 4·3 + 3·7 + 2·1 + 1·3 = 38, two are missing to forty.
    (CheckMethod::Mod10_371, "1234", "2"),
    (CheckMethod::Mod11, "51254000123", "1"),
    (CheckMethod::Mod11, "510800012345", "4"),
    (CheckMethod::Mod11, "2026000001", "3"),
    (MOD11_27, "51254000123", "6"),
    (MOD11_27, "510800012345", "9"),
    (MOD11_27, "2026000001", "3"),
    (MOD11_27_ZERO, "51254000123", "6"),
    // The two account numbers with which banks test method 06; the second leaves a rest of one.
    (MOD11_27_ZERO, "9401234", "1"),
    (MOD11_27_ZERO, "507332101", "0"),
    // 1·2 + 2·7 + 3·6 + 4·5 = 54, a rest of ten.
    (CheckMethod::Mod11Left, "1234", "1"),
    // All ten weights: the sum is 216, a rest of seven.
    (CheckMethod::Mod11Left, "1234567890", "4"),
    (CheckMethod::Mod11Left, "6", "0"),
    (CheckMethod::Mod11_10, "1234567899", "5"),
    (CheckMethod::Mod11_10, "0794", "5"),
    (CheckMethod::Mod97_10, "794", "44"),
];

#[test]
fn every_method_knows_its_published_examples() {
    for (method, payload, digits) in KNOWN {
        assert_eq!(
            method.digits(payload, "").as_deref(),
            Some(digits),
            "{method} of {payload}"
        );
    }
}

#[test]
fn creditor_references_are_those_of_iso_11649() {
    for (reference, whole) in [
        ("539007547034", "RF18539007547034"),
        ("51254000123", "RF2151254000123"),
        ("2026000001", "RF422026000001"),
    ] {
        let digits = CheckMethod::Mod97_10.digits("RF", reference).unwrap();
        assert_eq!(format!("RF{digits}{reference}"), whole);
    }
}

#[test]
fn a_number_without_check_digit_is_left_out() {
    // 6·2 = 12 leaves a rest of one.
    assert_eq!(CheckMethod::Mod11.digits("6", ""), None);
    assert_eq!(MOD11_27.digits("507332101", ""), None);
}

#[test]
fn methods_keep_their_names() {
    for method in CheckMethod::ALL {
        assert_eq!(method.as_str().parse(), Ok(method));
    }
    let error = "flensburg".parse::<CheckMethod>().unwrap_err().to_string();
    for method in CheckMethod::ALL {
        assert!(error.contains(method.as_str()), "{method} is not offered");
    }
}

fn finds_every_wrong_digit() -> impl Strategy<Value = CheckMethod> {
    proptest::sample::select(vec![
        CheckMethod::Mod10,
        CheckMethod::Mod10_371,
        CheckMethod::Mod11,
        MOD11_27,
        CheckMethod::Mod11_10,
        CheckMethod::Mod97_10,
    ])
}

proptest! {
    #[test]
    fn a_single_wrong_digit_is_found(
        method in finds_every_wrong_digit(),
        payload in "[0-9]{2,28}",
        at in any::<proptest::sample::Index>(),
        off_by in 1_u32..=9,
    ) {
        let Some(check) = method.digits(&payload, "") else { return Ok(()) };
        let mut number: Vec<u32> =
            format!("{payload}{check}").chars().filter_map(|digit| digit.to_digit(10)).collect();
        let at = at.index(number.len());
        number[at] = (number[at] + off_by) % 10;
        let wrong: String = number.iter().map(u32::to_string).collect();
        let (payload, check) = wrong.split_at(payload.len());
        prop_assert_ne!(method.digits(payload, ""), Some(check.to_owned()));
    }

    #[test]
    fn swapped_neighbours_are_found(
        method in proptest::sample::select(vec![
            CheckMethod::Mod10,
            CheckMethod::Mod11,
            MOD11_27,
            CheckMethod::Mod97_10,
        ]),
        payload in "[0-9]{2,28}",
        at in any::<proptest::sample::Index>(),
    ) {
        let Some(check) = method.digits(&payload, "") else { return Ok(()) };
        let mut number: Vec<char> = format!("{payload}{check}").chars().collect();
        let at = at.index(number.len() - 1);
        prop_assume!(number[at] != number[at + 1]);
        // The one pair that Luhn's sum does not tell apart.
        let unseen = matches!((number[at], number[at + 1]), ('0', '9') | ('9', '0'));
        prop_assume!(method != CheckMethod::Mod10 || !unseen);
        number.swap(at, at + 1);
        let wrong: String = number.iter().collect();
        let (payload, check) = wrong.split_at(payload.len());
        prop_assert_ne!(method.digits(payload, ""), Some(check.to_owned()));
    }
}
