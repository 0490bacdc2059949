//! Versions of services, as rows: what the database itself refuses, on both engines.

use domain::PoolId;
use domain::services::VersionState::{Approved, Discarded, Draft, Live, Replaced, Submitted};
use storage::services::versions::NewVersion;
use storage::{Db, StorageError, WriteTx, in_every_mode};

use crate::authority::{StoredAuthority, live_version};

in_every_mode! {
    a_version_goes_its_way_and_replaces_the_live_one
    one_version_is_live_and_one_is_prepared
    an_author_does_not_approve_and_the_approver_does_not_publish
    an_approval_is_of_what_is_stored_and_what_is_approved_does_not_change
    a_version_does_not_go_back_and_is_not_removed
}

const CLERK: &str = "person:clerk";
const TREASURER: &str = "person:treasurer";
const HASH: [u8; 32] = [2; 32];

async fn pool(tx: &mut WriteTx) -> PoolId {
    tx.claims().pools().all().await.unwrap()[0].id
}

const fn draft(number: i64, pool: PoolId) -> NewVersion<'static> {
    NewVersion {
        number,
        state: Draft,
        document: "{\"fee\":2}",
        hash: HASH,
        begun_from: Some(1),
        published_by: None,
        ..live_version(pool)
    }
}

/// The second version of the service, drafted by the clerk, and its pool.
async fn with_a_draft(db: &Db, authority: &StoredAuthority) -> PoolId {
    let mut tx = db.write(authority.scope()).await.unwrap();
    let pool = pool(&mut tx).await;
    let (service, draft) = (authority.service, draft(2, pool));
    let mut versions = tx.services().versions();
    versions.insert(service, &draft).await.unwrap();
    versions.add_author(service, 2, CLERK).await.unwrap();
    tx.commit().await.unwrap();
    pool
}

