//! What two do at once, on PostgreSQL: SQLite has one writer and proves nothing here.

use std::collections::HashSet;

use domain::ledger::Seal;
use domain::payments::{AttemptState, PaymentState};
use sqlx::{Executor, Row};
use storage::{Db, Scope, StorageError, WriteTx};

use crate::authority::{StoredAuthority, cancelled, minutes, postgres_by_hand};

/// Polls the other transactions of this database until `many` of them wait for a lock.
pub(crate) async fn until_waiting(by_hand: &mut sqlx::PgConnection, many: i64) {
    let sql = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while by_hand.fetch_one(sql).await.unwrap().get::<i64, _>(0) < many {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_transaction_that_waited_for_a_payment_reads_what_the_other_wrote() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let mut authority = StoredAuthority::found(&db, 1).await;
    let (id, scope) = (authority.owed(&db).await, authority.scope());
    let mut first = db.write(scope).await.unwrap();
    let payment = first.payments().hold(id).await.unwrap().unwrap();

    let second = tokio::spawn({
        let db = db.clone();
        async move {
            let mut tx = db.write(scope).await.unwrap();
            let mut payment = tx.payments().hold(id).await.unwrap().unwrap();
            tx.payments().save(&mut payment).await.unwrap();
            tx.commit().await.unwrap();
            payment.state
        }
    });
    until_waiting(&mut by_hand, 1).await;
    first
        .payments()
        .save(&mut cancelled(payment))
        .await
        .unwrap();
    first.commit().await.unwrap();
    assert_eq!(second.await.unwrap(), PaymentState::Cancelled);
}

#[tokio::test]
async fn a_transaction_that_waited_for_an_attempt_reads_what_the_other_wrote_of_both() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let mut authority = StoredAuthority::found(&db, 1).await;
    let (id, scope) = (authority.owed(&db).await, authority.scope());
    let mut tx = db.write(scope).await.unwrap();
    let attempt = authority.attempt(&mut tx, id).await;
    tx.commit().await.unwrap();
    let mut first = db.write(scope).await.unwrap();
    let (payment, mut seen) = first
        .payments()
        .attempts()
        .hold(attempt)
        .await
        .unwrap()
        .unwrap();

    let second = tokio::spawn({
        let db = db.clone();
        async move {
            let mut tx = db.write(scope).await.unwrap();
            let (mut payment, attempt) = tx
                .payments()
                .attempts()
                .hold(attempt)
                .await
                .unwrap()
                .unwrap();
            tx.payments().save(&mut payment).await.unwrap();
            tx.payments().attempts().save(&attempt).await.unwrap();
            tx.commit().await.unwrap();
            (payment.state, attempt.state)
        }
    });
    until_waiting(&mut by_hand, 1).await;
    seen.state = AttemptState::Lapsed;
    first.payments().attempts().save(&seen).await.unwrap();
    first
        .payments()
        .save(&mut cancelled(payment))
        .await
        .unwrap();
    first.commit().await.unwrap();
    let read = (PaymentState::Cancelled, AttemptState::Lapsed);
    assert_eq!(second.await.unwrap(), read);
}

#[tokio::test]
async fn of_two_transactions_that_wait_for_each_other_one_is_told_to_try_again() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let mut authority = StoredAuthority::found(&db, 1).await;
    let (one, two, scope) = (
        authority.owed(&db).await,
        authority.owed(&db).await,
        authority.scope(),
    );
    let mut tx = db.write(scope).await.unwrap();
    tx.payments().hold(one).await.unwrap();
    let other = tokio::spawn({
        let db = db.clone();
        async move {
            let mut tx = db.write(scope).await.unwrap();
            tx.payments().hold(two).await.unwrap();
            tx.payments().hold(one).await
        }
    });
    until_waiting(&mut by_hand, 1).await;
    let mine = tx.payments().hold(two).await;
    drop(tx);
    let ((Err(lost), won) | (won, Err(lost))) = (mine, other.await.unwrap()) else {
        panic!("both got both payments");
    };
    assert!(matches!(lost, StorageError::Conflict), "{lost:?}");
    won.unwrap();
}

