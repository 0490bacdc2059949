//! The readers of an SQLite file.

use crate::authority::{StoredAuthority, poll_times, sqlite_file};

#[tokio::test]
async fn a_read_waits_for_a_reader_of_the_file_and_gets_it() {
    let (_folder, _, db) = sqlite_file().await;
    let authority = StoredAuthority::found(&db, 1).await;
    let mut looks = Vec::new();
    for _ in 0..4 {
        looks.push(db.read(authority.scope()).await.unwrap());
    }
    let mut fifth = Box::pin(db.read(authority.scope()));
    assert!(!poll_times(&mut fifth, 20).await);
    looks.pop();
    assert!(
        fifth
            .await
            .unwrap()
            .tenants()
            .document()
            .await
            .unwrap()
            .is_some()
    );
    drop(looks);
    db.close().await.unwrap();
    assert!(db.read(authority.scope()).await.is_err());
}

#[tokio::test]
async fn the_state_a_snapshot_saw_goes_to_no_other_reader() {
    let (_folder, _, db) = sqlite_file().await;
    let mut authority = StoredAuthority::found(&db, 1).await;
    for _ in 0..6 {
        let mut snapshot = db.snapshot(authority.scope()).await.unwrap();
        snapshot.tenants().document().await.unwrap();
        drop(snapshot);
        let payment = authority.owed(&db).await;
        let mut looks = Vec::new();
        for _ in 0..4 {
            let mut look = db.read(authority.scope()).await.unwrap();
            assert!(look.payments().find(payment).await.unwrap().is_some());
            looks.push(look);
        }
    }
}
