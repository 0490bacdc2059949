//! Grants: proposed by one person, confirmed by another, ended.

use domain::access::{Act, Grant, GrantScope, GrantState, Role};
use domain::{GrantId, Moment, PersonId, Timestamp};
use storage::access::persons::Member;
use storage::{StorageError, WriteTx};

use super::mail::StaffNews;
use super::persons::others_in_force;
use super::{StaffError, StaffPlace};
use crate::App;
use crate::access::acting::Acting;
use crate::tenants::commitments::described_grant;

/// A grant that is asked for.
#[derive(Clone, Debug)]
pub struct WantedGrant {
    pub role: Role,
    pub lead: bool,
    pub scope: GrantScope,
    /// The end of a deputy's time.
    pub until: Option<Timestamp>,
}

/// A grant as the staff sees it.
#[derive(Clone, Debug)]
pub struct GrantView {
    pub grant: Grant,
    /// Name of the person that proposed it; empty for the command line.
    pub proposed_by: String,
    /// Whether the person that looks may confirm it, as far as the table and the grant say.
    pub confirmable: bool,
}

impl WantedGrant {
    /// From now on.
    pub(super) fn proposed(
        &self,
        moment: &mut Moment,
        person: PersonId,
        proposed_by: Option<PersonId>,
    ) -> Grant {
        Grant {
            id: GrantId::new(moment),
            person,
            role: self.role,
            lead: self.lead,
            scope: self.scope.clone(),
            from: moment.now,
            until: self.until,
            state: GrantState::Proposed,
            proposed_by,
            confirmed_by: None,
        }
    }
}

/// The grants of one person among those of the place.
pub(super) fn grant_views(
    place: &StaffPlace,
    person: PersonId,
    all: &[Grant],
    members: &[Member],
) -> Vec<GrantView> {
    let own: Vec<Grant> = all
        .iter()
        .filter(|grant| grant.person == person)
        .cloned()
        .collect();
    let name = |id: Option<PersonId>| {
        let member = members.iter().find(|member| Some(member.id) == id);
        member.map_or_else(String::new, |member| member.name.clone())
    };
    let holders = &place.standing.holders;
    let rule = Act::GrantConfirm.rule().staff;
    let by_role = rule.is_some_and(|rule| {
        let mut may = rule.holders.iter();
        may.any(|(holder, _)| holders.contains(holder))
    });
    let views = own.iter().map(|grant| GrantView {
        proposed_by: name(grant.proposed_by),
        confirmable: by_role && grant.confirm(place.person, holders, &own).is_ok(),
        grant: grant.clone(),
    });
    views.collect()
}

/// Writes the act's row, which commits to the grant, and the grant.
pub(super) async fn insert_grant(
    tx: &mut WriteTx,
    moment: &mut Moment,
    (by, act): (&Acting, Act),
    grant: &Grant,
) -> Result<(), StorageError> {
    let made = described_grant(grant);
    let mut audit = by
        .does(act, grant.id)
        .changing_fields(made.changed_from(None))
        .committing(made.commitment());
    let made_by = audit.write(tx, moment).await?;
    tx.access().grants().insert(grant, made_by).await
}

/// The same for a grant in another state than before.
async fn save_grant(
    tx: &mut WriteTx,
    moment: &mut Moment,
    (by, act): (&Acting, Act),
    (before, grant): (&Grant, &Grant),
) -> Result<(), StorageError> {
    let (was, is) = (described_grant(before), described_grant(grant));
    let mut audit = by
        .does(act, grant.id)
        .changing_fields(is.changed_from(Some(&was)))
        .committing(is.commitment());
    let made_by = audit.write(tx, moment).await?;
    tx.access()
        .grants()
        .save(grant, before.state, made_by)
        .await
}

impl App {
    /// Proposes a grant for a person that works here.
    pub(crate) async fn propose_grant(
        &self,
        by: &Acting,
        place: &StaffPlace,
        person: PersonId,
        wanted: &WantedGrant,
    ) -> Result<GrantId, StaffError> {
        let mut moment = self.moment();
        let grant = wanted.proposed(&mut moment, person, Some(place.person));
        grant.check_new(place.is_operator())?;
        let mut tx = self.db.write(place.scope()).await?;
        let held = tx.access().persons().hold(person).await?;
        held.ok_or(StaffError::NotFound)?;
        let open = tx.access().grants().open_of(person).await?;
        grant.check_beside(&open)?;
        grant.check_not_there(&open)?;
        insert_grant(&mut tx, &mut moment, (by, Act::GrantPropose), &grant).await?;
        tx.commit().await?;
        Ok(grant.id)
    }

    /// Confirms a grant that another person proposed. It holds with the next request.
    pub(crate) async fn confirm_grant(
        &self,
        by: &Acting,
        place: &StaffPlace,
        id: GrantId,
    ) -> Result<(), StaffError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(place.scope()).await?;
        let mut grant = held_grant(&mut tx, id).await?;
        let open = tx.access().grants().open_of(grant.person).await?;
        grant.confirm(place.person, &place.standing.holders, &open)?;
        let side = grant.role.side();
        let mut persons = tx.access().persons();
        persons.set_side(grant.person, side).await?;
        let version = persons.places_version(grant.person).await?;
        persons.raise_places_version(grant.person, version).await?;
        let before = grant.clone();
        grant.state = GrantState::Active;
        grant.confirmed_by = Some(place.person);
        let change = (&before, &grant);
        save_grant(&mut tx, &mut moment, (by, Act::GrantConfirm), change).await?;
        let news = StaffNews::given(&grant);
        self.tell(&mut tx, &mut moment, grant.person, news).await?;
        Ok(tx.commit().await?)
    }

    /// Ends a grant, or turns a proposal down. It holds with the next request.
    pub(crate) async fn end_grant(
        &self,
        by: &Acting,
        place: &StaffPlace,
        id: GrantId,
    ) -> Result<(), StaffError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(place.scope()).await?;
        tx.access().persons().hold_staff().await?;
        let mut grant = held_grant(&mut tx, id).await?;
        let others = others_in_force(&mut tx, grant.person, moment.now).await?;
        grant.end(Some(place.person), &others)?;
        let before = grant.clone();
        grant.state = GrantState::Ended;
        let change = (&before, &grant);
        save_grant(&mut tx, &mut moment, (by, Act::GrantEnd), change).await?;
        if before.state == GrantState::Active {
            let news = StaffNews::ended(&grant);
            self.tell(&mut tx, &mut moment, grant.person, news).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// The grant, with its person's place locked: what may be beside it depends on the person's others.
async fn held_grant(tx: &mut WriteTx, id: GrantId) -> Result<Grant, StaffError> {
    let found = tx.access().grants().find(id).await?;
    let person = found.ok_or(StaffError::NotFound)?.person;
    tx.access().persons().hold(person).await?;
    let grant = tx.access().grants().find(id).await?;
    grant.ok_or(StaffError::NotFound)
}
