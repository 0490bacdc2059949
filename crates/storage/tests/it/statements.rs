//! Every statement is understood by both engines.

use domain::ledger::{Seal, seal};
use storage::proof::statements;
use storage::{Db, Scope, on_both_engines};

use crate::world::Town;

on_both_engines! {
    every_statement_is_understood
    a_misspelt_statement_is_not_understood
    statements_of_any_number_of_rows_run
}

async fn every_statement_is_understood(db: Db) {
    assert!(statements().len() > 50, "the list is not the whole list");
    let mut not_understood = Vec::new();
    for (name, sql) in statements() {
        let mut tx = db.begin(Scope::Operator).await.unwrap();
        if let Err(error) = tx.prepare(sql).await {
            not_understood.push(format!("{name}: {error:?}"));
        }
    }
    assert!(not_understood.is_empty(), "{not_understood:#?}");
}

async fn a_misspelt_statement_is_not_understood(db: Db) {
    let mut tx = db.begin(Scope::Operator).await.unwrap();
    assert!(tx.prepare("SELECT payment FROM payments").await.is_err());
}

async fn statements_of_any_number_of_rows_run(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payment = town.owed(&db).await;
    for many in [0, 1, 2, 3, 500] {
        let transfers: Vec<_> = (0..many).map(|_| town.transfer(payment, 5)).collect();
        let mut tx = db.begin(town.scope()).await.unwrap();
        tx.insert_transfers(&transfers).await.unwrap();
        let (mut sequence, mut last) = tx.hold_seal_head().await.unwrap();
        let before = sequence;
        let mut seals = Vec::new();
        for transfer in &transfers {
            sequence += 1;
            last = seal(last, sequence, transfer);
            seals.push((transfer.id, sequence, last));
        }
        tx.save_seals(&seals).await.unwrap();
        tx.save_seal_head(before, (sequence, last)).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut tx = db.read(town.scope()).await.unwrap();
    let (sealed, head) = tx.seal_head().await.unwrap().unwrap();
    assert_eq!(sealed, 506);
    assert_ne!(head, Seal::START);
}
