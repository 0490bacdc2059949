//! The staff of an authority, or of the operator: invited, suspended, reset by an administrator.
//!
//! A person may work for several authorities. What an administrator of one of them does to a person
//! ends there: suspending holds in the authority, and credentials are taken away only of a person
//! that works nowhere else, since the new ones open every place of the person.

use domain::access::credentials::CredentialKind;
use domain::access::grants::keeps_a_last;
use domain::access::sessions::SessionEnd;
use domain::access::{
    Act, Grant, GrantRefusal, GrantScope, GrantState, PersonDetails, PersonState, Role, StaffEmail,
};
use domain::{GrantId, Moment, PersonId, Timestamp};
use serde_json::json;
use storage::access::persons::{Member, NewPerson};
use storage::{Scope, StorageError, WriteTx};
use url::Url;

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
        let person = known.unwrap_or_else(|| PersonId::new(&mut moment));
        let grant = wanted.proposed(&mut moment, person, Some(place.person));
        grant.check_new(place.is_operator())?;
        let mut tx = self.db.write(place.scope()).await?;
        let new = (person, known.is_none());
        let state = join(&mut tx, moment.now, place, new, (details, grant.role)).await?;
        let mut audit = leads_to(by, Act::PersonInvite, person, (None, state));
        audit.write(&mut tx, &mut moment).await?;
        insert_grant(&mut tx, &mut moment, (by, Act::GrantPropose), &grant).await?;
        let link = if known.is_some() {
            None
        } else {
            let told = (person, StaffNews::Invited);
            Some(self.invite(&mut tx, &mut moment, told).await?)
        };
        tx.commit().await?;
        Ok(Invited { person, link })
    }

    /// The person with this address, where it may join the place.
    async fn known_person(
        &self,
        place: &StaffPlace,
        email: &StaffEmail,
    ) -> Result<Option<PersonId>, StaffError> {
        let mut tx = self.db.read(Scope::Operator).await?;
        let Some((person, of_operator)) = tx.access().persons().by_email(email.folded()).await?
        else {
            return Ok(None);
        };
        if of_operator != place.is_operator() {
            return Err(StaffError::Elsewhere);
        }
        let places = tx.access().persons().places(person).await?;
        if places.iter().any(|at| at.tenant == place.tenant) {
            return Err(StaffError::AlreadyHere);
        }
        // Another authority holds the link that makes this person's credentials.
        if !places.iter().any(|at| at.state == PersonState::Active) {
            return Err(StaffError::Elsewhere);
        }
        Ok(Some(person))
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

    /// Ends all sessions of the person, in every place. Returns how many there were.
    pub(crate) async fn end_sessions_of(
        &self,
        by: &Acting,
        place: &StaffPlace,
        person: PersonId,
    ) -> Result<u64, StaffError> {
        not_oneself(place, person)?;
        let mut moment = self.moment();
        let mut tx = self.db.write(place.scope()).await?;
        let member = tx.access().persons().member(person).await?;
        member.ok_or(StaffError::NotFound)?;
        let why = SessionEnd::EndedByStaff;
        let ended = tx
            .access()
            .sessions()
            .end_all(person, why, moment.now)
            .await?;
        by.does(Act::PersonEndSessions, person)
            .changing(json!({ "sessions": ended }), json!({ "sessions": 0 }))
            .write(&mut tx, &mut moment)
            .await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Takes the person's credentials away and invites it anew: a lost second factor, or an
    /// invitation that was never used.
    pub(crate) async fn reset_person(
        &self,
        by: &Acting,
        place: &StaffPlace,
        person: PersonId,
    ) -> Result<InvitationLink, StaffError> {
        not_oneself(place, person)?;
        if self.places(person).await? > 1 {
            return Err(StaffError::Elsewhere);
        }
        let mut moment = self.moment();
        let mut tx = self.db.write(place.scope()).await?;
        write_reset(&mut tx, &mut moment, by, person).await?;
        let told = (person, StaffNews::Reset);
        let link = self.invite(&mut tx, &mut moment, told).await?;
        tx.commit().await?;
        Ok(link)
    }

    /// In how many places the person is.
    async fn places(&self, person: PersonId) -> Result<usize, StorageError> {
        let mut tx = self.db.read(Scope::Operator).await?;
        let places = tx.access().persons().places(person).await?;
        Ok(places.len())
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
        let person = known.unwrap_or_else(|| PersonId::new(&mut moment));
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
        let held = tx.access().grants().counting_of_others(person).await?;
        let is_there = |other: &Grant| other.role == role && other.lead == lead;
        if !place.is_operator() && held.iter().any(is_there) {
            return Err(StaffError::Staffed);
        }
        let new = (person, known.is_none());
        let state = join(&mut tx, moment.now, &place, new, (details, role)).await?;
        let mut audit = leads_to(by, Act::PersonInvite, person, (None, state));
        audit.write(&mut tx, &mut moment).await?;
        insert_grant(&mut tx, &mut moment, (by, Act::GrantGive), &grant).await?;
        let link = if known.is_some() {
            None
        } else {
            let link = self.write_invitation(&mut tx, &mut moment, person).await?;
            Some(InvitationLink::Shown(link))
        };
        tx.commit().await?;
        Ok(Invited { person, link })
    }

    /// Resets a person that no other person can: the last administrator of an authority, a person
    /// of several authorities, or of the operator.
    pub(crate) async fn reset_last(
        &self,
        by: &Acting,
        slug: &str,
        email: &str,
    ) -> Result<Url, StaffError> {
        let place = self.first_place(slug).await?;
        let email = StaffEmail::read(email).ok_or(StaffError::NotFound)?;
        let now = self.moment().now;
        let mut tx = self.db.read(Scope::Operator).await?;
        let found = tx.access().persons().by_email(email.folded()).await?;
        let (person, _) = found.ok_or(StaffError::NotFound)?;
        drop(tx);
        let mut tx = self.db.read(place.scope()).await?;
        let others = tx.access().grants().counting_of_others(person).await?;
        drop(tx);
        let can_help = |other: &Grant| other.in_force(now) && other.role == Role::Admin;
        if others.iter().any(can_help) && self.places(person).await? < 2 {
            return Err(StaffError::Staffed);
        }
        let mut moment = self.moment();
        let mut tx = self.db.write(place.scope()).await?;
        write_reset(&mut tx, &mut moment, by, person).await?;
        let link = self.write_invitation(&mut tx, &mut moment, person).await?;
        tx.commit().await?;
        Ok(link)
    }

    /// The place of the command line, which has no session.
    async fn first_place(&self, slug: &str) -> Result<StaffPlace, StaffError> {
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

/// The person's credentials and sessions are gone, and it is invited.
async fn write_reset(
    tx: &mut WriteTx,
    moment: &mut Moment,
    by: &Acting,
    person: PersonId,
) -> Result<(), StaffError> {
    let Some((state, _)) = tx.access().persons().hold(person).await? else {
        return Err(StaffError::NotFound);
    };
    match state {
        PersonState::Invited => {}
        PersonState::Active => {
            let change = (state, PersonState::Invited);
            tx.access().persons().set_state(person, change).await?;
        }
        PersonState::Suspended => return Err(StaffError::State),
    }
    for kind in [
        CredentialKind::Password,
        CredentialKind::OneTimeCode,
        CredentialKind::RecoveryCode,
    ] {
        tx.access().credentials().delete(person, kind).await?;
    }
    let why = SessionEnd::CredentialsChanged;
    tx.access()
        .sessions()
        .end_all(person, why, moment.now)
        .await?;
    let before = json!({ "state": state.to_string() });
    let after = json!({ "state": PersonState::Invited.to_string(), "credentials": "changed" });
    leads_to(by, Act::PersonReset, person, (None, PersonState::Invited))
        .changing(before, after)
        .write(tx, moment)
        .await?;
    Ok(())
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

/// Gives the person a place, and makes it if it is new. Returns the state of the place.
async fn join(
    tx: &mut WriteTx,
    now: Timestamp,
    place: &StaffPlace,
    (person, is_new): (PersonId, bool),
    (details, role): (&PersonDetails, Role),
) -> Result<PersonState, StorageError> {
    let of_operator = place.is_operator();
    let state = if is_new {
        PersonState::Invited
    } else {
        PersonState::Active
    };
    let mut persons = tx.access().persons();
    if is_new {
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
    Ok(state)
}

fn not_oneself(place: &StaffPlace, person: PersonId) -> Result<(), StaffError> {
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

/// Without this person an administrator stays, and an operator.
async fn keep_the_last(
    tx: &mut WriteTx,
    person: PersonId,
    now: Timestamp,
) -> Result<(), StaffError> {
    let own = tx.access().grants().counting(person).await?;
    let others = tx.access().grants().counting_of_others(person).await?;
    let others: Vec<Grant> = others
        .into_iter()
        .filter(|grant| grant.in_force(now))
        .collect();
    for grant in own.iter().filter(|grant| grant.in_force(now)) {
        keeps_a_last(grant.role, &others)?;
    }
    Ok(())
}
