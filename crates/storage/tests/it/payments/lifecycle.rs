//! A payment from its claim to its end.

use domain::payments::{AttemptState, Method, PaymentState};
use domain::{AttemptId, BindingId};
use storage::{Db, StorageError, in_every_mode};

use crate::authority::{CHANNEL, StoredAuthority, cancelled, euro, minutes};

in_every_mode! {
    what_was_written_is_read_again
    a_kassenzeichen_is_given_once_per_tenant
    a_payment_is_not_saved_over_another_change
    an_attempt_is_not_saved_over_another_change
    an_order_of_a_provider_leads_to_its_attempt
}

async fn what_was_written_is_read_again(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let id = authority
        .owe_under(&mut tx, "51254260000017")
        .await
        .unwrap();
    tx.payments()
        .requests()
        .insert(&authority.request(id, "r-1"))
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.write(authority.scope()).await.unwrap();
    let mut payment = tx.payments().find(id).await.unwrap().unwrap();
    assert_eq!(payment.state, PaymentState::Open);
    assert_eq!(payment.amount, euro(1250));
    assert_eq!(payment.expires_at, minutes(30));
    assert_eq!(payment.due_at, Some(minutes(30)));
    let attempt = authority.attempt(&mut tx, id).await;
    payment.state = PaymentState::Paying(attempt);
    payment.attempts = 1;
    payment.method = Some(Method::PAYPAL);
    tx.payments().save(&mut payment).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.read(authority.scope()).await.unwrap();
    let again = tx.payments().find(id).await.unwrap().unwrap();
    assert_eq!(again.state, PaymentState::Paying(attempt));
    let status = tx
        .payments()
        .requests()
        .status(id, authority.binding)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(status.kassenzeichen, "51254260000017");
    assert_eq!(status.method, Some(Method::PAYPAL));
    assert!(
        tx.payments()
            .requests()
            .status(id, BindingId::new(&mut authority.moment))
            .await
            .unwrap()
            .is_none()
    );
    let found = tx.payments().requests().payment_with_page(id).await;
    let (_, page) = found.unwrap().unwrap();
    assert_eq!(page.attempt_state.as_deref(), Some("intended"));
    let bindings = tx.tenants().bindings().all().await.unwrap();
    let bindings: Vec<_> = bindings
        .iter()
        .map(|one| (one.id, one.channel, one.key.as_str(), one.service))
        .collect();
    let (binding, service) = (authority.binding, authority.service);
    assert_eq!(bindings, [(binding, CHANNEL, "authority/parking", service)]);
}

async fn a_kassenzeichen_is_given_once_per_tenant(db: Db) {
    let (mut here, mut there) = (
        StoredAuthority::found(&db, 1).await,
        StoredAuthority::found(&db, 2).await,
    );
    let mut tx = db.write(here.scope()).await.unwrap();
    here.owe_under(&mut tx, "4711").await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.write(there.scope()).await.unwrap();
    there.owe_under(&mut tx, "4711").await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.write(here.scope()).await.unwrap();
    here.owe_under(&mut tx, "4711").await.unwrap();
    let again = tx.commit().await;
    assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");
}

async fn a_payment_is_not_saved_over_another_change(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let id = authority.owed(&db).await;
    let mut tx = db.read(authority.scope()).await.unwrap();
    let seen = tx.payments().find(id).await.unwrap().unwrap();
    drop(tx);

    let mut tx = db.write(authority.scope()).await.unwrap();
    tx.payments().save(&mut seen.clone()).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.write(authority.scope()).await.unwrap();
    tx.payments().save(&mut cancelled(seen)).await.unwrap();
    let late = tx.commit().await;
    assert!(matches!(late, Err(StorageError::Conflict)), "{late:?}");

    let mut tx = db.write(authority.scope()).await.unwrap();
    let now = tx.payments().find(id).await.unwrap().unwrap();
    assert_eq!(now.state, PaymentState::Open);
    tx.payments().save(&mut cancelled(now)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn an_attempt_is_not_saved_over_another_change(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let id = authority.attempt(&mut tx, payment).await;
    let mut seen = tx.payments().attempts().find(id).await.unwrap().unwrap();
    seen.state = AttemptState::Lapsed;
    tx.payments().attempts().save(&seen).await.unwrap();
    tx.payments().attempts().save(&seen).await.unwrap();
    let late = tx.commit().await;
    assert!(matches!(late, Err(StorageError::Conflict)), "{late:?}");
}

async fn an_order_of_a_provider_leads_to_its_attempt(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let id = authority.attempt(&mut tx, payment).await;
    let mut attempt = tx.payments().attempts().find(id).await.unwrap().unwrap();
    attempt.state = AttemptState::Offered;
    attempt.order = Some("5O190127TN364715T".to_owned());
    attempt.buyer_url = Some("https://paypal.example/checkout".to_owned());
    tx.payments().attempts().save(&attempt).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.read(authority.scope()).await.unwrap();
    let found = tx
        .payments()
        .attempts()
        .by_order(authority.account, "5O190127TN364715T")
        .await
        .unwrap();
    assert_eq!(found, Some(id));
    assert_eq!(
        tx.payments()
            .attempts()
            .find(AttemptId::new(&mut authority.moment))
            .await
            .unwrap(),
        None
    );
}
