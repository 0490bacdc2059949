//! Files of claims, told on both engines: as a whole or not at all.

mod reading;

use std::collections::BTreeSet;
use std::time::Duration;

use app::claims::import::{ImportError, ImportMode, ImportOutcome};
use app::claims::notices::NoticePayment;
use domain::Money;
use storage::{Db, Scope, on_both_engines};
use testkit::{
    AtProvider, CrashPoint, HEADER, TestAuthority, file_of, notice_number, play, ticket_number,
};

/// More rows than two pieces have.
const MANY: u64 = 2_300;

on_both_engines! {
    a_file_makes_claims_and_the_same_file_again_changes_nothing
    a_newer_file_corrects_cancels_and_blocks
    a_new_key_corrects_no_row_and_a_new_pin_does
    what_was_paid_stays_paid_whatever_a_newer_file_says
    one_bad_row_among_many_and_nothing_is_changed
    each_bad_row_is_named_with_its_line_and_column
    a_claim_twice_in_a_file_is_a_bad_row_however_far_apart
    a_file_that_is_only_checked_changes_nothing
    a_file_is_read_with_any_separator_and_order_of_columns
    a_file_with_other_columns_is_not_begun
    a_quotation_mark_without_its_partner_is_found_where_it_stands
    one_import_at_a_time_and_a_dead_one_is_tidied_up
    an_old_file_does_not_turn_back_time
    a_corrected_claim_is_paid_and_told_as_corrected_before_it_is_copied
    a_file_that_is_not_applied_leaves_no_version_behind
}

fn many(from: u64, to: u64) -> String {
    let notices: Vec<_> = (from..=to)
        .map(|counter| (counter, 1_000, "1234"))
        .collect();
    file_of(&notices)
}

async fn seen(authority: &TestAuthority, counters: impl IntoIterator<Item = u64>) -> usize {
    let mut seen = 0;
    for counter in counters {
        seen += usize::from(authority.claim(&notice_number(counter)).await.is_some());
    }
    seen
}

async fn a_file_makes_claims_and_the_same_file_again_changes_nothing(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let file = many(1, MANY);
    let report = authority.imports(&file).await.unwrap();
    assert_eq!(report.outcome, ImportOutcome::Applied);
    assert_eq!((report.rows, report.added), (MANY, MANY));
    assert_eq!((report.corrected, report.unchanged, report.bad), (0, 0, 0));
    assert_eq!(authority.standing(MANY).await, ("open", 0));
    let again = authority.imports(&file).await.unwrap();
    assert_eq!(again.outcome, ImportOutcome::Known);
    assert_eq!((again.added, again.corrected), (0, 0));
    let longer = authority.imports(&many(1, MANY + 7)).await.unwrap();
    assert_eq!((longer.added, longer.unchanged), (7, MANY));
    assert_eq!(longer.corrected, 0);
}

async fn a_newer_file_corrects_cancels_and_blocks(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    authority.imports(&many(1, 4)).await.unwrap();
    let rows: Vec<_> = many(1, 4).lines().map(ToOwned::to_owned).collect();
    let newer = [
        rows[0].clone(),
        rows[1].replace(";10,00;", ";12,50;"),
        format!("{}cancelled", rows[2]),
        format!("{}blocked", rows[3]),
    ];
    let report = authority.imports(&newer.join("\n")).await.unwrap();
    assert_eq!((report.corrected, report.cancelled), (3, 1));
    let raised = authority.claim(&notice_number(1)).await.unwrap();
    assert_eq!(raised.terms.amount.cents(), 1_250);
    assert_eq!(authority.standing(2).await, ("cancelled", 0));
    assert_eq!(authority.standing(3).await, ("blocked", 0));
    assert_eq!(authority.standing(4).await, ("open", 0));
    let opened = newer.join("\n").replace("blocked", "open");
    let report = authority.imports(&opened).await.unwrap();
    assert_eq!((report.corrected, report.unchanged), (1, 2));
    assert_eq!(authority.standing(3).await, ("open", 0));
}

async fn a_new_key_corrects_no_row_and_a_new_pin_does(db: Db) {
    let mut authority = TestAuthority::new(db, 13).await;
    authority.imports(&many(1, 3)).await.unwrap();
    authority.gets_a_new_key();
    let report = authority.imports(&many(1, 4)).await.unwrap();
    assert_eq!(
        (report.corrected, report.unchanged, report.added),
        (0, 3, 1)
    );
    let other_pin = many(1, 4).replacen(";1234;", ";4321;", 1);
    let report = authority.imports(&other_pin).await.unwrap();
    assert_eq!((report.corrected, report.unchanged), (1, 3));
}

