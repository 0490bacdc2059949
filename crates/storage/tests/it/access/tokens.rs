//! Access tokens of calling systems: they end, and are erased afterwards.

use storage::{Db, Scope, in_every_mode};

use crate::authority::{START, StoredAuthority, minutes};

in_every_mode! {
    expired_tokens_of_all_authorities_are_erased_piece_by_piece
}

async fn expired_tokens_of_all_authorities_are_erased_piece_by_piece(db: Db) {
    let here = StoredAuthority::found(&db, 1).await;
    let there = StoredAuthority::found(&db, 2).await;
    for authority in [&here, &there] {
        let mut tx = db.write(authority.scope()).await.unwrap();
        for (hash, ends) in [
            ([1; 32], START),
            ([2; 32], minutes(5)),
            ([3; 32], minutes(6)),
        ] {
            let mut clients = tx.access().clients();
            clients
                .put_token(&hash, authority.client, ends)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
    }
    let mut tx = db.write(Scope::Operator).await.unwrap();
    for erased in [3, 1, 0] {
        let mut clients = tx.access().clients();
        let done = clients.erase_expired_tokens(minutes(5), 3).await.unwrap();
        assert_eq!(done, erased);
    }
    tx.commit().await.unwrap();
    for authority in [&here, &there] {
        let mut tx = db.read(authority.scope()).await.unwrap();
        let mut clients = tx.access().clients();
        let found = clients.by_token(&[3; 32], minutes(5)).await.unwrap();
        assert_eq!(found.map(|(client, _)| client), Some(authority.client));
    }
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let left = tx
        .raw_number("SELECT count(*) FROM access_tokens")
        .await
        .unwrap();
    assert_eq!(left, 2);
}
