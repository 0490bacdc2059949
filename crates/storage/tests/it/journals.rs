//! What is written once stays, even against somebody with the database's own tools.

use domain::ledger::Seal;
use domain::payments::Fact;
use storage::{Db, StorageError, on_both_engines};

use crate::world::{Town, capture, euro, minutes};

on_both_engines! {
    journals_cannot_be_changed_or_emptied
    a_transfer_is_sealed_once_and_nothing_else_of_it_changes
}

async fn refused(db: &Db, town: &Town, sql: &str) {
    let mut tx = db.begin(town.scope()).await.unwrap();
    let answer = tx.raw(sql).await;
    assert!(
        matches!(answer, Err(StorageError::Database(_))),
        "{sql}: {answer:?}"
    );
}

/// A town with one row in each journal.
async fn with_journals(db: &Db) -> Town {
    let mut town = Town::found(db, 1).await;
    let payment = town.owed(db).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    let attempt = town.attempt(&mut tx, payment).await;
    let money = capture(payment, attempt, "CAP-1");
    tx.insert_capture(town.account, &money, Fact::Paid, minutes(4))
        .await
        .unwrap();
    let part = (&money, euro(500));
    tx.insert_refund_seen(town.account, "REF-1", part, minutes(5))
        .await
        .unwrap();
    tx.insert_transfers(&[town.transfer(payment, 1250)])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town
}

async fn journals_cannot_be_changed_or_emptied(db: Db) {
    let town = with_journals(&db).await;
    for journal in ["transfers", "captures", "refunds_seen"] {
        refused(
            &db,
            &town,
            &format!("UPDATE {journal} SET amount_cents = 1"),
        )
        .await;
        refused(&db, &town, &format!("DELETE FROM {journal}")).await;
        if db.is_postgres() {
            refused(&db, &town, &format!("TRUNCATE {journal} CASCADE")).await;
        } else {
            let replace = format!("INSERT OR REPLACE INTO {journal} SELECT * FROM {journal}");
            refused(&db, &town, &replace).await;
        }
        let mut tx = db.read(town.scope()).await.unwrap();
        let rows = format!("SELECT count(*) FROM {journal} WHERE amount_cents > 1");
        assert_eq!(tx.raw_number(&rows).await.unwrap(), 1, "{journal}");
    }
}

async fn a_transfer_is_sealed_once_and_nothing_else_of_it_changes(db: Db) {
    let town = with_journals(&db).await;
    let zeros = "0".repeat(64);
    let mark = if db.is_postgres() {
        format!("decode('{zeros}', 'hex')")
    } else {
        format!("x'{zeros}'")
    };
    let sealing = format!("UPDATE transfers SET sequence = 1, seal = {mark}");
    let columns = [
        "debit = 'bank'",
        "credit = 'bank'",
        "amount_cents = 1",
        "reason = 'fee'",
    ];
    for column in columns {
        refused(&db, &town, &format!("{sealing}, {column}")).await;
    }
    let mut tx = db.begin(town.scope()).await.unwrap();
    let open = tx.unsealed(None, 10).await.unwrap();
    let id = open.first().expect("one transfer").transfer.id;
    tx.save_seals(&[(id, 1, Seal([9; 32]))]).await.unwrap();
    tx.commit().await.unwrap();
    refused(&db, &town, &sealing).await;
    refused(
        &db,
        &town,
        "UPDATE transfers SET sequence = NULL, seal = NULL",
    )
    .await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    let again = tx.save_seals(&[(id, 2, Seal([8; 32]))]).await;
    assert!(matches!(again, Err(StorageError::Database(_))), "{again:?}");
}
