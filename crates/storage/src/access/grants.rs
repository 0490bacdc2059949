//! Grants: roles of persons in the tenant.

use domain::access::{Grant, GrantState};
use domain::{AuditId, GrantId, PersonId};
use uuid::Uuid;

use super::{Access, AccessWriter};
use crate::StorageError;
use crate::engine::columns::DbTime;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Grants / GrantsWriter in Access / AccessWriter as grants }

/// The tenant's grants, up to a further condition.
macro_rules! grants {
    () => {
        "
        SELECT grant_id, person_id, role, lead, scope, from_at, until_at, state, proposed_by,
               confirmed_by
        FROM grants WHERE tenant_id = $1 "
    };
}

statements! {
    INSERT_GRANT = "
        INSERT INTO grants
            (tenant_id, grant_id, person_id, role, lead, side, active_side, scope, from_at,
             until_at, state, proposed_by, confirmed_by, audit_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    GRANT = concat!(grants!(), "AND grant_id = $2");
    OPEN_OF_PERSON = concat!(
        grants!(),
        "AND person_id = $2 AND state <> 'ended' ORDER BY grant_id"
    );
    OPEN_GRANTS = concat!(grants!(), "AND state <> 'ended' ORDER BY grant_id");
    ALL_GRANTS = concat!(grants!(), "ORDER BY grant_id");
    // The grants that count: of persons that are not suspended.
    COUNTING = concat!(
        grants!(),
        "AND state = 'active' AND person_id = $2 AND EXISTS (
            SELECT 1 FROM memberships m
            WHERE m.tenant_id = grants.tenant_id AND m.person_id = grants.person_id
              AND m.state = 'active')
         ORDER BY grant_id"
    );
    COUNTING_OF_OTHERS = concat!(
        grants!(),
        "AND state = 'active' AND person_id <> $2 AND EXISTS (
            SELECT 1 FROM memberships m
            WHERE m.tenant_id = grants.tenant_id AND m.person_id = grants.person_id
              AND m.state = 'active')
         ORDER BY grant_id"
    );
    SAVE_GRANT = "
        UPDATE grants
        SET state = $4, active_side = $5, confirmed_by = $6, audit_id = $7
        WHERE tenant_id = $1 AND grant_id = $2 AND state = $3";
}

#[derive(sqlx_macros::FromRow)]
struct GrantRow {
    grant_id: Uuid,
    person_id: Uuid,
    role: String,
    lead: i64,
    scope: String,
    from_at: DbTime,
    until_at: Option<DbTime>,
    state: String,
    proposed_by: Option<Uuid>,
    confirmed_by: Option<Uuid>,
}

impl Grants<'_> {
    pub async fn find(&mut self, id: GrantId) -> Result<Option<Grant>, StorageError> {
        self.tx.maybe_as::<GrantRow, _>(GRANT, values![id]).await
    }

    /// Proposed and active ones of a person.
    pub async fn open_of(&mut self, person: PersonId) -> Result<Vec<Grant>, StorageError> {
        self.tx
            .many_as::<GrantRow, _>(OPEN_OF_PERSON, values![person])
            .await
    }

    /// Proposed and active ones of the whole staff.
    pub async fn open(&mut self) -> Result<Vec<Grant>, StorageError> {
        self.tx.many_as::<GrantRow, _>(OPEN_GRANTS, values![]).await
    }

    /// Every grant there ever was.
    pub async fn all(&mut self) -> Result<Vec<Grant>, StorageError> {
        self.tx.many_as::<GrantRow, _>(ALL_GRANTS, values![]).await
    }

    /// Active grants of a person that is active in the tenant: its rights, up to their times.
    pub async fn counting(&mut self, person: PersonId) -> Result<Vec<Grant>, StorageError> {
        self.tx
            .many_as::<GrantRow, _>(COUNTING, values![person])
            .await
    }

    /// The same of all other persons.
    pub async fn counting_of_others(
        &mut self,
        person: PersonId,
    ) -> Result<Vec<Grant>, StorageError> {
        self.tx
            .many_as::<GrantRow, _>(COUNTING_OF_OTHERS, values![person])
            .await
    }
}

impl GrantsWriter<'_> {
    /// `made_by` is the act's row, written in this transaction.
    pub async fn insert(&mut self, grant: &Grant, made_by: AuditId) -> Result<(), StorageError> {
        let side: &str = grant.role.side().into();
        let (role, state): (&str, &str) = (grant.role.into(), grant.state.into());
        let values = values![
            grant.id,
            grant.person,
            role,
            grant.lead,
            side,
            active_side(grant),
            grant.scope.to_string(),
            grant.from,
            grant.until,
            state,
            grant.proposed_by,
            grant.confirmed_by,
            made_by,
        ];
        self.tx.run_one(INSERT_GRANT, values).await
    }

    /// Writes the grant's state and its confirmation. `Conflict` when it is not in the state `from`
    /// any more.
    pub async fn save(
        &mut self,
        grant: &Grant,
        from: GrantState,
        made_by: AuditId,
    ) -> Result<(), StorageError> {
        let (from, state): (&str, &str) = (from.into(), grant.state.into());
        let values = values![
            grant.id,
            from,
            state,
            active_side(grant),
            grant.confirmed_by,
            made_by,
        ];
        self.tx.run_one(SAVE_GRANT, values).await
    }
}

fn active_side(grant: &Grant) -> Option<&'static str> {
    (grant.state == GrantState::Active).then(|| grant.role.side().into())
}

impl TryFrom<GrantRow> for Grant {
    type Error = StorageError;

    fn try_from(row: GrantRow) -> Result<Self, StorageError> {
        let id = GrantId::from_uuid(row.grant_id);
        let bad = |column| StorageError::inconsistent("grants", column, id);
        Ok(Self {
            id,
            person: PersonId::from_uuid(row.person_id),
            role: row.role.parse().map_err(|_| bad("role"))?,
            lead: match row.lead {
                0 => false,
                1 => true,
                _ => return Err(bad("lead")),
            },
            scope: row.scope.parse().map_err(|_| bad("scope"))?,
            from: row.from_at.0,
            until: row.until_at.map(|until| until.0),
            state: row.state.parse().map_err(|_| bad("state"))?,
            proposed_by: row.proposed_by.map(PersonId::from_uuid),
            confirmed_by: row.confirmed_by.map(PersonId::from_uuid),
        })
    }
}
