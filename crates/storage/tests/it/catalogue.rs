//! Services' lives, link keys and orders, as rows.

use domain::services::{Role, ServiceState, Step};
use domain::{ClaimId, PaymentId};
use storage::services::orders::NewOrder;
use storage::services::{Approval, Life, TakenStep};
use storage::{Db, Scope, StorageError, on_both_engines};

use crate::world::{Town, minutes};

on_both_engines! {
    a_life_is_replaced_by_the_next_step_only
    steps_and_orders_cannot_be_changed_or_emptied
    a_form_makes_one_order
    what_was_filled_in_goes_and_the_order_stays
    nobody_sees_another_tenants_catalogue
}

fn step(state: ServiceState) -> TakenStep {
    TakenStep {
        step: Step::Test,
        state,
        role: Role::Office,
        by: "Ada".to_owned(),
        reason: "Probe".to_owned(),
        at: minutes(1),
    }
}

fn life(state: ServiceState, steps: i64) -> Life {
    Life {
        state,
        steps,
        approval: None,
    }
}

async fn a_life_is_replaced_by_the_next_step_only(db: Db) {
    let town = Town::found(&db, 1).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    let stored = tx.service_by_code("parking").await.unwrap().unwrap();
    assert_eq!((stored.id, &stored.life), (town.service, &None));
    tx.put_service_life(town.service, &Life::draft())
        .await
        .unwrap();
    let approved = Life {
        approval: Some(Approval {
            by: "Kurt".to_owned(),
            document: vec![7; 32],
        }),
        ..life(ServiceState::Approved, 1)
    };
    tx.put_service_life(town.service, &approved).await.unwrap();
    tx.insert_service_step(town.service, 1, &step(ServiceState::Test))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for steps in [0, 1, 3] {
        let mut tx = db.begin(town.scope()).await.unwrap();
        let stale = life(ServiceState::Live, steps);
        let answer = tx.put_service_life(town.service, &stale).await;
        assert!(
            matches!(answer, Err(StorageError::Conflict)),
            "{steps}: {answer:?}"
        );
    }
    let mut tx = db.read(town.scope()).await.unwrap();
    let [stored] = tx.catalogue().await.unwrap().try_into().unwrap();
    assert_eq!(stored.life, Some(approved));
    let steps = tx.service_steps(town.service).await.unwrap();
    assert_eq!(steps, [step(ServiceState::Test)]);
}

/// A claim and payment made by the form with this key.
async fn ordered(db: &Db, town: &mut Town, key: u8) -> Result<PaymentId, StorageError> {
    let mut tx = db.begin(town.scope()).await?;
    let payment = town.owe(&mut tx).await;
    let claim: ClaimId = tx.payment(payment).await?.expect("a payment").claim;
    tx.insert_order(&NewOrder {
        key: [key; 32],
        claim,
        payment,
        service: town.service,
        trial: key == 9,
        at: minutes(u64::from(key)),
        fields: r#"{"fields":[]}"#,
    })
    .await?;
    tx.commit().await?;
    Ok(payment)
}

async fn refused(db: &Db, scope: Scope, sql: &str) {
    let mut tx = db.begin(scope).await.unwrap();
    let answer = tx.raw(sql).await;
    assert!(
        matches!(answer, Err(StorageError::Database(_))),
        "{sql}: {answer:?}"
    );
}

async fn steps_and_orders_cannot_be_changed_or_emptied(db: Db) {
    let mut town = Town::found(&db, 2).await;
    ordered(&db, &mut town, 1).await.unwrap();
    let mut tx = db.begin(town.scope()).await.unwrap();
    tx.insert_service_step(town.service, 1, &step(ServiceState::Test))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for (journal, column) in [("service_steps", "reason = 'x'"), ("orders", "trial = 1")] {
        refused(&db, town.scope(), &format!("UPDATE {journal} SET {column}")).await;
        refused(&db, town.scope(), &format!("DELETE FROM {journal}")).await;
        let empty = if db.is_postgres() {
            format!("TRUNCATE {journal} CASCADE")
        } else {
            format!("INSERT OR REPLACE INTO {journal} SELECT * FROM {journal}")
        };
        refused(&db, town.scope(), &empty).await;
    }
}

async fn a_form_makes_one_order(db: Db) {
    let mut town = Town::found(&db, 3).await;
    let first = ordered(&db, &mut town, 1).await.unwrap();
    let again = ordered(&db, &mut town, 1).await;
    assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");
    let trial = ordered(&db, &mut town, 9).await.unwrap();
    let mut tx = db.read(town.scope()).await.unwrap();
    assert_eq!(tx.payment_by_order(&[1; 32]).await.unwrap(), Some(first));
    assert_eq!(tx.payment_by_order(&[2; 32]).await.unwrap(), None);
    for (payment, is_trial) in [(trial, true), (first, false)] {
        let page = tx.payment_page(payment).await.unwrap().unwrap();
        let paid_for = tx.paid_for(payment).await.unwrap();
        assert_eq!((page.trial, paid_for.unwrap().trial), (is_trial, is_trial));
    }
    let newest = tx.newest_orders(town.service, 10).await.unwrap();
    let told: Vec<_> = newest
        .iter()
        .map(|order| (order.payment, order.trial))
        .collect();
    assert_eq!(told, [(trial, true), (first, false)]);
    assert_eq!(tx.newest_orders(town.service, 1).await.unwrap().len(), 1);
}

async fn what_was_filled_in_goes_and_the_order_stays(db: Db) {
    let mut town = Town::found(&db, 4).await;
    for key in [1, 2, 3] {
        ordered(&db, &mut town, key).await.unwrap();
    }
    let mut tx = db.begin(town.scope()).await.unwrap();
    assert_eq!(
        tx.erase_order_fields(town.service, minutes(3))
            .await
            .unwrap(),
        2
    );
    assert_eq!(
        tx.erase_order_fields(town.service, minutes(3))
            .await
            .unwrap(),
        0
    );
    tx.commit().await.unwrap();
    let mut tx = db.read(town.scope()).await.unwrap();
    let left = tx.newest_orders(town.service, 10).await.unwrap();
    let left: Vec<bool> = left.iter().map(|order| order.fields.is_some()).collect();
    assert_eq!(left, [true, false, false]);
}

async fn nobody_sees_another_tenants_catalogue(db: Db) {
    let mut town = Town::found(&db, 5).await;
    let other = Town::found(&db, 6).await;
    let payment = ordered(&db, &mut town, 9).await.unwrap();
    let mut tx = db.begin(town.scope()).await.unwrap();
    tx.put_service_key(town.service, b"sealed").await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.begin(other.scope()).await.unwrap();
    assert_eq!(tx.payment_by_order(&[9; 32]).await.unwrap(), None);
    assert!(tx.payment_page(payment).await.unwrap().is_none());
    assert!(tx.paid_for(payment).await.unwrap().is_none());
    assert!(tx.newest_orders(town.service, 10).await.unwrap().is_empty());
    assert_eq!(tx.service_key(town.service).await.unwrap(), None);
    assert!(tx.service_keys().await.unwrap().is_empty());
    assert_eq!(
        tx.erase_order_fields(town.service, minutes(99))
            .await
            .unwrap(),
        0
    );
    let theirs = tx.catalogue().await.unwrap();
    assert!(theirs.iter().all(|service| service.id != town.service));
    let foreign = tx.put_service_life(town.service, &Life::draft()).await;
    assert!(foreign.is_err(), "a life for another tenant's service");
}
