//! A tenant's files.

use storage::{Db, on_both_engines};

use crate::world::Town;

on_both_engines! {
    a_file_is_replaced_emptied_and_never_another_tenants
}

async fn a_file_is_replaced_emptied_and_never_another_tenants(db: Db) {
    let (here, there) = (Town::found(&db, 1).await, Town::found(&db, 2).await);
    let mut tx = db.begin(here.scope()).await.unwrap();
    assert_eq!(tx.file("logo").await.unwrap(), None);
    tx.put_file("logo", b"first").await.unwrap();
    tx.put_file("logo", b"\0second\xff").await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.read(there.scope()).await.unwrap();
    assert_eq!(tx.file("logo").await.unwrap(), None);
    drop(tx);
    let mut tx = db.begin(here.scope()).await.unwrap();
    assert_eq!(tx.file("logo").await.unwrap().unwrap(), b"\0second\xff");
    assert_eq!(tx.file("imprint").await.unwrap(), None);
    tx.put_file("logo", b"").await.unwrap();
    assert_eq!(tx.file("logo").await.unwrap(), None);
}