async fn what_was_paid_stays_paid_whatever_a_newer_file_says(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    authority.imports(&many(1, 1)).await.unwrap();
    let payment = authority.opens_payment(&[(1, "1234")], NoticePayment::Whole);
    authority
        .pays(payment.await.unwrap(), AtProvider::Approves)
        .await;
    assert_eq!(authority.standing(1).await, ("paid", 1_000));
    let lowered = many(1, 1).replace(";10,00;", ";7,50;");
    authority.imports(&lowered).await.unwrap();
    assert_eq!(authority.standing(1).await, ("overpaid", 1_000));
    let raised = many(1, 1).replace(";10,00;", ";30,00;");
    authority.imports(&raised).await.unwrap();
    assert_eq!(authority.standing(1).await, ("partly_paid", 1_000));
    let rest = authority.opens_payment(&[(1, "1234")], NoticePayment::Whole);
    let rest = rest.await.unwrap();
    assert_eq!(
        authority.page(rest).await.amount,
        Money::from_cents(2_000).unwrap()
    );
    authority.reconcile().await.unwrap();
}

async fn one_bad_row_among_many_and_nothing_is_changed(db: Db) {
    let authority = TestAuthority::new(db, 4).await;
    authority.imports(&many(1, 3)).await.unwrap();
    let mut file = many(1, MANY).replace(";10,00;", ";11,00;");
    file.push_str("bussgeld;kaputt;11,00;;;;;1234;;;\n");
    let report = authority.imports(&file).await.unwrap();
    assert_eq!(report.outcome, ImportOutcome::Refused);
    assert_eq!((report.rows, report.bad), (MANY + 1, 1));
    assert_eq!(report.named[0].line, MANY + 2);
    assert_eq!(seen(&authority, [4, 1_000, MANY]).await, 0);
    let kept = authority.claim(&notice_number(2)).await.unwrap();
    assert_eq!(kept.terms.amount.cents(), 1_000);
    // Nothing unseen is left that the repaired file would stumble over.
    let repaired = many(1, MANY).replace(";10,00;", ";11,00;");
    let report = authority.imports(&repaired).await.unwrap();
    assert_eq!((report.added, report.corrected), (MANY - 3, 3));
}

async fn each_bad_row_is_named_with_its_line_and_column(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    let (good, ticket) = (notice_number(1), ticket_number(1));
    let wrong_digit = notice_number(2).replace("7260", "7261");
    let rows = [
        (format!("parken;{good};10,00;;;;;1234;;;"), "service"),
        (
            format!("bussgeld;{wrong_digit};10,00;;;;;1234;;;"),
            "kassenzeichen",
        ),
        (format!("bussgeld;{good};0,00;;;;;1234;;;"), "amount"),
        (format!("bussgeld;{good};10,001;;;;;1234;;;"), "amount"),
        (format!("bussgeld;{good};10,00;;31.2.2026;;;1234;;;"), "due"),
        (
            format!("bussgeld;{good};10,00;;;2.1.2027;1.1.2027;1234;;;"),
            "payable_until",
        ),
        (format!("bussgeld;{good};10,00;;;;;12;;;"), "pin"),
        (format!("gebuehr;{good};10,00;;;;;1234;;;"), "birth_date"),
        (format!("bussgeld;{good};10,00;;;;;1234;;;offen"), "state"),
        (
            format!("bussgeld;{good};10,00;{};;;;1234;;;", "x".repeat(128)),
            "text",
        ),
        (
            format!("bussgeld;{good};10,00;;;;;1234;;{};", "x".repeat(65)),
            "party",
        ),
        (
            format!("bussgeld;{ticket};10,00;;;;;1234;;;"),
            "kassenzeichen",
        ),
        (format!("bussgeld;{good};10,00"), ""),
    ];
    let file: Vec<_> = rows.iter().map(|(row, _)| row.as_str()).collect();
    let file = format!("{HEADER}{}\n", file.join("\n"));
    let report = authority.imports(&file).await.unwrap();
    let named: Vec<_> = report
        .named
        .iter()
        .flat_map(|row| row.faults.iter().map(|fault| (row.line, fault.column)))
        .collect();
    let expected: Vec<_> = (2..).zip(rows.iter().map(|(_, column)| *column)).collect();
    assert_eq!(named, expected, "{:#?}", report.named);
    // Many are counted, not named.
    let endless = "bussgeld;x;1;;;;;;;;\n".repeat(250);
    let report = authority
        .imports(&format!("{HEADER}{endless}"))
        .await
        .unwrap();
    assert_eq!((report.bad, report.named.len()), (250, 100));
}

