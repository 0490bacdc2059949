//! A slip is accessible, fits one page, and both its codes are read from the printed page.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use super::*;

const LINK: &str = "https://zahlstelle.example/musterstadt/q/pVtYb9sX4nqfU0CkWc2eLw";
const TRANSFER: &str = "BCD\n002\n1\nSCT\n\nStadt Müsterstadt\nDE02120300000000202051\nEUR30.70\n\
                        GOVT\n\n5125426000001";

fn svg(text: &str) -> String {
    formats::QrCode::of(text).unwrap().svg()
}

fn labels() -> SlipLabels {
    let say = |text: &str| text.to_owned();
    SlipLabels {
        language: "de",
        right_to_left: false,
        bold: &[],
        title: say("So bezahlen Sie"),
        service: say("Leistung"),
        description: say("Wofür"),
        kassenzeichen: say("Kassenzeichen"),
        amount: say("Zu zahlen"),
        due: say("Zahlbar bis"),
        online: say("Online bezahlen"),
        online_scan: say("Scannen Sie den Code mit der Kamera Ihres Telefons."),
        online_type: say("Oder öffnen Sie diese Seite und geben Sie das Kassenzeichen ein:"),
        online_alt: say("QR-Code mit dem Link zur Zahlungsseite"),
        transfer: say("Überweisen"),
        transfer_scan: say("Scannen Sie den Code mit der App Ihrer Bank."),
        transfer_alt: say("QR-Code mit den Daten der Überweisung"),
        holder: say("Empfänger"),
        iban: say("IBAN"),
        bic: say("BIC"),
        remittance: say("Verwendungszweck"),
        contact: say("Fragen?"),
        test: say("Test: Es wird kein Geld bewegt."),
    }
}

fn parking_ticket() -> Slip {
    Slip {
        labels: labels(),
        authority: "Stadt Müsterstadt".into(),
        authority_address: vec!["Rathausplatz 1".into(), "99999 Müsterstadt".into()],
        department: "Straßenverkehrsamt".into(),
        service: "Verwarnung".into(),
        description: "Verwarnungsgeld im Straßenverkehr".into(),
        kassenzeichen: "5.1254.26000001".into(),
        amount: "30,70\u{a0}€".into(),
        due: Some("15.\u{a0}Dezember 2026".into()),
        link_svg: Some(svg(LINK)),
        online: "zahlstelle.example/musterstadt/notice".into(),
        transfer: Some(SlipTransfer {
            code_svg: svg(TRANSFER),
            holder: "Stadt Müsterstadt".into(),
            iban: "DE02 1203 0000 0000 2020 51".into(),
            bic: Some("BYLADEM1001".into()),
            remittance: "5125426000001".into(),
        }),
        contact: "Stadtkasse, Telefon 02000 123456".into(),
        made_at_micros: 1_795_527_300_000_000,
        test: false,
    }
}

/// Runs a judge of the PDF in a folder with it; `None` (the reason printed) where it is missing.
fn judged(folder: &Path, tool: &str, args: &[&str]) -> Option<Vec<u8>> {
    let ran = Command::new(tool).args(args).current_dir(folder).output();
    let Ok(ran) = ran else {
        println!("skipped: {tool} is not installed (scripts/setup.sh test installs it)");
        return None;
    };
    let complaint = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(ran.status.success(), "{tool} {args:?}: {complaint}");
    Some(ran.stdout)
}

fn on_disk(slip_data: &Slip) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut file = std::fs::File::create(folder.path().join("slip.pdf")).unwrap();
    file.write_all(&slip(slip_data).unwrap()).unwrap();
    folder
}

#[test]
fn a_slip_is_a_sound_tagged_pdf_of_one_page() {
    let folder = on_disk(&parking_ticket());
    judged(folder.path(), "qpdf", &["--check", "slip.pdf"]);
    if let Some(info) = judged(folder.path(), "pdfinfo", &["slip.pdf"]) {
        let info = String::from_utf8_lossy(&info).into_owned();
        assert!(info.contains("Tagged:          yes"), "{info}");
        assert!(info.contains("Pages:           1"), "{info}");
        assert!(info.contains("So bezahlen Sie 5.1254.26000001"), "{info}");
    }
    let xmp = String::from_utf8_lossy(&slip(&parking_ticket()).unwrap()).into_owned();
    assert!(xmp.contains("<pdfuaid:part>1</pdfuaid:part>"));
    assert_eq!(
        slip(&parking_ticket()).unwrap(),
        slip(&parking_ticket()).unwrap()
    );
}

