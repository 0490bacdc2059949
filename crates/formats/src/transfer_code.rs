//! The transfer code of the European Payments Council (EPC069-12, "GiroCode"): a banking app reads
//! it and fills the transfer in.
//!
//! What we write: version 002, UTF-8, line feed between the lines, nothing after the last line
//! that is filled. Texts keep to the characters that banks in Germany pass on, and are refused
//! rather than repaired: a changed name would not pass the check of the payee's name.

use domain::Money;
use domain::bank::{Bic, CreditorReference, Iban};

/// Limits of EPC069-12, in characters.
const NAME_MAX: usize = 70;
const TEXT_MAX: usize = 140;
const INFORMATION_MAX: usize = 70;
/// The whole code in bytes: what a QR code of version 13 and level M holds.
const BYTES_MAX: usize = 331;
/// Largest amount the format knows, in cents: 999999999.99 euros.
const CENTS_MAX: i64 = 99_999_999_999;

/// A transfer that is asked for.
#[derive(Clone, Debug)]
pub struct TransferCode<'a> {
    /// Exactly as the bank knows the account's holder: the payer's bank compares it.
    pub beneficiary: &'a str,
    pub iban: &'a Iban,
    /// Not needed within the European Economic Area.
    pub bic: Option<&'a Bic>,
    /// Left open for the payer when there is none.
    pub amount: Option<Money>,
    pub purpose: Option<PurposeCode>,
    pub remittance: Remittance<'a>,
    /// For the payer's eyes only; may be empty.
    pub information: &'a str,
}

/// The text on the payee's bank statement.
#[derive(Clone, Copy, Debug)]
pub enum Remittance<'a> {
    None,
    Reference(&'a CreditorReference),
    Text(&'a str),
}

/// Why money moves, from the external code set of ISO 20022.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PurposeCode {
    /// To or from a government department.
    Government,
}

impl PurposeCode {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Government => "GOVT",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransferCodeError {
    #[error("the {what} is empty")]
    Empty { what: &'static str },
    #[error("the {what} is longer than {most} characters")]
    TooLong { what: &'static str, most: usize },
    #[error("the {what} has a character that banks do not pass on: {character:?}")]
    Character { what: &'static str, character: char },
    #[error("the {what} begins or ends with a slash or has two in a row")]
    Slash { what: &'static str },
    #[error("the amount is not between 0.01 and 999999999.99 euros")]
    Amount,
    #[error("the code would be larger than 331 bytes")]
    Bytes,
}

impl TransferCode<'_> {
    /// The text the QR code carries.
    pub fn encode(&self) -> Result<String, TransferCodeError> {
        let beneficiary = text("name of the account's holder", self.beneficiary, NAME_MAX)?;
        if beneficiary.is_empty() {
            let what = "name of the account's holder";
            return Err(TransferCodeError::Empty { what });
        }
        let (reference, remittance) = match self.remittance {
            Remittance::None => ("", ""),
            Remittance::Reference(reference) => (reference.as_str(), ""),
            Remittance::Text(purpose) => ("", text("purpose", purpose, TEXT_MAX)?),
        };
        let amount = self.amount.map(amount).transpose()?.unwrap_or_default();
        let lines = [
            "BCD",
            "002",
            "1",
            "SCT",
            self.bic.map_or("", Bic::as_str),
            beneficiary,
            self.iban.as_str(),
            &amount,
            self.purpose.map_or("", PurposeCode::as_str),
            reference,
            remittance,
            text("information", self.information, INFORMATION_MAX)?,
        ];
        let code = lines.join("\n").trim_end_matches('\n').to_owned();
        if code.len() > BYTES_MAX {
            return Err(TransferCodeError::Bytes);
        }
        Ok(code)
    }
}

/// A text of ours as banks pass it on: what they do not know becomes a space, and what is too long
/// for a purpose is cut off.
pub fn as_passed_on(text: &str) -> String {
    let known = text
        .chars()
        .map(|c| if is_passed_on(c) && c != '/' { c } else { ' ' });
    let known: String = known.collect();
    let words: Vec<&str> = known.split_whitespace().collect();
    let mut text = words.join(" ");
    // In bytes, so that a code with the longest name still has room for it.
    text.truncate(text.floor_char_boundary(TEXT_MAX));
    text.trim_end().to_owned()
}

/// What a purpose may not be.
pub fn check_purpose(purpose: &str) -> Result<(), TransferCodeError> {
    text("purpose", purpose, TEXT_MAX).map(|_| ())
}

fn amount(amount: Money) -> Result<String, TransferCodeError> {
    if amount.is_zero() || amount.cents() > CENTS_MAX {
        return Err(TransferCodeError::Amount);
    }
    Ok(format!("EUR{}", amount.to_decimal()))
}

/// The text, if banks pass all of it on.
fn text<'t>(what: &'static str, text: &'t str, most: usize) -> Result<&'t str, TransferCodeError> {
    if text.chars().count() > most {
        return Err(TransferCodeError::TooLong { what, most });
    }
    if let Some(character) = text.chars().find(|c| !is_passed_on(*c)) {
        return Err(TransferCodeError::Character { what, character });
    }
    if text.starts_with('/') || text.ends_with('/') || text.contains("//") {
        return Err(TransferCodeError::Slash { what });
    }
    Ok(text)
}

/// The basic characters of SEPA and what German banks add to them.
const fn is_passed_on(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(
            c,
            ' ' | '/' | '-' | '?' | ':' | '(' | ')' | '.' | ',' | '\'' | '+'
        )
        || matches!(
            c,
            'Ä' | 'Ö' | 'Ü' | 'ä' | 'ö' | 'ü' | 'ß' | '&' | '*' | '$' | '%'
        )
}
