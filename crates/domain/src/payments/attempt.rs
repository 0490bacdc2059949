//! One call to one provider.
//!
//! Money moves only when *we* ask the provider to capture. An attempt that never got that far
//! (`Intended`, `Redirected`) may therefore lapse at any time without risk; one that did
//! (`Approved`, `Unknown`, `Pending`) is asked about until the provider has answered.

use std::fmt;
use std::str::FromStr;

/// Its text is stored and must not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttemptState {
    /// Written down before the provider hears of it; the answer is open.
    Intended,
    /// The provider knows the order, the payer was sent there.
    Redirected,
    /// The payer approved, we are about to take the money; the answer is open.
    Approved,
    /// The provider confirmed the money.
    Captured,
    /// The provider holds the money back for a check of its own.
    Pending,
    /// The provider said no, finally.
    Declined,
    /// We asked for the money and got no usable answer.
    Unknown,
    /// Nobody approved in time, or the payer called it off.
    Lapsed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptCommand {
    Redirect,
    /// Intend to take the money.
    Approve,
    /// The provider wants the payer back, on the same order.
    SendBack,
    Capture,
    Hold,
    Decline,
    LoseTrack,
    Lapse,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the attempt's state does not allow this")]
pub struct RefusedAttempt {
    pub state: AttemptState,
    pub command: AttemptCommand,
}

/// The next state. `Capture` is a fact and is accepted in every state.
pub fn decide(
    state: AttemptState,
    command: AttemptCommand,
) -> Result<AttemptState, RefusedAttempt> {
    use AttemptCommand as Do;
    use AttemptState as Is;
    Ok(match (state, command) {
        (_, Do::Capture) => Is::Captured,
        (Is::Intended, Do::Redirect) | (Is::Approved | Is::Unknown, Do::SendBack) => Is::Redirected,
        (Is::Redirected | Is::Approved | Is::Unknown, Do::Approve) => Is::Approved,
        (Is::Redirected | Is::Approved | Is::Unknown | Is::Pending, Do::Hold) => Is::Pending,
        (Is::Intended | Is::Redirected | Is::Approved | Is::Unknown | Is::Pending, Do::Decline) => {
            Is::Declined
        }
        (Is::Approved | Is::Unknown, Do::LoseTrack) => Is::Unknown,
        // After `Approve` only the provider's word that the order is gone ends it without money.
        (Is::Intended | Is::Redirected | Is::Approved | Is::Unknown, Do::Lapse) => Is::Lapsed,
        (
            Is::Intended
            | Is::Redirected
            | Is::Approved
            | Is::Captured
            | Is::Pending
            | Is::Declined
            | Is::Unknown
            | Is::Lapsed,
            Do::Redirect
            | Do::Approve
            | Do::SendBack
            | Do::Hold
            | Do::Decline
            | Do::LoseTrack
            | Do::Lapse,
        ) => return Err(RefusedAttempt { state, command }),
    })
}

impl AttemptState {
    pub const ALL: [Self; 8] = [
        Self::Intended,
        Self::Redirected,
        Self::Approved,
        Self::Captured,
        Self::Pending,
        Self::Declined,
        Self::Unknown,
        Self::Lapsed,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Intended => "intended",
            Self::Redirected => "redirected",
            Self::Approved => "approved",
            Self::Captured => "captured",
            Self::Pending => "pending",
            Self::Declined => "declined",
            Self::Unknown => "unknown",
            Self::Lapsed => "lapsed",
        }
    }

    /// Nothing more will come of it.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Captured | Self::Declined | Self::Lapsed)
    }

    /// We asked for the money and do not know yet: the payer must not pay again.
    pub const fn money_may_be_moving(self) -> bool {
        matches!(self, Self::Approved | Self::Unknown | Self::Pending)
    }
}

/// A stored text that names no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a state of an attempt")]
pub struct UnknownAttemptState;

impl fmt::Display for AttemptState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AttemptState {
    type Err = UnknownAttemptState;

    fn from_str(text: &str) -> Result<Self, UnknownAttemptState> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(UnknownAttemptState)
    }
}