#[test]
fn both_codes_are_read_from_the_printed_page() {
    for test in [false, true] {
        let folder = on_disk(&Slip {
            test,
            ..parking_ticket()
        });
        let page = ["-r", "150", "-png", "-singlefile", "slip.pdf", "slip"];
        if judged(folder.path(), "pdftoppm", &page).is_none() {
            return;
        }
        // zbar parts its finds with line feeds, so each must be one whole find.
        let read = ["--quiet", "--raw", "-Sbinary", "slip.png"];
        let Some(read) = judged(folder.path(), "zbarimg", &read) else {
            return;
        };
        let read = String::from_utf8(read).unwrap();
        assert!(read.contains(LINK), "{read}");
        assert!(read.contains(TRANSFER), "{read}");
        assert_eq!(
            read.replace(LINK, "").replace(TRANSFER, "").trim(),
            "",
            "{read}"
        );
    }
}

#[test]
fn a_slip_says_in_words_what_the_codes_say() {
    let folder = on_disk(&parking_ticket());
    let text = judged(folder.path(), "pdftotext", &["-layout", "slip.pdf", "-"]);
    if let Some(text) = text {
        let text = String::from_utf8_lossy(&text).replace('\u{a0}', " ");
        for wanted in [
            "Stadt Müsterstadt",
            "Verwarnungsgeld im Straßenverkehr",
            "5.1254.26000001",
            "30,70 €",
            "15. Dezember 2026",
            "zahlstelle.example/musterstadt/notice",
            "DE02 1203 0000 0000 2020 51",
            "BYLADEM1001",
            "5125426000001",
        ] {
            assert!(text.contains(wanted), "{wanted} is missing in {text}");
        }
    }
    let structure = judged(folder.path(), "pdfinfo", &["-struct-text", "slip.pdf"]);
    if let Some(structure) = structure {
        let structure = String::from_utf8_lossy(&structure).into_owned();
        assert_eq!(structure.matches("Figure").count(), 2, "{structure}");
        assert!(
            structure.contains("H1") && structure.contains("H2"),
            "{structure}"
        );
    }
    let pdf = String::from_utf8_lossy(&slip(&parking_ticket()).unwrap()).into_owned();
    assert!(pdf.starts_with("%PDF-"));
}

#[test]
fn without_bank_and_due_day_there_is_one_way_less() {
    let folder = on_disk(&Slip {
        transfer: None,
        due: None,
        ..parking_ticket()
    });
    let text = judged(folder.path(), "pdftotext", &["-layout", "slip.pdf", "-"]);
    if let Some(text) = text {
        let text = String::from_utf8_lossy(&text).into_owned();
        assert!(
            !text.contains("Überweisen") && !text.contains("Zahlbar bis"),
            "{text}"
        );
    }
}

#[test]
fn data_is_shown_and_never_obeyed_and_what_is_too_large_is_refused() {
    let attack = "#panic(1) #read(\"/etc/passwd\") = H $x$ @ref \"}, \"test\": true".to_owned();
    let attacked = Slip {
        authority: attack.clone(),
        description: attack.clone(),
        due: Some(attack.clone()),
        online: attack.clone(),
        ..parking_ticket()
    };
    assert!(slip(&attacked).is_ok());
    let refused = |data: &Slip| matches!(slip(data), Err(PdfError::TooLarge { .. }));
    let long = "x".repeat(TEXT_MAX + 1);
    assert!(refused(&Slip {
        description: long,
        ..parking_ticket()
    }));
    assert!(refused(&Slip {
        link_svg: Some(" ".repeat(SVG_MAX + 1)),
        ..parking_ticket()
    }));
    assert!(refused(&Slip {
        authority_address: vec![String::new(); 9],
        ..parking_ticket()
    }));
}

/// `ZAHLSTELLE_SAMPLES_DIR=/tmp/samples cargo test slip::tests::samples_as_files` writes slips.
#[test]
fn samples_as_files() {
    let Ok(folder) = std::env::var("ZAHLSTELLE_SAMPLES_DIR") else {
        println!("skipped: ZAHLSTELLE_SAMPLES_DIR says where to write the samples");
        return;
    };
    let test = Slip {
        test: true,
        ..parking_ticket()
    };
    for (name, data) in [("slip", parking_ticket()), ("slip-test", test)] {
        let path = Path::new(&folder).join(format!("{name}.pdf"));
        std::fs::write(path, slip(&data).unwrap()).unwrap();
    }
}
