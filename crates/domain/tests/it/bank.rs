//! Account numbers and references with check digits.

use domain::bank::{BadIban, Bic, CreditorReference, Iban};
use proptest::prelude::*;

#[test]
fn well_known_ibans_are_right_and_read_in_groups() {
    for good in [
        "DE89370400440532013000",
        "DE02120300000000202051",
        "AT611904300234573201",
        "NL91ABNA0417164300",
        "FR1420041010050500013M02606",
        "MT84MALT011000012345MTLCAST001S",
        "NO9386011117947",
        "MD24AG000225100013104168",
        "MK07250120000058984",
        "RS35260005601001611379",
        "VA59001123000012345678",
    ] {
        let iban: Iban = good.parse().unwrap();
        assert_eq!(iban.as_str(), good);
        let printed = iban.printed();
        assert_eq!(printed.replace(' ', ""), good);
        assert_eq!(printed.parse::<Iban>().unwrap(), iban);
    }
    let iban: Iban = "de89 3704 0044 0532 0130 00".parse().unwrap();
    assert_eq!(iban.printed(), "DE89 3704 0044 0532 0130 00");
}

#[test]
fn each_mistake_in_an_iban_has_a_name() {
    let why = |text: &str| text.parse::<Iban>().unwrap_err();
    assert_eq!(why("DE89370400440532013001"), BadIban::CheckDigits);
    assert_eq!(
        why("DE8937040044053201300"),
        BadIban::Length { expected: 22 }
    );
    assert_eq!(why("US89370400440532013000"), BadIban::Country);
    assert_eq!(why("D"), BadIban::Country);
    assert_eq!(why(""), BadIban::Country);
    assert_eq!(why("DE89-3704-0044-0532-0130-00"), BadIban::Character);
    assert_eq!(why("DE89370400440532013Ö00"), BadIban::Character);
    assert_eq!(why("DEA9370400440532013000"), BadIban::CheckDigits);
}

#[test]
fn a_bic_has_eight_or_eleven_characters() {
    for good in [
        "MARKDEF1100",
        "MARKDEF1",
        "wela de dd".replace(' ', "").as_str(),
    ] {
        assert_eq!(
            good.parse::<Bic>().unwrap().as_str(),
            good.to_ascii_uppercase()
        );
    }
    for bad in [
        "",
        "MARKDEF",
        "MARKDEF110",
        "1ARKDEF1100",
        "MARKDEF11Ö0",
        "MARKDEF1100\n",
    ] {
        assert!(bad.parse::<Bic>().is_err(), "{bad}");
    }
}

#[test]
fn references_with_check_digits_are_told_from_others() {
    for good in ["RF18539007547034", "RF2151254000123", "RF422026000001"] {
        assert_eq!(good.parse::<CreditorReference>().unwrap().as_str(), good);
    }
    for bad in [
        "",
        "RF",
        "RF18",
        "RF19539007547034",
        "18RF539007547034",
        "RF18 5390 0754 7034",
    ] {
        assert!(bad.parse::<CreditorReference>().is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn one_mistyped_character_is_always_noticed(at in 0..22_usize, digit in 0..10_u8) {
        let good = "DE89370400440532013000";
        let mut text = good.to_owned();
        text.replace_range(at..=at, &digit.to_string());
        prop_assert_eq!(text.parse::<Iban>().is_ok(), text == good);
    }

    #[test]
    fn no_text_makes_it_stop(text in "\\PC{0,40}") {
        let _any = (text.parse::<Iban>(), text.parse::<Bic>(), text.parse::<CreditorReference>());
    }
}
