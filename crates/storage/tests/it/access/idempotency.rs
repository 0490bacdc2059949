//! Keys of requests: one effect for each.

use domain::access::ActorKind;
use domain::access::idempotency::Stored;
use storage::access::idempotency::{KeyOf, NewKey};
use storage::{Db, Scope, StorageError, in_every_mode};
use uuid::Uuid;

use crate::authority::{START, StoredAuthority, minutes};

in_every_mode! {
    a_key_is_used_once_by_an_actor_for_an_operation
    a_key_of_one_authority_is_unknown_to_another
    old_keys_of_payers_are_erased_piece_by_piece_and_no_others
}

const CREATE: KeyOf<'static> = KeyOf {
    actor_kind: ActorKind::Client,
    actor: "portal",
    operation: "payment.create",
    key: "r-1",
};

const fn new(of: KeyOf<'_>, subject: Uuid) -> NewKey<'_> {
    NewKey {
        of,
        fingerprint: [3; 32],
        subject_kind: "payment",
        subject,
        created_at: START,
    }
}

async fn a_key_is_used_once_by_an_actor_for_an_operation(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let subject = authority.moment.uuid();
    let other_key = KeyOf {
        key: "r-2",
        ..CREATE
    };
    let other_actor = KeyOf {
        actor: "library",
        ..CREATE
    };
    let other_kind = KeyOf {
        actor_kind: ActorKind::Payer,
        ..CREATE
    };
    let other_operation = KeyOf {
        operation: "payment.open",
        ..CREATE
    };
    let mut tx = db.write(authority.scope()).await.unwrap();
    for of in [CREATE, other_key, other_actor, other_kind, other_operation] {
        let mut keys = tx.access().idempotency_keys();
        keys.insert(&new(of, subject)).await.unwrap();
    }
    tx.commit().await.unwrap();

    let mut tx = db.write(authority.scope()).await.unwrap();
    let again = new(CREATE, authority.moment.uuid());
    let mut keys = tx.access().idempotency_keys();
    keys.insert(&again).await.unwrap();
    let committed = tx.commit().await;
    assert!(
        matches!(committed, Err(StorageError::Conflict)),
        "{committed:?}"
    );

    let mut tx = db.read(authority.scope()).await.unwrap();
    let found = tx.access().idempotency_keys().find(CREATE).await.unwrap();
    let first = Stored {
        fingerprint: [3; 32],
        answer: subject,
    };
    assert_eq!(found, Some(first));
}

async fn a_key_of_one_authority_is_unknown_to_another(db: Db) {
    let mut here = StoredAuthority::found(&db, 1).await;
    let there = StoredAuthority::found(&db, 2).await;
    let subject = here.moment.uuid();
    let mut tx = db.write(here.scope()).await.unwrap();
    let mut keys = tx.access().idempotency_keys();
    keys.insert(&new(CREATE, subject)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.write(there.scope()).await.unwrap();
    let mut keys = tx.access().idempotency_keys();
    assert_eq!(keys.find(CREATE).await.unwrap(), None);
    keys.insert(&new(CREATE, subject)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn old_keys_of_payers_are_erased_piece_by_piece_and_no_others(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let subject = authority.moment.uuid();
    let sent = |actor_kind, key, created_at| NewKey {
        of: KeyOf {
            actor_kind,
            key,
            ..CREATE
        },
        created_at,
        ..new(CREATE, subject)
    };
    let (payer, client) = (ActorKind::Payer, ActorKind::Client);
    let mut tx = db.write(authority.scope()).await.unwrap();
    for key in [
        sent(payer, "a", START),
        sent(payer, "b", minutes(1)),
        sent(payer, "c", minutes(2)),
        sent(payer, "young", minutes(3)),
        sent(client, "a", START),
    ] {
        tx.access().idempotency_keys().insert(&key).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut tx = db.write(Scope::Operator).await.unwrap();
    for erased in [2, 1, 0] {
        let mut keys = tx.access().idempotency_keys();
        let done = keys.erase_of_payers(minutes(2), 2).await.unwrap();
        assert_eq!(done, erased);
    }
    tx.commit().await.unwrap();
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let left = "SELECT count(*) FROM idempotency_keys WHERE key = 'young' OR actor_kind = 'client'";
    assert_eq!(tx.raw_number(left).await.unwrap(), 2);
    let all = "SELECT count(*) FROM idempotency_keys";
    assert_eq!(tx.raw_number(all).await.unwrap(), 2);
}
