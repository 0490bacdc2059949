//! Looks on PostgreSQL share connections that remember whose rows they may see: whatever becomes of
//! a look, the next one sees its own tenant's rows and no others.

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{join_all, try_join_all};
use sqlx::{Executor, PgConnection, Row};
use storage::{Db, Scope, StorageError};

use crate::authority::{StoredAuthority, poll_once, poll_times, postgres_by_hand};

const PAYMENTS: &str = "SELECT count(*) FROM payments";
const PROCESS: &str = "SELECT pg_backend_pid()::bigint";
/// Ends all other sessions and waits until they are gone.
pub(crate) const END_ALL: &str =
    "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()";
/// How many looks there may be at once.
const READERS: usize = 6;

/// Two authorities, the first with one payment and the second with two.
async fn two_authorities(db: &Db) -> (Scope, Scope) {
    let (mut here, mut there) = (
        StoredAuthority::found(db, 1).await,
        StoredAuthority::found(db, 2).await,
    );
    here.owed(db).await;
    there.owed(db).await;
    there.owed(db).await;
    (here.scope(), there.scope())
}

/// What a look without a tenant in its statement sees, and which of the server's processes told.
async fn seen(db: &Db, scope: Scope) -> Result<(i64, i64), StorageError> {
    let mut look = db.read(scope).await?;
    Ok((
        look.raw_number(PAYMENTS).await?,
        look.raw_number(PROCESS).await?,
    ))
}

async fn number(by_hand: &mut PgConnection, sql: &'static str) -> i64 {
    by_hand.fetch_one(sql).await.unwrap().get(0)
}

/// As many connections at home as there may be, all in this scope.
async fn all_returned(db: &Db, scope: Scope) {
    let looks = (0..READERS).map(|_| db.read(scope));
    drop(try_join_all(looks).await.unwrap());
}

#[tokio::test]
async fn one_connection_answers_each_read_in_its_own_scope() {
    let Some((db, _by_hand)) = postgres_by_hand().await else {
        return;
    };
    let (here, there) = two_authorities(&db).await;
    let (_, process) = seen(&db, here).await.unwrap();
    for _ in 0..3 {
        let scopes = [(here, 1), (there, 2), (Scope::Operator, 3)];
        for (scope, payments) in scopes.into_iter().chain([(there, 2), (here, 1)]) {
            assert_eq!(seen(&db, scope).await.unwrap(), (payments, process));
            let same_again = seen(&db, scope).await.unwrap();
            assert_eq!(same_again, (payments, process));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_see_their_own_rows_over_few_connections() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let (here, there) = two_authorities(&db).await;
    let looks = (0..300).map(|number: usize| {
        let db = db.clone();
        let (scope, payments) = [(here, 1), (there, 2), (Scope::Operator, 3)][number % 3];
        tokio::spawn(async move {
            assert_eq!(seen(&db, scope).await.unwrap().0, payments);
        })
    });
    let looks: Vec<_> = looks.collect();
    for look in join_all(looks).await {
        look.unwrap();
    }
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
        AND pid <> pg_backend_pid()";
    let open = number(&mut by_hand, open).await;
    assert!(open <= 20, "{open} connections");
}

#[tokio::test]
async fn a_read_dropped_while_its_scope_is_set_leaves_none_behind() {
    let Some((db, _by_hand)) = postgres_by_hand().await else {
        return;
    };
    let (here, there) = two_authorities(&db).await;
    let (mut pending, mut processes) = (0, std::collections::HashSet::new());
    for polls in 1..40 {
        let (payments, process) = seen(&db, here).await.unwrap();
        assert_eq!(payments, 1, "after {polls} polls");
        processes.insert(process);
        let mut reading = db.read(Scope::Operator).boxed();
        if !poll_times(&mut reading, polls).await {
            pending += 1;
        }
        drop(reading);
        assert_eq!(seen(&db, there).await.unwrap().0, 2, "after {polls} polls");
    }
    assert!(pending > 0, "nobody went away half way");
    assert!(processes.len() > 1, "what was cut off was lent again");
}

#[tokio::test]
async fn a_scope_that_could_not_be_set_is_set_on_another_connection() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let (here, there) = two_authorities(&db).await;
    let (_, first) = seen(&db, here).await.unwrap();
    assert!(number(&mut by_hand, END_ALL).await > 0);
    let (payments, second) = seen(&db, there).await.unwrap();
    assert_eq!(payments, 2);
    assert_ne!(first, second);
    assert_eq!(seen(&db, here).await.unwrap(), (1, second));
}

#[tokio::test]
async fn a_read_dropped_in_the_middle_of_a_statement_ends_its_connection() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let (here, there) = two_authorities(&db).await;
    let (_, first) = seen(&db, here).await.unwrap();
    by_hand
        .execute("SELECT pg_advisory_lock(4711)")
        .await
        .unwrap();
    let mut look = db.read(here).await.unwrap();
    let mut statement = look.raw("SELECT pg_advisory_lock(4711)").boxed();
    let waiting = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while number(&mut by_hand, waiting).await == 0 {
        assert!(poll_once(&mut statement).await.is_pending());
        tokio::task::yield_now().await;
    }
    drop(statement);
    assert!(
        look.raw_number(PAYMENTS).await.is_err(),
        "no other runs in it"
    );
    drop(look);
    for (scope, payments) in [(here, 1), (there, 2)] {
        let (seen, process) = seen(&db, scope).await.unwrap();
        assert_eq!(seen, payments);
        assert_ne!(process, first);
    }
}

