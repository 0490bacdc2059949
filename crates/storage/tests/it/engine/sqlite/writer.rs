//! SQLite's shared transactions: whichever caller fails, stops or goes away, the others get what
//! they were promised.

use std::collections::HashSet;
use std::task::Poll;
use std::time::Duration;

use domain::{PaymentId, TenantId};
use futures_util::FutureExt;
use storage::{Db, Scope, StorageError, WriteTx};

use crate::authority::{StoredAuthority, poll_once, sqlite_file};

const BALANCES: &str = "SELECT count(*) FROM balances";

/// Fails the test instead of waiting for ever.
async fn soon<T>(work: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(30);
    tokio::time::timeout(limit, work)
        .await
        .expect("somebody was left waiting")
}

async fn write(tx: &mut WriteTx, tenant: TenantId, account: &str) -> Result<(), StorageError> {
    let sql = format!(
        "INSERT INTO balances VALUES (x'{}', '{account}', 0, 0, 0)",
        tenant.as_uuid().simple()
    );
    tx.raw(&sql).await.map(drop)
}

/// A step that writes one row.
async fn step(db: &Db, authority: &StoredAuthority, account: &str) -> Result<(), StorageError> {
    let mut tx = db.write(authority.scope()).await?;
    write(&mut tx, authority.tenant, account).await?;
    tx.commit().await
}

async fn accounts(db: &Db, authority: &StoredAuthority) -> HashSet<String> {
    let mut tx = db.read(authority.scope()).await.unwrap();
    let balances = tx.ledger().balances().await.unwrap();
    balances
        .into_iter()
        .map(|balance| balance.account)
        .collect()
}

