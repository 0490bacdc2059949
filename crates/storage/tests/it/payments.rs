//! A payment from its claim to its end, and the names the outside knows a tenant by.

use domain::AttemptId;
use domain::payments::{AttemptState, Method, PaymentState};
use storage::tenants::names::NameKind;
use storage::{Db, Scope, StorageError, on_both_engines};

use crate::world::{Town, cancelled, euro, minutes, request};

on_both_engines! {
    what_was_written_is_read_again
    a_kassenzeichen_is_given_once_per_tenant
    a_request_id_is_used_once_per_end_point
    a_payment_is_not_saved_over_somebody_elses_change
    an_attempt_is_not_saved_over_somebody_elses_change
    an_order_of_a_provider_leads_to_its_attempt
    a_name_belongs_to_one_tenant
    counters_are_never_given_twice
    a_step_that_was_dropped_did_nothing
    a_step_with_a_failed_statement_cannot_be_committed
    tenant_data_needs_a_tenant
    a_snapshot_stays_as_it_was_first_seen
}

async fn what_was_written_is_read_again(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    let id = town.owe_under(&mut tx, "51254260000017").await.unwrap();
    tx.insert_request(&request(id, "r-1")).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.begin(town.scope()).await.unwrap();
    let mut payment = tx.payment(id).await.unwrap().unwrap();
    assert_eq!(payment.state, PaymentState::Open);
    assert_eq!(payment.amount, euro(1250));
    assert_eq!(payment.expires_at, minutes(30));
    assert_eq!(payment.due_at, Some(minutes(30)));
    let attempt = town.attempt(&mut tx, id).await;
    payment.state = PaymentState::Paying(attempt);
    payment.attempts = 1;
    payment.method = Some(Method::PAYPAL);
    tx.save_payment(&mut payment).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.read(town.scope()).await.unwrap();
    let again = tx.payment(id).await.unwrap().unwrap();
    assert_eq!(again.state, PaymentState::Paying(attempt));
    let pair = ("town", "parking");
    let status = tx.payment_status(id, pair).await.unwrap().unwrap();
    assert_eq!(status.kassenzeichen, "51254260000017");
    assert_eq!(status.method, Some(Method::PAYPAL));
    assert!(
        tx.payment_status(id, ("town", "museum"))
            .await
            .unwrap()
            .is_none()
    );
    let page = tx.payment_page(id).await.unwrap().unwrap();
    assert_eq!(page.attempt_state.as_deref(), Some("intended"));
    let known = tx.payment_by_request(pair, "r-1").await.unwrap();
    assert_eq!(known, Some((id, [3; 32])));
    assert!(tx.endpoint(pair).await.unwrap().is_some());
}

async fn a_kassenzeichen_is_given_once_per_tenant(db: Db) {
    let (mut here, mut there) = (Town::found(&db, 1).await, Town::found(&db, 2).await);
    let mut tx = db.begin(here.scope()).await.unwrap();
    here.owe_under(&mut tx, "4711").await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.begin(there.scope()).await.unwrap();
    there.owe_under(&mut tx, "4711").await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.begin(here.scope()).await.unwrap();
    here.owe_under(&mut tx, "4711").await.unwrap();
    let again = tx.commit().await;
    assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");
}

