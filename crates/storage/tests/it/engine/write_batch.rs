//! Writes that wait in their step and travel together.

use std::collections::HashSet;

use domain::claims::{ClaimLine, ClaimOrigin};
use domain::ledger::EntryGroup;
use domain::payments::PaymentState;
use domain::{AuditId, ClaimId};
use storage::claims::NewClaim;
use storage::{Db, StorageError, WriteTx, in_every_mode};
use tokio::task::JoinSet;

use crate::authority::{START, StoredAuthority, cancelled, euro};

in_every_mode! {
    a_write_is_there_for_the_next_statement_of_its_step
    what_changes_a_new_row_finds_it
    a_row_changed_twice_is_changed_twice
    any_number_of_writes_is_written
    when_one_comes_to_nothing_so_do_all
    what_was_not_committed_was_not_written
    of_many_at_once_each_is_written_or_refused_by_itself
}

async fn a_write_is_there_for_the_next_statement_of_its_step(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let payment = authority.owe(&mut tx).await;
    let stored = tx.payments().find(payment).await.unwrap().unwrap();
    tx.payments().save(&mut cancelled(stored)).await.unwrap();
    let stored = tx.payments().find(payment).await.unwrap().unwrap();
    assert_eq!(stored.state, PaymentState::Cancelled);
    assert_eq!(tx.claims().shares().of(payment).await.unwrap().len(), 1);
}

async fn what_changes_a_new_row_finds_it(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let claim = claim(&mut authority, &mut tx).await;
    tx.claims().settle(claim, euro(300)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.read(authority.scope()).await.unwrap();
    let stored = tx.claims().find(claim).await.unwrap().unwrap();
    assert_eq!(stored.settled, euro(300));
}

async fn a_row_changed_twice_is_changed_twice(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let claim = claim(&mut authority, &mut tx).await;
    tx.commit().await.unwrap();
    let mut tx = db.write(authority.scope()).await.unwrap();
    tx.claims().settle(claim, euro(300)).await.unwrap();
    tx.claims().settle(claim, euro(45)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.read(authority.scope()).await.unwrap();
    let stored = tx.claims().find(claim).await.unwrap().unwrap();
    assert_eq!(stored.settled, euro(345));
}

async fn any_number_of_writes_is_written(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let groups: Vec<_> = (1..70)
        .map(|cents| authority.group(payment, cents))
        .collect();
    let mut tx = db.write(authority.scope()).await.unwrap();
    for group in &groups {
        tx.ledger().insert(group).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut tx = db.read(authority.scope()).await.unwrap();
    let stored = tx.ledger().unsealed(None, 100).await.unwrap();
    let stored: HashSet<_> = stored.into_iter().map(|one| one.transfer.id).collect();
    let written = groups.iter().flat_map(EntryGroup::transfers);
    let written: HashSet<_> = written.map(|one| one.id).collect();
    assert_eq!(stored, written);
}

async fn when_one_comes_to_nothing_so_do_all(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let mut tx = db.read(authority.scope()).await.unwrap();
    let old = tx.payments().find(payment).await.unwrap().unwrap();
    drop(tx);
    let mut tx = db.write(authority.scope()).await.unwrap();
    tx.payments().save(&mut old.clone()).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.write(authority.scope()).await.unwrap();
    let claim = claim(&mut authority, &mut tx).await;
    tx.payments().save(&mut cancelled(old)).await.unwrap();
    tx.payments()
        .requests()
        .insert(&authority.request(payment, "r-1"))
        .await
        .unwrap();
    let committed = tx.commit().await;
    assert!(
        matches!(committed, Err(StorageError::Conflict)),
        "{committed:?}"
    );
    let mut tx = db.read(authority.scope()).await.unwrap();
    assert!(tx.claims().find(claim).await.unwrap().is_none());
    let mut requests = tx.payments().requests();
    let status = requests.status(payment, authority.binding).await;
    assert!(status.unwrap().is_none());
}

async fn what_was_not_committed_was_not_written(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let claim = claim(&mut authority, &mut tx).await;
    drop(tx);
    let mut tx = db.read(authority.scope()).await.unwrap();
    assert!(tx.claims().find(claim).await.unwrap().is_none());
}

/// On PostgreSQL more than there are connections, so that they are sent together (ADR 0047).
async fn of_many_at_once_each_is_written_or_refused_by_itself(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let scope = authority.scope();
    let mut groups: Vec<EntryGroup> = Vec::new();
    let payment = authority.owed(&db).await;
    for cents in 1..60 {
        groups.push(authority.group(payment, cents));
    }
    let twice = groups[30].clone();
    groups.insert(10, twice.clone());
    let mut writing = JoinSet::new();
    for group in groups.clone() {
        let db = db.clone();
        writing.spawn(async move {
            let mut tx = db.write(scope).await?;
            tx.ledger().insert(&group).await?;
            tx.commit().await
        });
    }
    let answers = writing.join_all().await;
    let refused = answers.iter().filter(|answer| answer.is_err()).count();
    assert_eq!(refused, 1, "one of the two that are the same");
    let mut tx = db.read(authority.scope()).await.unwrap();
    let stored = tx.ledger().unsealed(None, 100).await.unwrap();
    let stored: HashSet<_> = stored.into_iter().map(|one| one.transfer.id).collect();
    let written: HashSet<_> = groups
        .iter()
        .flat_map(EntryGroup::transfers)
        .map(|one| one.id)
        .collect();
    assert_eq!(stored, written);
}

async fn claim(authority: &mut StoredAuthority, tx: &mut WriteTx) -> ClaimId {
    let id = ClaimId::new(&mut authority.moment);
    let made_by = AuditId::new(&mut authority.moment);
    tx.claims()
        .insert(&NewClaim {
            id,
            service: authority.service,
            kassenzeichen: "4711",
            amount: euro(1250),
            origin: ClaimOrigin::Catalogue,
            text: None,
            salt: [5; 16],
            lines: vec![ClaimLine::whole(&[5; 16], euro(1250))],
            made_by,
            created_at: START,
        })
        .await
        .unwrap();
    id
}
