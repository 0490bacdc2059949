//! Bank accounts and what is written on transfers: IBAN, BIC, creditor reference.

mod bic;
mod creditor_reference;
mod iban;

pub use bic::{BadBic, Bic};
pub use creditor_reference::{BadReference, CreditorReference};
pub use iban::{BadIban, Iban};

/// Whether a line of a statement adds to the account. Its text is stored and must not change.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Direction {
    Credit,
    Debit,
}

const fn is_letter_or_digit(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}
