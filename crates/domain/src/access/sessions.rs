//! Sessions of the staff: how long one stands, and how long a proof of identity counts as fresh.

use std::time::Duration;

use crate::Timestamp;

/// Without a request for so long a session ends.
pub const IDLE: Duration = Duration::from_mins(30);
/// A working day with its breaks: then the person signs in again.
pub const LIFETIME: Duration = Duration::from_hours(10);
/// An act that asks for a fresh proof takes one of so long ago.
pub const FRESH: Duration = Duration::from_mins(5);
/// Between password and second factor: time to find the telephone.
pub const SECOND_FACTOR: Duration = Duration::from_mins(10);
/// The last request is written down no more often than this.
pub const SEEN_EVERY: Duration = Duration::from_mins(1);
/// An invitation, or a reset, is accepted within this time.
pub const INVITATION: Duration = Duration::from_hours(72);

/// When a session began, was used, and was trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionTimes {
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    /// When the person proved everything that is asked for; `None` while the second factor is
    /// waited for.
    pub trusted_at: Option<Timestamp>,
}

/// Why a session ended. Its text is stored and must not change.
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
pub enum SessionEnd {
    /// Another session took its place when the person proved more.
    Replaced,
    SignedOut,
    /// Ended by the person from another session.
    Revoked,
    /// Ended by an administrator.
    EndedByStaff,
    /// The person's credentials were replaced.
    CredentialsChanged,
}

impl SessionTimes {
    /// Whether the session stands at `now`.
    pub fn stands(&self, now: Timestamp) -> bool {
        let whole = match self.trusted_at {
            Some(_) => LIFETIME,
            None => SECOND_FACTOR,
        };
        now.since(self.created_at) < whole && now.since(self.seen_at) < IDLE
    }

    /// Whether the person proved itself a short while ago.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.trusted_at
            .is_some_and(|trusted| now.since(trusted) < FRESH)
    }
}
