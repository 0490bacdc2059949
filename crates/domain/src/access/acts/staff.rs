//! What the table says of the staff, and whether a person may do an act.

use super::Act;
use crate::access::roles::Holder;

/// Where a person does an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "snake_case")]
pub enum Place {
    /// Before a session is there.
    Entry,
    /// In the person's own account; needs no role.
    Own,
    /// In an authority, or in the installation; needs a role there.
    Tenant,
}

/// How lately the person must have proved its identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    Signed,
    /// Within the last minutes ([`crate::access::sessions::FRESH`]).
    Fresh,
}

/// What a role may do of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "snake_case")]
pub enum May {
    Alone,
    /// Nothing is done before another person confirms it.
    Proposes,
    /// Confirms what another person proposed.
    Confirms,
}

/// What persons need for an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaffRule {
    pub place: Place,
    pub trust: Trust,
    pub holders: &'static [(Holder, May)],
    /// What the object must be like besides, for the documentation; the use case checks it.
    pub condition: &'static str,
}

/// What a person is in one authority at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Of the grants in force.
    pub holders: Vec<Holder>,
    /// The person proved itself a short while ago.
    pub fresh: bool,
}

/// Why a person may not do an act now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    #[error("this act is for other roles")]
    Role {
        /// Those that may do it.
        may: Vec<Holder>,
    },
    #[error("this act needs a fresh proof of identity")]
    NotFresh,
}

impl Act {
    /// Whether a person that stands so may do it. Acts of no person are denied to all.
    pub fn permits(self, standing: &Standing) -> Result<(), Denial> {
        let denied = |may| Err(Denial::Role { may });
        let Some(rule) = self.rule().staff else {
            return denied(Vec::new());
        };
        let may = rule.holders.iter().map(|(holder, _)| *holder);
        let is_held = may.clone().any(|holder| standing.holders.contains(&holder));
        if rule.place == Place::Tenant && !is_held {
            return denied(may.collect());
        }
        if rule.trust == Trust::Fresh && !standing.fresh {
            return Err(Denial::NotFresh);
        }
        Ok(())
    }
}
