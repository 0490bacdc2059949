//! Sessions and invitations: found by their token, and not after their end.

use domain::access::sessions::{SessionEnd, SessionTimes};
use domain::access::{PersonState, Role};
use domain::{InvitationId, PersonId, SessionId};
use storage::access::invitations::NewInvitation;
use storage::access::sessions::NewSession;
use storage::{Db, Scope, StorageError, in_every_mode};

use super::staff::INSTALLATION;
use crate::authority::{START, StoredAuthority, minutes};

in_every_mode! {
    a_session_is_found_until_it_ends_or_its_person_works_nowhere
    a_person_ends_its_own_sessions_only
    unused_sessions_are_erased_piece_by_piece
    sessions_that_wait_for_a_code_are_erased_before_others
    an_invitation_is_used_once_and_a_new_one_takes_its_place
    an_invitation_is_void_once_the_persons_are_whatever_tenant_it_is_of
}

async fn begins(
    db: &Db,
    town: &mut StoredAuthority,
    person: PersonId,
    token_hash: [u8; 32],
) -> SessionId {
    let id = SessionId::new(&mut town.moment);
    let mut tx = db.write(INSTALLATION).await.unwrap();
    tx.access()
        .sessions()
        .insert(&NewSession {
            id,
            person,
            token_hash: &token_hash,
            form_key: &[7; 16],
            times: SessionTimes {
                created_at: START,
                seen_at: START,
                trusted_at: None,
            },
            network: "192.0.2",
            browser: "Firefox",
        })
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

async fn finds(db: &Db, token_hash: [u8; 32]) -> Option<SessionId> {
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let found = tx.access().sessions().by_token(&token_hash).await.unwrap();
    found.map(|session| session.id)
}

async fn a_session_is_found_until_it_ends_or_its_person_works_nowhere(db: Db) {
    use PersonState::{Active, Suspended};
    let mut town = StoredAuthority::found(&db, 1).await;
    let ada = town.person(&db, "ada", Role::Clerk).await;
    let id = begins(&db, &mut town, ada, [1; 32]).await;
    assert_eq!(finds(&db, [1; 32]).await, Some(id));
    assert_eq!(finds(&db, [2; 32]).await, None);
    for (change, seen) in [((Active, Suspended), None), ((Suspended, Active), Some(id))] {
        let mut tx = db.write(town.scope()).await.unwrap();
        let mut persons = tx.access().persons();
        persons.set_state(ada, change).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(finds(&db, [1; 32]).await, seen);
    }
    let mut tx = db.write(INSTALLATION).await.unwrap();
    let mut sessions = tx.access().sessions();
    sessions.see(id, minutes(3)).await.unwrap();
    let ended = sessions
        .end((id, ada), SessionEnd::SignedOut, minutes(4))
        .await;
    assert!(ended.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(finds(&db, [1; 32]).await, None);
}

async fn a_person_ends_its_own_sessions_only(db: Db) {
    let mut town = StoredAuthority::found(&db, 1).await;
    let ada = town.person(&db, "ada", Role::Clerk).await;
    let ben = town.person(&db, "ben", Role::Clerk).await;
    let of_ada = begins(&db, &mut town, ada, [1; 32]).await;
    begins(&db, &mut town, ada, [2; 32]).await;
    let of_ben = begins(&db, &mut town, ben, [3; 32]).await;
    // An administrator of the authority ends them in its own scope.
    let mut tx = db.write(town.scope()).await.unwrap();
    let mut sessions = tx.access().sessions();
    let other = sessions
        .end((of_ada, ben), SessionEnd::Revoked, minutes(1))
        .await;
    assert!(!other.unwrap());
    let listed = sessions.of_person(ada, minutes(0)).await.unwrap();
    assert_eq!(listed.len(), 0, "none was used after its beginning");
    let why = SessionEnd::EndedByStaff;
    assert_eq!(sessions.end_all(ada, why, minutes(1)).await.unwrap(), 2);
    tx.commit().await.unwrap();
    assert_eq!(finds(&db, [1; 32]).await, None);
    assert_eq!(finds(&db, [3; 32]).await, Some(of_ben));
}

async fn unused_sessions_are_erased_piece_by_piece(db: Db) {
    let mut town = StoredAuthority::found(&db, 1).await;
    let ada = town.person(&db, "ada", Role::Clerk).await;
    for token in 1..=3 {
        begins(&db, &mut town, ada, [token; 32]).await;
    }
    let mut tx = db.write(Scope::Operator).await.unwrap();
    let mut sessions = tx.access().sessions();
    for erased in [2, 1, 0] {
        assert_eq!(sessions.erase_unused(minutes(1), 2).await.unwrap(), erased);
    }
}

async fn sessions_that_wait_for_a_code_are_erased_before_others(db: Db) {
    let mut town = StoredAuthority::found(&db, 1).await;
    let ada = town.person(&db, "ada", Role::Clerk).await;
    begins(&db, &mut town, ada, [1; 32]).await;
    let trusted = begins(&db, &mut town, ada, [2; 32]).await;
    let mut tx = db.write(Scope::Operator).await.unwrap();
    let known = "UPDATE sessions SET trusted_at = seen_at WHERE token_hash <> ";
    let first = "(SELECT s.token_hash FROM sessions s ORDER BY s.token_hash LIMIT 1)";
    assert_eq!(tx.raw(&format!("{known}{first}")).await.unwrap(), 1);
    let mut sessions = tx.access().sessions();
    assert_eq!(sessions.erase_waiting(START, 2).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(finds(&db, [1; 32]).await, None);
    assert_eq!(finds(&db, [2; 32]).await, Some(trusted));
}

async fn invites(db: &Db, town: &mut StoredAuthority, person: PersonId, token_hash: [u8; 32]) {
    let mut tx = db.write(town.scope()).await.unwrap();
    let new = NewInvitation {
        id: InvitationId::new(&mut town.moment),
        person,
        token_hash: &token_hash,
        created_at: START,
        expires_at: minutes(5),
    };
    let mut invitations = tx.access().invitations();
    invitations.replace(&new, minutes(1)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn an_invitation_is_void_once_the_persons_are_whatever_tenant_it_is_of(db: Db) {
    let (mut here, mut there) = (
        StoredAuthority::found(&db, 1).await,
        StoredAuthority::found(&db, 2).await,
    );
    let ada = here.person(&db, "ada", Role::Clerk).await;
    let mut tx = db.write(there.scope()).await.unwrap();
    let place = (Role::Clerk.side(), PersonState::Active);
    let mut persons = tx.access().persons();
    persons
        .join((ada, false), place.0, place.1, START)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    invites(&db, &mut here, ada, [1; 32]).await;
    let mut tx = db.write(there.scope()).await.unwrap();
    let mut persons = tx.access().persons();
    let resets = persons.resets(ada).await.unwrap();
    persons.void_invitations(ada, resets).await.unwrap();
    tx.commit().await.unwrap();
    invites(&db, &mut there, ada, [2; 32]).await;
    let mut tx = db.write(here.scope()).await.unwrap();
    let again = tx.access().persons().void_invitations(ada, resets).await;
    assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");
    drop(tx);
    let mut tx = db.write(Scope::Operator).await.unwrap();
    let mut invitations = tx.access().invitations();
    assert_eq!(invitations.by_token(&[1; 32]).await.unwrap(), None);
    assert!(invitations.by_token(&[2; 32]).await.unwrap().is_some());
    for erased in [1, 1, 0] {
        assert_eq!(invitations.erase_old(START, 1).await.unwrap(), erased);
    }
}

async fn an_invitation_is_used_once_and_a_new_one_takes_its_place(db: Db) {
    let mut town = StoredAuthority::found(&db, 1).await;
    let ada = town.person(&db, "ada", Role::Clerk).await;
    let ids = [(); 2].map(|()| InvitationId::new(&mut town.moment));
    for (id, token_hash) in ids.into_iter().zip([[1; 32], [2; 32]]) {
        let mut tx = db.write(town.scope()).await.unwrap();
        let new = NewInvitation {
            id,
            person: ada,
            token_hash: &token_hash,
            created_at: START,
            expires_at: minutes(5),
        };
        let mut invitations = tx.access().invitations();
        invitations.replace(&new, minutes(1)).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let mut invitations = tx.access().invitations();
    assert_eq!(invitations.by_token(&[1; 32]).await.unwrap(), None);
    let open = invitations.by_token(&[2; 32]).await.unwrap().unwrap();
    assert_eq!((open.tenant, open.person), (town.tenant, ada));
    assert_eq!((open.id, open.name.as_str()), (ids[1], "ada"));
    drop(tx);
    let mut tx = db.write(town.scope()).await.unwrap();
    let mut invitations = tx.access().invitations();
    invitations.end(open.id, minutes(2)).await.unwrap();
    let again = invitations.end(open.id, minutes(2)).await;
    assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");
}
