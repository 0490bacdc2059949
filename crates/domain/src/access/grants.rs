//! Grants: a role for a person in an authority, within a scope and a time.
//!
//! One person proposes a grant, another confirms it. Roles of the treasury are confirmed by the
//! treasurer that leads it, all others of an authority by an administrator or that treasurer, so
//! that an authority with one administrator comes to its staff. Neither the proposer nor the person
//! of the grant confirms it. Constraints of the database hold the same.

use std::fmt;
use std::str::FromStr;

use super::roles::{Holder, Role};
use crate::values::text;
use crate::{GrantId, PersonId, ServiceId, Timestamp};

/// Longest name of a department in a scope.
const DEPARTMENT_MAX: usize = 100;
/// Services listed in one scope; more are better granted by department.
const SERVICES_MAX: usize = 100;

/// Its text is stored and must not change.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum GrantState {
    /// Waits for another person to confirm it.
    Proposed,
    Active,
    /// Ended, withdrawn or refused; final.
    Ended,
}

/// What of the authority a grant is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GrantScope {
    All,
    /// The services of one department, by its German name.
    Department(String),
    Services(Vec<ServiceId>),
}

/// A text that is no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not the scope of a grant")]
pub struct BadScope;

/// A role for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub id: GrantId,
    pub person: PersonId,
    pub role: Role,
    /// Leads the treasury; of treasurers only.
    pub lead: bool,
    pub scope: GrantScope,
    pub from: Timestamp,
    /// The end of a deputy's time.
    pub until: Option<Timestamp>,
    pub state: GrantState,
    /// `None`: given by the command line.
    pub proposed_by: Option<PersonId>,
    pub confirmed_by: Option<PersonId>,
}

/// Why a grant is not proposed, confirmed or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantRefusal {
    #[error("the grant is not waiting for a confirmation")]
    NotProposed,
    #[error("the grant has ended")]
    Ended,
    #[error("a proposal is confirmed by another person")]
    OwnProposal,
    #[error("nobody confirms or ends a grant of their own")]
    OwnGrant,
    #[error("roles of the treasury are confirmed by the treasurer that leads it")]
    NeedsLead,
    #[error("the person holds a role that never meets this one")]
    Together(Role),
    #[error("this role is not given here")]
    Place,
    #[error("only a treasurer leads the treasury")]
    NotTreasurer,
    #[error("the end is not after the beginning")]
    Times,
    #[error("this is the last person with this role")]
    Last,
    #[error("the person has this grant, or it was proposed before")]
    There,
}

impl Grant {
    /// Whether it gives rights at this time.
    pub fn in_force(&self, now: Timestamp) -> bool {
        self.state == GrantState::Active
            && self.from <= now
            && self.until.is_none_or(|until| now < until)
    }

    /// Whether it gives rights at this time, or gave them before: it was confirmed, or given by the
    /// command line. A proposal that was turned down never did.
    pub fn was_in_force(&self, now: Timestamp) -> bool {
        let given = self.confirmed_by.is_some() || self.proposed_by.is_none();
        given && self.state != GrantState::Proposed && self.from <= now
    }

    /// What it makes of the person while it is in force.
    pub fn holders(&self) -> impl Iterator<Item = Holder> {
        let lead = (self.lead).then_some(Holder::Lead);
        std::iter::once(Holder::Role(self.role)).chain(lead)
    }

    /// Whether the new grant makes sense in itself. `operator`: it is for the installation.
    pub fn check_new(&self, operator: bool) -> Result<(), GrantRefusal> {
        if (self.role == Role::Operator) != operator {
            return Err(GrantRefusal::Place);
        }
        if self.lead && self.role != Role::Treasurer {
            return Err(GrantRefusal::NotTreasurer);
        }
        if self.until.is_some_and(|until| until <= self.from) {
            return Err(GrantRefusal::Times);
        }
        Ok(())
    }

    /// Whether a person may confirm it, by what that person holds. `active` are the grants that the
    /// person of this one has already.
    pub fn confirm(
        &self,
        by: PersonId,
        holders: &[Holder],
        active: &[Self],
    ) -> Result<(), GrantRefusal> {
        if self.state != GrantState::Proposed {
            return Err(GrantRefusal::NotProposed);
        }
        if self.person == by {
            return Err(GrantRefusal::OwnGrant);
        }
        if self.proposed_by == Some(by) {
            return Err(GrantRefusal::OwnProposal);
        }
        if self.role.is_of_treasury() && !holders.contains(&Holder::Lead) {
            return Err(GrantRefusal::NeedsLead);
        }
        self.check_beside(active)
    }

