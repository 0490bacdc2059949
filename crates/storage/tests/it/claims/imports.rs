//! What it costs to take an import back that was not applied.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::claims::{ClaimLine, ClaimOrigin, ClaimTerms};
use domain::events::EventKind;
use domain::{AuditId, ClaimId, EventId, ImportId, Moment};
use sqlx::Executor;
use storage::claims::imports::ImportedClaim;
use storage::events::feed::ImportedEvent;
use storage::testing::sqlite;
use storage::{Db, Scope, WriteTx};

use crate::authority::{START, StoredAuthority, euro, minutes, postgres_by_hand};

/// Claims with a payment that are there beside the file.
const SIZES: [usize; 2] = [500, 2_000];
/// Claims of the file, and as many that it corrects.
const OF_FILE: usize = 40;
/// A version of a claim, `place` being that in the act.
fn row(
    claim: ClaimId,
    (number, place): (u64, usize),
    authority: &StoredAuthority,
    name: &str,
) -> ImportedClaim {
    ImportedClaim {
        terms: ClaimTerms {
            claim,
            number,
            service: authority.service,
            kassenzeichen: name.to_owned(),
            origin: ClaimOrigin::Import,
            amount: euro(500),
            due: None,
            payable_from: None,
            payable_until: None,
            blocked_at: None,
            cancelled_at: None,
            text: None,
            person: [1; 32],
            lines: vec![ClaimLine::whole(&[5; 16], euro(500))],
        },
        place: u64::try_from(place + 1).unwrap(),
        salt: [5; 16],
        party: None,
        factor_hash: vec![2; 32],
        row_hash: [3; 32],
    }
}

/// An authority with so many payments, and a file of which a piece is staged.
async fn staged(db: &Db, payments: usize) -> (Scope, ImportId) {
    let mut authority = StoredAuthority::found(db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let mut corrected = Vec::new();
    for number in 0..payments {
        let payment = authority.owe(&mut tx).await;
        if number < OF_FILE {
            let payment = tx.payments().find(payment).await.unwrap().unwrap();
            corrected.push(payment.claim);
        }
    }
    // The file came later than the payments: ids tell when they were made.
    authority.moment = Moment::fixed(minutes(1), 2);
    let import = ImportId::new(&mut authority.moment);
    let act = AuditId::new(&mut authority.moment);
    let mut imports = tx.claims().imports();
    let begun = imports.begin((import, act), START, minutes(5));
    begun.await.unwrap();
    let (mut claims, mut events) = (Vec::new(), Vec::new());
    for number in 0..OF_FILE {
        let claim = ClaimId::new(&mut authority.moment);
        claims.push(row(
            claim,
            (1, number),
            &authority,
            &format!("file-{number}"),
        ));
        events.push(ImportedEvent {
            id: EventId::new(&mut authority.moment),
            kind: EventKind::ClaimCreated,
            claim,
            first: true,
            data: "{}".to_owned(),
        });
    }
    let versions: Vec<_> = corrected
        .into_iter()
        .enumerate()
        .map(|(number, claim)| row(claim, (2, OF_FILE + number), &authority, "known"))
        .collect();
    let mut imports = tx.claims().imports();
    let new = imports.insert_claims((import, act), &claims, START);
    new.await.unwrap();
    let mut imports = tx.claims().imports();
    let changed = imports.insert_changes((import, act), &versions, START);
    changed.await.unwrap();
    let mut feed = tx.events().feed();
    let told = feed.insert_imported(import, &events, START);
    told.await.unwrap();
    tx.commit().await.unwrap();
    (authority.scope(), import)
}

/// Takes all of it away, as the use case does: piece by piece.
async fn take_away(tx: &mut WriteTx, import: ImportId) {
    let limit = u32::try_from(OF_FILE).unwrap();
    while tx
        .claims()
        .imports()
        .take_away(import, limit)
        .await
        .unwrap()
    {}
}

/// Rows of the tables that a file writes to.
const ROWS: &str = "SELECT (SELECT count(*) FROM claims) + (SELECT count(*) FROM claim_changes)
    + (SELECT count(*) FROM claim_terms) + (SELECT count(*) FROM claim_lines)
    + (SELECT count(*) FROM events)";
/// Each claim of the file has a version, a line and an event, each correction a version and a line.
const OF_THE_FILE: usize = 7 * OF_FILE;

fn costs_the_same(work: &[u64]) {
    println!("work beside {SIZES:?} payments: {work:?}");
    let most = work[0] + work[0] / 50;
    assert!(work[0] > 0 && work[1] <= most, "{work:?}");
}

/// Counted in steps of SQLite's machine, which also looks for rows that refer to those that go.
#[tokio::test]
async fn taking_a_file_back_takes_the_same_steps_beside_any_number_of_payments() {
    let mut work = Vec::new();
    for payments in SIZES {
        let db = sqlite().await;
        let (scope, import) = staged(&db, payments).await;
        let mut tx = db.write(scope).await.unwrap();
        let before = tx.raw_number(ROWS).await.unwrap();
        let steps = Arc::new(AtomicU64::new(0));
        tx.counts_steps(Arc::clone(&steps)).await.unwrap();
        take_away(&mut tx, import).await;
        work.push(steps.load(Ordering::Relaxed));
        let after = tx.raw_number(ROWS).await.unwrap();
        assert_eq!(usize::try_from(before - after).unwrap(), OF_THE_FILE);
    }
    costs_the_same(&work);
}

/// Rows that this transaction read so far, checks of references included.
const TOUCHED: &str = "SELECT CAST(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))
    AS BIGINT) FROM pg_stat_xact_user_tables";

/// Counted in rows that PostgreSQL touches.
#[tokio::test]
async fn taking_a_file_back_touches_the_same_rows_beside_any_number_of_payments() {
    let mut work = Vec::new();
    for payments in SIZES {
        let Some((db, mut by_hand)) = postgres_by_hand().await else {
            return;
        };
        let (scope, import) = staged(&db, payments).await;
        by_hand.execute("ANALYZE").await.unwrap();
        let mut tx = db.write(scope).await.unwrap();
        let before = tx.raw_number(ROWS).await.unwrap();
        let touched = tx.raw_number(TOUCHED).await.unwrap();
        take_away(&mut tx, import).await;
        let touched = tx.raw_number(TOUCHED).await.unwrap() - touched;
        work.push(u64::try_from(touched).unwrap());
        let after = tx.raw_number(ROWS).await.unwrap();
        assert_eq!(usize::try_from(before - after).unwrap(), OF_THE_FILE);
    }
    costs_the_same(&work);
}
