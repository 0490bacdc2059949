//! The number of a bank account (ISO 13616).

use std::str::FromStr;

use super::is_letter_or_digit;
use crate::values::mod97;

/// Countries of the SEPA area with the length of their IBAN, from the registry of ISO 13616. Only
/// from these can a transfer in euro be asked for.
const LENGTHS: [(&str, usize); 42] = [
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
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PL", 28),
    ("PT", 25),
    ("RO", 24),
    ("RS", 22),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("VA", 22),
];
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
        if !mod97::has_check_digits(&plain) {
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