/// Takes the line, lets the steps queue behind it in their order, and gives it back.
async fn together<T>(db: &Db, steps: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let first = db.write(Scope::Operator).await.unwrap();
    let mut steps = Box::pin(futures_util::future::join_all(steps));
    assert!(poll_once(&mut steps).await.is_pending());
    drop(first);
    soon(steps).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn exactly_the_committed_steps_are_there_after_failures_and_departures() {
    let (_folder, url, db) = sqlite_file().await;
    let authority = StoredAuthority::found(&db, 1).await;
    let (tenant, scope) = (authority.tenant, authority.scope());
    let before = db.commit_counts().unwrap();
    let steps = (0..200).map(|number: u32| {
        let db = db.clone();
        tokio::spawn(async move {
            let mut tx = db.write(scope).await.unwrap();
            write(&mut tx, tenant, &format!("a{number}")).await.unwrap();
            if number.is_multiple_of(7) {
                let twice = write(&mut tx, tenant, &format!("a{number}")).await;
                assert!(matches!(twice, Err(StorageError::Conflict)), "{twice:?}");
                return None;
            }
            if number.is_multiple_of(11) {
                let account = format!("b{number}");
                let mut more = write(&mut tx, tenant, &account).boxed();
                // Under way, or done, and given up.
                let _answer = poll_once(&mut more).await;
                return None;
            }
            tx.commit().await.unwrap();
            Some(format!("a{number}"))
        })
    });
    let answers = soon(futures_util::future::join_all(steps.collect::<Vec<_>>())).await;
    let committed: HashSet<_> = answers.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(
        committed.len(),
        (0..200).filter(|n| n % 7 != 0 && n % 11 != 0).count()
    );
    assert_eq!(accounts(&db, &authority).await, committed);
    let after = db.commit_counts().unwrap();
    let (steps, commits) = (
        after.transactions - before.transactions,
        after.commits - before.commits,
    );
    assert_eq!(steps, u64::try_from(committed.len()).unwrap());
    assert!(commits < steps, "{commits} commits for {steps} steps");
    let again = Db::open(&url).await.unwrap();
    assert_eq!(accounts(&again, &authority).await, committed);
}

#[tokio::test]
async fn steps_that_wait_share_one_commit() {
    let (_folder, _url, db) = sqlite_file().await;
    let authority = StoredAuthority::found(&db, 1).await;
    let before = db.commit_counts().unwrap();
    let names: Vec<_> = (0..20).map(|number| format!("a{number}")).collect();
    let answers = together(&db, names.iter().map(|name| step(&db, &authority, name))).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    let after = db.commit_counts().unwrap();
    assert_eq!(
        (
            after.transactions - before.transactions,
            after.commits - before.commits
        ),
        (20, 1)
    );
}

#[tokio::test]
async fn a_commit_that_fails_reaches_every_step_and_the_writer_goes_on() {
    let (_folder, _url, db) = sqlite_file().await;
    let authority = StoredAuthority::found(&db, 1).await;
    let nobody = TenantId::new(&mut domain::Moment::fixed(crate::authority::START, 99));
    let steps = ["good", "bad", "late"].map(|name| {
        let (db, authority) = (&db, &authority);
        async move {
            let mut tx = db.write(authority.scope()).await?;
            if name == "bad" {
                tx.raw("PRAGMA defer_foreign_keys = ON").await?;
                write(&mut tx, nobody, name).await?;
            } else {
                write(&mut tx, authority.tenant, name).await?;
            }
            tx.commit().await
        }
        .boxed_local()
    });
    for answer in together(&db, steps).await {
        assert!(
            matches!(answer, Err(StorageError::NotCommitted(_))),
            "{answer:?}"
        );
    }
    Box::pin(soon(step(&db, &authority, "after")))
        .await
        .unwrap();
    assert_eq!(
        accounts(&db, &authority).await,
        HashSet::from(["after".to_owned()])
    );
}

/// SQLite gives up whole transactions when the disk is full; `RAISE(ROLLBACK)` does the same.
#[tokio::test]
async fn a_transaction_that_the_engine_gave_up_is_lost_for_all_in_it_alone() {
    let (_folder, _url, db) = sqlite_file().await;
    let authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(Scope::Operator).await.unwrap();
    tx.raw(
        "CREATE TRIGGER full BEFORE INSERT ON balances WHEN NEW.account LIKE 'full%'
         BEGIN SELECT RAISE(ROLLBACK, 'disk full'); END",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    // As a further step, which has others before it, and as the first of its transaction.
    for names in [["a1", "full1", "a2"], ["full2", "a3", "a4"]] {
        let answers = together(
            &db,
            names.map(|name| step(&db, &authority, name).boxed_local()),
        )
        .await;
        let written = accounts(&db, &authority).await;
        for (name, answer) in names.iter().zip(&answers) {
            assert_eq!(
                answer.is_ok(),
                written.contains(*name),
                "{name}: {answer:?}"
            );
        }
    }
    let all = HashSet::from(["a2", "a3", "a4"].map(str::to_owned));
    assert_eq!(accounts(&db, &authority).await, all);
}

#[tokio::test]
async fn a_writer_dropped_at_any_point_leaves_none_waiting() {
    let (_folder, _url, db) = sqlite_file().await;
    let authority = StoredAuthority::found(&db, 1).await;
    for polls in 1..60 {
        let (gone, stays, last) = (
            format!("g{polls}"),
            format!("s{polls}"),
            format!("l{polls}"),
        );
        let mut going = step(&db, &authority, &gone).boxed();
        let mut staying = step(&db, &authority, &stays).boxed();
        let mut answer = None;
        for _ in 0..polls {
            let went = poll_once(&mut going).await.is_ready();
            if let Poll::Ready(done) = poll_once(&mut staying).await {
                answer = Some(done);
            }
            if went || answer.is_some() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(going);
        match answer {
            Some(done) => done.unwrap(),
            None => soon(staying).await.unwrap(),
        }
        Box::pin(soon(step(&db, &authority, &last))).await.unwrap();
        let written = accounts(&db, &authority).await;
        assert!(
            written.contains(&stays) && written.contains(&last),
            "after {polls} polls"
        );
    }
}

#[tokio::test]
async fn a_write_that_panics_is_undone_alone() {
    let (_folder, _url, db) = sqlite_file().await;
    let authority = StoredAuthority::found(&db, 1).await;
    let steps = ["before", "panics", "after"].map(|name| {
        let (db, authority) = (&db, &authority);
        let step = async move {
            let mut tx = db.write(authority.scope()).await?;
            write(&mut tx, authority.tenant, name).await?;
            assert_ne!(name, "panics", "as announced");
            tx.commit().await
        };
        std::panic::AssertUnwindSafe(step)
            .catch_unwind()
            .boxed_local()
    });
    let answers = together(&db, steps).await;
    let went_well: Vec<_> = answers
        .iter()
        .map(|answer| matches!(answer, Ok(Ok(()))))
        .collect();
    assert_eq!(went_well, [true, false, true]);
    let all = HashSet::from(["before", "after"].map(str::to_owned));
    assert_eq!(accounts(&db, &authority).await, all);
}

#[tokio::test]
async fn an_abandoned_write_does_not_keep_the_file_locked() {
    let (_folder, url, db) = sqlite_file().await;
    let authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    write(&mut tx, authority.tenant, "abandoned").await.unwrap();
    drop(tx);
    let other_program = Db::open(&url).await.unwrap();
    Box::pin(soon(step(&other_program, &authority, "other")))
        .await
        .unwrap();
    assert_eq!(
        accounts(&db, &authority).await,
        HashSet::from(["other".to_owned()])
    );
}

#[tokio::test]
async fn what_was_answered_is_there_after_the_file_was_dropped_without_a_word() {
    let (_folder, url, db) = sqlite_file().await;
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut owed: Vec<PaymentId> = Vec::new();
    for _ in 0..10 {
        owed.push(authority.owed(&db).await);
    }
    let mut open = db.write(authority.scope()).await.unwrap();
    let never = authority.owe(&mut open).await;
    // What a killed process leaves behind: the files as they are, and an open transaction.
    let copy = tempfile::tempdir().unwrap();
    let storage::DatabaseUrl::SqliteFile(path) = &url else {
        panic!("a file");
    };
    for name in ["books.db", "books.db-wal"] {
        std::fs::copy(path.with_file_name(name), copy.path().join(name)).unwrap();
    }
    let again = storage::DatabaseUrl::SqliteFile(copy.path().join("books.db"));
    let again = Db::open(&again).await.unwrap();
    let mut tx = again.read(authority.scope()).await.unwrap();
    for payment in owed {
        assert!(tx.payments().find(payment).await.unwrap().is_some());
    }
    assert_eq!(tx.payments().find(never).await.unwrap(), None);
}

#[tokio::test]
async fn closing_commits_what_is_open() {
    let (_folder, url, db) = sqlite_file().await;
    let authority = StoredAuthority::found(&db, 1).await;
    let finished = async {
        let answer = step(&db, &authority, "a").await;
        (answer, db.close().await)
    };
    let (answer, closed) = Box::pin(soon(finished)).await;
    answer.unwrap();
    closed.unwrap();
    let again = Db::open(&url).await.unwrap();
    let mut tx = again.read(authority.scope()).await.unwrap();
    assert_eq!(tx.raw_number(BALANCES).await.unwrap(), 1);
}

/// Statistics of a young database would lead the planner through whole tables later.
#[tokio::test]
async fn a_closed_file_holds_no_statistics_for_the_planner() {
    let (_folder, url, db) = sqlite_file().await;
    StoredAuthority::found(&db, 1).await.owed(&db).await;
    db.close().await.unwrap();
    let db = Db::open(&url).await.unwrap();
    let mut look = db.read(Scope::Operator).await.unwrap();
    let tables = "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'";
    assert_eq!(look.raw_number(tables).await.unwrap(), 0);
}
