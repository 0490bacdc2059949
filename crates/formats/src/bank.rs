//! What a bank account is called: IBAN, BIC, and the reference with a check digit (ISO 11649).

use std::fmt;
use std::str::FromStr;

/// Countries of the SEPA area with the length of their IBAN, from the registry of ISO 13616. Only
/// from these can a transfer in euro be asked for.
const LENGTHS: [(&str, usize); 38] = [
    ("AD", 24),
    ("AL", 28),
    ("AT", 20),
    ("BE", 16),
    ("BG", 22),
    ("CH", 21),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("EE", 20),
    ("ES", 24),
    ("FI", 18),
    ("FR", 27),
    ("GB", 22),
    ("GI", 23),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IS", 26),
    ("IT", 27),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("ME", 22),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PL", 28),
    ("PT", 25),
    ("RO", 24),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
];
/// ISO 11649: `RF`, two check digits, one to 21 characters.
const REFERENCE_LENGTH: std::ops::RangeInclusive<usize> = 5..=25;
const GROUP: usize = 4;

/// An account in the SEPA area, without spaces, with right check digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Iban(String);

/// What is wrong with an IBAN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadIban {
    #[error("an IBAN has only letters A to Z and digits, grouped with spaces")]
    Character,
    #[error("the IBAN does not begin with a country of the SEPA area")]
    Country,
    #[error("IBANs of this country have {expected} characters")]
    Length { expected: usize },
    #[error("the check digits of the IBAN do not fit: something was mistyped")]
    CheckDigits,
}

impl FromStr for Iban {
    type Err = BadIban;

    /// Spaces and small letters are forgiven.
    fn from_str(text: &str) -> Result<Self, BadIban> {
        let plain: String = text.chars().filter(|c| *c != ' ').collect();
        let plain = plain.to_ascii_uppercase();
        if !plain.bytes().all(is_letter_or_digit) {
            return Err(BadIban::Character);
        }
        let country = plain.get(..2).ok_or(BadIban::Country)?;
        let (_, expected) = LENGTHS
            .iter()
            .find(|(known, _)| *known == country)
            .ok_or(BadIban::Country)?;
        if plain.len() != *expected {
            return Err(BadIban::Length {
                expected: *expected,
            });
        }
        if !has_check_digits(&plain) {
            return Err(BadIban::CheckDigits);
        }
        Ok(Self(plain))
    }
}

impl Iban {
    /// Without spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In groups of four, as people read it.
    pub fn printed(&self) -> String {
        let mut printed = String::new();
        for (at, letter) in self.0.chars().enumerate() {
            if at > 0 && at % GROUP == 0 {
                printed.push(' ');
            }
            printed.push(letter);
        }
        printed
    }
}

/// A bank's code: 8 or 11 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bic(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a BIC is six letters and two or five letters or digits, such as MARKDEF1100")]
pub struct BadBic;

impl FromStr for Bic {
    type Err = BadBic;

    fn from_str(text: &str) -> Result<Self, BadBic> {
        let code = text.to_ascii_uppercase();
        let (party, rest) = code.split_at_checked(6).ok_or(BadBic)?;
        let letters = party.bytes().all(|byte| byte.is_ascii_uppercase());
        let good = letters && matches!(rest.len(), 2 | 5) && rest.bytes().all(is_letter_or_digit);
        if good { Ok(Self(code)) } else { Err(BadBic) }
    }
}

impl Bic {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A payment reference that carries check digits of its own (ISO 11649, `RF…`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditorReference(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a creditor reference is RF, two check digits and up to 21 letters or digits")]
pub struct BadReference;

impl FromStr for CreditorReference {
    type Err = BadReference;

    fn from_str(text: &str) -> Result<Self, BadReference> {
        let good = text.starts_with("RF")
            && REFERENCE_LENGTH.contains(&text.len())
            && text.bytes().all(is_letter_or_digit)
            && has_check_digits(text);
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadReference)
        }
    }
}

impl CreditorReference {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CreditorReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

const fn is_letter_or_digit(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

/// ISO 7064, MOD 97-10: the first four characters behind the rest, letters as 10 to 35, leave 1.
fn has_check_digits(text: &str) -> bool {
    let Some((head, rest)) = text.split_at_checked(4) else {
        return false;
    };
    let numbered = head
        .get(2..)
        .is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
    let rest_of = rest.chars().chain(head.chars()).try_fold(0, |rest, c| {
        let value = c.to_digit(36)?;
        let shift = if value < 10 { 10 } else { 100 };
        Some((rest * shift + value) % 97)
    });
    numbered && rest_of == Some(1)
}
