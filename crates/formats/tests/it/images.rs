//! Pictures are read by zbar, which shares no line with us.

use std::io::Write as _;
use std::process::Command;

use domain::Money;
use formats::{PurposeCode, QrCode, QrError, Remittance, TransferCode};

use crate::transfer_code::iban;

/// What zbar reads, byte for byte; `None` (with the reason printed) where it is not installed.
fn read(picture: &[u8]) -> Option<Vec<u8>> {
    let mut file = tempfile::Builder::new().suffix(".png").tempfile().unwrap();
    file.write_all(picture).unwrap();
    let reader = Command::new("zbarimg")
        .args(["--quiet", "--raw", "--oneshot", "-Sbinary"])
        .arg(file.path())
        .output();
    let Ok(read) = reader else {
        println!("skipped: zbarimg (package zbar-tools) is not installed");
        return None;
    };
    let complaint = String::from_utf8_lossy(&read.stderr).into_owned();
    assert!(read.status.success(), "zbar sees no code: {complaint}");
    Some(read.stdout)
}

#[test]
fn transfer_codes_are_read_byte_for_byte() {
    let iban = iban();
    let long = "Ü".repeat(100);
    let texts = [
        "5125426000001",
        "Gebühr, Straße & Öl (2026) 100% 'a' b+c: d?",
        &long,
    ];
    for (text, cents) in texts.into_iter().zip([1, 3_070, 99_999_999_999]) {
        let code = TransferCode {
            beneficiary: "Stadt Müsterstadt, Große Kasse",
            iban: &iban,
            bic: None,
            amount: Money::from_cents(cents),
            purpose: Some(PurposeCode::Government),
            remittance: Remittance::Text(text),
            information: "",
        };
        let code = code.encode().unwrap();
        let picture = QrCode::of(&code).unwrap().png().unwrap();
        if let Some(read) = read(&picture) {
            assert_eq!(read, code.as_bytes(), "{}", String::from_utf8_lossy(&read));
        }
    }
}

#[test]
fn links_and_the_longest_texts_are_read_byte_for_byte() {
    let longest = "0123456789".repeat(34).split_off(9);
    assert_eq!(longest.len(), 331);
    for text in [
        "A",
        "https://zahlstelle.example/musterstadt/q/pVtYb9sX4nqfU0CkWc2eLw",
        &longest,
    ] {
        let code = QrCode::of(text).unwrap();
        if let Some(read) = read(&code.png().unwrap()) {
            assert_eq!(read, text.as_bytes());
        }
    }
}

#[test]
fn longer_texts_get_no_code_that_no_phone_could_read() {
    assert_eq!(QrCode::of(&"x".repeat(331)).unwrap().side(), 69 + 8);
    assert!(matches!(
        QrCode::of(&"x".repeat(332)),
        Err(QrError::TooLong)
    ));
    assert!(QrCode::of("").is_ok());
}

/// The vector drawing has the same modules as the bitmap.
#[test]
fn the_svg_is_the_same_code_as_the_png() {
    let code = QrCode::of("https://zahlstelle.example/musterstadt/q/abc").unwrap();
    let svg = code.svg();
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
    let side = code.side();
    let mut drawn = vec![vec![false; side]; side];
    let path = svg
        .rsplit("d=\"")
        .next()
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    for run in path.split('M').skip(1) {
        let numbers: Vec<usize> = run
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|number| number.parse().ok())
            .collect();
        drawn[numbers[1]][numbers[0]..numbers[0] + numbers[2]].fill(true);
    }
    let png = code.png().unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(&png))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    let module = usize::try_from(frame.width).unwrap() / side;
    for (y, row) in drawn.iter().enumerate() {
        for (x, dark) in row.iter().enumerate() {
            let (across, down) = (x * module + module / 2, y * module + module / 2);
            let byte = pixels[down * frame.line_size + across / 8];
            assert_eq!(*dark, byte & (0x80 >> (across % 8)) == 0, "module {x} {y}");
        }
    }
    assert_eq!(
        code,
        QrCode::of("https://zahlstelle.example/musterstadt/q/abc").unwrap()
    );
}
