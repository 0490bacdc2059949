//! Sealed records are counted by the key they are sealed with.

use std::collections::BTreeSet;

use sqlx::{Connection, Executor, Row, SqliteConnection};
use storage::tenants::keys::{SealedRows, sealed_columns};
use storage::{DatabaseUrl, Db, in_every_mode};

use crate::authority::{StoredAuthority, sqlite_file};

in_every_mode! {
    a_key_of_the_authority_is_kept_once_and_counted_by_what_sealed_it
}

async fn a_key_of_the_authority_is_kept_once_and_counted_by_what_sealed_it(db: Db) {
    let here = StoredAuthority::found(&db, 1).await;
    let there = StoredAuthority::found(&db, 2).await;
    let mut tx = db.write(here.scope()).await.unwrap();
    tx.tenants()
        .keys()
        .insert("hashes", b"\x0112345678rest")
        .await
        .unwrap();
    tx.tenants()
        .keys()
        .insert("hashes", b"\x01abcdefghrest")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.read(here.scope()).await.unwrap();
    let kept = tx.tenants().keys().find("hashes").await.unwrap();
    assert_eq!(kept.unwrap(), b"\x0112345678rest");
    let rows = tx.tenants().keys().sealed_rows().await.unwrap();
    let counted = SealedRows {
        table: "tenant_keys",
        key: b"12345678".to_vec(),
        rows: 1,
    };
    assert!(rows.contains(&counted), "{rows:?}");
    drop(tx);
    let mut tx = db.read(there.scope()).await.unwrap();
    assert_eq!(tx.tenants().keys().find("hashes").await.unwrap(), None);
}

/// A column by one of these names holds a sealed record.
const NAMES: [&str; 2] = ["secret", "recipient"];

#[tokio::test]
async fn every_sealed_column_is_registered() {
    let (_folder, url, _db) = sqlite_file().await;
    let DatabaseUrl::SqliteFile(path) = &url else {
        panic!("a file");
    };
    let mut sqlite = SqliteConnection::connect(path.to_str().unwrap())
        .await
        .unwrap();
    let sql = "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
        WHERE t.type = 'table' AND c.type = 'BLOB'";
    let columns = sqlite.fetch_all(sql).await.unwrap().into_iter();
    let columns = columns.map(|row| (row.get::<String, _>(0), row.get::<String, _>(1)));
    let found: BTreeSet<_> = columns
        .filter(|(_, column)| NAMES.contains(&column.as_str()))
        .collect();
    let registered = sealed_columns().map(|(table, column)| (table.to_owned(), column.to_owned()));
    assert_eq!(found, registered.collect());
}
