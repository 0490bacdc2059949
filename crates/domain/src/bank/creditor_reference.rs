//! The payment reference with a check digit (ISO 11649).

use std::fmt;
use std::str::FromStr;

use super::is_letter_or_digit;
use crate::values::mod97;

/// `RF`, two check digits, one to 21 characters.
const LENGTH: std::ops::RangeInclusive<usize> = 5..=25;

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
            && LENGTH.contains(&text.len())
            && text.bytes().all(is_letter_or_digit)
            && mod97::has_check_digits(text);
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
