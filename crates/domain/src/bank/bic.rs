//! A bank's code (ISO 9362).

use std::str::FromStr;

use super::is_letter_or_digit;

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
