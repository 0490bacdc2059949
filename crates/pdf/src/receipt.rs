//! The receipt: payer, authority, amount, purpose, time, method and Kassenzeichen of one payment.

use jiff::Timestamp;
use serde::Serialize;

use crate::PdfError;
use crate::typesetter;

/// A receipt's data, decided and formatted by the caller.
#[derive(Clone, Debug, Serialize)]
pub struct Receipt {
    pub labels: Labels,
    pub authority: String,
    pub authority_address: Vec<String>,
    pub service: String,
    pub description: String,
    /// In its printed form.
    pub kassenzeichen: String,
    /// Formatted, with currency: "30,70 €".
    pub amount: String,
    /// What the payer picked: "PayPal".
    pub method: String,
    /// Formatted.
    pub paid_at: String,
    /// The same instant in microseconds since 1970 (UTC). It is the document's date, so that a
    /// receipt fetched twice is the same file.
    pub paid_at_micros: i64,
    pub receipt_number: String,
    /// What the amount is made of; shown as a table if there are several.
    pub items: Vec<Item>,
    pub note: Option<String>,
    /// Says clearly that no money was moved.
    pub test: bool,
}

/// The receipt's own words, in one language.
#[derive(Clone, Debug, Serialize)]
pub struct Labels {
    /// As PDF readers name it: `de`, `ar`.
    pub language: &'static str,
    pub right_to_left: bool,
    /// Words that are shown in bold, wherever they stand.
    pub bold: &'static [String],
    /// "Quittung".
    pub title: String,
    pub amount: String,
    pub service: String,
    pub description: String,
    pub kassenzeichen: String,
    pub paid_at: String,
    pub method: String,
    pub number: String,
    /// Above the table, and on top of its columns.
    pub items: String,
    pub item: String,
    pub item_amount: String,
    pub total: String,
    /// That a receipt needs no signature.
    pub valid: String,
    /// That no money was moved, and what such a receipt is worth.
    pub test: String,
    pub no_proof: String,
    /// "Seite", "von": page 1 of 2.
    pub page: String,
    pub of: String,
}

/// One line of the amount.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    pub description: String,
    /// Formatted, with currency.
    pub amount: String,
}

/// XBezahldienste 1.0 allows 250 characters a line; a paragraph of note is the longest text here.
const TEXT_MAX: usize = 2_000;
/// A payment with more positions is a list, not a receipt; a hundred fill three pages.
const ITEMS_MAX: usize = 200;
/// More lines than any address has.
const ADDRESS_MAX: usize = 8;

/// Sets a receipt. Characters the font lacks become a replacement sign, as PDF/A demands a glyph
/// for every character.
pub fn receipt(receipt: &Receipt) -> Result<Vec<u8>, PdfError> {
    check_size(receipt)?;
    let data = serde_json::to_string(&printable(receipt)).map_err(PdfError::Data)?;
    let paid_at = Timestamp::from_microsecond(receipt.paid_at_micros).map_err(PdfError::Date)?;
    typesetter::set(typesetter::Template::Receipt, &data, paid_at)
}

fn check_size(receipt: &Receipt) -> Result<(), PdfError> {
    if receipt.items.len() > ITEMS_MAX {
        return Err(PdfError::TooLarge {
            what: "the list of items",
        });
    }
    if receipt.authority_address.len() > ADDRESS_MAX {
        return Err(PdfError::TooLarge {
            what: "the address",
        });
    }
    let texts = [
        &receipt.authority,
        &receipt.service,
        &receipt.description,
        &receipt.kassenzeichen,
        &receipt.amount,
        &receipt.method,
        &receipt.paid_at,
        &receipt.receipt_number,
    ];
    let items = receipt
        .items
        .iter()
        .flat_map(|item| [&item.description, &item.amount]);
    let all = texts
        .into_iter()
        .chain(&receipt.authority_address)
        .chain(&receipt.note);
    if all.chain(items).any(|text| text.len() > TEXT_MAX) {
        return Err(PdfError::TooLarge { what: "a text" });
    }
    Ok(())
}

fn printable(receipt: &Receipt) -> Receipt {
    let text = |text: &String| typesetter::printable(text);
    let item = |item: &Item| Item {
        description: text(&item.description),
        amount: text(&item.amount),
    };
    Receipt {
        // Ours, and held against the fonts by a test.
        labels: receipt.labels.clone(),
        authority: text(&receipt.authority),
        authority_address: receipt.authority_address.iter().map(text).collect(),
        service: text(&receipt.service),
        description: text(&receipt.description),
        kassenzeichen: text(&receipt.kassenzeichen),
        amount: text(&receipt.amount),
        method: text(&receipt.method),
        paid_at: text(&receipt.paid_at),
        paid_at_micros: receipt.paid_at_micros,
        receipt_number: text(&receipt.receipt_number),
        items: receipt.items.iter().map(item).collect(),
        note: receipt.note.as_ref().map(text),
        test: receipt.test,
    }
}

#[cfg(test)]
mod tests;
