//! Files as spreadsheets and people write them, read or refused with the line.

use app::claims::import::{ImportError, ImportMode};
use storage::{Db, on_both_engines};
use testkit::{HEADER, TestAuthority, notice_number};

use super::many;

on_both_engines! {
    what_spreadsheets_leave_behind_is_no_row_and_no_column
    lines_are_counted_whatever_ends_them
    all_that_is_wrong_with_a_row_is_told_at_once
    a_file_in_utf_16_is_told_as_such
    amounts_and_days_are_read_as_people_write_them
    texts_are_composed_and_lose_marks_that_turn_the_direction
    a_new_claims_pin_is_as_long_as_the_services_pins
    a_party_and_a_text_are_taken_as_they_are_written
}

fn faults(report: &app::claims::import::ImportReport) -> Vec<(u64, &'static str)> {
    let rows = report.named.iter();
    rows.flat_map(|row| row.faults.iter().map(|fault| (row.line, fault.column)))
        .collect()
}

async fn what_spreadsheets_leave_behind_is_no_row_and_no_column(db: Db) {
    let authority = TestAuthority::new(db, 21).await;
    let number = notice_number(1);
    let file = format!(
        "service;kassenzeichen;amount;pin;;\r\n\
         bussgeld;{number};10,00;1234;;\r\n;;;;;\r\n\r\n ;;; ;;\r\n"
    );
    let report = authority.imports(&file).await.unwrap();
    assert_eq!((report.rows, report.added, report.bad), (1, 1, 0));
    let beyond = format!("service;kassenzeichen;amount;pin;\nbussgeld;{number};10,00;1234;x\n");
    let report = authority.imports(&beyond).await.unwrap();
    assert_eq!(faults(&report), [(2, "")]);
    let unnamed = authority.imports("service;;kassenzeichen;amount\n").await;
    assert!(
        matches!(unnamed, Err(ImportError::Columns(_))),
        "{unnamed:?}"
    );
}

async fn lines_are_counted_whatever_ends_them(db: Db) {
    let authority = TestAuthority::new(db, 22).await;
    let number = notice_number(1);
    for end in ["\n", "\r\n"] {
        let file = format!(
            "service;kassenzeichen;amount;text;pin{end}{end}bussgeld;{number};x;;1234{end}\
             bussgeld;{number};10;\"two{end}lines\";1234{end}bussgeld;{number};y;;1234{end}"
        );
        let report = authority.imports(&file).await.unwrap();
        assert_eq!(faults(&report), [(3, "amount"), (6, "amount")], "{end:?}");
    }
}

async fn all_that_is_wrong_with_a_row_is_told_at_once(db: Db) {
    let authority = TestAuthority::new(db, 23).await;
    let text = "x".repeat(128);
    let row = format!("bussgeld;kaputt;nichts;{text};31.2.2026;;gestern;1;;;offen\n");
    let report = authority.imports(&format!("{HEADER}{row}")).await.unwrap();
    assert_eq!((report.rows, report.bad), (1, 1));
    let mut columns: Vec<_> = faults(&report)
        .into_iter()
        .map(|(_, column)| column)
        .collect();
    columns.sort_unstable();
    let expected = [
        "amount",
        "due",
        "kassenzeichen",
        "payable_until",
        "pin",
        "state",
        "text",
    ];
    assert_eq!(columns, expected);
}

async fn a_file_in_utf_16_is_told_as_such(db: Db) {
    let authority = TestAuthority::new(db, 24).await;
    let text = many(1, 1);
    let little = text.encode_utf16().flat_map(u16::to_le_bytes);
    let big = text.encode_utf16().flat_map(u16::to_be_bytes);
    for bytes in [
        [0xff, 0xfe]
            .into_iter()
            .chain(little.clone())
            .collect::<Vec<_>>(),
        [0xfe, 0xff].into_iter().chain(big).collect(),
        little.collect(),
    ] {
        let file = Box::new(std::io::Cursor::new(bytes));
        let read = authority
            .operator()
            .import_claims("musterstadt", file, ImportMode::Apply, &|_| {})
            .await;
        assert!(matches!(read, Err(ImportError::NotUtf8)), "{read:?}");
    }
}

async fn amounts_and_days_are_read_as_people_write_them(db: Db) {
    let authority = TestAuthority::new(db, 25).await;
    let number = notice_number(1);
    let file = format!(
        "service;kassenzeichen;amount;due;pin\nbussgeld;{number};55,00 EUR;31. 12. 2026;1234\n"
    );
    assert_eq!(authority.imports(&file).await.unwrap().added, 1);
    let terms = authority.claim(&number).await.unwrap().terms;
    assert_eq!(terms.amount.cents(), 5_500);
    assert_eq!(terms.due, "2026-12-31".parse().ok());
}

async fn texts_are_composed_and_lose_marks_that_turn_the_direction(db: Db) {
    let authority = TestAuthority::new(db, 26).await;
    let number = notice_number(1);
    let file = format!(
        "service;kassenzeichen;amount;text;pin\n\
         bussgeld;{number};10;Gebu\u{308}hr \u{202e}gnirekraP;1234\n"
    );
    assert_eq!(authority.imports(&file).await.unwrap().added, 1);
    let text = authority.claim(&number).await.unwrap().text;
    assert_eq!(text.as_deref(), Some("Gebühr gnirekraP"));
}

async fn a_new_claims_pin_is_as_long_as_the_services_pins(db: Db) {
    let authority = TestAuthority::new(db, 27).await;
    // Four letters, as the service's document says.
    assert_eq!(authority.imports(&many(1, 2)).await.unwrap().added, 2);
    let cut = many(3, 3).replace(";1234;", ";12345;");
    assert_eq!(
        faults(&authority.imports(&cut).await.unwrap()),
        [(2, "pin")]
    );
    // At least six where it says nothing; claims that have theirs keep them.
    let mut document = testkit::authority_document();
    for service in &mut document.services {
        if let Some(rules) = &mut service.notices {
            rules.pin_length = None;
        }
    }
    authority.operator().apply_tenant(&document).await.unwrap();
    let report = authority.imports(&many(1, 3)).await.unwrap();
    assert_eq!((report.unchanged, faults(&report)), (2, vec![(4, "pin")]));
    let long = many(1, 3).replacen(";1234;", ";012345;", 1);
    let long = long.lines().take(3).collect::<Vec<_>>().join("\n");
    let report = authority.imports(&long).await.unwrap();
    assert_eq!((report.corrected, report.unchanged), (1, 1));
}

/// A party's number keeps its zeros, and a text that looks like the number of a card is no fault:
/// what an authority writes is not guessed at (`docs/operation/claims-import.md`).
async fn a_party_and_a_text_are_taken_as_they_are_written(db: Db) {
    let authority = TestAuthority::new(db, 28).await;
    let number = notice_number(1);
    let text = "Aktenzeichen 4111 1111 1111 1111";
    let file = format!("{HEADER}bussgeld;{number};10,00;{text};;;;1234;;0012345;\n");
    let report = authority.imports(&file).await.unwrap();
    assert_eq!((report.added, report.bad), (1, 0), "{:?}", report.named);
    let kept = format!("SELECT count(*) FROM claims WHERE party = '0012345' AND text = '{text}'");
    assert_eq!(authority.count(&kept).await, 1);
    let again = file.replace("0012345", "12345");
    let report = authority.imports(&again).await.unwrap();
    assert_eq!(
        (report.corrected, report.unchanged),
        (1, 0),
        "another number"
    );
}
