//! Credentials: a code is taken once, whatever happens at the same time.

use domain::access::Role;
use domain::access::credentials::CredentialKind::{self, OneTimeCode, Password, RecoveryCode};
use domain::{CredentialId, PersonId};
use storage::access::credentials::NewCredential;
use storage::{Db, StorageError, in_every_mode};

use super::staff::INSTALLATION;
use crate::authority::{START, StoredAuthority, minutes};

in_every_mode! {
    a_step_of_one_time_codes_is_taken_once_and_only_rises
    a_recovery_code_is_taken_once
    a_person_has_one_password
}

async fn adds(
    db: &Db,
    town: &mut StoredAuthority,
    (person, kind): (PersonId, CredentialKind),
    (secret, last_step): (&[u8], Option<u64>),
) -> Result<CredentialId, StorageError> {
    let id = CredentialId::new(&mut town.moment);
    let mut tx = db.write(INSTALLATION).await?;
    tx.access()
        .credentials()
        .insert(&NewCredential {
            id,
            person,
            kind,
            secret,
            last_step,
            created_at: START,
        })
        .await?;
    tx.commit().await?;
    Ok(id)
}

async fn a_step_of_one_time_codes_is_taken_once_and_only_rises(db: Db) {
    let mut town = StoredAuthority::found(&db, 1).await;
    let ada = town.person(&db, "ada", Role::Clerk).await;
    let codes = (ada, OneTimeCode);
    let codes = adds(&db, &mut town, codes, (b"sealed", Some(100)))
        .await
        .unwrap();
    for (step, taken) in [
        (100, false),
        (99, false),
        (101, true),
        (101, false),
        (103, true),
    ] {
        let mut tx = db.write(INSTALLATION).await.unwrap();
        let mut credentials = tx.access().credentials();
        let took = credentials
            .take_step(codes, step, minutes(1))
            .await
            .unwrap();
        assert_eq!(took, taken, "{step}");
        tx.commit().await.unwrap();
    }
    let mut tx = db.write(INSTALLATION).await.unwrap();
    let back = tx.raw("UPDATE credentials SET last_step = 102").await;
    assert!(matches!(back, Err(StorageError::Database(_))), "{back:?}");
}

async fn a_recovery_code_is_taken_once(db: Db) {
    let mut town = StoredAuthority::found(&db, 1).await;
    let ada = town.person(&db, "ada", Role::Clerk).await;
    for secret in [[1; 32], [2; 32]] {
        let code = (ada, RecoveryCode);
        adds(&db, &mut town, code, (&secret, None)).await.unwrap();
    }
    let mut tx = db.write(INSTALLATION).await.unwrap();
    let mut credentials = tx.access().credentials();
    assert_eq!(credentials.recovery_codes_left(ada).await.unwrap(), 2);
    for (hash, taken) in [([1; 32], true), ([1; 32], false), ([3; 32], false)] {
        let took = credentials.take_recovery_code(ada, &hash, minutes(1)).await;
        assert_eq!(took.unwrap(), taken);
    }
    assert_eq!(credentials.recovery_codes_left(ada).await.unwrap(), 1);
    credentials.delete(ada, RecoveryCode).await.unwrap();
    assert_eq!(credentials.recovery_codes_left(ada).await.unwrap(), 0);
}

async fn a_person_has_one_password(db: Db) {
    let mut town = StoredAuthority::found(&db, 1).await;
    let ada = town.person(&db, "ada", Role::Clerk).await;
    let first = adds(&db, &mut town, (ada, Password), (b"one", None))
        .await
        .unwrap();
    let second = adds(&db, &mut town, (ada, Password), (b"two", None)).await;
    assert!(matches!(second, Err(StorageError::Conflict)), "{second:?}");
    let mut tx = db.read(INSTALLATION).await.unwrap();
    let found = tx.access().credentials().find(ada, Password).await.unwrap();
    let found = found.unwrap();
    assert_eq!((found.id, found.secret.as_slice()), (first, &b"one"[..]));
}
