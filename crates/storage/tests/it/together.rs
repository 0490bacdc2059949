//! Writes that wait in their step and travel together.

use domain::claims::ClaimOrigin;
use std::collections::HashSet;

use domain::ClaimId;
use domain::payments::PaymentState;
use storage::claims::NewClaim;
use storage::{Db, StorageError, Tx, on_both_engines};

use crate::world::{NOON, Town, cancelled, euro, request};

on_both_engines! {
    a_write_is_there_for_the_next_statement_of_its_step
    what_changes_a_new_row_finds_it
    a_row_changed_twice_is_changed_twice
    any_number_of_writes_is_written
    when_one_comes_to_nothing_so_do_all
    what_was_not_committed_was_not_written
}

async fn a_write_is_there_for_the_next_statement_of_its_step(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    let payment = town.owe(&mut tx).await;
    let stored = tx.payment(payment).await.unwrap().unwrap();
    tx.save_payment(&mut cancelled(stored)).await.unwrap();
    let stored = tx.payment(payment).await.unwrap().unwrap();
    assert_eq!(stored.state, PaymentState::Cancelled);
    assert_eq!(tx.shares_of(payment).await.unwrap().len(), 1);
}

async fn what_changes_a_new_row_finds_it(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    let claim = claim(&mut town, &mut tx).await;
    tx.settle_claim(claim, euro(300)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.read(town.scope()).await.unwrap();
    let stored = tx.claim(claim).await.unwrap().unwrap();
    assert_eq!(stored.settled, euro(300));
}

async fn a_row_changed_twice_is_changed_twice(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    let claim = claim(&mut town, &mut tx).await;
    tx.commit().await.unwrap();
    let mut tx = db.begin(town.scope()).await.unwrap();
    tx.settle_claim(claim, euro(300)).await.unwrap();
    tx.settle_claim(claim, euro(45)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.read(town.scope()).await.unwrap();
    let stored = tx.claim(claim).await.unwrap().unwrap();
    assert_eq!(stored.settled, euro(345));
}

async fn any_number_of_writes_is_written(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payment = town.owed(&db).await;
    let transfers: Vec<_> = (1..70).map(|cents| town.transfer(payment, cents)).collect();
    let mut tx = db.begin(town.scope()).await.unwrap();
    tx.insert_transfers(&transfers).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.read(town.scope()).await.unwrap();
    let stored = tx.transfers_of(payment).await.unwrap();
    let stored: HashSet<_> = stored.into_iter().map(|one| one.transfer.id).collect();
    let written: HashSet<_> = transfers.iter().map(|one| one.id).collect();
    assert_eq!(stored, written);
}

async fn when_one_comes_to_nothing_so_do_all(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payment = town.owed(&db).await;
    let mut tx = db.read(town.scope()).await.unwrap();
    let old = tx.payment(payment).await.unwrap().unwrap();
    drop(tx);
    let mut tx = db.begin(town.scope()).await.unwrap();
    tx.save_payment(&mut old.clone()).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.begin(town.scope()).await.unwrap();
    let claim = claim(&mut town, &mut tx).await;
    tx.save_payment(&mut cancelled(old)).await.unwrap();
    tx.insert_request(&request(payment, "r-1")).await.unwrap();
    let committed = tx.commit().await;
    assert!(
        matches!(committed, Err(StorageError::Conflict)),
        "{committed:?}"
    );
    let mut tx = db.read(town.scope()).await.unwrap();
    assert!(tx.claim(claim).await.unwrap().is_none());
    let request = tx.payment_by_request(("town", "parking"), "r-1").await;
    assert_eq!(request.unwrap(), None);
}

async fn what_was_not_committed_was_not_written(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    let claim = claim(&mut town, &mut tx).await;
    drop(tx);
    let mut tx = db.read(town.scope()).await.unwrap();
    assert!(tx.claim(claim).await.unwrap().is_none());
}

async fn claim(town: &mut Town, tx: &mut Tx) -> ClaimId {
    let id = ClaimId::new(&mut town.moment);
    tx.insert_claim(&NewClaim {
        id,
        service: town.service,
        kassenzeichen: "4711",
        amount: euro(1250),
        origin: ClaimOrigin::Catalogue,
        text: None,
        created_at: NOON,
    })
    .await
    .unwrap();
    id
}
