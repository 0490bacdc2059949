//! The standard's character classes, and the repair of texts that do not keep to them.
//!
//! The published class `[\w\d\s-,\.\u00C0-\u017F]` is no valid range in most engines; it is read
//! as word characters, white space, hyphen, comma, dot and the Latin letters U+00C0 to U+017F.

use domain::values::text::{composed, is_invisible};

/// `^[\w\d-]+$`
pub(crate) fn is_id(text: &str, longest: usize) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    !text.is_empty() && text.len() <= longest && text.chars().all(letter)
}

/// `^[\w\d\s-]+$`
pub(crate) const fn in_purpose(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ' | '\t' | '\n' | '\r')
}

/// `^[\w\d\s-,\.\u00C0-\u017F]+$`
pub(crate) const fn in_description(c: char) -> bool {
    in_purpose(c) || matches!(c, ',' | '.' | '\u{c0}'..='\u{17f}')
}

/// The letters of DIN 91379 type C, which versions 1.1 and 1.2 allow: Latin script with its signs,
/// no control and no format characters.
pub(crate) const fn in_wide_description(c: char) -> bool {
    in_description(c)
        || matches!(c, ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{24f}' | '\u{259}'
            | '\u{300}'..='\u{331}' | '\u{1e00}'..='\u{1eff}' | '\u{2013}' | '\u{2014}'
            | '\u{2018}'..='\u{201e}' | '\u{2020}'..='\u{2022}' | '\u{2026}' | '\u{20ac}')
}

/// Whether the text, its letters composed, has 1 to `longest` characters of the class.
pub(crate) fn fits(text: &str, longest: usize, allowed: fn(char) -> bool) -> bool {
    let letters = composed(text);
    !text.chars().any(is_invisible)
        && (1..=longest).contains(&letters.chars().count())
        && letters.chars().all(allowed)
}

/// The text, its letters composed, with a space for white space of every kind and for each
/// forbidden character, without what shows nothing, cut to the length.
pub(crate) fn repaired(text: &str, longest: usize, allowed: fn(char) -> bool) -> String {
    let printed = |c: char| allowed(c) && !c.is_control();
    let letters = composed(text);
    let letters = letters.chars().map(|c| if printed(c) { c } else { ' ' });
    letters.take(longest).collect()
}

/// Any text, its letters composed, without what shows nothing, with a space for each control
/// character.
pub(crate) fn printed(text: &str) -> String {
    repaired(text, usize::MAX, |_| true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_letters_digits_underscores_and_hyphens() {
        assert!(is_id("0d4c-9_A", 36));
        for bad in [
            "",
            "a b",
            "a/b",
            "ä",
            "0123456789012345678901234567890123456",
        ] {
            assert!(!is_id(bad, 36), "{bad}");
        }
    }

    #[test]
    fn forbidden_letters_become_spaces() {
        assert_eq!(
            repaired("Auslagen & Porto (§ 3)", 250, in_description),
            "Auslagen   Porto    3 "
        );
        assert_eq!(
            repaired("Straße, Nr. 3", 250, in_description),
            "Straße, Nr. 3"
        );
        assert_eq!(repaired("a\tb\u{202e}c\0d", 250, in_description), "a bc d");
        assert_eq!(
            repaired("Bewohnerparkausweis Zone 4 und 5", 27, in_purpose).len(),
            27
        );
    }

    #[test]
    fn letters_of_two_characters_are_composed_before_they_are_judged() {
        let sent = "Gebu\u{308}hr fu\u{308}r";
        assert!(fits(sent, 10, in_description) && !fits(sent, 9, in_description));
        assert_eq!(repaired(sent, 9, in_description), "Gebühr fü");
    }

    #[test]
    fn an_empty_text_and_marks_that_turn_the_direction_fit_no_class() {
        assert!(!fits("", 27, in_purpose));
        assert!(!fits("a\u{202e}b", 27, in_purpose));
    }
}
