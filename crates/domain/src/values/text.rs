//! Texts from outside: the one door that every input comes through.
//!
//! Letters are composed (NFC), so that a letter and its accent are one character wherever a length
//! is counted or a character class asked. Format characters (marks that turn the direction of
//! writing, soft hyphens, joiners, byte order marks) show nothing and are dropped. Other control
//! characters cannot be printed and are refused where a text is stored.
//!
//! What is copied from paper has separators of print in it: one list for Kassenzeichen, PINs,
//! plates, days and amounts.

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// A text that cannot be stored or printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("has a control character in it")]
pub struct BadText;

/// Letters of a [`Reason`].
pub const REASON_MAX: usize = 200;

/// Why a person did something, as the audit trail keeps it: one line of 1 to 200 letters that came
/// through this door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a reason has 1 to 200 letters, and no control characters")]
pub struct BadReason;

impl Reason {
    pub fn typed(text: &str) -> Result<Self, BadReason> {
        let line = line(text).map_err(|_| BadReason)?;
        if (1..=REASON_MAX).contains(&line.chars().count()) {
            Ok(Self(line))
        } else {
            Err(BadReason)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// As the command line has it.
impl std::str::FromStr for Reason {
    type Err = BadReason;

    fn from_str(text: &str) -> Result<Self, BadReason> {
        Self::typed(text)
    }
}

/// The text composed, without format characters.
pub fn composed(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.chars().filter(|c| !is_invisible(*c)).nfc().collect()
}

/// One line, without white space at its ends: tabs and line breaks become spaces.
pub fn line(text: &str) -> Result<String, BadText> {
    let line: String = composed(text)
        .chars()
        .map(|c| if is_break(c) || c == '\t' { ' ' } else { c })
        .collect();
    checked(line.trim().to_owned(), |_| false)
}

/// Lines and paragraphs: tabs become spaces, every line break a line feed.
pub fn lines(text: &str) -> Result<String, BadText> {
    let lines: String = composed(text)
        .replace("\r\n", "\n")
        .chars()
        .map(|c| match c {
            '\t' => ' ',
            c if is_break(c) => '\n',
            c => c,
        })
        .collect();
    checked(lines, |c| c == '\n')
}

/// As copied from paper: every hyphen and dash is `-`, every white space a space.
pub fn copied(text: &str) -> String {
    let plain = |c: char| match c {
        c if is_hyphen(c) => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    composed(text).chars().map(plain).collect()
}

/// As copied from paper, without the separators of print.
pub fn without_separators(text: &str) -> String {
    let copied = copied(text);
    copied.chars().filter(|c| !is_separator(*c)).collect()
}

/// What groups letters and digits in print and means nothing: white space, dot, slash, colon,
/// middle dot, hyphens and dashes, and what shows nothing.
pub fn is_separator(c: char) -> bool {
    c.is_whitespace() || is_hyphen(c) || is_invisible(c) || matches!(c, '.' | '/' | ':' | '·')
}

/// Hyphens, dashes and the minus sign, as keyboards, word processors and PDF files have them.
pub const fn is_hyphen(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
    )
}

/// A format character (Unicode category Cf). It takes no room, and some change how what follows is
/// shown.
pub fn is_invisible(c: char) -> bool {
    !c.is_ascii() && c.general_category() == GeneralCategory::Format
}

const fn is_break(c: char) -> bool {
    matches!(
        c,
        '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

fn checked(text: String, allowed: impl Fn(char) -> bool) -> Result<String, BadText> {
    if text.chars().any(|c| c.is_control() && !allowed(c)) {
        Err(BadText)
    } else {
        Ok(text)
    }
}
