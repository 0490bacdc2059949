//! What PostgreSQL's planner is told (ADR 0018). SQLite plans by the keys alone.

use std::time::Duration;

use storage::Scope;
use storage::testing::{postgres, sqlite};

use crate::authority::StoredAuthority;

const SETTINGS: &str = "
    SELECT CAST(count(*) AS BIGINT) FROM pg_settings
    WHERE setting = 'off'
      AND name IN ('enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'jit')";
const KNOWN: &str = "
    SELECT CAST(reltuples AS BIGINT) FROM pg_class
    WHERE relname = 'payments' AND relnamespace = current_schema()::regnamespace";

#[tokio::test]
async fn looks_are_planned_by_key_and_steps_as_the_server_likes() {
    let Some(db) = postgres().await else {
        return;
    };
    let mut step = db.write(Scope::Operator).await.unwrap();
    assert_eq!(step.raw_number(SETTINGS).await.unwrap(), 0);
    drop(step);
    let mut look = db.read(Scope::Operator).await.unwrap();
    assert_eq!(look.raw_number(SETTINGS).await.unwrap(), 4);
}

#[tokio::test]
async fn a_table_is_looked_at_when_it_has_doubled() {
    let Some(db) = postgres().await else {
        return;
    };
    let mut authority = StoredAuthority::found(&db, 1).await;
    assert_eq!(db.analyze_grown_tables().await.unwrap(), 0, "nothing grew");
    for _ in 0..120 {
        authority.owed(&db).await;
    }
    // The server counts what a session wrote when a second has passed, with its next commit.
    for _ in 0..100 {
        if db.analyze_grown_tables().await.unwrap() > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        authority.owed(&db).await;
    }
    let mut look = db.read(Scope::Operator).await.unwrap();
    assert!(look.raw_number(KNOWN).await.unwrap() >= 100);
    drop(look);
    assert_eq!(
        db.analyze_grown_tables().await.unwrap(),
        0,
        "once is enough"
    );
}

#[tokio::test]
async fn sqlite_needs_no_looking_at() {
    let db = sqlite().await;
    assert_eq!(db.analyze_grown_tables().await.unwrap(), 0);
}
