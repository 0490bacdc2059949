//! Kassenzeichen: what is issued can be printed and read back, what is mistyped is told.

use domain::claims::kassenzeichen::{
    BadDefinition, BadKassenzeichen, BadMask, BadPool, CheckMethod, Kassenzeichen,
    KassenzeichenError, Pool,
};
use proptest::prelude::*;

#[test]
fn a_creditor_reference_can_be_issued() {
    let pool = Pool::parse("RF{check}51254{counter:6}", "mod97-10", None).unwrap();
    let number = pool.issue(123, 2026).unwrap();
    assert_eq!(number.as_str(), "RF2151254000123");
    assert_eq!(pool.print(&number), "RF21 5125 4000 123");
}

#[test]
fn one_number_in_eleven_has_no_check_digit_and_is_left_out() {
    let pool = Pool::parse("5{counter:4}", "mod11", None).unwrap();
    let unusable = (1..=pool.last())
        .filter(|counter| pool.issue(*counter, 2026) == Err(KassenzeichenError::Unusable))
        .count();
    assert_eq!(unusable, 909);
}

#[test]
fn a_number_is_built_as_its_definition_says() {
    for (definition, check, number) in [
        ("51254{year:2}{counter:6}", "none", "5125426000123"),
        ("51254{year}{counter:4}", "none", "5125420260123"),
        ("51254{year:4}{counter:4}", "mod10", "51254202601234"),
        (
            "{tenant:05154}{service:77}{counter:4}",
            "none",
            "05154770123",
        ),
        ("MS{counter:4}GEB", "none", "MS0123GEB"),
        ("{check}9290{counter:2}", "mod10", "1929070"),
    ] {
        let counter = if definition.starts_with("{check}") {
            70
        } else {
            123
        };
        let issued = Pool::parse(definition, check, None)
            .unwrap()
            .issue(counter, 2026)
            .unwrap();
        assert_eq!(issued.as_str(), number, "{definition}");
    }
}

#[test]
fn a_pool_ends_with_its_counter() {
    let pool = Pool::parse("51254{counter:2}", "none", None).unwrap();
    assert_eq!(pool.last(), 99);
    assert_eq!(pool.issue(99, 2026).unwrap().as_str(), "5125499");
    assert_eq!(
        pool.issue(100, 2026),
        Err(KassenzeichenError::PoolExhausted)
    );
    assert_eq!(pool.issue(1, 10_000), Err(KassenzeichenError::NotAYear));
}

#[test]
fn a_definition_that_cannot_be_meant_is_refused_when_it_is_configured() {
    use BadDefinition as Bad;
    for (definition, error) in [
        ("51254{counter:6", Bad::Unclosed),
        ("51254{runner:6}", Bad::UnknownPart("runner:6".into())),
        ("51254{counter}", Bad::UnknownPart("counter".into())),
        (
            "51254{year:3}{counter:6}",
            Bad::UnknownPart("year:3".into()),
        ),
        ("51-254{counter:6}", Bad::BadConstant('-')),
        ("{tenant:ms}{counter:6}", Bad::BadConstant('m')),
        ("{tenant:}{counter:6}", Bad::Empty("tenant:".into())),
        ("51254{counter:0}", Bad::CounterWidth),
        ("51254{counter:19}", Bad::CounterWidth),
        ("51254{year}", Bad::NotOneCounter),
        ("", Bad::NotOneCounter),
        ("{counter:3}{counter:3}", Bad::NotOneCounter),
        ("{check}{counter:3}{check}", Bad::TwoChecks),
    ] {
        assert_eq!(
            Pool::parse(definition, "mod10", None),
            Err(error.into()),
            "{definition}"
        );
    }
}

#[test]
fn numbers_without_a_use_are_refused_when_they_are_configured() {
    let length = |length, most| BadPool::Length { length, most };
    for (definition, check, error) in [
        (
            "51254{counter:6}{check}",
            "none",
            BadPool::CheckWithoutMethod,
        ),
        ("MS{counter:6}", "mod11", BadPool::LettersWithoutMethod),
        ("{counter:1}", "none", length(1, 30)),
        ("1234567890123{counter:18}", "none", length(31, 30)),
        ("RF{check}12345{counter:17}", "mod97-10", length(26, 25)),
    ] {
        assert_eq!(
            Pool::parse(definition, check, None),
            Err(error),
            "{definition}"
        );
    }
    assert!(matches!(
        Pool::parse("{counter:6}", "mod7", None),
        Err(BadPool::Check(_))
    ));
    assert_eq!(
        Pool::parse("{counter:18}", "none", None).map(|pool| pool.last()),
        Ok(10_u64.pow(18) - 1)
    );
}

