//! The version of a tenant's master data, and writes that rely on it.

use domain::access::Role;
use domain::services::{Reached, ServiceState, ServiceTransition};
use domain::{BankAccountId, BindingId, ClientId, PoolId, ServiceId};
use storage::bank::accounts::BankAccountRow;
use storage::services::MadeTransition;
use storage::{Db, StorageError, WriteTx, in_every_mode};

use crate::authority::{CHANNEL, START, StoredAuthority, live_version};

in_every_mode! {
    every_change_of_master_data_raises_the_version_once
    what_is_not_master_data_leaves_the_version
    a_change_that_is_undone_raises_nothing
    a_write_under_an_old_version_is_stale_and_writes_nothing
    a_transaction_that_only_compares_is_stale_too
    a_write_under_the_newest_version_is_written
}

async fn version(db: &Db, authority: &StoredAuthority) -> i64 {
    let mut tx = db.read(authority.scope()).await.unwrap();
    tx.tenants().version().await.unwrap().unwrap()
}

/// Every way to change master data, by its number; `false` after the last.
async fn changes(tx: &mut WriteTx, authority: &mut StoredAuthority, number: usize) -> bool {
    let (service, client) = (authority.service, authority.client);
    let pool = PoolId::new(&mut authority.moment);
    match number {
        0 => tx
            .tenants()
            .put("authority-1", "{\"a\":1}", None, START)
            .await
            .map(drop),
        1 => tx
            .tenants()
            .branding()
            .put_file("logo", b"new")
            .await
            .map(drop),
        2 => {
            let (account, tenants) = (authority.account, tx.tenants());
            let mut accounts = tenants.provider_accounts();
            accounts.put(account, "paypal", "{}", b"sealed anew").await
        }
        3 => {
            let (key, tenants) = ((CHANNEL, "authority/museum"), tx.tenants());
            tenants
                .bindings()
                .put(BindingId::new(&mut authority.moment), key, service, "{}")
                .await
                .map(drop)
        }
        4 => tx
            .claims()
            .pools()
            .put(pool, "other", "{}", 1)
            .await
            .map(drop),
        5..=8 => changes_client(tx, client, number).await,
        9..=11 => changes_service(tx, authority, number).await,
        12 => {
            let account = BankAccountRow {
                id: BankAccountId::new(&mut authority.moment),
                code: "sparkasse".to_owned(),
                iban: "DE02120300000000202051".to_owned(),
                bic: None,
                holder: "Stadt".to_owned(),
            };
            tx.bank().accounts().put(&account, START).await
        }
        _ => return false,
    }
    .unwrap();
    true
}

async fn changes_client(
    tx: &mut WriteTx,
    client: ClientId,
    number: usize,
) -> Result<(), StorageError> {
    let access = tx.access();
    let mut clients = access.clients();
    match number {
        5 => {
            let put = clients.put(client, "client-1", &[8; 32], "{}").await;
            put.map(drop)
        }
        GIVES_A_TOKEN => clients.put_token(&[1; 32], client, START).await,
        7 => clients.revoke_tokens(client).await,
        _ => {
            let before = clients.by_name("client-1").await?;
            let before = before.expect("it was put");
            clients
                .change_proofs(&before, &[], r#"{"services":[]}"#)
                .await
        }
    }
}

async fn changes_service(
    tx: &mut WriteTx,
    authority: &mut StoredAuthority,
    number: usize,
) -> Result<(), StorageError> {
    let service = authority.service;
    if number == 9 {
        let pool = tx.claims().pools().all().await?[0].id;
        let new = ServiceId::new(&mut authority.moment);
        let new = (new, "museum", ServiceState::Live);
        return tx.services().insert(new, &live_version(pool)).await;
    }
    let services = tx.services();
    if number == 10 {
        return services
            .versions()
            .add_author(service, 1, "operator:ada")
            .await;
    }
    let made = MadeTransition {
        transition: ServiceTransition::Pause,
        version: 1,
        state: Reached::Service(ServiceState::Paused),
        role: Role::ServiceOwner,
        by: "Ada".to_owned(),
        reason: String::new(),
        at: START,
    };
    let (of, after) = ((service, 0), (1, ServiceState::Paused));
    tx.services().make_transition(of, after, &made).await
}

/// The number of [`changes`] that gives a token: an access token ends by itself or with a change.
const GIVES_A_TOKEN: usize = 6;

async fn every_change_of_master_data_raises_the_version_once(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    for number in 0.. {
        let before = version(&db, &authority).await;
        let mut tx = db.write(authority.scope()).await.unwrap();
        if !changes(&mut tx, &mut authority, number).await {
            break;
        }
        tx.commit().await.unwrap();
        let raised = i64::from(number != GIVES_A_TOKEN);
        assert_eq!(version(&db, &authority).await, before + raised, "{number}");
    }
    let before = version(&db, &authority).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    tx.tenants()
        .put("authority-1", "{\"a\":2}", None, START)
        .await
        .unwrap();
    tx.tenants()
        .branding()
        .put_file("logo", b"newest")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(version(&db, &authority).await, before + 1, "two in one");
}

async fn what_is_not_master_data_leaves_the_version(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let before = version(&db, &authority).await;
    authority.owed(&db).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let pool = tx.claims().pools().all().await.unwrap()[0].id;
    tx.claims().pools().take_counters(pool, 5).await.unwrap();
    let same = tx
        .tenants()
        .put("authority-1", "{}", None, START)
        .await
        .unwrap();
    assert_eq!(same, 0, "it was so already");
    tx.commit().await.unwrap();
    assert_eq!(version(&db, &authority).await, before);
}

async fn a_change_that_is_undone_raises_nothing(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let before = version(&db, &authority).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    changes(&mut tx, &mut authority, 0).await;
    drop(tx);
    assert_eq!(version(&db, &authority).await, before);
}

async fn a_write_under_an_old_version_is_stale_and_writes_nothing(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let known = version(&db, &authority).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    changes(&mut tx, &mut authority, 0).await;
    tx.commit().await.unwrap();

    let mut tx = db.write(authority.scope()).await.unwrap();
    tx.expect_version(known).unwrap();
    let payment = authority.owe(&mut tx).await;
    let late = tx.commit().await;
    assert!(matches!(late, Err(StorageError::Stale)), "{late:?}");
    let mut tx = db.read(authority.scope()).await.unwrap();
    assert!(tx.payments().find(payment).await.unwrap().is_none());
}

async fn a_transaction_that_only_compares_is_stale_too(db: Db) {
    let authority = StoredAuthority::found(&db, 1).await;
    let known = version(&db, &authority).await;
    for (expected, holds) in [(known, true), (known + 1, false), (known - 1, false)] {
        let mut tx = db.write(authority.scope()).await.unwrap();
        tx.expect_version(expected).unwrap();
        let compared = tx.commit().await;
        assert_eq!(compared.is_ok(), holds, "{expected}: {compared:?}");
    }
}

async fn a_write_under_the_newest_version_is_written(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let known = version(&db, &authority).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    tx.expect_version(known).unwrap();
    let payment = authority.owe(&mut tx).await;
    tx.commit().await.unwrap();
    let mut tx = db.read(authority.scope()).await.unwrap();
    assert!(tx.payments().find(payment).await.unwrap().is_some());
}
