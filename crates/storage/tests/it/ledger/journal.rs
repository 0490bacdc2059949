//! The journal: transfers, seals and balances.

use domain::ledger::{Account, Seal, seal};
use storage::ledger::{Balance, balance_row};
use storage::{Db, StorageError, in_every_mode};

use crate::world::TestAuthority;

in_every_mode! {
    the_chain_has_no_gap_and_nobody_moves_it_twice
    seals_of_unknown_transfers_are_refused
    balances_add_up
}

async fn the_chain_has_no_gap_and_nobody_moves_it_twice(db: Db) {
    let mut authority = TestAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let transfers: Vec<_> = (1..=25)
        .map(|cents| authority.transfer(payment, cents))
        .collect();
    let mut tx = db.write(authority.scope()).await.unwrap();
    tx.ledger().insert(&transfers).await.unwrap();
    tx.commit().await.unwrap();

    loop {
        let mut tx = db.write(authority.scope()).await.unwrap();
        let (before, mut last) = tx.ledger().hold_head().await.unwrap();
        let open = tx.ledger().unsealed(None, 10).await.unwrap();
        if open.is_empty() {
            break;
        }
        let mut sequence = before;
        let mut seals = Vec::new();
        for stored in &open {
            sequence += 1;
            last = seal(last, sequence, &stored.transfer);
            seals.push((stored.transfer.id, sequence, last));
        }
        tx.ledger().save_seals(&seals).await.unwrap();
        tx.ledger()
            .save_head(before, (sequence, last))
            .await
            .unwrap();
        let twice = tx.ledger().save_head(before, (sequence, last)).await;
        assert!(matches!(twice, Err(StorageError::Conflict)), "{twice:?}");
        tx.commit().await.unwrap();
    }

    let mut tx = db.read(authority.scope()).await.unwrap();
    let sealed = tx.ledger().sealed_after(0, 100).await.unwrap();
    let mut last = Seal::START;
    for (stored, sequence) in sealed.iter().zip(1..) {
        last = seal(last, sequence, &stored.transfer);
        assert_eq!(stored.sealed, Some((sequence, last)));
    }
    assert_eq!(sealed.len(), 25);
    assert_eq!(tx.ledger().head().await.unwrap(), Some((25, last)));
    assert_eq!(tx.ledger().sealed_after(20, 100).await.unwrap().len(), 5);
}

async fn seals_of_unknown_transfers_are_refused(db: Db) {
    let mut authority = TestAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let nowhere = authority.transfer(payment, 5);
    let mut tx = db.write(authority.scope()).await.unwrap();
    let refused = tx
        .ledger()
        .save_seals(&[(nowhere.id, 1, Seal::START)])
        .await;
    assert!(
        matches!(refused, Err(StorageError::Conflict)),
        "{refused:?}"
    );
}

async fn balances_add_up(db: Db) {
    let mut authority = TestAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let rows = [Account::Receivable(payment), Account::Claims].map(balance_row);
    for _ in 0..3 {
        let mut tx = db.write(authority.scope()).await.unwrap();
        for (account, (debit_cents, credit_cents)) in rows.iter().zip([(1250, 0), (0, 1250)]) {
            let account = account.clone();
            let balance = Balance {
                account,
                debit_cents,
                credit_cents,
            };
            tx.ledger().add_to_balance(&balance).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    let mut tx = db.read(authority.scope()).await.unwrap();
    let told: Vec<_> = tx
        .ledger()
        .balances()
        .await
        .unwrap()
        .into_iter()
        .map(|balance| (balance.account, balance.debit_cents, balance.credit_cents))
        .collect();
    let all = [
        ("claims".to_owned(), 0, 3750),
        ("receivable".to_owned(), 3750, 0),
    ];
    assert_eq!(told, all);
}
