//! Bank accounts and what is written on transfers: IBAN, BIC, creditor reference.

mod bic;
mod creditor_reference;
mod iban;

pub use bic::{BadBic, Bic};
pub use creditor_reference::{BadReference, CreditorReference};
pub use iban::{BadIban, Iban};

const fn is_letter_or_digit(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}