#[tokio::test]
async fn two_sealers_extend_the_chain_one_after_the_other() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let authority = StoredAuthority::found(&db, 1).await;
    let scope = authority.scope();
    let seal_one = async |tx: &mut WriteTx| {
        let before = tx.ledger().hold_head().await.unwrap();
        let number = before.map_or(0, |head| head.place.number);
        let head = authority.head(number + 1, Seal::START);
        tx.ledger().insert_head(&head).await.unwrap();
    };
    let mut first = db.write(scope).await.unwrap();
    seal_one(&mut first).await;
    let second = async {
        let mut tx = db.write(scope).await.unwrap();
        seal_one(&mut tx).await;
        tx.commit().await.unwrap();
    };
    let finish_first = async {
        until_waiting(&mut by_hand, 1).await;
        first.commit().await.unwrap();
    };
    tokio::join!(second, finish_first);
    let mut tx = db.read(scope).await.unwrap();
    assert_eq!(
        tx.ledger()
            .head()
            .await
            .unwrap()
            .map(|head| head.place.number),
        Some(2)
    );
}

/// Without the queue's lock the second would choose what the first is taking, and go without.
#[tokio::test]
async fn a_worker_that_waited_at_a_queue_gets_what_the_other_left() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let mut authority = StoredAuthority::found(&db, 1).await;
    for _ in 0..10 {
        authority.owed(&db).await;
    }
    let tenant = authority.tenant;
    let take = async || {
        let mut tx = db.write(Scope::Operator).await.unwrap();
        tx.payments().hold_due().await.unwrap();
        let due = tx
            .payments()
            .take_due(tenant, (minutes(30), minutes(35)), 5)
            .await
            .unwrap();
        (
            tx,
            due.into_iter()
                .map(|due| due.payment)
                .collect::<HashSet<_>>(),
        )
    };
    let (first, taken) = take().await;
    let finish_first = async {
        until_waiting(&mut by_hand, 1).await;
        first.commit().await.unwrap();
    };
    let ((second, left), ()) = tokio::join!(take(), finish_first);
    second.commit().await.unwrap();
    assert_eq!((taken.len(), left.len()), (5, 5));
    assert!(taken.is_disjoint(&left));
}

/// A transaction that has its connection.
async fn begun(db: &Db) -> Result<WriteTx, StorageError> {
    let mut tx = db.write(Scope::Operator).await?;
    tx.raw_number("SELECT CAST(1 AS bigint)").await?;
    Ok(tx)
}

#[tokio::test]
async fn after_the_server_dropped_every_connection_the_next_transaction_works() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let open = (0..8).map(|_| begun(&db));
    let open = futures_util::future::try_join_all(open).await.unwrap();
    for tx in open {
        tx.commit().await.unwrap();
    }
    // Until all lie in the pool.
    let idle = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle'";
    while by_hand.fetch_one(idle).await.unwrap().get::<i64, _>(0) < 8 {
        tokio::task::yield_now().await;
    }
    let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let ended = by_hand.fetch_one(end).await.unwrap().get::<i64, _>(0);
    assert!(ended >= 8, "only {ended} connections were there");
    let steps = (0..8).map(|_| async { begun(&db).await?.commit().await });
    futures_util::future::try_join_all(steps).await.unwrap();
}

#[tokio::test]
async fn a_transaction_dropped_while_waiting_for_a_row_holds_nothing() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let mut authority = StoredAuthority::found(&db, 1).await;
    let (id, scope) = (authority.owed(&db).await, authority.scope());
    let mut first = db.write(scope).await.unwrap();
    first.payments().hold(id).await.unwrap();
    let waiting = tokio::spawn({
        let db = db.clone();
        async move {
            let mut tx = db.write(scope).await.unwrap();
            tx.payments().hold(id).await.unwrap();
            tx.commit().await.unwrap();
        }
    });
    until_waiting(&mut by_hand, 1).await;
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    first.commit().await.unwrap();
    let mut tx = db.write(scope).await.unwrap();
    tx.payments().hold(id).await.unwrap();
    tx.commit().await.unwrap();
}
