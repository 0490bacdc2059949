//! Money that arrived and money that left.

use domain::ledger::postings::Place;
use domain::payments::Fact;
use storage::{Db, in_every_mode};

use crate::authority::{StoredAuthority, euro, minutes};

in_every_mode! {
    money_is_booked_once
    a_refund_is_booked_once_and_counted
    the_money_that_settled_a_payment_is_known
    a_refund_that_is_told_before_its_money_counts
}

async fn money_is_booked_once(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let attempt = authority.attempt(&mut tx, payment).await;
    let money = authority.money_in(payment, attempt, "CAP-1");
    let again = authority.money_in(payment, attempt, "CAP-1");
    assert!(tx.money().insert_in(&money).await.unwrap());
    assert!(!tx.money().insert_in(&again).await.unwrap());
    tx.commit().await.unwrap();

    let mut tx = db.write(authority.scope()).await.unwrap();
    assert!(!tx.money().insert_in(&again).await.unwrap());
    assert_eq!(
        tx.money()
            .capture(authority.account, "CAP-1")
            .await
            .unwrap(),
        Some(money.clone())
    );
    let day = (minutes(3), minutes(4));
    let between = tx
        .money()
        .arrived_between(authority.account, day)
        .await
        .unwrap();
    assert_eq!(between, [money]);
    let next = (minutes(4), minutes(5));
    let between = tx
        .money()
        .arrived_between(authority.account, next)
        .await
        .unwrap();
    assert!(between.is_empty());
    assert_eq!(
        tx.money()
            .cleared_cents(Place::Provider(authority.account))
            .await
            .unwrap(),
        1250 - 79
    );
}

async fn a_refund_is_booked_once_and_counted(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let attempt = authority.attempt(&mut tx, payment).await;
    let money = authority.money_in(payment, attempt, "CAP-1");
    assert!(tx.money().insert_in(&money).await.unwrap());
    let mut exceeded = Vec::new();
    for reference in ["REF-1", "REF-2", "REF-3"] {
        let out = authority.money_out(&money, reference);
        assert!(tx.money().insert_out(&out).await.unwrap());
        let again = authority.money_out(&money, reference);
        assert!(!tx.money().insert_out(&again).await.unwrap());
        let sums = tx.money().add_seen(money.place, "CAP-1", out.amount).await;
        let sums = sums.unwrap();
        exceeded.push(sums.exceeded());
    }
    assert_eq!(exceeded, [false, false, true], "a fact is never refused");
    let seen = tx
        .money()
        .refund_seen(authority.account, "REF-2")
        .await
        .unwrap();
    assert_eq!(seen, Some(euro(500)));
    assert_eq!(
        tx.money()
            .refund_seen(authority.account, "REF-9")
            .await
            .unwrap(),
        None
    );
    assert_eq!(tx.money().left_of(payment).await.unwrap().len(), 3);
    tx.commit().await.unwrap();
}

async fn the_money_that_settled_a_payment_is_known(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let attempt = authority.attempt(&mut tx, payment).await;
    assert!(!tx.money().arrived_for(payment).await.unwrap());
    for (reference, fact) in [("LATE", Fact::PaidLate), ("PAID", Fact::Paid)] {
        let mut money = authority.money_in(payment, attempt, reference);
        money.fact = Some(fact);
        assert!(tx.money().insert_in(&money).await.unwrap());
    }
    assert!(tx.money().arrived_for(payment).await.unwrap());
    let settled = tx.money().settling(payment).await.unwrap();
    assert_eq!(settled, Some(("PAID".to_owned(), minutes(3))));
}

async fn a_refund_that_is_told_before_its_money_counts(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let attempt = authority.attempt(&mut tx, payment).await;
    let money = authority.money_in(payment, attempt, "CAP-1");
    let mut out = authority.money_out(&money, "REF-1");
    (out.money_in, out.payment) = (None, None);
    assert!(tx.money().insert_out(&out).await.unwrap());
    tx.money()
        .add_seen(money.place, "CAP-1", out.amount)
        .await
        .unwrap();
    assert!(tx.money().insert_in(&money).await.unwrap());
    tx.commit().await.unwrap();
    let mut tx = db.read(authority.scope()).await.unwrap();
    let sums = tx.money().sums(money.place, "CAP-1").await.unwrap();
    assert_eq!((sums.received, sums.seen), (euro(1250), euro(500)));
    assert_eq!(tx.money().left_of(payment).await.unwrap().len(), 1);
}
