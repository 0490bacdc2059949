//! Messages a provider sends of its own accord. They are hints where to look: the provider is
//! asked again before anything is believed.

use std::fmt;

use http::{HeaderMap, Method};
use serde::{Deserialize, Serialize};

use crate::{CaptureId, ProviderRef};

/// The headers of a provider event, unread.
#[derive(Clone, Default)]
pub struct EventHeaders(HeaderMap);

impl fmt::Debug for EventHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EventHeaders(…)")
    }
}

impl EventHeaders {
    pub const fn new(headers: HeaderMap) -> Self {
        Self(headers)
    }

    /// The value if there is exactly one and it is readable ASCII.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.0.get_all(name).iter();
        let value = values.next()?;
        if values.next().is_some() {
            return None;
        }
        value.to_str().ok()
    }
}

/// A request to the address of a provider's account, as it came: a signature covers these very
/// bytes. Which method, query and key a provider uses only its module knows.
#[derive(Clone, Copy)]
pub struct RawProviderEvent<'a> {
    pub method: &'a Method,
    /// Without the question mark, as it was encoded; empty where there is none.
    pub query: &'a [u8],
    /// The address's last part, where the provider was told one.
    pub key: Option<&'a str>,
    pub headers: &'a EventHeaders,
    pub body: &'a [u8],
}

impl fmt::Debug for RawProviderEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RawProviderEvent(…)")
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventVerdict {
    /// The provider sent it. `event` is its name for this event: the same event may come again.
    Genuine { event: String, hint: Hint },
    /// The provider did not send it, or not to us. Refuse it.
    Forged { why: String },
    /// We cannot find out at present. Have it sent again.
    CannotTell { why: String },
}

/// How a dispute ended for the authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DisputeEnd {
    Won,
    /// The payer has this many cents back, or will have them; `None`: it is not said how many.
    Lost {
        cents: Option<i64>,
    },
    Withdrawn,
}

/// Where to look. Kept in storage, so variants and fields must stay readable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hint {
    /// Something became of an order: the payer approved it, or took that back.
    Order { order: ProviderRef },
    /// Something became of captured money.
    Capture {
        capture: CaptureId,
        order: Option<ProviderRef>,
    },
    /// Money went back, by our order or by another.
    Refund { refund: String },
    /// A payer opened a dispute, it went on, or it ended.
    Dispute {
        dispute: String,
        capture: Option<CaptureId>,
        /// In microseconds, when the provider last changed it: messages come in any order.
        #[serde(default)]
        changed_at: Option<i64>,
        /// `None` while it is open.
        #[serde(default)]
        end: Option<DisputeEnd>,
    },
    /// Nothing we act upon.
    Other { event_type: String },
}
