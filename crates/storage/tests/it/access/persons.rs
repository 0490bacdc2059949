//! Persons: one for each human, seen where they work.

use domain::PersonId;
use domain::access::{PersonState, Role};
use storage::{Db, Scope, StorageError, in_every_mode};

use super::staff::{INSTALLATION, insert};
use crate::authority::{START, StoredAuthority};

in_every_mode! {
    an_address_is_one_person_in_the_whole_installation
    a_tenant_sees_its_own_staff_and_no_other
    a_person_works_for_several_authorities_or_for_the_operator
    a_state_changes_from_the_one_it_is_in
}

async fn an_address_is_one_person_in_the_whole_installation(db: Db) {
    let mut here = StoredAuthority::found(&db, 1).await;
    let mut there = StoredAuthority::found(&db, 2).await;
    let ada = here.person(&db, "ada", Role::Clerk).await;
    let other = PersonId::new(&mut there.moment);
    let second = there.joins(&db, other, ("ADA", Role::Clerk)).await;
    assert!(matches!(second, Err(StorageError::Conflict)), "{second:?}");
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let found = tx.access().persons().by_email("ada@town.example").await;
    assert_eq!(found.unwrap(), Some((ada, false)));
}

async fn a_tenant_sees_its_own_staff_and_no_other(db: Db) {
    let mut here = StoredAuthority::found(&db, 1).await;
    let there = StoredAuthority::found(&db, 2).await;
    let ada = here.person(&db, "ada", Role::Clerk).await;
    let mut tx = db.read(here.scope()).await.unwrap();
    let members = tx.access().persons().members().await.unwrap();
    let names: Vec<_> = members.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["ada"]);
    drop(tx);
    let mut tx = db.read(there.scope()).await.unwrap();
    assert_eq!(tx.access().persons().members().await.unwrap(), []);
    assert_eq!(tx.access().persons().member(ada).await.unwrap(), None);
    if db.is_postgres() {
        let all = "SELECT count(*) FROM persons";
        assert_eq!(tx.raw_number(all).await.unwrap(), 0);
    }
}

async fn a_person_works_for_several_authorities_or_for_the_operator(db: Db) {
    let mut here = StoredAuthority::found(&db, 1).await;
    let there = StoredAuthority::found(&db, 2).await;
    let ada = here.person(&db, "ada", Role::Clerk).await;
    let side = Role::Auditor.side();
    let mut tx = db.write(there.scope()).await.unwrap();
    let mut persons = tx.access().persons();
    let place = ((ada, false), PersonState::Invited);
    persons.join(place.0, side, place.1, START).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let places = tx.access().persons().places(ada).await.unwrap();
    let places: Vec<_> = places
        .iter()
        .map(|place| (place.slug.as_str(), place.state))
        .collect();
    assert_eq!(
        places,
        [
            ("authority-1", PersonState::Active),
            ("authority-2", PersonState::Invited)
        ]
    );
    drop(tx);

    let mut tx = db.write(INSTALLATION).await.unwrap();
    let operator = Role::Operator.side();
    let joined = tx
        .access()
        .persons()
        .join((ada, true), operator, PersonState::Active, START)
        .await;
    assert!(joined.is_err(), "a person of authorities at the operator");
    drop(tx);
    let otto = PersonId::new(&mut here.moment);
    let mut tx = db.write(INSTALLATION).await.unwrap();
    let named = ("otto", "otto@it.example");
    insert(&mut tx, (otto, true), named, Role::Operator)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.write(here.scope()).await.unwrap();
    let joined = tx
        .access()
        .persons()
        .join((otto, true), Role::Clerk.side(), PersonState::Active, START)
        .await;
    assert!(joined.is_err(), "a person of the operator in an authority");
}

async fn a_state_changes_from_the_one_it_is_in(db: Db) {
    let mut town = StoredAuthority::found(&db, 1).await;
    let ada = town.person(&db, "ada", Role::Clerk).await;
    let suspending = (PersonState::Active, PersonState::Suspended);
    let mut tx = db.write(town.scope()).await.unwrap();
    let mut persons = tx.access().persons();
    persons.set_state(ada, suspending).await.unwrap();
    let again = persons.set_state(ada, suspending).await;
    assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");
}
