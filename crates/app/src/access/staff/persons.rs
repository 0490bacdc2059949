//! The staff of an authority, or of the operator: invited and suspended by an administrator.
//!
//! A person may work for several authorities. What an administrator of one of them does to a person
//! ends there: suspending holds in the authority, and sessions are ended only of a person that has
//! no right elsewhere. A person that another authority enters is told so and asked nothing: it gets
//! no right by that, since a second person there confirms each.

use domain::access::grants::keeps_a_last;
use domain::access::sessions::SessionEnd;
use domain::access::{
    Act, Grant, GrantRefusal, GrantScope, GrantState, PersonDetails, PersonState, Role, StaffEmail,
};
use domain::{GrantId, Moment, PersonId, Timestamp};
use serde_json::json;
use storage::access::persons::{Member, Membership, NewPerson};
use storage::{Scope, StorageError, WriteTx};

use super::grants::{GrantView, WantedGrant, grant_views, insert_grant};
use super::invitations::InvitationLink;
use super::mail::StaffNews;
use super::{StaffError, StaffPlace};
use crate::App;
use crate::access::acting::{Acting, AuditRow};
use crate::tenants::commitments::described_person;

/// A person of the staff with its grants.
#[derive(Clone, Debug)]
pub struct StaffMember {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub state: PersonState,
    pub grants: Vec<GrantView>,
    /// The person that looks.
    pub oneself: bool,
}

/// A person that was invited, or works here at once because it works elsewhere.
#[derive(Clone, Debug)]
pub struct Invited {
    pub person: PersonId,
    /// `None` for a person that has its credentials.
    pub link: Option<InvitationLink>,
}

/// The places of a person, of all tenants.
pub(super) struct Places {
    pub(super) version: i64,
    places: Vec<Membership>,
}

impl Places {
    /// Whether the person has an active grant in another place.
    pub(super) fn works_elsewhere(&self, place: &StaffPlace) -> bool {
        let mut places = self.places.iter();
        places.any(|at| at.granted && at.tenant != place.tenant)
    }
}

impl App {
    /// The whole staff of the place, by name, with proposed and active grants.
    pub(crate) async fn view_staff(
        &self,
        place: &StaffPlace,
    ) -> Result<Vec<StaffMember>, StaffError> {
        let mut tx = self.db.read(place.scope()).await?;
        let members = tx.access().persons().members().await?;
        let grants = tx.access().grants().open().await?;
        drop(tx);
        let of = |member: &Member| StaffMember {
            id: member.id,
            name: member.name.clone(),
            email: member.email.clone(),
            state: member.state,
            grants: grant_views(place, member.id, &grants, &members),
            oneself: member.id == place.person,
        };
        Ok(members.iter().map(of).collect())
    }

    /// Invites a person with a proposed grant.
    pub(crate) async fn invite_person(
        &self,
        by: &Acting,
        place: &StaffPlace,
        details: &PersonDetails,
        wanted: &WantedGrant,
    ) -> Result<Invited, StaffError> {
        let mut moment = self.moment();
        let known = self.known_person(place, &details.email).await?;
        let person = known.map_or_else(|| PersonId::new(&mut moment), |(person, _)| person);
        let grant = wanted.proposed(&mut moment, person, Some(place.person));
        grant.check_new(place.is_operator())?;
        let mut tx = self.db.write(place.scope()).await?;
        let joining = (person, known.map(|(_, version)| version));
        let state = join(&mut tx, moment.now, place, joining, (details, grant.role)).await?;
        let mut audit = leads_to(by, Act::PersonInvite, person, (None, state));
        audit.write(&mut tx, &mut moment).await?;
        insert_grant(&mut tx, &mut moment, (by, Act::GrantPropose), &grant).await?;
        let link = if known.is_some() {
            let news = StaffNews::Joined;
            self.tell(&mut tx, &mut moment, person, news).await?;
            None
        } else {
            let told = (person, StaffNews::Invited);
            Some(self.invite(&mut tx, &mut moment, told).await?)
        };
        tx.commit().await?;
        Ok(Invited { person, link })
    }

    /// The person with this address and the version of its places, where it may join this one.
    async fn known_person(
        &self,
        place: &StaffPlace,
        email: &StaffEmail,
    ) -> Result<Option<(PersonId, i64)>, StaffError> {
        let mut tx = self.db.read(Scope::Operator).await?;
        let Some((person, of_operator)) = tx.access().persons().by_email(email.folded()).await?
        else {
            return Ok(None);
        };
        if of_operator != place.is_operator() {
            return Err(StaffError::Elsewhere);
        }
        drop(tx);
        let Places { version, places } = self.places(person).await?;
        if places.iter().any(|at| at.tenant == place.tenant) {
            return Err(StaffError::AlreadyHere);
        }
        // Another authority holds the link that makes this person's credentials.
        if !places.iter().any(|at| at.state == PersonState::Active) {
            return Err(StaffError::Elsewhere);
        }
        Ok(Some((person, version)))
    }

