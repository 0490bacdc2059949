//! Persons with their places, for the stories of their grants, credentials and sessions.

use domain::access::{Act, ActOutcome, Actor, Grant, GrantScope, GrantState, PersonState, Role};
use domain::ledger::chain::ActDetails;
use domain::{AuditId, GrantId, PersonId, TenantId};
use storage::access::audit::NewAudit;
use storage::access::persons::NewPerson;
use storage::{Db, Scope, StorageError, WriteTx};

use crate::authority::{START, StoredAuthority};

impl StoredAuthority {
    /// A person that is active in the authority, on the side of this role.
    pub(crate) async fn person(&mut self, db: &Db, name: &str, role: Role) -> PersonId {
        let id = PersonId::new(&mut self.moment);
        self.joins(db, id, (name, role)).await.unwrap();
        id
    }

    pub(crate) async fn joins(
        &self,
        db: &Db,
        id: PersonId,
        (name, role): (&str, Role),
    ) -> Result<(), StorageError> {
        let mut tx = db.write(self.scope()).await?;
        let email = format!("{name}@Town.example");
        insert(&mut tx, (id, false), (name, &email), role).await?;
        tx.commit().await
    }

    /// A proposed grant, or an active one that other persons proposed and confirmed.
    pub(crate) fn grant(&mut self, person: PersonId, role: Role, state: GrantState) -> Grant {
        Grant {
            id: GrantId::new(&mut self.moment),
            person,
            role,
            lead: false,
            scope: GrantScope::All,
            from: START,
            until: None,
            state,
            proposed_by: Some(PersonId::new(&mut self.moment)),
            confirmed_by: (state == GrantState::Active).then(|| PersonId::new(&mut self.moment)),
        }
    }

    /// The row of an act on a grant.
    pub(crate) async fn act(&mut self, tx: &mut WriteTx) -> AuditId {
        let id = AuditId::new(&mut self.moment);
        let new = NewAudit {
            id,
            at: START,
            actor: &Actor::Person(PersonId::new(&mut self.moment)),
            act: Act::GrantPropose,
            object: "grt_1",
            outcome: ActOutcome::Done,
            details: ActDetails::default(),
            salt: [3; 16],
            commitment: Some([4; 32]),
        };
        tx.access().audit().insert(&new).await.unwrap();
        id
    }

    /// Writes the grant with an act of its own.
    pub(crate) async fn gives(&mut self, db: &Db, grant: &Grant) -> Result<(), StorageError> {
        let mut tx = db.write(self.scope()).await?;
        let act = self.act(&mut tx).await;
        tx.access().grants().insert(grant, act).await?;
        tx.commit().await
    }
}

/// A person of the operator, or of this tenant.
pub(crate) async fn insert(
    tx: &mut WriteTx,
    (id, of_operator): (PersonId, bool),
    (name, email): (&str, &str),
    role: Role,
) -> Result<(), StorageError> {
    let mut persons = tx.access().persons();
    persons
        .insert(&NewPerson {
            id,
            of_operator,
            name,
            email,
            email_folded: &email.to_lowercase(),
            created_at: START,
        })
        .await?;
    persons
        .join((id, of_operator), role.side(), PersonState::Active, START)
        .await
}

pub(crate) const INSTALLATION: Scope = Scope::Tenant(TenantId::INSTALLATION);
