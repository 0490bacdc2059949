//! A receipt can be set in every language we speak.

use pdf::Receipt;

use super::*;
use crate::format::{date_time, money};

fn in_language(locale: Locale) -> Receipt {
    Receipt {
        labels: labels(locale),
        authority: "Stadt Musterstadt".into(),
        authority_address: vec!["Rathausplatz 1".into()],
        service: "Bewohnerparkausweis".into(),
        description: "Zone 4".into(),
        kassenzeichen: "5012 0000 0047 11".into(),
        amount: money(3_070, locale),
        method: "PayPal".into(),
        paid_at: date_time(1_795_527_300_000_000, locale),
        paid_at_micros: 1_795_527_300_000_000,
        receipt_number: "2026-0000471".into(),
        items: vec![
            pdf::Item {
                description: "Gebühr".into(),
                amount: money(3_000, locale),
            },
            pdf::Item {
                description: "Auslagen".into(),
                amount: money(70, locale),
            },
        ],
        note: None,
        test: true,
    }
}

#[test]
fn the_fonts_of_documents_have_every_letter_of_every_language() {
    for locale in Locale::all() {
        let receipt = in_language(locale);
        let Labels {
            language: _,
            right_to_left: _,
            bold: _,
            title,
            amount,
            service,
            description,
            kassenzeichen,
            paid_at,
            method,
            number,
            items,
            item,
            item_amount,
            total,
            valid,
            test,
            no_proof,
            page,
            of,
        } = &receipt.labels;
        let labels = [
            title,
            amount,
            service,
            description,
            kassenzeichen,
            paid_at,
            method,
            number,
            items,
            item,
            item_amount,
            total,
            valid,
            test,
            no_proof,
            page,
            of,
        ];
        for text in labels
            .into_iter()
            .chain([&receipt.amount, &receipt.paid_at])
        {
            // Line breaks and marks of direction are for pages; a document sets both its own way.
            let plain = text.replace('\n', " ");
            let plain = plain.replace(['\u{2066}', '\u{2069}'], "");
            assert_eq!(pdf::printable(text), plain, "{locale:?}");
            assert!(!text.is_empty(), "{locale:?}");
        }
    }
}

#[test]
fn every_language_has_an_accessible_receipt() {
    for locale in Locale::all() {
        let pdf = pdf::receipt(&in_language(locale)).unwrap();
        let text = String::from_utf8_lossy(&pdf);
        assert!(
            text.contains("<pdfuaid:part>1</pdfuaid:part>"),
            "{locale:?}"
        );
        assert!(
            text.contains(&format!("({})", locale.html())),
            "{locale:?} is not its language"
        );
        if let Ok(folder) = std::env::var("ZAHLSTELLE_SAMPLES_DIR") {
            let name = format!("receipt.{}.pdf", locale.tag());
            std::fs::write(std::path::Path::new(&folder).join(name), pdf).unwrap();
        }
    }
}
