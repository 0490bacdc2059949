//! The lifecycle of a service, and which role may make each transition.
//!
//! The service owner describes a service and tries it out; a treasurer approves it; then the
//! service owner publishes it. Approval and publication are two roles and two persons. Only `Live`
//! takes money; services are tried out in a tenant of their own.

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
#[strum(
    serialize_all = "snake_case",
    const_into_str,
    parse_err_ty = UnknownWord,
    parse_err_fn = unknown_word
)]
pub enum ServiceState {
    /// Being described; not visible to citizens.
    Draft,
    /// Tried out in the trial tenant; not listed.
    Test,
    /// The treasury agreed; waits for the office to publish it.
    Approved,
    /// In the catalogue; takes money.
    Live,
    /// Takes no new payments for a while; those under way go on.
    Paused,
    /// Over for good. Stays, because what was paid must stay explainable.
    Retired,
}

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
#[strum(
    serialize_all = "snake_case",
    const_into_str,
    parse_err_ty = UnknownWord,
    parse_err_fn = unknown_word
)]
pub enum ServiceTransition {
    /// Try it out: the trial tenant gets it as it is described.
    Test,
    /// Back to its description: something has to change.
    Revise,
    Approve,
    Publish,
    Pause,
    Resume,
    Retire,
}

/// The role in which a transition is taken. Its text is stored and must not change.
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
#[strum(
    serialize_all = "snake_case",
    const_into_str,
    parse_err_ty = UnknownWord,
    parse_err_fn = unknown_word
)]
pub enum Role {
    /// Describes, tries out and publishes it, for the department (Leistungsverantwortung).
    ServiceOwner,
    /// Books its money, and approves it before (Zahlungsabwicklung).
    Treasurer,
}

/// Why a transition is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The service's state does not allow it in any role.
    State,
    /// It is the other role's to do.
    Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the service's state or the role does not allow this")]
pub struct RefusedTransition {
    pub state: ServiceState,
    pub transition: ServiceTransition,
    pub role: Role,
    pub why: Refusal,
}

/// Every way there is: from, by which transition, to, and the roles that may take it.
const WAYS: [(ServiceState, ServiceTransition, ServiceState, &[Role]); 16] = {
    use Role::{ServiceOwner, Treasurer};
    use ServiceState as Is;
    const BOTH: &[Role] = &[ServiceOwner, Treasurer];
    [
        (
            Is::Draft,
            ServiceTransition::Test,
            Is::Test,
            &[ServiceOwner],
        ),
        (
            Is::Draft,
            ServiceTransition::Retire,
            Is::Retired,
            &[ServiceOwner],
        ),
        // Something changed: the trial tenant gets it as it is described now.
        (Is::Test, ServiceTransition::Test, Is::Test, &[ServiceOwner]),
        (
            Is::Test,
            ServiceTransition::Approve,
            Is::Approved,
            &[Treasurer],
        ),
        (Is::Test, ServiceTransition::Revise, Is::Draft, BOTH),
        (
            Is::Test,
            ServiceTransition::Retire,
            Is::Retired,
            &[ServiceOwner],
        ),
        (
            Is::Approved,
            ServiceTransition::Publish,
            Is::Live,
            &[ServiceOwner],
        ),
        // Something changed after the approval: it is tried out and approved again.
        (
            Is::Approved,
            ServiceTransition::Test,
            Is::Test,
            &[ServiceOwner],
        ),
        (Is::Approved, ServiceTransition::Revise, Is::Draft, BOTH),
        (
            Is::Approved,
            ServiceTransition::Retire,
            Is::Retired,
            &[ServiceOwner],
        ),
        // Calling systems try out beside what goes on.
        (Is::Live, ServiceTransition::Test, Is::Live, &[ServiceOwner]),
        (Is::Live, ServiceTransition::Pause, Is::Paused, BOTH),
        (
            Is::Live,
            ServiceTransition::Retire,
            Is::Retired,
            &[ServiceOwner],
        ),
        (
            Is::Paused,
            ServiceTransition::Resume,
            Is::Live,
            &[ServiceOwner],
        ),
        (Is::Paused, ServiceTransition::Revise, Is::Draft, BOTH),
        // The treasury may end what it no longer books.
        (Is::Paused, ServiceTransition::Retire, Is::Retired, BOTH),
    ]
};

/// The next state, or why not. Pure; what is not in the table is refused.
pub fn decide(
    state: ServiceState,
    transition: ServiceTransition,
    role: Role,
) -> Result<ServiceState, RefusedTransition> {
    let refused = |why| RefusedTransition {
        state,
        transition,
        role,
        why,
    };
    let mut known = false;
    for (from, by, to, roles) in WAYS {
        if (from, by) != (state, transition) {
            continue;
        }
        if roles.contains(&role) {
            return Ok(to);
        }
        known = true;
    }
    Err(refused(if known { Refusal::Role } else { Refusal::State }))
}

impl ServiceState {
    pub const fn as_str(self) -> &'static str {
        self.into_str()
    }

    /// The state of a service with this recorded state, `None` before its first transition, whose
    /// document says `live` or not. Without a recorded state the document decides alone; with one
    /// it is a brake only: it can hold a live service, and makes none live.
    pub const fn as_set_up(recorded: Option<Self>, live: bool) -> Self {
        match (recorded, live) {
            (None, true) => Self::Live,
            (None | Some(Self::Live), false) => Self::Paused,
            (Some(state), _) => state,
        }
    }

    /// Whether real money may be asked for.
    pub const fn is_live(self) -> bool {
        match self {
            Self::Live => true,
            Self::Draft | Self::Test | Self::Approved | Self::Paused | Self::Retired => false,
        }
    }
}

impl ServiceTransition {
    pub const fn as_str(self) -> &'static str {
        self.into_str()
    }
}

impl Role {
    pub const fn as_str(self) -> &'static str {
        self.into_str()
    }
}

/// A text that names no state, transition or role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this word is not known in the lifecycle of a service")]
pub struct UnknownWord;

/// What the parsers above make of an unknown text.
const fn unknown_word(_: &str) -> UnknownWord {
    UnknownWord
}
