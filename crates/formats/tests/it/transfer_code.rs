//! The lines of EPC069-12, and everything it forbids.

use domain::Money;
use domain::bank::{Bic, CreditorReference, Iban};
use formats::{
    PurposeCode, QrCode, Remittance, TransferCode, TransferCodeError, as_passed_on, check_purpose,
};
use proptest::prelude::*;

pub(crate) fn iban() -> Iban {
    "DE02120300000000202051".parse().unwrap()
}

fn code<'a>(iban: &'a Iban, beneficiary: &'a str, text: &'a str) -> TransferCode<'a> {
    TransferCode {
        beneficiary,
        iban,
        bic: None,
        amount: Money::from_cents(3_070),
        purpose: None,
        remittance: Remittance::Text(text),
        information: "",
    }
}

#[test]
fn the_lines_stand_where_banks_look_for_them() {
    let iban = iban();
    let plain = code(&iban, "Stadt Musterstadt", "5125426000001");
    assert_eq!(
        plain.encode().unwrap(),
        "BCD\n002\n1\nSCT\n\nStadt Musterstadt\nDE02120300000000202051\nEUR30.70\n\n\n\
         5125426000001"
    );
    let bic: Bic = "BYLADEM1001".parse().unwrap();
    let reference: CreditorReference = "RF2151254000123".parse().unwrap();
    let full = TransferCode {
        bic: Some(&bic),
        purpose: Some(PurposeCode::Government),
        remittance: Remittance::Reference(&reference),
        information: "Danke",
        ..plain.clone()
    };
    assert_eq!(
        full.encode().unwrap(),
        "BCD\n002\n1\nSCT\nBYLADEM1001\nStadt Musterstadt\nDE02120300000000202051\nEUR30.70\n\
         GOVT\nRF2151254000123\n\nDanke"
    );
    let open = TransferCode {
        amount: None,
        remittance: Remittance::None,
        ..plain
    };
    assert_eq!(
        open.encode().unwrap(),
        "BCD\n002\n1\nSCT\n\nStadt Musterstadt\nDE02120300000000202051"
    );
}

#[test]
fn amounts_are_from_one_cent_to_the_last_the_format_knows() {
    let iban = iban();
    let with = |cents| {
        let amount = Money::from_cents(cents);
        let code = TransferCode {
            amount,
            ..code(&iban, "A", "B")
        };
        code.encode()
            .map(|code| code.lines().nth(7).unwrap_or_default().to_owned())
    };
    assert_eq!(with(1).unwrap(), "EUR0.01");
    assert_eq!(with(10).unwrap(), "EUR0.10");
    assert_eq!(with(100_000).unwrap(), "EUR1000.00");
    assert_eq!(with(99_999_999_999).unwrap(), "EUR999999999.99");
    assert_eq!(with(0), Err(TransferCodeError::Amount));
    assert_eq!(with(100_000_000_000), Err(TransferCodeError::Amount));
}

#[test]
fn a_text_of_ours_becomes_one_that_banks_pass_on() {
    for (text, passed_on) in [
        ("Bewohnerparkausweis", "Bewohnerparkausweis"),
        ("Fischereischein – ein Jahr", "Fischereischein ein Jahr"),
        ("Straße // Plätze/", "Straße Plätze"),
        ("“Ehe”", "Ehe"),
        ("\n", ""),
    ] {
        assert_eq!(as_passed_on(text), passed_on);
        assert_eq!(check_purpose(passed_on), Ok(()));
    }
    let long = as_passed_on(&"ä".repeat(200));
    assert_eq!(long, "ä".repeat(70), "room is counted in bytes");
    let iban = iban();
    let widest = "ö".repeat(70);
    assert!(code(&iban, &widest, &long).encode().is_ok());
    assert!(check_purpose(&"x".repeat(141)).is_err());
}

#[test]
fn what_is_too_long_or_not_passed_on_is_refused_and_never_repaired() {
    let iban = iban();
    let why = |name: &str, text: &str| code(&iban, name, text).encode().unwrap_err();
    assert!(matches!(why("", "A"), TransferCodeError::Empty { .. }));
    let (name, text) = ("A".repeat(71), "A".repeat(141));
    assert!(matches!(
        why(&name, "A"),
        TransferCodeError::TooLong { most: 70, .. }
    ));
    assert!(matches!(
        why("A", &text),
        TransferCodeError::TooLong { most: 140, .. }
    ));
    for bad in [
        "Stadt\nMusterstadt",
        "Stadt „Musterstadt“",
        "Łódź",
        "a\u{0}b",
        "a\u{202e}b",
        "a;b",
    ] {
        assert!(
            matches!(why(bad, "A"), TransferCodeError::Character { .. }),
            "{bad}"
        );
        assert!(
            matches!(why("A", bad), TransferCodeError::Character { .. }),
            "{bad}"
        );
    }
    for bad in ["/a", "a/", "a//b"] {
        assert!(
            matches!(why("A", bad), TransferCodeError::Slash { .. }),
            "{bad}"
        );
    }
    let (name, text) = ("Ä".repeat(70), "Ä".repeat(140));
    let long = TransferCode {
        information: &name,
        ..code(&iban, &name, &text)
    };
    assert_eq!(long.encode(), Err(TransferCodeError::Bytes));
}

proptest! {
    /// Whatever is written can be read back line by line, and fits the code it was made for.
    #[test]
    fn every_code_is_read_back_as_it_was_meant(
        name in "[A-Za-z0-9ÄÖÜäöüß &*$%?:(),.'+-]{1,70}",
        text in "[A-Za-z0-9ÄÖÜäöüß &*$%?:(),.'+-]{0,140}",
        information in "[A-Za-z0-9ÄÖÜäöüß &*$%?:(),.'+-]{0,70}",
        cents in 1..=99_999_999_999_i64,
    ) {
        let iban = iban();
        let wanted = TransferCode {
            amount: Money::from_cents(cents),
            information: &information,
            ..code(&iban, &name, &text)
        };
        match wanted.encode() {
            Ok(code) => {
                prop_assert!(code.len() <= 331);
                prop_assert!(!code.ends_with('\n'));
                let mut lines: Vec<&str> = code.split('\n').collect();
                lines.resize(12, "");
                let written = format!("EUR{}.{:02}", cents / 100, cents % 100);
                let account = iban.as_str();
                prop_assert_eq!(lines[..8].join("|"),
                    format!("BCD|002|1|SCT||{name}|{account}|{written}"));
                prop_assert_eq!(&lines[8..], ["", "", text.as_str(), information.as_str()]);
                prop_assert!(QrCode::of(&code).unwrap().side() <= 69 + 8);
            }
            Err(error) => {
                prop_assert_eq!(error, TransferCodeError::Bytes);
                prop_assert!(name.len() + text.len() + information.len() > 331 - 80);
            }
        }
    }

    #[test]
    fn no_text_makes_it_stop(name in "\\PC{0,80}", text in "(?s:.){0,150}") {
        let iban = iban();
        if let Ok(code) = code(&iban, &name, &text).encode() {
            prop_assert_eq!(code.matches('\n').count(), if text.is_empty() { 7 } else { 10 });
        }
    }
}