async fn a_claim_twice_in_a_file_is_a_bad_row_however_far_apart(db: Db) {
    let authority = TestAuthority::new(db, 6).await;
    let row = |file: &str| file.lines().nth(1).unwrap().to_owned();
    let (first, near) = (row(&many(1, 1)), row(&many(5, 5)));
    let file = format!("{}{near}\n", many(1, 6));
    let report = authority.imports(&file).await.unwrap();
    assert_eq!((report.bad, report.named[0].line), (1, 8));
    let file = format!("{}{first}\n", many(1, MANY));
    let report = authority.imports(&file).await.unwrap();
    assert_eq!((report.bad, report.named[0].line), (1, MANY + 2));
    // Also when the claim is there already and the rows say different things.
    authority.imports(&many(1, 2)).await.unwrap();
    let changed = first.replace(";10,00;", ";20,00;");
    let file = format!("{}{changed}\n", many(1, MANY));
    let report = authority.imports(&file).await.unwrap();
    assert_eq!((report.bad, report.named[0].line), (1, MANY + 2));
    assert_eq!(seen(&authority, [1, 2, 3]).await, 2);
}

async fn a_file_that_is_only_checked_changes_nothing(db: Db) {
    let authority = TestAuthority::new(db, 7).await;
    let file = std::io::Cursor::new(many(1, MANY).into_bytes());
    let report = authority
        .operator()
        .import_claims("musterstadt", Box::new(file), ImportMode::Check, &|_| {})
        .await
        .unwrap();
    assert_eq!(report.outcome, ImportOutcome::Good);
    assert_eq!(report.added, MANY);
    assert_eq!(seen(&authority, [1, MANY]).await, 0);
    let report = authority.imports(&many(1, MANY)).await.unwrap();
    assert_eq!(report.outcome, ImportOutcome::Applied);
}

async fn a_file_is_read_with_any_separator_and_order_of_columns(db: Db) {
    let authority = TestAuthority::new(db, 8).await;
    let printed = |counter| {
        let number = notice_number(counter);
        format!("{} {} {}", &number[..1], &number[1..9], &number[9..])
    };
    let file = format!(
        "\u{feff}PIN,Amount, kassenzeichen ,service\r\nab12,\"1.234,50\",{},bussgeld\r\n",
        printed(1)
    );
    assert_eq!(authority.imports(&file).await.unwrap().added, 1);
    let claim = authority.claim(&notice_number(1)).await.unwrap();
    assert_eq!(claim.terms.amount.cents(), 123_450);
    assert_eq!(
        (claim.text, claim.party, claim.terms.due),
        (None, None, None)
    );
    let file = format!(
        "service\tkassenzeichen\tamount\tpin\nbussgeld\t{}\t5\t1234",
        printed(2)
    );
    assert_eq!(authority.imports(&file).await.unwrap().added, 1);
    assert_eq!(authority.standing(2).await, ("open", 0));
}

async fn a_file_with_other_columns_is_not_begun(db: Db) {
    let authority = TestAuthority::new(db, 9).await;
    for (header, problem) in [
        ("service;kassenzeichen\n", "\"amount\" is missing"),
        ("service;kassenzeichen;amount;iban\n", "\"iban\" is unknown"),
        (
            "service;kassenzeichen;amount;amount\n",
            "\"amount\" is there twice",
        ),
        ("", "\"service\" is missing"),
    ] {
        let refused = authority.imports(header).await;
        let Err(ImportError::Columns(told)) = refused else {
            panic!("{header:?}: {refused:?}");
        };
        assert!(told.contains(problem), "{told}");
    }
    let report = authority.imports(HEADER).await.unwrap();
    assert_eq!((report.outcome, report.rows), (ImportOutcome::Applied, 0));
}