    /// Whether the person may hold it beside these.
    pub fn check_beside(&self, active: &[Self]) -> Result<(), GrantRefusal> {
        let held = active
            .iter()
            .filter(|other| other.state == GrantState::Active);
        let apart = held.map(|other| other.role);
        match apart.into_iter().find(|role| !role.meets(self.role)) {
            Some(role) => Err(GrantRefusal::Together(role)),
            None => Ok(()),
        }
    }

    /// Whether none of these, that are proposed or active, says the same.
    pub fn check_not_there(&self, open: &[Self]) -> Result<(), GrantRefusal> {
        let same = |other: &Self| {
            (other.role, other.lead, other.until) == (self.role, self.lead, self.until)
                && other.scope == self.scope
        };
        if open.iter().any(same) {
            return Err(GrantRefusal::There);
        }
        Ok(())
    }

    /// Whether a person may end it. `others` are the grants in force of other active persons. The
    /// lead of the treasury makes room for another lead only: a second person confirmed that one.
    pub fn end(&self, by: Option<PersonId>, others: &[Self]) -> Result<(), GrantRefusal> {
        if self.state == GrantState::Ended {
            return Err(GrantRefusal::Ended);
        }
        if by == Some(self.person) {
            return Err(GrantRefusal::OwnGrant);
        }
        if self.state != GrantState::Active {
            return Ok(());
        }
        let leads = |other: &Self| other.lead && other.until.is_none();
        if leads(self) && !others.iter().any(leads) {
            return Err(GrantRefusal::Last);
        }
        keeps_a_last(self.role, others)
    }
}

/// Administrators and operators are the only way in for others: one always stays, whose grant has
/// no end. `others` are grants in force.
pub fn keeps_a_last(role: Role, others: &[Grant]) -> Result<(), GrantRefusal> {
    let stays = |other: &Grant| other.role == role && other.until.is_none();
    match role {
        Role::Admin | Role::Operator if !others.iter().any(stays) => Err(GrantRefusal::Last),
        Role::Admin
        | Role::Operator
        | Role::Clerk
        | Role::ServiceOwner
        | Role::Bookkeeper
        | Role::Treasurer
        | Role::Auditor => Ok(()),
    }
}

impl GrantScope {
    /// Of a department's name as typed.
    pub fn department(name: &str) -> Result<Self, BadScope> {
        let name = text::line(name).map_err(|_| BadScope)?;
        if !(1..=DEPARTMENT_MAX).contains(&name.chars().count()) {
            return Err(BadScope);
        }
        Ok(Self::Department(name))
    }

    pub fn services(mut services: Vec<ServiceId>) -> Result<Self, BadScope> {
        services.sort_unstable();
        services.dedup();
        if !(1..=SERVICES_MAX).contains(&services.len()) {
            return Err(BadScope);
        }
        Ok(Self::Services(services))
    }

    /// Whether a service of this department is within it.
    pub fn holds(&self, service: ServiceId, department: &str) -> bool {
        match self {
            Self::All => true,
            Self::Department(name) => name == department,
            Self::Services(services) => services.contains(&service),
        }
    }
}

/// As stored: `all`, `department:…`, `services:srv_…,srv_…`.
impl fmt::Display for GrantScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Department(name) => write!(f, "department:{name}"),
            Self::Services(services) => {
                let ids: Vec<String> = services.iter().map(ToString::to_string).collect();
                write!(f, "services:{}", ids.join(","))
            }
        }
    }
}

impl FromStr for GrantScope {
    type Err = BadScope;

    fn from_str(stored: &str) -> Result<Self, BadScope> {
        if stored == "all" {
            return Ok(Self::All);
        }
        if let Some(name) = stored.strip_prefix("department:") {
            return Self::department(name);
        }
        let ids = stored.strip_prefix("services:").ok_or(BadScope)?;
        let ids = ids.split(',').map(str::parse);
        Self::services(ids.collect::<Result<_, _>>().map_err(|_| BadScope)?)
    }
}
