//! Texts from outside: composed, without what shows nothing, refused where they cannot be printed.

use domain::Day;
use domain::values::text::{
    BadReason, BadText, Reason, composed, copied, is_separator, line, lines, without_separators,
};
use proptest::prelude::*;

#[test]
fn a_letter_of_two_characters_becomes_one() {
    let sent = "Gebu\u{308}hr fu\u{308}r Fu\u{308}hrungszeugnis";
    assert_eq!(line(sent), Ok("Gebühr für Führungszeugnis".to_owned()));
    // Also where something invisible stands between the letter and its mark.
    assert_eq!(composed("u\u{200b}\u{308}"), "ü");
}

#[test]
fn a_reason_is_one_line_of_1_to_200_letters() {
    let typed = |text: &str| Reason::typed(text).map(|reason| reason.as_str().to_owned());
    let sent = " Wo\r\ngebu\u{308}cht\u{202e}? ";
    assert_eq!(typed(sent).as_deref(), Ok("Wo  gebücht?"));
    assert_eq!(typed(&"ü".repeat(200)), Ok("ü".repeat(200)));
    for bad in ["", " \u{202e}\t", "a\0b", &"x".repeat(201)] {
        assert_eq!(typed(bad), Err(BadReason), "{bad:?}");
    }
}

#[test]
fn what_shows_nothing_is_dropped() {
    for invisible in [
        '\u{ad}',
        '\u{61c}',
        '\u{200b}',
        '\u{200e}',
        '\u{200f}',
        '\u{202a}',
        '\u{202e}',
        '\u{2060}',
        '\u{2066}',
        '\u{2069}',
        '\u{feff}',
        '\u{e0041}',
    ] {
        let sent = format!("Haus{invisible}nummer");
        assert_eq!(line(&sent), Ok("Hausnummer".to_owned()), "{invisible:?}");
        assert!(is_separator(invisible), "{invisible:?}");
    }
}

#[test]
fn white_space_stays_white_space_and_other_control_characters_are_refused() {
    assert_eq!(line(" a\tb\r\nc\u{2028}d "), Ok("a b  c d".to_owned()));
    assert_eq!(lines("a\tb\r\nc\rd"), Ok("a b\nc\nd".to_owned()));
    for control in ['\0', '\u{7}', '\u{1b}', '\u{7f}', '\u{9b}'] {
        let sent = format!("a{control}b");
        assert_eq!(line(&sent), Err(BadText), "{control:?}");
        assert_eq!(lines(&sent), Err(BadText), "{control:?}");
    }
}

#[test]
fn what_is_copied_from_paper_loses_the_signs_of_print() {
    for typed in [
        "AB 12-34",
        "ab\u{a0}12\u{2011}34",
        "AB\u{202f}12–34",
        "A.B/1:2·3\u{2212}4",
        "\u{202a}AB1234\u{202c}",
        "AB\u{ad}12\u{200b}34",
    ] {
        assert_eq!(without_separators(typed).to_uppercase(), "AB1234");
    }
    assert_eq!(copied("−5"), "-5");
}

#[test]
fn days_are_read_as_they_are_copied() {
    let day: Day = "1980-02-01".parse().unwrap();
    for typed in [
        "1.2.1980",
        " 1. 2. 1980 ",
        "1980\u{2011}02\u{2011}01",
        "\u{200e}01.02.1980",
        "1980–02–01",
    ] {
        assert_eq!(Day::typed(typed), Ok(day), "{typed:?}");
    }
    assert!(Day::typed("30.2.1980").is_err());
}

proptest! {
    #[test]
    fn what_passed_the_door_passes_it_unchanged(text in any::<String>()) {
        if let Ok(once) = line(&text) {
            prop_assert_eq!(line(&once), Ok(once.clone()));
            prop_assert!(!once.chars().any(char::is_control));
        }
        if let Ok(once) = lines(&text) {
            prop_assert_eq!(lines(&once), Ok(once.clone()));
        }
    }
}