#[tokio::test]
async fn a_read_whose_statement_was_refused_ends_and_its_connection_stays() {
    let Some((db, _by_hand)) = postgres_by_hand().await else {
        return;
    };
    let (here, _) = two_authorities(&db).await;
    let (_, first) = seen(&db, here).await.unwrap();
    let mut look = db.read(here).await.unwrap();
    assert!(look.raw("SELECT 1 / 0").await.is_err());
    assert!(
        look.raw_number(PAYMENTS).await.is_err(),
        "no other runs in it"
    );
    drop(look);
    let (payments, second) = seen(&db, here).await.unwrap();
    assert_eq!(payments, 1);
    assert_eq!(
        first, second,
        "the server answered, so its session is used again"
    );
}

#[tokio::test]
async fn no_read_writes_whichever_it_is_and_in_whatever_scope() {
    let Some((db, _by_hand)) = postgres_by_hand().await else {
        return;
    };
    let (here, _) = two_authorities(&db).await;
    for scope in [here, Scope::Operator, here] {
        let mut look = db.read(scope).await.unwrap();
        let refused = look.raw("UPDATE payments SET alert = 'declined'").await;
        let refused = refused.expect_err("it was written").to_string();
        assert_eq!(refused, "the database failed");
    }
    let mut look = db.read(Scope::Operator).await.unwrap();
    let written = "SELECT count(*) FROM payments WHERE alert IS NOT NULL";
    assert_eq!(look.raw_number(written).await.unwrap(), 0);
    let on = "SELECT (current_setting('transaction_read_only') = 'on')::int::bigint";
    assert_eq!(look.raw_number(on).await.unwrap(), 1);
}

#[tokio::test]
async fn each_statement_of_a_read_sees_the_newest_committed_state() {
    let Some((db, _by_hand)) = postgres_by_hand().await else {
        return;
    };
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut look = db.read(authority.scope()).await.unwrap();
    for payments in 0..3 {
        assert_eq!(look.raw_number(PAYMENTS).await.unwrap(), payments);
        authority.owed(&db).await;
    }
}

#[tokio::test]
async fn connections_that_broke_at_rest_are_passed_over() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let (here, _) = two_authorities(&db).await;
    all_returned(&db, here).await;
    all_end(&mut by_hand).await;
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(2)).await;
    tokio::time::resume();
    let looks = (0..READERS).map(|_| seen(&db, here));
    for (payments, _) in try_join_all(looks).await.unwrap() {
        assert_eq!(payments, 1);
    }
}