/// The rest of the file would be one row: it is not kept in memory, and nothing is left behind.
async fn a_quotation_mark_without_its_partner_is_found_where_it_stands(db: Db) {
    let authority = TestAuthority::new(db, 12).await;
    let good = many(1, 20_000);
    let line = good.lines().nth(1_500).unwrap();
    let bad = good.replacen(line, &format!("\"{line}"), 1);
    let refused = authority.imports(&bad).await;
    assert!(
        matches!(refused, Err(ImportError::Endless { line: 1_501 })),
        "{refused:?}"
    );
    assert_eq!(seen(&authority, [1, 1_000]).await, 0);
    let report = authority.imports(&many(1, 5)).await.unwrap();
    assert_eq!((report.outcome, report.added), (ImportOutcome::Applied, 5));
}

async fn one_import_at_a_time_and_a_dead_one_is_tidied_up(db: Db) {
    let mut authority = TestAuthority::new(db, 10).await;
    // Dies when the first piece is on disk.
    let crash_point = CrashPoint::at(4);
    authority.crashes_at(&crash_point);
    let died = authority.imports(&many(1, MANY)).await;
    assert!(died.is_err() && crash_point.is_reached(), "{died:?}");
    authority.restart();
    assert_eq!(seen(&authority, [1, 1_000]).await, 0);
    let refused = authority.imports(&many(1, 5)).await;
    assert!(matches!(refused, Err(ImportError::Running)), "{refused:?}");
    authority.time_passes(Duration::from_secs(61));
    let report = authority.imports(&many(1, 5)).await.unwrap();
    assert_eq!((report.outcome, report.added), (ImportOutcome::Applied, 5));
    assert_eq!(seen(&authority, [5, 6, 1_000]).await, 1);
}

async fn an_old_file_does_not_turn_back_time(db: Db) {
    let authority = TestAuthority::new(db, 11).await;
    let old = many(1, 1);
    authority.imports(&old).await.unwrap();
    let new = old.replace(";10,00;", ";12,00;");
    authority.imports(&new).await.unwrap();
    let again = authority.imports(&old).await.unwrap();
    assert_eq!(again.outcome, ImportOutcome::Known);
    let claim = authority.claim(&notice_number(1)).await.unwrap();
    assert_eq!(claim.terms.amount.cents(), 1_200);
}

/// After each death the file is there as a whole or not at all, and the next try works.
#[test]
fn an_import_dies_at_every_step() {
    const ROWS: u64 = 1_200;
    let file = many(1, ROWS).replace(";10,00;", ";11,00;");
    let steps = play(async {
        for length in 1..200 {
            let db = storage::testing::sqlite().await;
            let mut authority = TestAuthority::new(db.clone(), length).await;
            authority.imports(&many(1, 2)).await.unwrap();
            let crash_point = CrashPoint::at(length);
            authority.crashes_at(&crash_point);
            let _dead_or_done = authority.imports(&file).await;
            let survived = !crash_point.is_reached();
            authority.restart();
            let there = seen(&authority, [3, 1_000, ROWS]).await;
            assert!(there == 0 || there == 3, "died at {length}: {there} of 3");
            let changed = authority.claim(&notice_number(1)).await.unwrap();
            let cents = if there == 3 { 1_100 } else { 1_000 };
            assert_eq!(changed.terms.amount.cents(), cents, "died at {length}");
            authority.time_passes(Duration::from_mins(2));
            let again = authority.imports(&file).await.unwrap();
            let known = again.outcome == ImportOutcome::Known;
            assert_eq!(known, there == 3, "died at {length}: {again:?}");
            assert_eq!(seen(&authority, [1, 3, 1_000, ROWS]).await, 4);
            authority.reconcile().await.unwrap();
            // A third file finds nothing left over of the others.
            authority.imports(&many(1, 1)).await.unwrap();
            authority.does_what_is_due().await;
            let mut tx = db.read(Scope::Operator).await.unwrap();
            let kept = "SELECT count(*) FROM claim_changes";
            assert_eq!(tx.raw_number(kept).await.unwrap(), 0, "died at {length}");
            drop(tx);
            if survived {
                return length - 1;
            }
        }
        panic!("the import never ends")
    });
    assert!(steps >= 6, "only {steps} steps");
}

