//! A connection pooler between program and PostgreSQL.

use storage::testing::{postgres_url, postgres_with};
use storage::{DatabaseUrl, Db, DbOptions, StorageError};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::authority::{StoredAuthority, minutes};
use crate::engine::readers::END_ALL;

#[tokio::test]
async fn a_pooler_that_drops_settings_is_refused_without_the_setting_for_it() {
    let Some(url) = behind_a_pooler().await else {
        return;
    };
    let refused = Db::open(&url).await.map(drop);
    assert!(matches!(refused, Err(StorageError::Pooler)), "{refused:?}");
}

/// A pooler hands server connections on, with what was prepared on them.
#[tokio::test]
async fn with_scope_per_transaction_no_statement_stays_prepared() {
    let options = DbOptions {
        scope_per_transaction: true,
    };
    let Some(db) = postgres_with(options).await else {
        return;
    };
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let prepared = "SELECT count(*) FROM pg_prepared_statements";

    let mut tx = db.read(authority.scope()).await.unwrap();
    assert!(tx.payments().find(payment).await.unwrap().is_some());
    assert_eq!(tx.services().all().await.unwrap().len(), 1);
    assert_eq!(tx.raw_number(prepared).await.unwrap(), 0, "a read");
    drop(tx);

    let mut tx = db.write(authority.scope()).await.unwrap();
    let payment = authority.owe(&mut tx).await;
    assert!(tx.payments().hold(payment).await.unwrap().is_some());
    tx.payments().put_off(payment, minutes(5)).await.unwrap();
    assert_eq!(tx.raw_number(prepared).await.unwrap(), 0, "a write");
}

#[tokio::test]
async fn with_scope_per_transaction_a_pooler_is_fine() {
    let Some(url) = behind_a_pooler().await else {
        return;
    };
    let options = DbOptions {
        scope_per_transaction: true,
    };
    let db = Db::open_with(&url, options).await.unwrap();
    db.migrate().await.unwrap();
    let (here, there) = (
        StoredAuthority::found(&db, 1).await,
        StoredAuthority::found(&db, 2).await,
    );
    for authority in [&here, &there, &here] {
        let mut tx = db.read(authority.scope()).await.unwrap();
        let tenants = tx.raw_number("SELECT count(*) FROM tenants").await;
        assert_eq!(tenants.unwrap(), 1);
    }
}

/// A new database, behind what drops the settings a connection is opened with, as poolers do.
async fn behind_a_pooler() -> Option<DatabaseUrl> {
    let DatabaseUrl::Postgres(url) = postgres_url().await? else {
        panic!("a PostgreSQL address");
    };
    let (login, rest) = url.split_once('@').expect("a login");
    let (server, name) = rest.split_once('/').expect("a name");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let pooler = listener.local_addr().unwrap();
    let server = server.to_owned();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(&server).await.unwrap();
            tokio::spawn(without_options(client, server));
        }
    });
    Some(DatabaseUrl::Postgres(format!(
        "{login}@{pooler}/{name}?sslmode=disable"
    )))
}

/// Passes everything on but the parameter `options` of the first message.
async fn without_options(mut client: TcpStream, mut server: TcpStream) {
    let length = client.read_u32().await.unwrap();
    let mut message = vec![0; usize::try_from(length).unwrap() - 4];
    client.read_exact(&mut message).await.unwrap();
    let (version, parameters) = message.split_at(4);
    let words: Vec<&[u8]> = parameters.split(|byte| *byte == 0).collect();
    let kept = words
        .chunks_exact(2)
        .filter(|pair| !pair[0].is_empty() && pair[0] != b"options");
    let mut passed = version.to_vec();
    for word in kept.flatten() {
        passed.extend_from_slice(word);
        passed.push(0);
    }
    passed.push(0);
    let length = u32::try_from(passed.len()).unwrap() + 4;
    server.write_u32(length).await.unwrap();
    server.write_all(&passed).await.unwrap();
    let _closed = copy_bidirectional(&mut client, &mut server).await;
}

/// Nothing was done yet on a connection on which no transaction began.
#[tokio::test]
async fn with_scope_per_transaction_reads_begin_after_all_sessions_ended() {
    let options = DbOptions {
        scope_per_transaction: true,
    };
    let Some(db) = postgres_with(options).await else {
        return;
    };
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    for _ in 0..2 {
        let mut tx = db.read(authority.scope()).await.unwrap();
        assert!(tx.payments().find(payment).await.unwrap().is_some());
        drop(tx);
        let mut tx = db.write(authority.scope()).await.unwrap();
        assert!(tx.raw_number(END_ALL).await.unwrap() > 0);
    }
}