async fn a_request_id_is_used_once_per_end_point(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let (one, two) = (town.owed(&db).await, town.owed(&db).await);
    let mut tx = db.begin(town.scope()).await.unwrap();
    tx.insert_request(&request(one, "r-1")).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.begin(town.scope()).await.unwrap();
    tx.insert_request(&request(two, "r-1")).await.unwrap();
    let again = tx.commit().await;
    assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");

    let mut tx = db.begin(town.scope()).await.unwrap();
    tx.insert_request(&request(two, "r-2")).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_payment_is_not_saved_over_somebody_elses_change(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let id = town.owed(&db).await;
    let mut tx = db.read(town.scope()).await.unwrap();
    let seen = tx.payment(id).await.unwrap().unwrap();
    drop(tx);

    let mut tx = db.begin(town.scope()).await.unwrap();
    tx.save_payment(&mut seen.clone()).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.begin(town.scope()).await.unwrap();
    tx.save_payment(&mut cancelled(seen)).await.unwrap();
    let late = tx.commit().await;
    assert!(matches!(late, Err(StorageError::Conflict)), "{late:?}");

    let mut tx = db.begin(town.scope()).await.unwrap();
    let now = tx.payment(id).await.unwrap().unwrap();
    assert_eq!(now.state, PaymentState::Open);
    tx.save_payment(&mut cancelled(now)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn an_attempt_is_not_saved_over_somebody_elses_change(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payment = town.owed(&db).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    let id = town.attempt(&mut tx, payment).await;
    let mut seen = tx.attempt(id).await.unwrap().unwrap();
    seen.state = AttemptState::Lapsed;
    tx.save_attempt(&seen).await.unwrap();
    tx.save_attempt(&seen).await.unwrap();
    let late = tx.commit().await;
    assert!(matches!(late, Err(StorageError::Conflict)), "{late:?}");
}

async fn an_order_of_a_provider_leads_to_its_attempt(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payment = town.owed(&db).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    let id = town.attempt(&mut tx, payment).await;
    let mut attempt = tx.attempt(id).await.unwrap().unwrap();
    attempt.state = AttemptState::Offered;
    attempt.order = Some("5O190127TN364715T".to_owned());
    attempt.buyer_url = Some("https://paypal.example/checkout".to_owned());
    tx.save_attempt(&attempt).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.read(town.scope()).await.unwrap();
    let found = tx
        .attempt_by_order(town.account, "5O190127TN364715T")
        .await
        .unwrap();
    assert_eq!(found, Some(id));
    assert_eq!(tx.last_attempt(payment).await.unwrap(), Some(id));
    assert_eq!(
        tx.attempt(AttemptId::new(&mut town.moment)).await.unwrap(),
        None
    );
}

async fn a_name_belongs_to_one_tenant(db: Db) {
    let (here, there) = (Town::found(&db, 1).await, Town::found(&db, 2).await);
    for _ in 0..2 {
        let mut tx = db.begin(here.scope()).await.unwrap();
        tx.claim_name(NameKind::Slug, "beispielstadt")
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let mut tx = db.begin(there.scope()).await.unwrap();
    let taken = tx.claim_name(NameKind::Slug, "beispielstadt").await;
    assert!(matches!(taken, Err(StorageError::Conflict)), "{taken:?}");
    // Names of another kind are other names, and a counted conflict spoils no step.
    tx.claim_name(NameKind::Client, "beispielstadt")
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.read(Scope::Operator).await.unwrap();
    let slug = tx
        .find_tenant(NameKind::Slug, "beispielstadt")
        .await
        .unwrap();
    assert_eq!(slug, Some(here.tenant));
    let client = tx
        .find_tenant(NameKind::Client, "beispielstadt")
        .await
        .unwrap();
    assert_eq!(client, Some(there.tenant));
    assert_eq!(tx.all_tenants().await.unwrap(), [here.tenant]);
}

async fn counters_are_never_given_twice(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    let new = domain::PoolId::new(&mut town.moment);
    let pool = tx.put_pool(new, "main", "{}", 1).await.unwrap();
    assert_ne!(pool, new, "the pool of this code is there already");
    assert_eq!(tx.take_counters(pool, 50).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let mut tx = db.begin(town.scope()).await.unwrap();
    assert_eq!(tx.take_counters(pool, 1).await.unwrap(), 51);
}

async fn a_step_that_was_dropped_did_nothing(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    let id = town.owe(&mut tx).await;
    drop(tx);
    let mut tx = db.read(town.scope()).await.unwrap();
    assert_eq!(tx.payment(id).await.unwrap(), None);
}

async fn a_step_with_a_failed_statement_cannot_be_committed(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    let id = town.owe_under(&mut tx, "4711").await.unwrap();
    town.owe_under(&mut tx, "4711").await.unwrap();
    let read = tx.payment(id).await;
    assert!(matches!(read, Err(StorageError::Conflict)), "{read:?}");
    assert!(
        tx.payment(id).await.is_err(),
        "nothing else runs in this step"
    );
    let committed = tx.commit().await;
    assert!(
        matches!(committed, Err(StorageError::NotCommitted(_))),
        "{committed:?}"
    );
    let mut tx = db.read(town.scope()).await.unwrap();
    assert_eq!(tx.payment(id).await.unwrap(), None);
}

async fn tenant_data_needs_a_tenant(db: Db) {
    let mut tx = db.begin(Scope::Operator).await.unwrap();
    let answer = tx.balances().await;
    assert!(matches!(answer, Err(StorageError::NoTenant)), "{answer:?}");
}

async fn a_snapshot_stays_as_it_was_first_seen(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let id = town.owed(&db).await;
    let mut snapshot = db.snapshot(town.scope()).await.unwrap();
    assert_eq!(
        snapshot.count_payments().await.unwrap(),
        [("open".to_owned(), 1)]
    );
    if db.is_postgres() {
        let mut tx = db.begin(town.scope()).await.unwrap();
        let payment = tx.payment(id).await.unwrap().unwrap();
        tx.save_payment(&mut cancelled(payment)).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(
        snapshot.count_payments().await.unwrap(),
        [("open".to_owned(), 1)]
    );
    assert_eq!(snapshot.owed_by_open_payments().await.unwrap(), 1250);
}