/// Claims with the corrected amount in their own row, and versions from the correcting file.
const COPIED: &str = "SELECT count(*) FROM claims WHERE amount_cents = 1100";
const VERSIONS: &str = "SELECT count(*) FROM claim_terms WHERE number = 2";

/// Wherever it dies, all claims have their old amount or all their new one, and the books agree.
/// No write ever touches more claims than a piece has.
#[test]
fn a_correcting_file_counts_at_one_instant_and_is_copied_in_pieces() {
    const ROWS: u64 = 1_100;
    let corrected = many(1, ROWS).replace(";10,00;", ";11,00;");
    let (mut copied, mut staged) = (BTreeSet::new(), BTreeSet::new());
    play(async {
        for length in 1..200 {
            let db = storage::testing::sqlite().await;
            let mut authority = TestAuthority::new(db, length).await;
            authority.imports(&many(1, ROWS)).await.unwrap();
            authority.does_what_is_due().await;
            let crash_point = CrashPoint::at(length);
            authority.crashes_at(&crash_point);
            let _dead_or_done = authority.imports(&corrected).await;
            authority.does_what_is_due().await;
            let survived = !crash_point.is_reached();
            authority.restart();
            let mut amounts = BTreeSet::new();
            for counter in [1, 999, 1_000, 1_001, ROWS] {
                let claim = authority.claim(&notice_number(counter)).await.unwrap();
                amounts.insert((claim.terms.amount.cents(), claim.terms_number));
            }
            assert_eq!(amounts.len(), 1, "died at {length}: {amounts:?}");
            let counts = amounts == BTreeSet::from([(1_100, 2)]);
            copied.insert(authority.count(COPIED).await);
            staged.insert(authority.count(VERSIONS).await);
            authority.reconcile().await.unwrap();
            authority.time_passes(Duration::from_mins(2));
            authority.does_what_is_due().await;
            let after = i64::try_from(ROWS).unwrap() * i64::from(counts);
            assert_eq!(authority.count(COPIED).await, after, "died at {length}");
            authority.reconcile().await.unwrap();
            if survived {
                return;
            }
        }
        panic!("the import never ends")
    });
    let pieces = BTreeSet::from([0, 1_000, 1_100]);
    assert_eq!((&copied, &staged), (&pieces, &pieces));
}

async fn a_corrected_claim_is_paid_and_told_as_corrected_before_it_is_copied(db: Db) {
    let authority = TestAuthority::new(db, 28).await;
    authority.imports(&many(1, 2)).await.unwrap();
    let corrected = many(1, 2).replace(";10,00;", ";11,00;");
    authority.imports(&corrected).await.unwrap();
    let payment = authority.opens_payment(&[(1, "1234")], NoticePayment::Whole);
    let payment = payment.await.unwrap();
    let amount = authority.page(payment).await.amount;
    assert_eq!(amount, Money::from_cents(1_100).unwrap());
    authority.pays(payment, AtProvider::Approves).await;
    assert_eq!(authority.standing(1).await, ("paid", 1_100));
    assert_eq!(authority.count(COPIED).await, 0, "not copied yet");
    authority.does_what_is_due().await;
    assert_eq!(authority.count(COPIED).await, 2);
    authority.reconcile().await.unwrap();
    let told = "SELECT kind FROM events WHERE subject_kind = 'claim' AND subject = (
            SELECT claim_id FROM claims WHERE settled_cents > 0)
        ORDER BY subject_sequence";
    let mut tx = authority.db.read(Scope::Operator).await.unwrap();
    let told = tx.raw_texts(told).await.unwrap();
    assert_eq!(told, ["claim.created", "claim.changed", "claim.paid"]);
}

async fn a_file_that_is_not_applied_leaves_no_version_behind(db: Db) {
    let authority = TestAuthority::new(db, 29).await;
    authority.imports(&many(1, 3)).await.unwrap();
    let mut file = many(1, MANY).replace(";10,00;", ";11,00;");
    file.push_str("bussgeld;kaputt;11,00;;;;;1234;;;\n");
    let report = authority.imports(&file).await.unwrap();
    assert_eq!(report.outcome, ImportOutcome::Refused);
    for (table, kept) in [("claims", 3), ("claim_terms", 3), ("claim_lines", 3)] {
        let rows = format!("SELECT count(*) FROM {table}");
        assert_eq!(authority.count(&rows).await, kept, "{table}");
    }
}
