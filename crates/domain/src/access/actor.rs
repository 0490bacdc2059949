//! The originator of a command or of a fact.

use std::fmt;

use crate::values::text::is_invisible;
use crate::{ClientId, PersonId, ProviderAccountId};

/// Every command and every group of the ledger names one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The citizen on the pay page; has no name here.
    Payer,
    /// A calling system with its credentials.
    Client(ClientId),
    /// One human of the staff, at the console.
    Person(PersonId),
    /// What a provider stated about one of its accounts.
    Provider(ProviderAccountId),
    /// The command line: the name given with the command, and the user of the operating system.
    Operator { name: String, system_user: String },
    /// A job or a schedule of this program, by its kind.
    System(String),
}

/// The stored kind of an [`Actor`].
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
pub enum ActorKind {
    Payer,
    Client,
    Person,
    Provider,
    Operator,
    System,
}

/// A stored kind and name that are no actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an actor")]
pub struct BadActor;

/// Between an operator's name and the system user. Neither contains it: [`Actor::operator`].
const AT: char = '@';
/// Longest name of an operator or of a system user.
const NAME_MAX: usize = 64;

impl Actor {
    /// Refuses names that are empty, too long, or hold control characters or `@`.
    pub fn operator(name: &str, system_user: &str) -> Result<Self, BadActor> {
        if !is_name(name) || !is_name(system_user) {
            return Err(BadActor);
        }
        Ok(Self::Operator {
            name: name.to_owned(),
            system_user: system_user.to_owned(),
        })
    }

    pub const fn kind(&self) -> ActorKind {
        match self {
            Self::Payer => ActorKind::Payer,
            Self::Client(_) => ActorKind::Client,
            Self::Person(_) => ActorKind::Person,
            Self::Provider(_) => ActorKind::Provider,
            Self::Operator { .. } => ActorKind::Operator,
            Self::System(_) => ActorKind::System,
        }
    }

    /// What is stored beside the kind; empty for the payer.
    pub fn name(&self) -> String {
        match self {
            Self::Payer => String::new(),
            Self::Client(client) => client.to_string(),
            Self::Person(person) => person.to_string(),
            Self::Provider(account) => account.to_string(),
            Self::Operator { name, system_user } => format!("{name}{AT}{system_user}"),
            Self::System(job) => job.clone(),
        }
    }

    /// Reads what [`Self::kind`] and [`Self::name`] wrote.
    pub fn from_stored(kind: ActorKind, name: &str) -> Result<Self, BadActor> {
        let bad = |_| BadActor;
        Ok(match kind {
            ActorKind::Payer if name.is_empty() => Self::Payer,
            ActorKind::Client => Self::Client(name.parse().map_err(bad)?),
            ActorKind::Person => Self::Person(name.parse().map_err(bad)?),
            ActorKind::Provider => Self::Provider(name.parse().map_err(bad)?),
            ActorKind::Operator => {
                let (name, system_user) = name.split_once(AT).ok_or(BadActor)?;
                Self::operator(name, system_user)?
            }
            ActorKind::System if is_name(name) => Self::System(name.to_owned()),
            ActorKind::Payer | ActorKind::System => return Err(BadActor),
        })
    }
}

/// `client:cli_…`; `payer` alone.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::Payer {
            return write!(f, "{}", self.kind());
        }
        write!(f, "{}:{}", self.kind(), self.name())
    }
}

fn is_name(text: &str) -> bool {
    let fits = |c: char| !c.is_control() && !is_invisible(c) && c != AT;
    (1..=NAME_MAX).contains(&text.chars().count()) && text.chars().all(fits)
}
