//! A server that freezes, one that becomes a standby, and one whose standby is missing: a write is
//! given up in time, never ends up where nothing is written, and goes on by itself.

use std::time::{Duration, Instant};

use domain::Timestamp;
use storage::testing::TestServer;
use storage::{Db, StorageError};

const NOW: Timestamp = Timestamp::from_micros(0);
/// Within this a statement, and a wait for a connection, are over.
const GIVEN_UP: Duration = Duration::from_secs(14);

async fn commits(db: &Db) -> Result<(), StorageError> {
    db.prove_commit(Duration::ZERO, NOW).await
}

#[tokio::test]
async fn a_frozen_server_is_given_up_in_time_and_used_again_when_it_answers() {
    let Some(server) = TestServer::start().await else {
        return;
    };
    let db = Db::open(&server.url).await.unwrap();
    db.migrate().await.unwrap();
    commits(&db).await.unwrap();
    db.ping().await.unwrap();
    server.signal("-STOP");
    let began = Instant::now();
    let (write, read) = tokio::join!(commits(&db), db.ping());
    for given_up in [write.unwrap_err(), read.unwrap_err()] {
        assert!(given_up.is_away(), "{given_up:?}");
    }
    assert!(began.elapsed() < GIVEN_UP, "{:?}", began.elapsed());
    // From now on it is known, and nothing waits long.
    let began = Instant::now();
    assert!(commits(&db).await.unwrap_err().is_away());
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    server.signal("-CONT");
    let back = Instant::now();
    while commits(&db).await.is_err() || db.ping().await.is_err() {
        assert!(back.elapsed() < GIVEN_UP);
    }
}

#[tokio::test]
async fn a_write_never_ends_up_on_a_standby_and_goes_on_once_it_is_promoted() {
    let Some(server) = TestServer::start().await else {
        return;
    };
    let db = Db::open(&server.url).await.unwrap();
    db.migrate().await.unwrap();
    commits(&db).await.unwrap();
    assert!(!db.is_standby().await.unwrap());
    server.becomes_a_standby();
    // Connections of before are gone; the next ones lead to a standby, and say so.
    let refused = loop {
        let refused = commits(&db).await.unwrap_err();
        if matches!(refused, StorageError::Standby) {
            break refused;
        }
        assert!(refused.is_away(), "{refused:?}");
    };
    assert!(refused.is_away());
    assert!(db.is_standby().await.unwrap());
    server.promote();
    let promoted = Instant::now();
    while commits(&db).await.is_err() {
        assert!(promoted.elapsed() < GIVEN_UP);
    }
}

#[tokio::test]
async fn a_commit_that_waits_for_a_missing_standby_is_given_up_in_time() {
    let Some(server) = TestServer::start().await else {
        return;
    };
    let db = Db::open(&server.database().await).await.unwrap();
    db.migrate().await.unwrap();
    commits(&db).await.unwrap();
    let missing = "ALTER SYSTEM SET synchronous_standby_names = 'missing'";
    server.configure(missing).await;
    let began = Instant::now();
    // A commit may come before the server has read its settings again.
    let given_up = loop {
        if let Err(given_up) = commits(&db).await {
            break given_up;
        }
        assert!(began.elapsed() < GIVEN_UP, "commits come back");
    };
    assert!(given_up.is_away(), "{given_up:?}");
    assert!(began.elapsed() < GIVEN_UP, "{:?}", began.elapsed());
    server
        .configure("ALTER SYSTEM RESET synchronous_standby_names")
        .await;
    let back = Instant::now();
    while commits(&db).await.is_err() {
        assert!(back.elapsed() < GIVEN_UP);
    }
}
