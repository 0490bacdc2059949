//! Services' lifecycles, link keys and orders, as rows.

use domain::access::Role;
use domain::services::{Reached, ServiceState, ServiceTransition};
use domain::{ClaimId, PaymentId};
use storage::services::MadeTransition;
use storage::services::orders::NewOrder;
use storage::{Db, Scope, StorageError, in_every_mode};

use crate::authority::{StoredAuthority, minutes};

in_every_mode! {
    a_lifecycle_is_replaced_by_the_next_transition_only
    steps_and_orders_cannot_be_changed_or_emptied
    the_newest_orders_come_first
    what_was_filled_in_goes_and_the_order_stays
    no_tenant_sees_another_ones_catalogue
}

fn transition(state: ServiceState) -> MadeTransition {
    MadeTransition {
        transition: ServiceTransition::Pause,
        version: 1,
        state: Reached::Service(state),
        role: Role::ServiceOwner,
        by: "Ada".to_owned(),
        reason: "Probe".to_owned(),
        at: minutes(1),
    }
}

async fn a_lifecycle_is_replaced_by_the_next_transition_only(db: Db) {
    let authority = StoredAuthority::found(&db, 1).await;
    let service = authority.service;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let stored = tx.services().by_code("parking").await.unwrap().unwrap();
    assert_eq!((stored.id, stored.transitions), (service, 0));
    let paused = transition(ServiceState::Paused);
    let after = (1, ServiceState::Paused);
    let mut services = tx.services();
    services
        .make_transition((service, 0), after, &paused)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for transitions in [0, 2, 3] {
        let mut tx = db.write(authority.scope()).await.unwrap();
        let live = transition(ServiceState::Live);
        let (of, after) = ((service, transitions), (1, ServiceState::Live));
        let answer = tx.services().make_transition(of, after, &live).await;
        assert!(
            matches!(answer, Err(StorageError::Conflict)),
            "{transitions}: {answer:?}"
        );
    }
    let mut tx = db.read(authority.scope()).await.unwrap();
    let [stored] = tx.services().all().await.unwrap().try_into().unwrap();
    assert_eq!(
        (stored.state, stored.transitions),
        (ServiceState::Paused, 1)
    );
    let transitions = tx.services().transitions(service).await.unwrap();
    assert_eq!(transitions, [paused]);
}

/// A claim and payment, ordered in this minute; in minute 9 as a trial.
async fn ordered(
    db: &Db,
    authority: &mut StoredAuthority,
    minute: u64,
) -> Result<PaymentId, StorageError> {
    let mut tx = db.write(authority.scope()).await?;
    let payment = authority.owe(&mut tx).await;
    let claim: ClaimId = tx.payments().find(payment).await?.expect("a payment").claim;
    tx.services()
        .orders()
        .insert(&NewOrder {
            claim,
            payment,
            service: authority.service,
            at: minutes(minute),
            fields: r#"{"fields":[]}"#,
        })
        .await?;
    tx.commit().await?;
    Ok(payment)
}

async fn refused(db: &Db, scope: Scope, sql: &str) {
    let mut tx = db.write(scope).await.unwrap();
    let answer = tx.raw(sql).await;
    assert!(
        matches!(answer, Err(StorageError::Database(_))),
        "{sql}: {answer:?}"
    );
}

async fn steps_and_orders_cannot_be_changed_or_emptied(db: Db) {
    let mut authority = StoredAuthority::found(&db, 2).await;
    ordered(&db, &mut authority, 1).await.unwrap();
    let mut tx = db.write(authority.scope()).await.unwrap();
    let (of, after) = ((authority.service, 0), (1, ServiceState::Paused));
    let made = transition(ServiceState::Paused);
    tx.services()
        .make_transition(of, after, &made)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for (journal, column) in [
        ("service_transitions", "reason = 'x'"),
        ("orders", "ordered_at = ordered_at"),
    ] {
        refused(
            &db,
            authority.scope(),
            &format!("UPDATE {journal} SET {column}"),
        )
        .await;
        refused(&db, authority.scope(), &format!("DELETE FROM {journal}")).await;
        let empty = if db.is_postgres() {
            format!("TRUNCATE {journal} CASCADE")
        } else {
            format!("INSERT OR REPLACE INTO {journal} SELECT * FROM {journal}")
        };
        refused(&db, authority.scope(), &empty).await;
    }
}

async fn the_newest_orders_come_first(db: Db) {
    let mut authority = StoredAuthority::found(&db, 3).await;
    let first = ordered(&db, &mut authority, 1).await.unwrap();
    let second = ordered(&db, &mut authority, 9).await.unwrap();
    let mut tx = db.read(authority.scope()).await.unwrap();
    let newest = tx
        .services()
        .orders()
        .newest(authority.service, 10)
        .await
        .unwrap();
    let told: Vec<_> = newest.iter().map(|order| order.payment).collect();
    assert_eq!(told, [second, first]);
    assert_eq!(
        tx.services()
            .orders()
            .newest(authority.service, 1)
            .await
            .unwrap()
            .len(),
        1
    );
}

async fn what_was_filled_in_goes_and_the_order_stays(db: Db) {
    let mut authority = StoredAuthority::found(&db, 4).await;
    for key in [1, 2, 3] {
        ordered(&db, &mut authority, key).await.unwrap();
    }
    let mut tx = db.write(authority.scope()).await.unwrap();
    assert_eq!(
        tx.services()
            .orders()
            .erase_fields(authority.service, minutes(3))
            .await
            .unwrap(),
        2
    );
    assert_eq!(
        tx.services()
            .orders()
            .erase_fields(authority.service, minutes(3))
            .await
            .unwrap(),
        0
    );
    tx.commit().await.unwrap();
    let mut tx = db.read(authority.scope()).await.unwrap();
    let left = tx
        .services()
        .orders()
        .newest(authority.service, 10)
        .await
        .unwrap();
    let left: Vec<bool> = left.iter().map(|order| order.fields.is_some()).collect();
    assert_eq!(left, [true, false, false]);
}

async fn no_tenant_sees_another_ones_catalogue(db: Db) {
    let mut authority = StoredAuthority::found(&db, 5).await;
    let other = StoredAuthority::found(&db, 6).await;
    let payment = ordered(&db, &mut authority, 9).await.unwrap();
    let mut tx = db.write(authority.scope()).await.unwrap();
    tx.services()
        .put_key(authority.service, b"sealed")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.write(other.scope()).await.unwrap();
    let found = tx.payments().requests().payment_with_page(payment).await;
    assert!(found.unwrap().is_none());
    assert!(
        tx.payments()
            .requests()
            .paid_for(payment)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        tx.services()
            .orders()
            .newest(authority.service, 10)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(tx.services().key(authority.service).await.unwrap(), None);
    assert!(tx.services().keys().await.unwrap().is_empty());
    assert_eq!(
        tx.services()
            .orders()
            .erase_fields(authority.service, minutes(99))
            .await
            .unwrap(),
        0
    );
    let theirs = tx.services().all().await.unwrap();
    assert!(theirs.iter().all(|service| service.id != authority.service));
    let foreign = tx
        .services()
        .make_transition(
            (authority.service, 0),
            (1, ServiceState::Paused),
            &transition(ServiceState::Paused),
        )
        .await;
    assert!(foreign.is_err(), "a lifecycle for another tenant's service");
}
