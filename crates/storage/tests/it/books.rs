//! Money: captures, refunds, transfers, seals and balances.

use domain::ledger::{Account, Seal, seal};
use domain::payments::Fact;
use storage::ledger::{Balance, balance_row};
use storage::{Db, StorageError, on_both_engines};

use crate::world::{Town, capture, euro, minutes};

on_both_engines! {
    money_is_booked_once
    a_refund_is_booked_once
    the_money_that_settled_a_payment_is_known
    the_chain_has_no_gap_and_nobody_moves_it_twice
    seals_of_unknown_transfers_are_refused
    balances_add_up
}

async fn money_is_booked_once(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payment = town.owed(&db).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    let attempt = town.attempt(&mut tx, payment).await;
    let money = capture(payment, attempt, "CAP-1");
    let book = (Fact::Paid, minutes(4));
    assert!(
        tx.insert_capture(town.account, &money, book.0, book.1)
            .await
            .unwrap()
    );
    assert!(
        !tx.insert_capture(town.account, &money, book.0, book.1)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();

    let mut tx = db.begin(town.scope()).await.unwrap();
    assert!(
        !tx.insert_capture(town.account, &money, book.0, book.1)
            .await
            .unwrap()
    );
    assert_eq!(
        tx.capture(town.account, "CAP-1").await.unwrap(),
        Some(money.clone())
    );
    let day = (minutes(3), minutes(4));
    assert_eq!(
        tx.captures_between(town.account, day).await.unwrap(),
        [money]
    );
    let next = (minutes(4), minutes(5));
    assert!(
        tx.captures_between(town.account, next)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn a_refund_is_booked_once(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payment = town.owed(&db).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    let attempt = town.attempt(&mut tx, payment).await;
    let money = capture(payment, attempt, "CAP-1");
    tx.insert_capture(town.account, &money, Fact::Paid, minutes(4))
        .await
        .unwrap();
    let part = (&money, euro(500));
    assert!(
        tx.insert_refund_seen(town.account, "REF-1", part, minutes(5))
            .await
            .unwrap()
    );
    assert!(
        !tx.insert_refund_seen(town.account, "REF-1", part, minutes(6))
            .await
            .unwrap()
    );
    assert!(
        tx.insert_refund_seen(town.account, "REF-2", part, minutes(6))
            .await
            .unwrap()
    );
    let mut seen = tx.refunds_seen(town.account).await.unwrap();
    seen.sort();
    let all = [
        ("REF-1".to_owned(), euro(500)),
        ("REF-2".to_owned(), euro(500)),
    ];
    assert_eq!(seen, all);
}

async fn the_money_that_settled_a_payment_is_known(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payment = town.owed(&db).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    let attempt = town.attempt(&mut tx, payment).await;
    assert!(!tx.has_capture(payment).await.unwrap());
    for (reference, fact) in [("LATE", Fact::PaidLate), ("PAID", Fact::Paid)] {
        let money = capture(payment, attempt, reference);
        tx.insert_capture(town.account, &money, fact, minutes(4))
            .await
            .unwrap();
        assert!(tx.has_capture(payment).await.unwrap());
    }
    let settled = tx.settling_capture(payment).await.unwrap();
    assert_eq!(settled, Some(("PAID".to_owned(), minutes(3))));
}

async fn the_chain_has_no_gap_and_nobody_moves_it_twice(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payment = town.owed(&db).await;
    let transfers: Vec<_> = (1..=25)
        .map(|cents| town.transfer(payment, cents))
        .collect();
    let mut tx = db.begin(town.scope()).await.unwrap();
    tx.insert_transfers(&transfers).await.unwrap();
    tx.commit().await.unwrap();

    loop {
        let mut tx = db.begin(town.scope()).await.unwrap();
        let (before, mut last) = tx.hold_seal_head().await.unwrap();
        let open = tx.unsealed(None, 10).await.unwrap();
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
        tx.save_seals(&seals).await.unwrap();
        tx.save_seal_head(before, (sequence, last)).await.unwrap();
        let twice = tx.save_seal_head(before, (sequence, last)).await;
        assert!(matches!(twice, Err(StorageError::Conflict)), "{twice:?}");
        tx.commit().await.unwrap();
    }

    let mut tx = db.read(town.scope()).await.unwrap();
    let sealed = tx.sealed_after(0, 100).await.unwrap();
    let mut last = Seal::START;
    for (stored, sequence) in sealed.iter().zip(1..) {
        last = seal(last, sequence, &stored.transfer);
        assert_eq!(stored.sealed, Some((sequence, last)));
    }
    assert_eq!(sealed.len(), 25);
    assert_eq!(tx.seal_head().await.unwrap(), Some((25, last)));
    assert_eq!(tx.sealed_after(20, 100).await.unwrap().len(), 5);
    assert_eq!(tx.transfers_of(payment).await.unwrap().len(), 25);
}

async fn seals_of_unknown_transfers_are_refused(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payment = town.owed(&db).await;
    let nowhere = town.transfer(payment, 5);
    let mut tx = db.begin(town.scope()).await.unwrap();
    let refused = tx.save_seals(&[(nowhere.id, 1, Seal::START)]).await;
    assert!(
        matches!(refused, Err(StorageError::Conflict)),
        "{refused:?}"
    );
}

async fn balances_add_up(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payment = town.owed(&db).await;
    let rows = [Account::Receivable(payment), Account::Claims].map(balance_row);
    for _ in 0..3 {
        let mut tx = db.begin(town.scope()).await.unwrap();
        for (account, (debit_cents, credit_cents)) in rows.iter().zip([(1250, 0), (0, 1250)]) {
            let account = account.clone();
            let balance = Balance {
                account,
                debit_cents,
                credit_cents,
            };
            tx.add_to_balance(&balance).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    let mut tx = db.read(town.scope()).await.unwrap();
    let told: Vec<_> = tx
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
