//! The slip of a notice: what is owed, and the two codes to pay it with, one for a phone's camera
//! and one for a banking app. Printed by the authority, so it is in black on white.

use jiff::Timestamp;
use serde::Serialize;

use crate::PdfError;
use crate::typesetter;

/// A slip's data, decided and formatted by the caller.
#[derive(Clone, Debug, Serialize)]
pub struct Slip {
    pub labels: SlipLabels,
    pub authority: String,
    pub authority_address: Vec<String>,
    /// The office, and what is paid.
    pub department: String,
    pub service: String,
    pub description: String,
    /// In its printed form.
    pub kassenzeichen: String,
    /// Formatted, with currency.
    pub amount: String,
    /// Formatted; none when there is no such day.
    pub due: Option<String>,
    /// The link code as SVG; none where there is nothing to pay online.
    pub link_svg: Option<String>,
    /// Where to pay without scanning, without `https://`.
    pub online: String,
    /// None where the authority takes no transfers.
    pub transfer: Option<SlipTransfer>,
    pub contact: String,
    /// When it was made, in microseconds since 1970 (UTC): the document's date.
    pub made_at_micros: i64,
    /// Says clearly that nothing is owed.
    pub test: bool,
}

/// Transfer details in words, for payers without a device that scans the code.
#[derive(Clone, Debug, Serialize)]
pub struct SlipTransfer {
    /// The transfer code as SVG.
    pub code_svg: String,
    pub holder: String,
    /// In groups of four.
    pub iban: String,
    pub bic: Option<String>,
    /// As the bank shall pass it on.
    pub remittance: String,
}

/// The slip's own words, in one language.
#[derive(Clone, Debug, Serialize)]
pub struct SlipLabels {
    /// As PDF readers name it: `de`, `ar`.
    pub language: &'static str,
    pub right_to_left: bool,
    /// Words that are shown in bold, wherever they stand.
    pub bold: &'static [String],
    pub title: String,
    pub service: String,
    pub description: String,
    pub kassenzeichen: String,
    pub amount: String,
    pub due: String,
    /// Over the link code, beside it, and as its alternative text.
    pub online: String,
    pub online_scan: String,
    pub online_type: String,
    pub online_alt: String,
    /// Over the transfer code, beside it, and as its alternative text.
    pub transfer: String,
    pub transfer_scan: String,
    pub transfer_alt: String,
    pub holder: String,
    pub iban: String,
    pub bic: String,
    pub remittance: String,
    pub contact: String,
    pub test: String,
}

/// Longer than any text of a notice.
const TEXT_MAX: usize = 2_000;
/// More lines than any address has.
const ADDRESS_MAX: usize = 8;
/// A drawing of the largest code has 30 kB.
const SVG_MAX: usize = 100_000;

/// Sets a slip on one page of A4.
pub fn slip(slip: &Slip) -> Result<Vec<u8>, PdfError> {
    check_size(slip)?;
    let data = serde_json::to_string(&printable(slip)).map_err(PdfError::Data)?;
    let made = Timestamp::from_microsecond(slip.made_at_micros).map_err(PdfError::Date)?;
    typesetter::set(typesetter::Template::Slip, &data, made)
}

fn check_size(slip: &Slip) -> Result<(), PdfError> {
    let too_large = |what| Err(PdfError::TooLarge { what });
    if slip.authority_address.len() > ADDRESS_MAX {
        return too_large("the address");
    }
    let transfer = slip.transfer.iter();
    let codes = transfer.clone().map(|transfer| &transfer.code_svg);
    if codes.chain(&slip.link_svg).any(|svg| svg.len() > SVG_MAX) {
        return too_large("a code");
    }
    let texts = [
        &slip.authority,
        &slip.department,
        &slip.service,
        &slip.description,
        &slip.kassenzeichen,
        &slip.amount,
        &slip.online,
        &slip.contact,
    ];
    let bank = transfer.flat_map(|to| [&to.holder, &to.iban, &to.remittance]);
    let all = texts
        .into_iter()
        .chain(&slip.authority_address)
        .chain(&slip.due)
        .chain(bank);
    if all.into_iter().any(|text| text.len() > TEXT_MAX) {
        return too_large("a text");
    }
    Ok(())
}

/// Texts with every character our fonts lack replaced; codes and our own words stay.
fn printable(slip: &Slip) -> Slip {
    let text = |text: &String| typesetter::printable(text);
    let transfer = slip.transfer.as_ref().map(|transfer| SlipTransfer {
        code_svg: transfer.code_svg.clone(),
        holder: text(&transfer.holder),
        iban: text(&transfer.iban),
        bic: transfer.bic.as_ref().map(text),
        remittance: text(&transfer.remittance),
    });
    Slip {
        labels: slip.labels.clone(),
        authority: text(&slip.authority),
        authority_address: slip.authority_address.iter().map(text).collect(),
        department: text(&slip.department),
        service: text(&slip.service),
        description: text(&slip.description),
        kassenzeichen: text(&slip.kassenzeichen),
        amount: text(&slip.amount),
        due: slip.due.as_ref().map(text),
        link_svg: slip.link_svg.clone(),
        online: text(&slip.online),
        transfer,
        contact: text(&slip.contact),
        made_at_micros: slip.made_at_micros,
        test: slip.test,
    }
}

#[cfg(test)]
mod tests;
