//! Captures, and refunds that were seen.

use domain::payments::Fact;
use storage::{Db, in_every_mode};

use crate::world::{TestAuthority, capture, euro, minutes};

in_every_mode! {
    money_is_booked_once
    a_refund_is_booked_once
    the_money_that_settled_a_payment_is_known
}

async fn money_is_booked_once(db: Db) {
    let mut authority = TestAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let attempt = authority.attempt(&mut tx, payment).await;
    let money = capture(payment, attempt, "CAP-1");
    let book = (Fact::Paid, minutes(4));
    assert!(
        tx.money()
            .insert_capture(authority.account, &money, book.0, book.1)
            .await
            .unwrap()
    );
    assert!(
        !tx.money()
            .insert_capture(authority.account, &money, book.0, book.1)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();

    let mut tx = db.write(authority.scope()).await.unwrap();
    assert!(
        !tx.money()
            .insert_capture(authority.account, &money, book.0, book.1)
            .await
            .unwrap()
    );
    assert_eq!(
        tx.money()
            .capture(authority.account, "CAP-1")
            .await
            .unwrap(),
        Some(money.clone())
    );
    let day = (minutes(3), minutes(4));
    assert_eq!(
        tx.money()
            .captures_between(authority.account, day)
            .await
            .unwrap(),
        [money]
    );
    let next = (minutes(4), minutes(5));
    assert!(
        tx.money()
            .captures_between(authority.account, next)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn a_refund_is_booked_once(db: Db) {
    let mut authority = TestAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let attempt = authority.attempt(&mut tx, payment).await;
    let money = capture(payment, attempt, "CAP-1");
    tx.money()
        .insert_capture(authority.account, &money, Fact::Paid, minutes(4))
        .await
        .unwrap();
    let part = (&money, euro(500));
    assert!(
        tx.money()
            .insert_refund_seen(authority.account, "REF-1", part, minutes(5))
            .await
            .unwrap()
    );
    assert!(
        !tx.money()
            .insert_refund_seen(authority.account, "REF-1", part, minutes(6))
            .await
            .unwrap()
    );
    assert!(
        tx.money()
            .insert_refund_seen(authority.account, "REF-2", part, minutes(6))
            .await
            .unwrap()
    );
    let mut seen = tx.money().refunds_seen(authority.account).await.unwrap();
    seen.sort();
    let all = [
        ("REF-1".to_owned(), euro(500)),
        ("REF-2".to_owned(), euro(500)),
    ];
    assert_eq!(seen, all);
}

async fn the_money_that_settled_a_payment_is_known(db: Db) {
    let mut authority = TestAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let attempt = authority.attempt(&mut tx, payment).await;
    assert!(!tx.money().has_capture(payment).await.unwrap());
    for (reference, fact) in [("LATE", Fact::PaidLate), ("PAID", Fact::Paid)] {
        let money = capture(payment, attempt, reference);
        tx.money()
            .insert_capture(authority.account, &money, fact, minutes(4))
            .await
            .unwrap();
        assert!(tx.money().has_capture(payment).await.unwrap());
    }
    let settled = tx.money().settling_capture(payment).await.unwrap();
    assert_eq!(settled, Some(("PAID".to_owned(), minutes(3))));
}