    /// The person may do nothing here until it is resumed.
    pub(crate) async fn suspend_person(
        &self,
        by: &Acting,
        place: &StaffPlace,
        person: PersonId,
    ) -> Result<(), StaffError> {
        not_oneself(place, person)?;
        let mut moment = self.moment();
        let mut tx = self.db.write(place.scope()).await?;
        tx.access().persons().hold_staff().await?;
        keep_the_last(&mut tx, person, moment.now).await?;
        let change = (PersonState::Active, PersonState::Suspended);
        let act = (by, Act::PersonSuspend);
        change_state((&mut tx, &mut moment), act, person, change).await?;
        Ok(tx.commit().await?)
    }

    pub(crate) async fn resume_person(
        &self,
        by: &Acting,
        place: &StaffPlace,
        person: PersonId,
    ) -> Result<(), StaffError> {
        not_oneself(place, person)?;
        let mut moment = self.moment();
        let mut tx = self.db.write(place.scope()).await?;
        let change = (PersonState::Suspended, PersonState::Active);
        let act = (by, Act::PersonResume);
        change_state((&mut tx, &mut moment), act, person, change).await?;
        Ok(tx.commit().await?)
    }

    /// Ends all sessions of the person. Refused of one that has a right elsewhere, too: a session
    /// is of all places, and suspending the person ends what it may do here. Returns how many there
    /// were.
    pub(crate) async fn end_sessions_of(
        &self,
        by: &Acting,
        place: &StaffPlace,
        person: PersonId,
    ) -> Result<u64, StaffError> {
        not_oneself(place, person)?;
        let places = self.places(person).await?;
        let mut moment = self.moment();
        let mut tx = self.db.write(place.scope()).await?;
        let member = tx.access().persons().member(person).await?;
        member.ok_or(StaffError::NotFound)?;
        if places.works_elsewhere(place) {
            return Err(StaffError::Elsewhere);
        }
        let why = SessionEnd::EndedByStaff;
        let ended = tx
            .access()
            .sessions()
            .end_all(person, why, moment.now)
            .await?;
        let mut persons = tx.access().persons();
        persons.raise_places_version(person, places.version).await?;
        by.does(Act::PersonEndSessions, person)
            .changing(json!({ "sessions": ended }), json!({ "sessions": 0 }))
            .write(&mut tx, &mut moment)
            .await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Where the person is, of all tenants. What is decided by it is written in another
    /// transaction, of one tenant, which compares the version.
    pub(super) async fn places(&self, person: PersonId) -> Result<Places, StorageError> {
        let mut tx = self.db.read(Scope::Operator).await?;
        let version = tx.access().persons().places_version(person).await?;
        let places = tx.access().persons().places(person).await?;
        Ok(Places { version, places })
    }
}

/// The first persons of an authority and of the operator, by the command line.
impl App {
    /// Invites the first administrator, the first lead of the treasury, or a person of the
    /// operator, with an active grant. Refused once an authority has such a person.
    pub(crate) async fn invite_first(
        &self,
        by: &Acting,
        slug: &str,
        details: &PersonDetails,
        (role, lead): (Role, bool),
    ) -> Result<Invited, StaffError> {
        let place = self.first_place(slug).await?;
        let is_first = match role {
            Role::Admin | Role::Operator => !lead,
            Role::Treasurer => lead,
            Role::Clerk | Role::ServiceOwner | Role::Bookkeeper | Role::Auditor => false,
        };
        if !is_first {
            return Err(GrantRefusal::Place.into());
        }
        let mut moment = self.moment();
        let known = self.known_person(&place, &details.email).await?;
        let person = known.map_or_else(|| PersonId::new(&mut moment), |(person, _)| person);
        let grant = Grant {
            id: GrantId::new(&mut moment),
            person,
            role,
            lead,
            scope: GrantScope::All,
            from: moment.now,
            until: None,
            state: GrantState::Active,
            proposed_by: None,
            confirmed_by: None,
        };
        grant.check_new(place.is_operator())?;
        let mut tx = self.db.write(place.scope()).await?;
        tx.access().persons().hold_staff().await?;
        let held = others_in_force(&mut tx, person, moment.now).await?;
        let is_there = |other: &Grant| other.role == role && other.lead == lead;
        if !place.is_operator() && held.iter().any(is_there) {
            return Err(StaffError::Staffed);
        }
        let joining = (person, known.map(|(_, version)| version));
        let state = join(&mut tx, moment.now, &place, joining, (details, role)).await?;
        let mut audit = leads_to(by, Act::PersonInvite, person, (None, state));
        audit.write(&mut tx, &mut moment).await?;
        insert_grant(&mut tx, &mut moment, (by, Act::GrantGive), &grant).await?;
        let link = if known.is_some() {
            let news = StaffNews::given(&grant);
            self.tell(&mut tx, &mut moment, person, news).await?;
            None
        } else {
            let link = self.write_invitation(&mut tx, &mut moment, person).await?;
            Some(InvitationLink::Shown(link))
        };
        tx.commit().await?;
        Ok(Invited { person, link })
    }

