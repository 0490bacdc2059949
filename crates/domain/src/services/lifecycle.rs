//! The life of a service, and which role may take each step.
//!
//! The office that offers a service describes and tries it; the treasury that will book its money
//! approves it; then the office publishes it. Approval and publication are two roles and two
//! persons. Only `Live` takes money; services are tried out in a tenant of their own.

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
pub enum Step {
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

/// The role in which a step is taken. Its text is stored and must not change.
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
    /// The office that offers the service (Fachamt).
    Office,
    /// The treasury that books its money (Kasse).
    Treasury,
}

/// Why a step is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The service's state does not allow it in any role.
    State,
    /// It is the other role's to do.
    Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the service's state or the role does not allow this")]
pub struct RefusedStep {
    pub state: ServiceState,
    pub step: Step,
    pub role: Role,
    pub why: Refusal,
}

/// Every way there is: from, by which step, to, and the roles that may take it.
const WAYS: [(ServiceState, Step, ServiceState, &[Role]); 16] = {
    use Role::{Office, Treasury};
    use ServiceState as Is;
    const BOTH: &[Role] = &[Office, Treasury];
    [
        (Is::Draft, Step::Test, Is::Test, &[Office]),
        (Is::Draft, Step::Retire, Is::Retired, &[Office]),
        // Something changed: the trial tenant gets it as it is described now.
        (Is::Test, Step::Test, Is::Test, &[Office]),
        (Is::Test, Step::Approve, Is::Approved, &[Treasury]),
        (Is::Test, Step::Revise, Is::Draft, BOTH),
        (Is::Test, Step::Retire, Is::Retired, &[Office]),
        (Is::Approved, Step::Publish, Is::Live, &[Office]),
        // Something changed after the approval: it is tried out and approved again.
        (Is::Approved, Step::Test, Is::Test, &[Office]),
        (Is::Approved, Step::Revise, Is::Draft, BOTH),
        (Is::Approved, Step::Retire, Is::Retired, &[Office]),
        // Calling systems try out beside what goes on.
        (Is::Live, Step::Test, Is::Live, &[Office]),
        (Is::Live, Step::Pause, Is::Paused, BOTH),
        (Is::Live, Step::Retire, Is::Retired, &[Office]),
        (Is::Paused, Step::Resume, Is::Live, &[Office]),
        (Is::Paused, Step::Revise, Is::Draft, BOTH),
        // The treasury may end what it no longer books.
        (Is::Paused, Step::Retire, Is::Retired, BOTH),
    ]
};

/// The next state, or why not. Pure; what is not in the table is refused.
pub fn decide(state: ServiceState, step: Step, role: Role) -> Result<ServiceState, RefusedStep> {
    let refused = |why| RefusedStep {
        state,
        step,
        role,
        why,
    };
    let mut known = false;
    for (from, by, to, roles) in WAYS {
        if (from, by) != (state, step) {
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

    /// What holds for a service whose life is `recorded`, or never was, and whose document says
    /// `live` or not. A document without a life decides alone; with one it is a brake only: it can
    /// hold a live service, and makes none live.
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

impl Step {
    pub const fn as_str(self) -> &'static str {
        self.into_str()
    }
}

impl Role {
    pub const fn as_str(self) -> &'static str {
        self.into_str()
    }
}

/// A text that names no state, step or role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this word is not known in the life of a service")]
pub struct UnknownWord;

/// What the parsers above make of an unknown text.
const fn unknown_word(_: &str) -> UnknownWord {
    UnknownWord
}
