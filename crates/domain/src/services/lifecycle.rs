//! The lifecycles of a service and of its versions.
//!
//! What a service says stands in numbered versions. One is prepared at a time: drafted, submitted
//! by the service owner, approved by a treasurer, published. The live one goes on meanwhile; it is
//! replaced in the same step in which the next becomes live. Services are tried out in a tenant of
//! their own.

use std::fmt;

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
    /// No version was live yet; not visible to citizens.
    New,
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
pub enum VersionState {
    /// Being described.
    Draft,
    /// Handed in: waits for the treasury, and is changed by it alone.
    Submitted,
    /// The treasury agreed to exactly this; waits to be published.
    Approved,
    /// What payers get.
    Live,
    /// Another version is live since.
    Replaced,
    /// Given up before it was live.
    Discarded,
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
    /// The trial tenant gets the service as its open version, else its live one, describes it.
    Test,
    /// Hands the draft in.
    Submit,
    /// Back to the draft by those that handed it in.
    TakeBack,
    /// Back to the draft by the treasury.
    SendBack,
    Approve,
    /// The approved version replaces the live one.
    Publish,
    /// Gives the draft up.
    Discard,
    Pause,
    Resume,
    Retire,
}

/// How far a service has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifecycle {
    pub service: ServiceState,
    /// State of the version that is prepared, if there is one.
    pub open: Option<VersionState>,
}

/// What a transition led to: a state of the version it was about, or of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    Version(VersionState),
    Service(ServiceState),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a service that is {life} does not allow this")]
pub struct RefusedTransition {
    pub life: Lifecycle,
    pub transition: ServiceTransition,
}

/// Every way of a version that is prepared: from, by which transition, to.
const WAYS_OF_VERSIONS: [(VersionState, ServiceTransition, VersionState); 8] = {
    use ServiceTransition as By;
    use VersionState::{Approved, Discarded, Draft, Live, Submitted};
    [
        (Draft, By::Submit, Submitted),
        (Draft, By::Discard, Discarded),
        (Submitted, By::TakeBack, Draft),
        (Submitted, By::SendBack, Draft),
        (Submitted, By::Approve, Approved),
        (Approved, By::TakeBack, Draft),
        (Approved, By::SendBack, Draft),
        (Approved, By::Publish, Live),
    ]
};

/// Every way of a service by a transition of its own.
const WAYS_OF_SERVICES: [(ServiceState, ServiceTransition, ServiceState); 8] = {
    use ServiceState::{Live, New, Paused, Retired};
    use ServiceTransition as By;
    [
        (New, By::Test, New),
        (New, By::Retire, Retired),
        (Live, By::Test, Live),
        (Live, By::Pause, Paused),
        (Live, By::Retire, Retired),
        (Paused, By::Test, Paused),
        (Paused, By::Resume, Live),
        (Paused, By::Retire, Retired),
    ]
};

/// The lifecycle after the transition. Pure; what is not in the tables is refused. A service with a
/// first live version is live; one that is paused stays so with its next version.
pub fn decide(
    life: Lifecycle,
    transition: ServiceTransition,
) -> Result<Lifecycle, RefusedTransition> {
    let refused = RefusedTransition { life, transition };
    if !transition.is_of_version() {
        let mut ways = WAYS_OF_SERVICES.iter();
        let way = ways.find(|(from, by, _)| (*from, *by) == (life.service, transition));
        let (_, _, service) = *way.ok_or(refused)?;
        return Ok(Lifecycle { service, ..life });
    }
    let open = life.open.filter(|_| life.service != ServiceState::Retired);
    let mut ways = WAYS_OF_VERSIONS.iter();
    let way = ways.find(|(from, by, _)| (Some(*from), *by) == (open, transition));
    let (_, _, to) = *way.ok_or(refused)?;
    let service = match (life.service, to) {
        (ServiceState::New, VersionState::Live) => ServiceState::Live,
        (service, _) => service,
    };
    let open = to.is_open().then_some(to);
    Ok(Lifecycle { service, open })
}

impl ServiceState {
    pub const fn as_str(self) -> &'static str {
        self.into_str()
    }

    /// The state of a service whose live version says `live` or not: a brake, which holds a live
    /// service and makes none live.
    pub const fn as_set_up(recorded: Self, live: bool) -> Self {
        match (recorded, live) {
            (Self::Live, false) => Self::Paused,
            (state, _) => state,
        }
    }

    /// Whether real money may be asked for.
    pub const fn is_live(self) -> bool {
        match self {
            Self::Live => true,
            Self::New | Self::Paused | Self::Retired => false,
        }
    }
}

impl VersionState {
    pub const fn as_str(self) -> &'static str {
        self.into_str()
    }

    /// Whether it is the one that is prepared. A service has one at most.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Draft | Self::Submitted | Self::Approved => true,
            Self::Live | Self::Replaced | Self::Discarded => false,
        }
    }
}

impl ServiceTransition {
    pub const fn as_str(self) -> &'static str {
        self.into_str()
    }

    /// Whether it is about the version that is prepared, and not about the service.
    pub const fn is_of_version(self) -> bool {
        match self {
            Self::Submit
            | Self::TakeBack
            | Self::SendBack
            | Self::Approve
            | Self::Publish
            | Self::Discard => true,
            Self::Test | Self::Pause | Self::Resume | Self::Retire => false,
        }
    }

    /// What it leads to, from its stored text.
    pub fn reached(self, state: &str) -> Result<Reached, UnknownWord> {
        if self.is_of_version() {
            state.parse().map(Reached::Version)
        } else {
            state.parse().map(Reached::Service)
        }
    }
}

impl Lifecycle {
    /// What the transition led to, in this lifecycle after it.
    pub fn reached(self, transition: ServiceTransition) -> Reached {
        let open = self.open.map(Reached::Version);
        match transition {
            ServiceTransition::Publish => Reached::Version(VersionState::Live),
            ServiceTransition::Discard => Reached::Version(VersionState::Discarded),
            ServiceTransition::Submit
            | ServiceTransition::TakeBack
            | ServiceTransition::SendBack
            | ServiceTransition::Approve => open.unwrap_or(Reached::Service(self.service)),
            ServiceTransition::Test
            | ServiceTransition::Pause
            | ServiceTransition::Resume
            | ServiceTransition::Retire => Reached::Service(self.service),
        }
    }
}

/// `live`; `live, its next version draft`.
impl fmt::Display for Lifecycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.service, self.open) {
            (service, None) => write!(f, "{service}"),
            (service, Some(open)) => write!(f, "{service}, its next version {open}"),
        }
    }
}

impl fmt::Display for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(state) => write!(f, "{state}"),
            Self::Service(state) => write!(f, "{state}"),
        }
    }
}

/// A text that names no state or transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this word is not known in the lifecycle of a service")]
pub struct UnknownWord;

/// What the parsers above make of an unknown text.
const fn unknown_word(_: &str) -> UnknownWord {
    UnknownWord
}
