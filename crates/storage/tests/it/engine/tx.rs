//! Transactions.

use storage::{Db, Scope, StorageError, in_every_mode};

use crate::authority::{StoredAuthority, cancelled};

in_every_mode! {
    a_transaction_that_was_dropped_did_nothing
    a_transaction_with_a_failed_statement_cannot_be_committed
    tenant_data_needs_a_tenant
    a_snapshot_stays_as_it_was_first_seen
}

async fn a_transaction_that_was_dropped_did_nothing(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let id = authority.owe(&mut tx).await;
    drop(tx);
    let mut tx = db.read(authority.scope()).await.unwrap();
    assert_eq!(tx.payments().find(id).await.unwrap(), None);
}

async fn a_transaction_with_a_failed_statement_cannot_be_committed(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let id = authority.owe_under(&mut tx, "4711").await.unwrap();
    authority.owe_under(&mut tx, "4711").await.unwrap();
    let read = tx.payments().find(id).await;
    assert!(matches!(read, Err(StorageError::Conflict)), "{read:?}");
    assert!(
        tx.payments().find(id).await.is_err(),
        "nothing else runs in this step"
    );
    let committed = tx.commit().await;
    assert!(
        matches!(committed, Err(StorageError::NotCommitted(_))),
        "{committed:?}"
    );
    let mut tx = db.read(authority.scope()).await.unwrap();
    assert_eq!(tx.payments().find(id).await.unwrap(), None);
}

async fn tenant_data_needs_a_tenant(db: Db) {
    let mut tx = db.write(Scope::Operator).await.unwrap();
    let answer = tx.ledger().balances().await;
    assert!(matches!(answer, Err(StorageError::NoTenant)), "{answer:?}");
}

async fn a_snapshot_stays_as_it_was_first_seen(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let id = authority.owed(&db).await;
    let mut snapshot = db.snapshot(authority.scope()).await.unwrap();
    let open = "SELECT count(*) FROM payments WHERE state = 'open'";
    assert_eq!(snapshot.raw_number(open).await.unwrap(), 1);
    if db.is_postgres() {
        let mut tx = db.write(authority.scope()).await.unwrap();
        let payment = tx.payments().find(id).await.unwrap().unwrap();
        tx.payments().save(&mut cancelled(payment)).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(snapshot.raw_number(open).await.unwrap(), 1);
    assert_eq!(snapshot.payments().owed_by_open().await.unwrap(), 1250);
}