    /// The place of the command line, which has no session.
    pub(super) async fn first_place(&self, slug: &str) -> Result<StaffPlace, StaffError> {
        let tenant = self.staff_tenant(slug).await?;
        Ok(StaffPlace {
            tenant: tenant.ok_or(StaffError::NotFound)?,
            person: PersonId::from_uuid(uuid::Uuid::nil()),
            standing: domain::access::Standing {
                holders: Vec::new(),
                fresh: false,
            },
            grants: Vec::new(),
        })
    }
}

/// The row of an act after which the person's place is in this state, and before it in that one.
pub(super) fn leads_to(
    by: &Acting,
    act: Act,
    person: PersonId,
    (before, after): (Option<PersonState>, PersonState),
) -> AuditRow<'_> {
    let was = before.map(|state| described_person(person, state));
    let is = described_person(person, after);
    by.does(act, person)
        .changing_fields(is.changed_from(was.as_ref()))
        .committing(is.commitment())
}

/// Gives the person a place, and makes it if it has no version of places yet. Returns the state of
/// the place.
async fn join(
    tx: &mut WriteTx,
    now: Timestamp,
    place: &StaffPlace,
    (person, known): (PersonId, Option<i64>),
    (details, role): (&PersonDetails, Role),
) -> Result<PersonState, StorageError> {
    let of_operator = place.is_operator();
    let state = match known {
        None => PersonState::Invited,
        Some(_) => PersonState::Active,
    };
    let mut persons = tx.access().persons();
    if known.is_none() {
        persons
            .insert(&NewPerson {
                id: person,
                of_operator,
                name: &details.name,
                email: details.email.as_str(),
                email_folded: details.email.folded(),
                created_at: now,
            })
            .await?;
    }
    persons
        .join((person, of_operator), role.side(), state, now)
        .await?;
    if let Some(version) = known {
        persons.raise_places_version(person, version).await?;
    }
    Ok(state)
}

pub(super) fn not_oneself(place: &StaffPlace, person: PersonId) -> Result<(), StaffError> {
    if place.person == person {
        return Err(StaffError::Oneself);
    }
    Ok(())
}

/// Changes the state and writes the act about it. `NotFound` for a person of another place, `State`
/// for one in another state.
async fn change_state(
    (tx, moment): (&mut WriteTx, &mut Moment),
    (by, act): (&Acting, Act),
    person: PersonId,
    (from, to): (PersonState, PersonState),
) -> Result<(), StaffError> {
    let held = tx.access().persons().hold(person).await?;
    let (state, _) = held.ok_or(StaffError::NotFound)?;
    if state != from {
        return Err(StaffError::State);
    }
    tx.access().persons().set_state(person, (from, to)).await?;
    leads_to(by, act, person, (Some(from), to))
        .write(tx, moment)
        .await?;
    Ok(())
}

/// The grants in force of all other persons that are active here.
pub(super) async fn others_in_force(
    tx: &mut WriteTx,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<Grant>, StorageError> {
    let mut others = tx.access().grants().counting_of_others(person).await?;
    others.retain(|grant| grant.in_force(now));
    Ok(others)
}

/// Without this person an administrator stays, and an operator.
pub(super) async fn keep_the_last(
    tx: &mut WriteTx,
    person: PersonId,
    now: Timestamp,
) -> Result<(), StaffError> {
    let own = tx.access().grants().counting(person).await?;
    let others = others_in_force(tx, person, now).await?;
    for grant in own.iter().filter(|grant| grant.in_force(now)) {
        keeps_a_last(grant.role, &others)?;
    }
    Ok(())
}