#[test]
fn numbers_are_printed_as_the_mask_says() {
    for (mask, printed) in [
        (None, "5125 4260 0012 36"),
        (Some("9.999.9 99 999999-9"), "5.125.4 26 000123-6"),
        (Some("9.999.9|/|99|/|999 999|-9"), "5.125.4/26/000 123-6"),
        (Some("XXXXX XXXXXXXXX"), "51254 260001236"),
    ] {
        let pool = Pool::parse("51254{year:2}{counter:6}", "mod10", mask).unwrap();
        let number = pool.issue(123, 2026).unwrap();
        assert_eq!(pool.print(&number), printed);
        assert_eq!(pool.read(printed), Ok(number));
    }
}

#[test]
fn a_foreign_number_is_printed_in_groups_of_four() {
    let pool = Pool::parse("51254{counter:2}", "none", Some("9.999.9 99")).unwrap();
    for (number, printed) in [("ABC12345X", "ABC1 2345 X"), ("12", "12"), ("1234", "1234")] {
        assert_eq!(
            pool.print(&Kassenzeichen::supplied(number).unwrap()),
            printed
        );
    }
}

#[test]
fn a_mask_that_does_not_fit_is_refused() {
    for (mask, error) in [
        ("XX_99999", BadMask::BadCharacter('_')),
        (
            "XX 999",
            BadMask::Length {
                places: 5,
                length: 7,
            },
        ),
        (
            "",
            BadMask::Length {
                places: 0,
                length: 7,
            },
        ),
        (
            "XX 999 999",
            BadMask::Length {
                places: 8,
                length: 7,
            },
        ),
        (" XX 99999", BadMask::SeparatorAtEdge),
        ("XX 99999|.", BadMask::SeparatorAtEdge),
        ("X9 99999", BadMask::LetterForDigit(2)),
        ("XX9|9999", BadMask::NoJoint(3)),
    ] {
        let pool = Pool::parse("MS{counter:5}", "none", Some(mask));
        assert_eq!(pool, Err(error.into()), "{mask:?}");
    }
}

#[test]
fn what_people_type_is_understood() {
    let pool = Pool::parse("RF{check}51254{counter:6}", "mod97-10", None).unwrap();
    let number = pool.issue(123, 2026).unwrap();
    for typed in [
        "RF2151254000123",
        "rf21 5125 4000 123",
        " RF21-51254/000.123\n",
        "RF21\u{a0}5125\u{202f}4000\u{2013}123",
    ] {
        assert_eq!(pool.read(typed), Ok(number.clone()), "{typed:?}");
    }
}

#[test]
fn what_is_wrong_with_a_number_is_said() {
    use BadKassenzeichen as Bad;
    let pool = Pool::parse("51254{year:2}{counter:6}", "mod10", None).unwrap();
    let right = pool.issue(123, 2026).unwrap();
    assert_eq!(right.as_str(), "51254260001236");
    for (typed, error) in [
        (
            "",
            Bad::TooShort {
                length: 0,
                expected: 14,
            },
        ),
        (
            "5125 4260 0012 3",
            Bad::TooShort {
                length: 13,
                expected: 14,
            },
        ),
        (
            "5125 4260 0012 369",
            Bad::TooLong {
                length: 15,
                expected: 14,
            },
        ),
        (
            "5125 4260 0012 #6",
            Bad::BadCharacter {
                position: 16,
                character: '#',
            },
        ),
        (
            "5125 4260 0x12 36",
            Bad::BadCharacter {
                position: 12,
                character: 'X',
            },
        ),
        ("5125 4260 0012 38", Bad::WrongCheckDigit),
        ("5125 4260 0021 36", Bad::WrongCheckDigit),
        ("6125 4260 0012 36", Bad::NotOurs),
        (
            "5125 426O O012 36",
            Bad::LooksLike {
                suggestion: right.clone(),
            },
        ),
        ("5l25 4260 00I2 36", Bad::LooksLike { suggestion: right }),
        // A suggestion must be right itself.
        (
            "5125 426O 0012 38",
            Bad::BadCharacter {
                position: 9,
                character: 'O',
            },
        ),
    ] {
        assert_eq!(pool.read(typed), Err(error), "{typed:?}");
    }
}

#[test]
fn a_digit_typed_for_a_letter_is_only_suggested() {
    let pool = Pool::parse("OIL{counter:4}", "none", None).unwrap();
    let suggestion = pool.issue(10, 2026).unwrap();
    for typed in ["0il 0010", "o1l 0010", "oi1 0010", "O11 OOlO"] {
        let suggestion = suggestion.clone();
        assert_eq!(
            pool.read(typed),
            Err(BadKassenzeichen::LooksLike { suggestion }),
            "{typed}"
        );
    }
}

