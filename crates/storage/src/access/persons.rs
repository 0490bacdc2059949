//! Persons of the staff, which are of no tenant, and their places in authorities.

use domain::access::{PersonState, Side};
use domain::{PersonId, TenantId, Timestamp};
use uuid::Uuid;

use super::{Access, AccessWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Persons / PersonsWriter in Access / AccessWriter as persons }

/// The staff of the tenant, up to a further condition.
macro_rules! members {
    () => {
        "
        SELECT m.person_id, p.name, p.email, m.state, m.side
        FROM memberships m JOIN persons p ON p.person_id = m.person_id
        WHERE m.tenant_id = $1 "
    };
}

statements! {
    INSERT_PERSON = "
        INSERT INTO persons (person_id, of_operator, name, email, email_folded, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    INSERT_MEMBERSHIP = "
        INSERT INTO memberships (tenant_id, person_id, of_operator, side, state, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    PERSON_BY_EMAIL = "SELECT person_id, of_operator FROM persons WHERE email_folded = $1";
    PLACES_VERSION = "SELECT places_version FROM persons WHERE person_id = $1";
    RAISE_PLACES_VERSION = "
        UPDATE persons SET places_version = places_version + 1
        WHERE person_id = $1 AND places_version = $2";
    RESET = "UPDATE persons SET resets = resets + 1 WHERE person_id = $1 AND resets = $2";
    RESETS = "SELECT resets FROM persons WHERE person_id = $1";
    CONTACT = "SELECT name, email FROM persons WHERE person_id = $1";
    PLACES = "
        SELECT m.tenant_id, t.slug, m.state, CAST(CASE WHEN EXISTS (
            SELECT 1 FROM grants g
            WHERE g.tenant_id = m.tenant_id AND g.person_id = m.person_id
              AND g.state <> 'ended' AND g.state = 'active') THEN 1 ELSE 0 END AS BIGINT)
        FROM memberships m JOIN tenants t ON t.tenant_id = m.tenant_id
        WHERE m.person_id = $1 ORDER BY t.slug";
    MEMBER = concat!(members!(), "AND m.person_id = $2");
    MEMBERS = concat!(members!(), "ORDER BY p.name, m.person_id");
    MEMBERSHIP = "SELECT state, side FROM memberships WHERE tenant_id = $1 AND person_id = $2";
    SET_STATE = "
        UPDATE memberships SET state = $4
        WHERE tenant_id = $1 AND person_id = $2 AND state = $3";
    SET_SIDE = "
        UPDATE memberships SET side = $3
        WHERE tenant_id = $1 AND person_id = $2 AND side <> $3";
    HOLD_TENANT = "SELECT slug FROM tenants WHERE tenant_id = $1";
}

/// A new person.
#[derive(Clone, Copy, Debug)]
pub struct NewPerson<'a> {
    pub id: PersonId,
    pub of_operator: bool,
    pub name: &'a str,
    pub email: &'a str,
    pub email_folded: &'a str,
    pub created_at: Timestamp,
}

/// A person, as a tenant sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub state: PersonState,
    pub side: Side,
}

/// Of a person in an authority, or in the installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    pub tenant: TenantId,
    pub slug: String,
    pub state: PersonState,
    /// The person has an active grant there, be it in force or not.
    pub granted: bool,
}

#[derive(sqlx_macros::FromRow)]
struct MemberRow {
    person_id: Uuid,
    name: String,
    email: String,
    state: String,
    side: String,
}

impl Persons<'_> {
    /// The person with this address, of all tenants, and whether it is of the operator.
    pub async fn by_email(
        &mut self,
        folded: &str,
    ) -> Result<Option<(PersonId, bool)>, StorageError> {
        let found = self
            .tx
            .all_tenants()
            .maybe(PERSON_BY_EMAIL, values![folded]);
        let row: Option<(Uuid, i64)> = found.await?;
        Ok(row.map(|(person, of_operator)| (PersonId::from_uuid(person), of_operator != 0)))
    }

    /// Name and address of the person.
    pub async fn contact(
        &mut self,
        person: PersonId,
    ) -> Result<Option<(String, String)>, StorageError> {
        self.tx.all_tenants().maybe(CONTACT, values![person]).await
    }

    /// Every place of the person, of all tenants.
    pub async fn places(&mut self, person: PersonId) -> Result<Vec<Membership>, StorageError> {
        let found = self.tx.all_tenants().many(PLACES, values![person]);
        let rows: Vec<(Uuid, String, String, i64)> = found.await?;
        let places = rows.into_iter().map(|(tenant, slug, state, granted)| {
            Ok(Membership {
                tenant: TenantId::from_uuid(tenant),
                slug,
                state: state_of(&state, person)?,
                granted: granted != 0,
            })
        });
        places.collect()
    }

    /// Rises with each place and each active grant that the person gets, in whatever tenant.
    pub async fn places_version(&mut self, person: PersonId) -> Result<i64, StorageError> {
        let found = self.tx.all_tenants();
        let row: Option<(i64,)> = found.maybe(PLACES_VERSION, values![person]).await?;
        Ok(row.map_or(0, |(version,)| version))
    }

    pub async fn member(&mut self, person: PersonId) -> Result<Option<Member>, StorageError> {
        self.tx
            .maybe_as::<MemberRow, _>(MEMBER, values![person])
            .await
    }

    /// The whole staff of the tenant, by name.
    pub async fn members(&mut self) -> Result<Vec<Member>, StorageError> {
        self.tx.many_as::<MemberRow, _>(MEMBERS, values![]).await
    }
}

