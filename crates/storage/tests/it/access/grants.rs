//! Grants: what the database itself does not let be together.

use domain::GrantId;
use domain::access::{Grant, GrantState, Role};
use storage::{Db, StorageError, in_every_mode};

use crate::authority::StoredAuthority;

in_every_mode! {
    roles_that_never_meet_are_kept_apart_by_the_database
    a_person_changes_sides_once_its_active_grants_have_ended
    an_active_grant_has_two_persons_behind_it
    a_grant_reads_as_it_was_written
    a_suspended_persons_grants_do_not_count
}

async fn roles_that_never_meet_are_kept_apart_by_the_database(db: Db) {
    let mut town = StoredAuthority::found(&db, 1).await;
    let roles = Role::ALL.iter().filter(|role| **role != Role::Operator);
    let roles: Vec<Role> = roles.copied().collect();
    for (number, (one, other)) in pairs(&roles).into_iter().enumerate() {
        let name = format!("p{number}");
        let person = town.person(&db, &name, one).await;
        let first = town.grant(person, one, GrantState::Active);
        town.gives(&db, &first).await.unwrap();
        let second = town.grant(person, other, GrantState::Active);
        let given = town.gives(&db, &second).await;
        assert_eq!(
            given.is_ok(),
            one.meets(other),
            "{one} and {other}: {given:?}"
        );
        let waiting = town.grant(person, other, GrantState::Proposed);
        town.gives(&db, &waiting).await.unwrap();
    }
}

fn pairs(roles: &[Role]) -> Vec<(Role, Role)> {
    let with_all = |one: &Role| roles.iter().map(|other| (*one, *other)).collect::<Vec<_>>();
    roles.iter().flat_map(with_all).collect()
}

async fn a_person_changes_sides_once_its_active_grants_have_ended(db: Db) {
    let mut town = StoredAuthority::found(&db, 1).await;
    let ada = town.person(&db, "ada", Role::Clerk).await;
    let mut clerk = town.grant(ada, Role::Clerk, GrantState::Active);
    town.gives(&db, &clerk).await.unwrap();
    let booking = town.grant(ada, Role::Bookkeeper, GrantState::Active);
    let mut tx = db.write(town.scope()).await.unwrap();
    let moved = tx
        .access()
        .persons()
        .set_side(ada, Role::Bookkeeper.side())
        .await;
    assert!(moved.is_err(), "an active grant holds the side");
    drop(tx);
    let mut tx = db.write(town.scope()).await.unwrap();
    let act = town.act(&mut tx).await;
    clerk.state = GrantState::Ended;
    let mut grants = tx.access().grants();
    grants.save(&clerk, GrantState::Active, act).await.unwrap();
    let mut persons = tx.access().persons();
    persons
        .set_side(ada, Role::Bookkeeper.side())
        .await
        .unwrap();
    tx.access().grants().insert(&booking, act).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.read(town.scope()).await.unwrap();
    let counting = tx.access().grants().counting(ada).await.unwrap();
    assert_eq!(counting, [booking]);
}

async fn an_active_grant_has_two_persons_behind_it(db: Db) {
    let mut town = StoredAuthority::found(&db, 1).await;
    let ada = town.person(&db, "ada", Role::Clerk).await;
    let lawful = town.grant(ada, Role::Clerk, GrantState::Active);
    for unlawful in [
        Grant {
            confirmed_by: None,
            ..lawful.clone()
        },
        Grant {
            confirmed_by: Some(ada),
            ..lawful.clone()
        },
        Grant {
            confirmed_by: lawful.proposed_by,
            ..lawful.clone()
        },
        Grant {
            lead: true,
            ..lawful.clone()
        },
        Grant {
            until: Some(lawful.from),
            ..lawful.clone()
        },
        Grant {
            role: Role::Operator,
            ..lawful.clone()
        },
    ] {
        let given = town.gives(&db, &unlawful).await;
        assert!(matches!(given, Err(StorageError::Database(_))), "{given:?}");
    }
    let from_the_command_line = Grant {
        proposed_by: None,
        confirmed_by: None,
        ..lawful
    };
    town.gives(&db, &from_the_command_line).await.unwrap();
}

async fn a_grant_reads_as_it_was_written(db: Db) {
    let mut town = StoredAuthority::found(&db, 1).await;
    let ada = town.person(&db, "ada", Role::Treasurer).await;
    let mut grant = town.grant(ada, Role::Treasurer, GrantState::Proposed);
    grant.lead = true;
    grant.scope = "department:Bürgeramt".parse().unwrap();
    grant.until = Some(crate::authority::minutes(5));
    town.gives(&db, &grant).await.unwrap();
    let mut tx = db.write(town.scope()).await.unwrap();
    let mut grants = tx.access().grants();
    assert_eq!(grants.find(grant.id).await.unwrap(), Some(grant.clone()));
    assert_eq!(grants.open().await.unwrap(), [grant.clone()]);
    assert_eq!(grants.counting(ada).await.unwrap(), []);
    let unknown = GrantId::new(&mut town.moment);
    assert_eq!(grants.find(unknown).await.unwrap(), None);
    let act = town.act(&mut tx).await;
    let late = tx
        .access()
        .grants()
        .save(&grant, GrantState::Active, act)
        .await;
    assert!(matches!(late, Err(StorageError::Conflict)), "{late:?}");
}

async fn a_suspended_persons_grants_do_not_count(db: Db) {
    use domain::access::PersonState::{Active, Suspended};
    let mut town = StoredAuthority::found(&db, 1).await;
    let ada = town.person(&db, "ada", Role::Clerk).await;
    let ben = town.person(&db, "ben", Role::Clerk).await;
    let grant = town.grant(ada, Role::Clerk, GrantState::Active);
    town.gives(&db, &grant).await.unwrap();
    let mut tx = db.write(town.scope()).await.unwrap();
    let counting = tx.access().grants().counting_of_others(ben).await.unwrap();
    assert_eq!(counting, [grant]);
    let mut persons = tx.access().persons();
    persons.set_state(ada, (Active, Suspended)).await.unwrap();
    let mut grants = tx.access().grants();
    assert_eq!(grants.counting(ada).await.unwrap(), []);
    assert_eq!(grants.counting_of_others(ben).await.unwrap(), []);
}
