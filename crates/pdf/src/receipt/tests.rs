//! A receipt is an accessible PDF, always the same, and only ever shows what it is given.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::*;

fn labels() -> Labels {
    Labels {
        language: "de",
        right_to_left: false,
        bold: &[],
        title: "Quittung".into(),
        amount: "Bezahlter Betrag".into(),
        service: "Leistung".into(),
        description: "Wofür".into(),
        kassenzeichen: "Kassenzeichen".into(),
        paid_at: "Bezahlt am".into(),
        method: "Bezahlt mit".into(),
        number: "Nummer der Quittung".into(),
        items: "Die einzelnen Beträge".into(),
        item: "Wofür".into(),
        item_amount: "Betrag".into(),
        total: "Zusammen".into(),
        valid: "Gilt ohne Unterschrift.".into(),
        test: "Test: Es wurde kein Geld bewegt.".into(),
        no_proof: "Kein Nachweis einer Zahlung.".into(),
        page: "Seite".into(),
        of: "von".into(),
    }
}

fn parking_permit() -> Receipt {
    Receipt {
        labels: labels(),
        authority: "Stadt Musterstadt".into(),
        authority_address: vec!["Bürgeramt Mitte".into(), "Große Straße 1".into()],
        service: "Bewohnerparkausweis".into(),
        description: "Bewohnerparkausweis Zone 4, Kennzeichen MS-ÄÖ 123, ein Jahr".into(),
        kassenzeichen: "5012 0000 0047 11".into(),
        amount: "30,70\u{a0}€".into(),
        method: "PayPal".into(),
        paid_at: "24.\u{a0}November 2026, 14:35\u{a0}Uhr".into(),
        paid_at_micros: 1_795_527_300_000_000,
        receipt_number: "2026-0000471".into(),
        items: vec![Item {
            description: "Gebühr".into(),
            amount: "30,70\u{a0}€".into(),
        }],
        note: None,
        test: false,
    }
}

fn with_items(count: usize) -> Receipt {
    let item = |n| Item {
        description: format!("Beglaubigung {n}"),
        amount: "5,00\u{a0}€".into(),
    };
    Receipt {
        items: (1..=count).map(item).collect(),
        ..parking_permit()
    }
}

/// What a poppler tool says about a PDF; `None` (with the reason printed) where it is missing.
fn ask(tool: &str, args: &[&str], pdf: &[u8]) -> Option<String> {
    let child = Command::new(tool)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else {
        println!("skipped: {tool} (package poppler-utils) is not installed");
        return None;
    };
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{tool} cannot read the PDF");
    Some(String::from_utf8_lossy(&output.stdout).replace('\u{a0}', " "))
}

fn text(pdf: &[u8]) -> Option<String> {
    ask("pdftotext", &["-layout", "-", "-"], pdf)
}

#[test]
fn a_receipt_is_a_pdf_and_always_the_same() {
    let first = receipt(&parking_permit()).unwrap();
    assert!(first.starts_with(b"%PDF-"));
    assert!(first.len() < 100_000, "{} bytes", first.len());
    let other = receipt(&with_items(2)).unwrap();
    assert_ne!(first, other);
    assert_eq!(first, receipt(&parking_permit()).unwrap());
}

#[test]
fn a_receipt_is_tagged_and_says_what_was_paid() {
    let pdf = receipt(&parking_permit()).unwrap();
    let xmp = String::from_utf8_lossy(&pdf);
    assert!(xmp.contains("<pdfuaid:part>1</pdfuaid:part>"));
    assert!(xmp.contains("<pdfaid:part>3</pdfaid:part>"));
    if let Some(info) = ask("pdfinfo", &["-"], &pdf) {
        assert!(info.contains("Tagged:          yes"), "{info}");
        assert!(
            info.contains("Quittung 2026-0000471 – Stadt Musterstadt"),
            "{info}"
        );
        assert!(info.contains("Pages:           1"), "{info}");
    }
    if let Some(text) = text(&pdf) {
        for wanted in [
            "Quittung",
            "Stadt Musterstadt",
            "Große Straße 1",
            "30,70 €",
            "5012 0000 0047 11",
            "MS-ÄÖ 123",
            "24. November 2026, 14:35 Uhr",
            "PayPal",
            "2026-0000471",
            "Seite 1 von 1",
        ] {
            assert!(text.contains(wanted), "{wanted} is missing in {text}");
        }
        assert!(!text.contains("TEST"), "{text}");
    }
    if let Some(structure) = ask("pdfinfo", &["-struct-text", "-"], &pdf) {
        assert!(structure.contains("H1"), "{structure}");
    }
}

#[test]
fn several_items_become_a_table_with_header_and_total() {
    let pdf = receipt(&with_items(3)).unwrap();
    if let Some(structure) = ask("pdfinfo", &["-struct-text", "-"], &pdf) {
        for wanted in ["Table", "THead", "TH ", "TFoot", "Beglaubigung 3"] {
            assert!(
                structure.contains(wanted),
                "{wanted} is missing in {structure}"
            );
        }
    }
    let long = receipt(&with_items(ITEMS_MAX)).unwrap();
    if let Some(text) = text(&long) {
        assert!(text.contains("Beglaubigung 200"));
    }
}

#[test]
fn a_receipt_speaks_the_language_of_its_labels_in_either_direction() {
    let arabic = Labels {
        language: "ar",
        right_to_left: true,
        title: "إيصال".into(),
        number: "رقم الإيصال".into(),
        ..labels()
    };
    let pdf = receipt(&Receipt {
        labels: arabic,
        ..with_items(2)
    })
    .unwrap();
    assert!(String::from_utf8_lossy(&pdf).contains("(ar)"));
    if let Some(text) = text(&pdf) {
        assert!(!text.contains("Quittung"), "{text}");
        assert!(!text.contains('\u{fffd}'), "{text}");
        // The number is not torn apart where the text runs the other way.
        assert!(text.contains("30,70 €"), "{text}");
        assert!(text.contains("5012 0000 0047 11"), "{text}");
        assert!(text.contains("Große Straße 1"), "{text}");
        assert!(text.contains("24. November 2026"), "{text}");
    }
}