impl PersonsWriter<'_> {
    /// `Conflict` when a person has the address. Without a place the person is seen by no tenant
    /// ([`Self::join`]).
    pub async fn insert(&mut self, new: &NewPerson<'_>) -> Result<(), StorageError> {
        let values = values![
            new.id,
            new.of_operator,
            new.name,
            new.email,
            new.email_folded,
            new.created_at,
        ];
        self.tx.all_tenants().run(INSERT_PERSON, values).await?;
        Ok(())
    }

    /// Gives the person a place in the tenant. `Conflict` when it has one.
    pub async fn join(
        &mut self,
        (person, of_operator): (PersonId, bool),
        side: Side,
        state: PersonState,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let (side, state): (&str, &str) = (side.into(), state.into());
        let values = values![person, of_operator, side, state, now];
        self.tx.run_one(INSERT_MEMBERSHIP, values).await
    }

    /// The person gets a place or an active grant, or is decided about by those it has: `Conflict`
    /// when the version is another one by now. The person has a place in the tenant.
    pub async fn raise_places_version(
        &mut self,
        person: PersonId,
        known: i64,
    ) -> Result<(), StorageError> {
        let values = values![person, known];
        let raised = self.tx.all_tenants().run(RAISE_PLACES_VERSION, values);
        only_one(raised.await?)
    }

    /// Voids every invitation of the person, of whatever tenant: `Conflict` when that was done
    /// since the count was `known`. The person has a place in the tenant.
    pub async fn void_invitations(
        &mut self,
        person: PersonId,
        known: i64,
    ) -> Result<(), StorageError> {
        let values = values![person, known];
        only_one(self.tx.all_tenants().run(RESET, values).await?)
    }

    /// How often the person's invitations were voided.
    pub async fn resets(&mut self, person: PersonId) -> Result<i64, StorageError> {
        let found = self.tx.all_tenants();
        let row: Option<(i64,)> = found.maybe(RESETS, values![person]).await?;
        Ok(row.map_or(0, |(resets,)| resets))
    }

    /// Locks the whole staff of the tenant until the transaction ends: whether a person is the last
    /// of a role depends on all of them.
    pub async fn hold_staff(&mut self) -> Result<(), StorageError> {
        self.tx.hold(HOLD_TENANT, values![]).await
    }

    /// Locks the person's place until the transaction ends, and reads it.
    pub async fn hold(
        &mut self,
        person: PersonId,
    ) -> Result<Option<(PersonState, Side)>, StorageError> {
        let held = (MEMBERSHIP, "");
        let found = self
            .tx
            .maybe_held::<PlaceRow, HeldPlace>(held, values![person]);
        Ok(found.await?.map(|place| (place.state, place.side)))
    }

    /// `Conflict` when the person is not in the state `from`.
    pub async fn set_state(
        &mut self,
        person: PersonId,
        (from, to): (PersonState, PersonState),
    ) -> Result<(), StorageError> {
        let (from, to): (&str, &str) = (from.into(), to.into());
        self.tx.run_one(SET_STATE, values![person, from, to]).await
    }

    /// Fails while the person has an active grant of another side.
    pub async fn set_side(&mut self, person: PersonId, side: Side) -> Result<(), StorageError> {
        let side: &str = side.into();
        self.tx.run(SET_SIDE, values![person, side]).await.map(drop)
    }
}

#[derive(sqlx_macros::FromRow)]
struct PlaceRow {
    state: String,
    side: String,
}

struct HeldPlace {
    state: PersonState,
    side: Side,
}

impl TryFrom<PlaceRow> for HeldPlace {
    type Error = StorageError;

    fn try_from(row: PlaceRow) -> Result<Self, StorageError> {
        let bad = |column| StorageError::inconsistent("memberships", column, "held");
        Ok(Self {
            state: row.state.parse().map_err(|_| bad("state"))?,
            side: row.side.parse().map_err(|_| bad("side"))?,
        })
    }
}

const fn only_one(changed: u64) -> Result<(), StorageError> {
    match changed {
        1 => Ok(()),
        _ => Err(StorageError::Conflict),
    }
}

fn state_of(stored: &str, person: PersonId) -> Result<PersonState, StorageError> {
    let bad = |_| StorageError::inconsistent("memberships", "state", person);
    stored.parse().map_err(bad)
}

impl TryFrom<MemberRow> for Member {
    type Error = StorageError;

    fn try_from(row: MemberRow) -> Result<Self, StorageError> {
        let id = PersonId::from_uuid(row.person_id);
        let bad = |_| StorageError::inconsistent("memberships", "side", id);
        Ok(Self {
            id,
            state: state_of(&row.state, id)?,
            side: row.side.parse().map_err(bad)?,
            name: row.name,
            email: row.email,
        })
    }
}