/// Ends all sessions of the program, which answered a moment ago and are not probed.
async fn all_end(by_hand: &mut PgConnection) {
    let ended = number(by_hand, END_ALL).await;
    assert!(
        usize::try_from(ended).unwrap() >= READERS,
        "only {ended} connections were there"
    );
}

#[tokio::test]
async fn the_first_reads_after_all_sessions_ended_are_answered() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let (here, _) = two_authorities(&db).await;
    all_returned(&db, here).await;
    all_end(&mut by_hand).await;
    assert_eq!(seen(&db, here).await.unwrap().0, 1, "alone");
    all_returned(&db, here).await;
    all_end(&mut by_hand).await;
    let looks = (0..READERS).map(|_| seen(&db, here));
    for (payments, _) in try_join_all(looks).await.unwrap() {
        assert_eq!(payments, 1, "at once");
    }
    all_returned(&db, here).await;
    all_end(&mut by_hand).await;
    assert!(db.clock().await.unwrap().is_some());
}

#[tokio::test]
async fn a_read_whose_session_ends_between_two_statements_goes_on_in_its_scope() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let (here, there) = two_authorities(&db).await;
    all_returned(&db, there).await;
    let mut look = db.read(here).await.unwrap();
    for _ in 0..3 {
        assert_eq!(look.raw_number(PAYMENTS).await.unwrap(), 1);
        assert!(number(&mut by_hand, END_ALL).await > 0);
    }
    assert_eq!(look.raw_number(PAYMENTS).await.unwrap(), 1);
}

#[tokio::test]
async fn a_read_that_ends_its_session_is_run_once_more_and_then_fails() {
    let Some((db, _by_hand)) = postgres_by_hand().await else {
        return;
    };
    let (here, _) = two_authorities(&db).await;
    let mut look = db.read(here).await.unwrap();
    let own = "SELECT pg_terminate_backend(pg_backend_pid())::int::bigint";
    assert!(look.raw_number(own).await.is_err());
    assert!(look.raw_number(PAYMENTS).await.is_err(), "it is over");
    drop(look);
    assert_eq!(seen(&db, here).await.unwrap().0, 1);
}

#[tokio::test]
async fn snapshots_and_transactions_begin_after_all_sessions_ended() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let (here, _) = two_authorities(&db).await;
    for _ in 0..2 {
        let mut snapshot = db.snapshot(here).await.unwrap();
        assert_eq!(snapshot.raw_number(PAYMENTS).await.unwrap(), 1);
        drop(snapshot);
        assert!(number(&mut by_hand, END_ALL).await > 0);
        let mut step = db.write(here).await.unwrap();
        assert_eq!(step.raw_number(PAYMENTS).await.unwrap(), 1);
        drop(step);
        assert!(number(&mut by_hand, END_ALL).await > 0);
    }
}

#[tokio::test]
async fn old_connections_are_replaced() {
    let Some((db, _by_hand)) = postgres_by_hand().await else {
        return;
    };
    let (here, _) = two_authorities(&db).await;
    let (_, first) = seen(&db, here).await.unwrap();
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(601)).await;
    tokio::time::resume();
    let (payments, second) = seen(&db, here).await.unwrap();
    assert_eq!(payments, 1);
    assert_ne!(first, second);
}

#[tokio::test]
async fn closing_ends_every_connection_and_hands_out_none() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let (here, _) = two_authorities(&db).await;
    all_returned(&db, here).await;
    let late = db.read(here).await.unwrap();
    db.close().await.unwrap();
    assert!(db.read(here).await.is_err());
    drop(late);
    // The server hears of it a moment later.
    let open = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND application_name = 'zahlstelle'";
    let gone = async {
        while number(&mut by_hand, open).await > 0 {
            tokio::task::yield_now().await;
        }
    };
    let gone = tokio::time::timeout(Duration::from_secs(30), gone).await;
    gone.expect("connections are left");
}
