//! Grants: what is given, and by which two persons.

use domain::access::grants::{BadScope, keeps_a_last};
use domain::access::{Grant, GrantRefusal, GrantScope, GrantState, Holder, Role};
use domain::{GrantId, Moment, PersonId, ServiceId, Timestamp};

struct Town {
    moment: Moment,
    ada: PersonId,
    ben: PersonId,
    cem: PersonId,
}

const LEAD: &[Holder] = &[Holder::Role(Role::Treasurer), Holder::Lead];
const ADMIN: &[Holder] = &[Holder::Role(Role::Admin)];

impl Town {
    fn new() -> Self {
        let mut moment = Moment::fixed(Timestamp::from_micros(0), 1);
        Self {
            ada: PersonId::new(&mut moment),
            ben: PersonId::new(&mut moment),
            cem: PersonId::new(&mut moment),
            moment,
        }
    }

    /// Of Ada, proposed by Ben.
    fn proposed(&mut self, role: Role) -> Grant {
        Grant {
            id: GrantId::new(&mut self.moment),
            person: self.ada,
            role,
            lead: false,
            scope: GrantScope::All,
            from: Timestamp::from_micros(10),
            until: None,
            state: GrantState::Proposed,
            proposed_by: Some(self.ben),
            confirmed_by: None,
        }
    }

    fn active(&mut self, role: Role) -> Grant {
        Grant {
            state: GrantState::Active,
            confirmed_by: Some(self.cem),
            ..self.proposed(role)
        }
    }
}

#[test]
fn a_grant_is_confirmed_by_a_second_person_that_it_is_not_for() {
    let mut town = Town::new();
    let clerk = town.proposed(Role::Clerk);
    assert_eq!(clerk.confirm(town.cem, ADMIN, &[]), Ok(()));
    assert_eq!(clerk.confirm(town.cem, LEAD, &[]), Ok(()));
    assert_eq!(
        clerk.confirm(town.ben, ADMIN, &[]),
        Err(GrantRefusal::OwnProposal)
    );
    assert_eq!(
        clerk.confirm(town.ada, ADMIN, &[]),
        Err(GrantRefusal::OwnGrant)
    );
    let active = town.active(Role::Clerk);
    assert_eq!(
        active.confirm(town.cem, ADMIN, &[]),
        Err(GrantRefusal::NotProposed)
    );
}

#[test]
fn roles_of_the_treasury_are_confirmed_by_its_lead_alone() {
    let mut town = Town::new();
    for role in [Role::Bookkeeper, Role::Treasurer] {
        let grant = town.proposed(role);
        assert_eq!(
            grant.confirm(town.cem, ADMIN, &[]),
            Err(GrantRefusal::NeedsLead)
        );
        assert_eq!(grant.confirm(town.cem, LEAD, &[]), Ok(()));
    }
}

#[test]
fn what_never_meets_is_not_confirmed_until_the_other_has_ended() {
    let mut town = Town::new();
    let booking = town.proposed(Role::Bookkeeper);
    let mut clerk = town.active(Role::Clerk);
    let together = GrantRefusal::Together(Role::Clerk);
    assert_eq!(
        booking.confirm(town.cem, LEAD, std::slice::from_ref(&clerk)),
        Err(together)
    );
    clerk.state = GrantState::Ended;
    assert_eq!(booking.confirm(town.cem, LEAD, &[clerk]), Ok(()));
}

#[test]
fn a_deputys_grant_is_in_force_within_its_time() {
    let mut town = Town::new();
    let at = Timestamp::from_micros;
    let deputy = Grant {
        until: Some(at(20)),
        ..town.active(Role::Clerk)
    };
    assert!(!deputy.in_force(at(9)));
    assert!(deputy.in_force(at(10)) && deputy.in_force(at(19)));
    assert!(!deputy.in_force(at(20)));
    assert!(!town.proposed(Role::Clerk).in_force(at(15)));
    let backwards = Grant {
        until: Some(at(10)),
        ..deputy
    };
    assert_eq!(backwards.check_new(false), Err(GrantRefusal::Times));
}

#[test]
fn a_role_is_given_where_it_belongs() {
    let mut town = Town::new();
    assert_eq!(town.proposed(Role::Operator).check_new(true), Ok(()));
    let refused = Err(GrantRefusal::Place);
    assert_eq!(town.proposed(Role::Operator).check_new(false), refused);
    assert_eq!(town.proposed(Role::Admin).check_new(true), refused);
    let lead = |role, town: &mut Town| Grant {
        lead: true,
        ..town.proposed(role)
    };
    assert_eq!(lead(Role::Treasurer, &mut town).check_new(false), Ok(()));
    let refused = Err(GrantRefusal::NotTreasurer);
    assert_eq!(lead(Role::Bookkeeper, &mut town).check_new(false), refused);
}

#[test]
fn the_last_administrator_stays() {
    let mut town = Town::new();
    let last = town.active(Role::Admin);
    assert_eq!(last.end(Some(town.ben), &[]), Err(GrantRefusal::Last));
    let other = town.active(Role::Admin);
    assert_eq!(last.end(Some(town.ben), &[other]), Ok(()));
    assert_eq!(last.end(Some(town.ada), &[]), Err(GrantRefusal::OwnGrant));
    assert_eq!(town.proposed(Role::Admin).end(Some(town.ben), &[]), Ok(()));
    assert_eq!(town.active(Role::Clerk).end(Some(town.ben), &[]), Ok(()));
    assert_eq!(keeps_a_last(Role::Operator, &[]), Err(GrantRefusal::Last));
}

#[test]
fn a_scope_is_stored_in_one_spelling() {
    let mut moment = Moment::fixed(Timestamp::from_micros(0), 2);
    let mut both = [ServiceId::new(&mut moment), ServiceId::new(&mut moment)];
    both.sort_unstable();
    let [one, two] = both;
    let services = GrantScope::services(vec![two, one, two]).unwrap();
    assert_eq!(services.to_string(), format!("services:{one},{two}"));
    let office = GrantScope::department(" Bürgeramt ").unwrap();
    assert_eq!(office.to_string(), "department:Bürgeramt");
    for scope in [GrantScope::All, office.clone(), services.clone()] {
        assert_eq!(scope.to_string().parse(), Ok(scope));
    }
    for bad in [
        "",
        "everything",
        "department:",
        "services:",
        "services:srv_1",
    ] {
        assert_eq!(bad.parse::<GrantScope>(), Err(BadScope), "{bad}");
    }
    assert!(services.holds(one, "Bürgeramt") && office.holds(one, "Bürgeramt"));
    let other = ServiceId::new(&mut moment);
    assert!(!services.holds(other, "Bürgeramt") && !office.holds(one, "Sportamt"));
}
