//! What it costs to take an import back that was not applied.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::claims::{ClaimLine, ClaimOrigin, ClaimTerms};
use domain::events::EventKind;
use domain::{AuditId, ClaimId, EventId, ImportId, Moment};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, SqliteConnection};
use storage::claims::imports::ImportedClaim;
use storage::events::feed::ImportedEvent;
use storage::testing::statements;
use storage::{DatabaseUrl, Db};
use uuid::Uuid;

use crate::authority::{START, StoredAuthority, euro, minutes, postgres_by_hand, sqlite_file};

/// Claims with a payment that are there beside the file.
const SIZES: [usize; 2] = [500, 2_000];
/// Claims of the file, and as many that it corrects.
const OF_FILE: usize = 40;
/// What takes one piece away, in this order.
const TAKING_BACK: [&str; 7] = [
    "DROP_CHANGED_LINES",
    "DROP_CHANGED_TERMS",
    "DROP_PIECE",
    "DROP_LINES",
    "DROP_TERMS",
    "DROP_CLAIMS",
    "DROP_IMPORTED",
];

fn sql(name: &str) -> &'static str {
    let mut all = statements().into_iter();
    all.find(|(known, _)| *known == name).unwrap().1
}

/// How many parameters the text has.
fn parameters(sql: &str) -> usize {
    let used = |number: &usize| sql.contains(&format!("${number}"));
    (1..=5).filter(used).count()
}

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
async fn staged(db: &Db, payments: usize) -> (Uuid, ImportId) {
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
    (authority.tenant.as_uuid(), import)
}

/// The first id of the millisecond in which the import began.
fn first_of(import: ImportId) -> Uuid {
    Uuid::from_u128(import.as_uuid().as_u128() & !((1 << 80) - 1))
}

/// Takes the piece back on a connection of its own and answers with how many rows went.
macro_rules! take_back {
    ($connection:expr, $tenant:expr, $import:expr) => {{
        let mut gone = 0;
        for name in TAKING_BACK {
            let sql = sql(name);
            let mut statement = sqlx::query(sql).bind($tenant).bind($import.as_uuid());
            if parameters(sql) == 5 {
                let limit = i64::try_from(10 * OF_FILE).unwrap();
                let first = first_of($import);
                statement = statement.bind(first).bind(limit).bind(Uuid::max());
            }
            gone += $connection
                .execute(statement)
                .await
                .unwrap()
                .rows_affected();
        }
        gone
    }};
}

/// Each claim of the file has a version, a line and an event, each correction a version and a line.
const ROWS: u64 = 7 * OF_FILE as u64;

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
        let (_folder, url, db) = sqlite_file().await;
        let (tenant, import) = staged(&db, payments).await;
        let DatabaseUrl::SqliteFile(path) = &url else {
            panic!("a file");
        };
        let file = SqliteConnection::connect(path.to_str().unwrap());
        let mut file = file.await.unwrap();
        let steps = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&steps);
        let each = move || {
            counted.fetch_add(1, Ordering::Relaxed);
            true
        };
        let mut handle = file.lock_handle().await.unwrap();
        handle.set_progress_handler(1, each);
        drop(handle);
        assert_eq!(take_back!(file, tenant, import), ROWS);
        work.push(steps.load(Ordering::Relaxed));
    }
    costs_the_same(&work);
}

/// Rows that this session read so far.
async fn touched(by_hand: &mut PgConnection) -> i64 {
    let rows = "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint
        FROM pg_stat_xact_user_tables";
    by_hand.fetch_one(rows).await.unwrap().get(0)
}

/// Counted in rows that PostgreSQL touches, its checks of references included.
#[tokio::test]
async fn taking_a_file_back_touches_the_same_rows_beside_any_number_of_payments() {
    let mut work = Vec::new();
    for payments in SIZES {
        let Some((db, mut by_hand)) = postgres_by_hand().await else {
            return;
        };
        let (tenant, import) = staged(&db, payments).await;
        by_hand.execute("ANALYZE").await.unwrap();
        let begin = format!("BEGIN; SET LOCAL zahlstelle.tenant = '{tenant}'");
        by_hand.execute(AssertSqlSafe(begin)).await.unwrap();
        let before = touched(&mut by_hand).await;
        assert_eq!(take_back!(by_hand, tenant, import), ROWS);
        let touched = touched(&mut by_hand).await - before;
        work.push(u64::try_from(touched).unwrap());
    }
    costs_the_same(&work);
}