#[test]
fn supplied_numbers_are_held_to_the_storage_form() {
    use BadKassenzeichen as Bad;
    let longest = "Z".repeat(30);
    for right in ["12", "A0", longest.as_str()] {
        assert_eq!(Kassenzeichen::supplied(right).unwrap().as_str(), right);
    }
    for (text, error) in [
        (
            "",
            Bad::TooShort {
                length: 0,
                expected: 2,
            },
        ),
        (
            "7",
            Bad::TooShort {
                length: 1,
                expected: 2,
            },
        ),
        (
            &*format!("{longest}Z"),
            Bad::TooLong {
                length: 31,
                expected: 30,
            },
        ),
        (
            "12 34",
            Bad::BadCharacter {
                position: 3,
                character: ' ',
            },
        ),
        (
            "ab",
            Bad::BadCharacter {
                position: 1,
                character: 'a',
            },
        ),
        (
            "1Ä",
            Bad::BadCharacter {
                position: 2,
                character: 'Ä',
            },
        ),
        (
            "1２",
            Bad::BadCharacter {
                position: 2,
                character: '２',
            },
        ),
    ] {
        assert_eq!(Kassenzeichen::supplied(text), Err(error), "{text:?}");
    }
}

/// A definition, a method and a mask that go together.
fn any_pool() -> impl Strategy<Value = Pool> {
    let pools = [
        (
            "51254{year:2}{counter:6}",
            "mod10",
            Some("9.999.9|-|99|-|999.999|-9"),
        ),
        ("51254{year:2}{counter:6}", "mod10-371", None),
        ("{year}{counter:8}", "mod11", Some("9999 9999.9999/9")),
        ("{check}{tenant:05154}{counter:6}", "mod11-27", None),
        (
            "{tenant:05154}{service:77}{counter:6}",
            "mod11-27-zero",
            None,
        ),
        ("7{counter:6}", "mod11-left", None),
        ("{counter:10}", "mod11-10", None),
        ("MS{year}{counter:7}", "mod97-10", Some("XX9999-9999999-99")),
        ("RF{check}OIL{counter:9}", "mod97-10", None),
        ("KZ{counter:5}", "none", None),
    ];
    let parsed = pools.map(|(definition, check, mask)| Pool::parse(definition, check, mask));
    let all = parsed.into_iter().collect::<Result<Vec<_>, _>>();
    proptest::sample::select(all.unwrap_or_default())
}

/// A number with separators before each of its characters and lower case, as chance will have it.
fn sloppily(number: &str, noise: &[(usize, bool)]) -> String {
    let mut typed = String::new();
    for (character, (separator, lower)) in number.chars().zip(noise) {
        typed.push_str(
            ["", "", " ", ".", "/", "-", " - ", "\u{a0}"]
                .get(*separator)
                .unwrap_or(&""),
        );
        typed.push(if *lower {
            character.to_ascii_lowercase()
        } else {
            character
        });
    }
    typed
}

proptest! {
    #[test]
    fn every_issued_number_reads_back_from_print_and_from_sloppy_typing(
        pool in any_pool(),
        counter in 0_u64..=99_999,
        year in 0_u16..=9_999,
        noise in proptest::collection::vec((0_usize..8, any::<bool>()), 30),
    ) {
        match pool.issue(counter, year) {
            Err(error) => prop_assert_eq!(error, KassenzeichenError::Unusable),
            Ok(number) => {
                prop_assert_eq!(Kassenzeichen::supplied(number.as_str()), Ok(number.clone()));
                prop_assert_eq!(pool.read(&pool.print(&number)), Ok(number.clone()));
                let typed = sloppily(number.as_str(), &noise);
                prop_assert_eq!(pool.read(&typed), Ok(number));
            }
        }
    }

    #[test]
    fn two_counters_never_share_a_number(
        pool in any_pool(),
        counters in (0_u64..=99_999, 0_u64..=99_999),
        years in (0_u16..=9_999, 0_u16..=9_999),
    ) {
        prop_assume!(counters.0 != counters.1);
        let numbers = (pool.issue(counters.0, years.0), pool.issue(counters.1, years.1));
        prop_assert!(numbers.0.is_err() || numbers.0 != numbers.1);
    }

    #[test]
    fn no_text_makes_reading_panic(pool in any_pool(), text in ".*") {
        if let Ok(number) = pool.read(&text) {
            prop_assert_eq!(pool.read(number.as_str()), Ok(number.clone()));
        }
        let _ = Kassenzeichen::supplied(&text);
    }

    #[test]
    fn no_definition_makes_configuring_panic(
        definition in "([0-9A-Z]{0,12}|[{](check|year|year:2|counter:[0-9]{1,2})[}]|.){0,6}",
        check in proptest::sample::select(CheckMethod::ALL.to_vec()),
        mask in proptest::option::of("[9X. |/-]{0,32}"),
    ) {
        if let Ok(pool) = Pool::parse(&definition, check.as_str(), mask.as_deref())
            && let Ok(number) = pool.issue(pool.last(), 2026)
        {
            prop_assert_eq!(pool.read(&pool.print(&number)), Ok(number));
        }
    }
}
