//! The journal: transfers, seals and balances.

use domain::access::Actor;
use domain::ledger::chain::{seal_line, transfer_line};
use domain::ledger::{Account, AccountKind, Booking, Seal, Source};
use domain::{ClaimId, Day};
use storage::ledger::balances::{Balance, balance_row};
use storage::{Db, StorageError, in_every_mode};

use crate::authority::{START, StoredAuthority};

in_every_mode! {
    a_group_is_read_as_it_was_booked_and_reversed_once
    the_chain_has_no_gap_and_is_not_moved_twice
    seals_of_unknown_transfers_are_refused
    balances_add_up
}

async fn a_group_is_read_as_it_was_booked_and_reversed_once(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let group = authority.group(payment, 1250);
    let id = group.head().id;
    let mut tx = db.write(authority.scope()).await.unwrap();
    tx.ledger().insert(&group).await.unwrap();
    tx.commit().await.unwrap();
    let days = Booking {
        posting_day: group.head().posting_day,
        value_day: group.head().value_day,
        actor: Actor::Payer,
    };
    for first in [true, false] {
        let mut tx = db.write(authority.scope()).await.unwrap();
        let stored = tx.ledger().group(id).await.unwrap().expect("the group");
        assert_eq!(stored, group);
        let back = stored.reversed(&mut authority.moment, &days, Source::Correction(id));
        tx.ledger().insert(&back).await.unwrap();
        let committed = tx.commit().await;
        if first {
            committed.unwrap();
        } else {
            assert!(
                matches!(committed, Err(StorageError::Conflict)),
                "{committed:?}"
            );
        }
    }
}

async fn the_chain_has_no_gap_and_is_not_moved_twice(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    for cents in 1..=25 {
        let group = authority.group(payment, cents);
        tx.ledger().insert(&group).await.unwrap();
    }
    tx.commit().await.unwrap();

    loop {
        let mut tx = db.write(authority.scope()).await.unwrap();
        let before = tx.ledger().hold_head().await.unwrap();
        let (before, mut last) = before.map_or((0, Seal::START), |head| {
            (head.place.number, head.place.seal)
        });
        let open = tx.ledger().unsealed(None, 10).await.unwrap();
        if open.is_empty() {
            break;
        }
        let mut number = before;
        let mut seals = Vec::new();
        for stored in &open {
            number += 1;
            let line = transfer_line(number, &stored.head, &stored.transfer);
            last = seal_line(last, &line);
            seals.push((stored.transfer.id, number, last));
        }
        tx.ledger().save_seals(&seals).await.unwrap();
        let head = authority.head(number, last);
        tx.ledger().insert_head(&head).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.write(authority.scope()).await.unwrap();
        let twice = tx.ledger().insert_head(&head).await;
        assert!(matches!(twice, Err(StorageError::Conflict)), "{twice:?}");
    }

    let mut tx = db.read(authority.scope()).await.unwrap();
    let sealed = tx.ledger().sealed_after(0, 100).await.unwrap();
    let mut last = Seal::START;
    for (stored, number) in sealed.iter().zip(1..) {
        let line = transfer_line(number, &stored.head, &stored.transfer);
        last = seal_line(last, &line);
        assert_eq!(stored.sealed, Some((number, last)));
    }
    assert_eq!(sealed.len(), 25);
    let head = authority.head(25, last);
    assert_eq!(tx.ledger().head().await.unwrap(), Some(head.clone()));
    let heads = tx.ledger().heads_after(10, 100).await.unwrap();
    assert_eq!(heads.last(), Some(&head));
    assert_eq!(heads.len(), 2);
    assert_eq!(tx.ledger().sealed_after(20, 100).await.unwrap().len(), 5);
}

async fn seals_of_unknown_transfers_are_refused(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let nowhere = authority.group(payment, 5).transfers()[0];
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
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let claim = ClaimId::new(&mut authority.moment);
    let rows = [AccountKind::Receivable(payment), AccountKind::Claim(claim)];
    let rows = rows.map(|kind| balance_row(Account::euro(kind)));
    for _ in 0..3 {
        let mut tx = db.write(authority.scope()).await.unwrap();
        for (account, (debit_cents, credit_cents)) in rows.iter().zip([(1250, 0), (0, 1250)]) {
            let account = account.clone();
            let balance = Balance {
                account,
                posting_day: Day::in_berlin(START),
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