async fn submits(db: &Db, authority: &StoredAuthority) {
    let mut tx = db.write(authority.scope()).await.unwrap();
    let mut versions = tx.services().versions();
    let states = (Draft, Submitted);
    versions
        .set_state(authority.service, 2, states)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn approves(db: &Db, authority: &StoredAuthority, actor: &str) -> Result<(), StorageError> {
    let mut tx = db.write(authority.scope()).await?;
    let mut versions = tx.services().versions();
    versions
        .approve(authority.service, 2, (&HASH, actor))
        .await?;
    tx.commit().await
}

async fn publishes(db: &Db, authority: &StoredAuthority, actor: &str) -> Result<(), StorageError> {
    let mut tx = db.write(authority.scope()).await?;
    let mut versions = tx.services().versions();
    versions.publish(authority.service, 2, actor).await?;
    tx.services().set_version(authority.service, 2).await?;
    tx.commit().await
}

fn is_refused(answer: &Result<(), StorageError>) -> bool {
    answer.is_err()
}

async fn a_version_goes_its_way_and_replaces_the_live_one(db: Db) {
    let authority = StoredAuthority::found(&db, 1).await;
    with_a_draft(&db, &authority).await;
    submits(&db, &authority).await;
    approves(&db, &authority, TREASURER).await.unwrap();
    publishes(&db, &authority, CLERK).await.unwrap();
    let mut tx = db.read(authority.scope()).await.unwrap();
    let versions = tx
        .services()
        .versions()
        .all(authority.service)
        .await
        .unwrap();
    let states: Vec<_> = versions.iter().map(|version| version.state).collect();
    assert_eq!(states, [Replaced, Live]);
    assert_eq!(versions[1].approved_by.as_deref(), Some(TREASURER));
    assert_eq!(versions[1].published_by.as_deref(), Some(CLERK));
    assert!(
        tx.services()
            .versions()
            .open(authority.service)
            .await
            .unwrap()
            .is_none()
    );
    let held = tx.services().by_code("parking").await.unwrap().unwrap();
    assert_eq!((held.version, held.document.as_str()), (2, "{\"fee\":2}"));
    let parts = tx
        .services()
        .versions()
        .parts(authority.service)
        .await
        .unwrap();
    let parts: Vec<_> = parts
        .iter()
        .map(|part| (part.actor.as_str(), part.is_author))
        .collect();
    assert_eq!(parts, [(CLERK, true), (TREASURER, false)]);
}

async fn one_version_is_live_and_one_is_prepared(db: Db) {
    let authority = StoredAuthority::found(&db, 2).await;
    let pool = with_a_draft(&db, &authority).await;
    for second in [
        draft(3, pool),
        NewVersion {
            number: 3,
            ..live_version(pool)
        },
    ] {
        let mut tx = db.write(authority.scope()).await.unwrap();
        let mut versions = tx.services().versions();
        let answer = versions.insert(authority.service, &second).await;
        assert!(is_refused(&answer), "{:?}: {answer:?}", second.state);
    }
}

async fn an_author_does_not_approve_and_the_approver_does_not_publish(db: Db) {
    let authority = StoredAuthority::found(&db, 3).await;
    with_a_draft(&db, &authority).await;
    submits(&db, &authority).await;
    assert!(is_refused(&approves(&db, &authority, CLERK).await));
    approves(&db, &authority, TREASURER).await.unwrap();
    assert!(is_refused(&publishes(&db, &authority, TREASURER).await));
    // While the approval stands, its person does not become an author.
    let mut tx = db.write(authority.scope()).await.unwrap();
    let mut versions = tx.services().versions();
    let author = versions.add_author(authority.service, 2, TREASURER).await;
    assert!(is_refused(&author), "{author:?}");
    drop(tx);
    // Sent back, changed by the treasurer: that treasurer approves it no more.
    let mut tx = db.write(authority.scope()).await.unwrap();
    let mut versions = tx.services().versions();
    let back = (Approved, Draft);
    versions
        .set_state(authority.service, 2, back)
        .await
        .unwrap();
    versions
        .add_author(authority.service, 2, TREASURER)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    submits(&db, &authority).await;
    assert!(is_refused(&approves(&db, &authority, TREASURER).await));
}

async fn an_approval_is_of_what_is_stored_and_what_is_approved_does_not_change(db: Db) {
    let authority = StoredAuthority::found(&db, 4).await;
    let pool = with_a_draft(&db, &authority).await;
    submits(&db, &authority).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let mut versions = tx.services().versions();
    let other = versions
        .approve(authority.service, 2, (&[9; 32], TREASURER))
        .await;
    assert!(matches!(other, Err(StorageError::Conflict)), "{other:?}");
    drop(tx);
    approves(&db, &authority, TREASURER).await.unwrap();
    let mut tx = db.write(authority.scope()).await.unwrap();
    let mut versions = tx.services().versions();
    let dearer = (pool, "{\"fee\":9}", [9; 32]);
    let changed = versions.change(authority.service, (2, 1), dearer).await;
    assert!(is_refused(&changed), "{changed:?}");
}

async fn a_version_does_not_go_back_and_is_not_removed(db: Db) {
    let authority = StoredAuthority::found(&db, 5).await;
    with_a_draft(&db, &authority).await;
    for states in [(Draft, Approved), (Draft, Live), (Draft, Replaced)] {
        let mut tx = db.write(authority.scope()).await.unwrap();
        let mut versions = tx.services().versions();
        let answer = versions.set_state(authority.service, 2, states).await;
        assert!(is_refused(&answer), "{states:?}: {answer:?}");
    }
    let mut tx = db.write(authority.scope()).await.unwrap();
    let mut versions = tx.services().versions();
    let given_up = (Draft, Discarded);
    versions
        .set_state(authority.service, 2, given_up)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.write(authority.scope()).await.unwrap();
    let mut versions = tx.services().versions();
    let again = versions
        .set_state(authority.service, 2, (Discarded, Draft))
        .await;
    assert!(is_refused(&again), "{again:?}");
    drop(tx);
    let mut tx = db.write(authority.scope()).await.unwrap();
    let gone = tx
        .raw("DELETE FROM service_versions WHERE version = 2")
        .await;
    assert!(gone.is_err(), "a version is removed");
}