#[test]
fn a_test_receipt_says_that_no_money_was_moved() {
    let pdf = receipt(&Receipt {
        test: true,
        ..parking_permit()
    })
    .unwrap();
    if let Some(text) = text(&pdf) {
        assert!(text.contains("Test: Es wurde kein Geld bewegt."), "{text}");
    }
}

#[test]
fn data_is_shown_and_never_obeyed() {
    let attack = "#panic(1) #read(\"/etc/passwd\") = H $x$ `raw` @ref <label> \\ */ // ]]] }}} \"";
    let pdf = receipt(&Receipt {
        authority: attack.into(),
        service: attack.into(),
        note: Some(attack.into()),
        items: vec![
            Item {
                description: attack.into(),
                amount: attack.into(),
            },
            Item {
                description: "\"}, \"test\": true".into(),
                amount: "1".into(),
            },
        ],
        ..parking_permit()
    })
    .unwrap();
    if let Some(text) = text(&pdf) {
        assert!(text.contains("#panic(1)"), "{text}");
        assert!(!text.contains("root:"), "{text}");
        assert!(!text.contains("kein Geld bewegt"), "{text}");
    }
}

#[test]
fn characters_the_font_lacks_do_not_stop_a_receipt() {
    let odd = "Zoë Łukasz Ștefan Ωmega Жанна \
        漢字 🅿️ עברית \u{202e}drow\u{0} \u{e000}\ttab\nline";
    let pdf = receipt(&Receipt {
        description: odd.into(),
        ..parking_permit()
    })
    .unwrap();
    if let Some(text) = text(&pdf) {
        assert!(text.contains("Zoë Łukasz Ștefan"), "{text}");
    }
}

#[test]
fn empty_texts_still_make_a_receipt() {
    let empty = || String::new();
    let nothing = Receipt {
        authority: empty(),
        authority_address: Vec::new(),
        service: empty(),
        description: empty(),
        kassenzeichen: empty(),
        amount: empty(),
        method: empty(),
        paid_at: empty(),
        receipt_number: empty(),
        items: Vec::new(),
        note: Some(empty()),
        ..parking_permit()
    };
    assert!(receipt(&nothing).is_ok());
}

#[test]
fn what_is_too_large_is_refused_before_work_begins() {
    let refused = |data: &Receipt| matches!(receipt(data), Err(PdfError::TooLarge { .. }));
    assert!(refused(&with_items(ITEMS_MAX + 1)));
    let long = "x".repeat(TEXT_MAX + 1);
    assert!(refused(&Receipt {
        note: Some(long.clone()),
        ..parking_permit()
    }));
    assert!(refused(&Receipt {
        authority_address: vec![String::new(); 9],
        ..parking_permit()
    }));
    let mut items = with_items(2);
    items.items[1].description = long;
    assert!(refused(&items));
    let never = receipt(&Receipt {
        paid_at_micros: i64::MAX,
        ..parking_permit()
    });
    assert!(matches!(never, Err(PdfError::Date(_))));
}

/// `ZAHLSTELLE_SAMPLES_DIR=/tmp/samples cargo test -p zahlstelle-pdf samples_as_files` writes
/// receipts to look at.
#[test]
fn samples_as_files() {
    let Ok(folder) = std::env::var("ZAHLSTELLE_SAMPLES_DIR") else {
        println!("skipped: ZAHLSTELLE_SAMPLES_DIR says where to write the samples");
        return;
    };
    let with_note = Receipt {
        note: Some("Thank you.".into()),
        ..with_items(3)
    };
    let samples = [
        ("receipt", parking_permit()),
        ("receipt-items", with_note),
        (
            "receipt-test",
            Receipt {
                test: true,
                ..with_items(60)
            },
        ),
    ];
    for (name, data) in samples {
        let path = std::path::Path::new(&folder).join(format!("{name}.pdf"));
        std::fs::write(path, receipt(&data).unwrap()).unwrap();
    }
}

#[test]
fn words_that_a_language_wants_bold_are_bold() {
    let words: &'static [String] = Box::leak(Box::new(["kein".to_owned(), "nicht".to_owned()]));
    let bold_words = |bold| {
        let test = Receipt {
            labels: Labels { bold, ..labels() },
            note: Some("Nichts davon: Das gilt NICHT für kleine Beträge.".into()),
            test: true,
            ..parking_permit()
        };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("receipt.pdf");
        std::fs::write(&file, receipt(&test).unwrap()).unwrap();
        let arguments = ["-xml", "-stdout", "-i", file.to_str().unwrap()];
        let told = ask("pdftohtml", &arguments, &[])?;
        let bold = told
            .split("<b>")
            .skip(1)
            .filter_map(|rest| rest.split_once("</b>"));
        Some(
            bold.map(|(bold, _)| bold.trim().to_owned())
                .collect::<Vec<_>>(),
        )
    };
    let (Some(plain), Some(marked)) = (bold_words(&[]), bold_words(words)) else {
        return;
    };
    assert!(
        !plain.iter().any(|bold| bold == "Kein" || bold == "NICHT"),
        "{plain:?}"
    );
    for word in ["Kein", "NICHT"] {
        assert!(marked.iter().any(|bold| bold == word), "{word}: {marked:?}");
    }
    assert!(
        !marked.iter().any(|bold| bold.contains("Nichts")),
        "{marked:?}"
    );
}
