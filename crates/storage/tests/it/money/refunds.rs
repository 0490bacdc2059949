//! How much of money is kept for refunds, and which persons release one.

use std::sync::Arc;

use domain::access::{Act, ActOutcome, Actor};
use domain::ledger::chain::ActDetails;
use domain::ledger::postings::Place;
use domain::money::refunds::{Refund, RefundOrigin, RefundRoute, RefundState};
use domain::{AuditId, Money, PersonId, RefundId};
use storage::access::audit::NewAudit;
use storage::money::MoneyIn;
use storage::money::refunds::RequestKey;
use storage::{Db, StorageError, WriteTx, in_every_mode};

use crate::authority::{START, StoredAuthority, euro};

in_every_mode! {
    fifty_at_once_keep_no_more_than_there_is
    what_left_otherwise_is_not_kept_again
    a_person_releases_once_and_not_its_own_request
    a_form_makes_one_refund
}

/// An authority with 12.50 euros of a payment.
async fn with_money(db: &Db) -> (StoredAuthority, MoneyIn) {
    let mut authority = StoredAuthority::found(db, 1).await;
    let payment = authority.owed(db).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let attempt = authority.attempt(&mut tx, payment).await;
    let money = authority.money_in(payment, attempt, "CAP-1");
    assert!(tx.money().insert_in(&money).await.unwrap());
    tx.commit().await.unwrap();
    (authority, money)
}

async fn fifty_at_once_keep_no_more_than_there_is(db: Db) {
    let (authority, money) = with_money(&db).await;
    let (db, scope, place) = (Arc::new(db), authority.scope(), money.place);
    let tries = (0..50).map(|_| {
        let db = Arc::clone(&db);
        tokio::spawn(async move { kept(&db, scope, place).await })
    });
    let tries: Vec<_> = tries.collect();
    let mut kept = 0;
    for one in tries {
        kept += i64::from(one.await.unwrap());
    }
    assert_eq!(kept, 41, "of 0.30 euros each");
    let mut tx = db.write(scope).await.unwrap();
    let sums = tx.money().hold_sums(place, "CAP-1").await.unwrap();
    assert_eq!((sums.reserved, sums.available()), (euro(1_230), euro(20)));
    tx.money()
        .unreserve(place, "CAP-1", euro(30))
        .await
        .unwrap();
    let sums = tx.money().sums(place, "CAP-1").await.unwrap();
    assert_eq!(sums.available(), euro(50));
}

async fn kept(db: &Db, scope: storage::Scope, place: Place) -> bool {
    let mut tx = db.write(scope).await.unwrap();
    let there = tx.money().reserve(place, "CAP-1", euro(30)).await.unwrap();
    tx.commit().await.unwrap();
    there
}

async fn what_left_otherwise_is_not_kept_again(db: Db) {
    let (authority, money) = with_money(&db).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let (place, all) = (money.place, euro(1_250));
    tx.money()
        .add_seen(place, "CAP-1", euro(250))
        .await
        .unwrap();
    assert!(!tx.money().reserve(place, "CAP-1", all).await.unwrap());
    assert!(
        tx.money()
            .reserve(place, "CAP-1", euro(1_000))
            .await
            .unwrap()
    );
    assert!(!tx.money().reserve(place, "CAP-1", euro(1)).await.unwrap());
    tx.commit().await.unwrap();
    // And the database itself refuses more than arrived.
    let mut tx = db.write(authority.scope()).await.unwrap();
    let more = "UPDATE money_in_sums SET reserved = received + 1";
    assert!(matches!(tx.raw(more).await, Err(StorageError::Database(_))));
}

fn refund(authority: &mut StoredAuthority, money: &MoneyIn, by: PersonId) -> Refund {
    Refund {
        id: RefundId::new(&mut authority.moment),
        origin: RefundOrigin::Staff,
        route: RefundRoute::Provider,
        state: RefundState::Requested,
        place: money.place,
        money_ref: money.reference.clone(),
        money: Some(money.id),
        payment: money.payment,
        service: Some(authority.service),
        amount: Money::from_cents(500).unwrap(),
        reason: Some("ermäßigt".to_owned()),
        requested_by: Some(by),
        not_owed: false,
        releases_needed: 1,
        round: 1,
        released_by: Vec::new(),
        booked: None,
        invoice: None,
        reference: None,
        failure: None,
        created_at: START,
        ended_at: None,
    }
}

async fn act(authority: &mut StoredAuthority, tx: &mut WriteTx) -> AuditId {
    let id = AuditId::new(&mut authority.moment);
    let row = NewAudit {
        id,
        at: START,
        actor: &Actor::Payer,
        act: Act::RefundRequest,
        object: "rfd",
        outcome: ActOutcome::Done,
        details: ActDetails {
            before: None,
            after: None,
            reason: None,
            request: None,
        },
        salt: [3; 16],
        commitment: None,
    };
    tx.access().audit().insert(&row).await.unwrap();
    id
}

async fn a_person_releases_once_and_not_its_own_request(db: Db) {
    let (mut authority, money) = with_money(&db).await;
    let requester = PersonId::new(&mut authority.moment);
    let other = PersonId::new(&mut authority.moment);
    let refund = refund(&mut authority, &money, requester);
    let mut tx = db.write(authority.scope()).await.unwrap();
    let made = act(&mut authority, &mut tx).await;
    tx.money()
        .refunds()
        .insert(&refund, None, made)
        .await
        .unwrap();
    let persons = (other, requester);
    let mut refunds = tx.money().refunds();
    refunds
        .insert_release(&refund, persons, made)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.write(authority.scope()).await.unwrap();
    let found = tx.money().refunds().hold(refund.id).await.unwrap().unwrap();
    assert_eq!(found.released_by, [other]);
    let mut refunds = tx.money().refunds();
    let again = refunds.insert_release(&refund, persons, made).await;
    assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");
    drop(tx);
    let mut tx = db.write(authority.scope()).await.unwrap();
    let own = (requester, requester);
    let mut refunds = tx.money().refunds();
    let own = refunds.insert_release(&refund, own, made).await;
    assert!(matches!(own, Err(StorageError::Database(_))), "{own:?}");
}

async fn a_form_makes_one_refund(db: Db) {
    let (mut authority, money) = with_money(&db).await;
    let person = PersonId::new(&mut authority.moment);
    let first = refund(&mut authority, &money, person);
    let second = refund(&mut authority, &money, person);
    let key = || Some(RequestKey("form-1"));
    let mut tx = db.write(authority.scope()).await.unwrap();
    let made = act(&mut authority, &mut tx).await;
    tx.money()
        .refunds()
        .insert(&first, key(), made)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.write(authority.scope()).await.unwrap();
    let mut refunds = tx.money().refunds();
    let known = refunds.by_key(person, RequestKey("form-1")).await.unwrap();
    assert_eq!(known, Some(first));
    let again = refunds.insert(&second, key(), made).await;
    assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");
}
