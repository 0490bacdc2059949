//! Messages a provider sends on its own accord. They are hints where to look: the provider is
//! asked again before anything is believed.

use std::fmt;

use http::HeaderMap;
use serde::{Deserialize, Serialize};

use crate::{CaptureId, ProviderRef};

/// The headers a notice came with, before anybody looked at them.
#[derive(Clone, Default)]
pub struct NoticeHeaders(HeaderMap);

impl fmt::Debug for NoticeHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NoticeHeaders(…)")
    }
}

impl NoticeHeaders {
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

/// A notice as it came: the signature covers these very bytes.
#[derive(Clone, Copy)]
pub struct RawNotice<'a> {
    pub headers: &'a NoticeHeaders,
    pub body: &'a [u8],
}

impl fmt::Debug for RawNotice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RawNotice(…)")
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeVerdict {
    /// The provider sent it. `event` is its name for this event: the same event may come again.
    Genuine { event: String, hint: Hint },
    /// The provider did not send it, or not to us. Refuse it.
    Forged { why: String },
    /// We cannot find out at present. Have it sent again.
    CannotTell { why: String },
}

/// Where to look. Kept in storage, so variants and fields must stay readable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hint {
    /// The payer approved an order, or the approval was taken back.
    OrderApproved { order: ProviderRef },
    /// Something became of captured money.
    Capture {
        capture: CaptureId,
        order: Option<ProviderRef>,
    },
    /// Money went back, by our order or by anybody else's.
    Refund { refund: String },
    /// A payer opened a dispute, or it went on.
    Dispute {
        dispute: String,
        capture: Option<CaptureId>,
    },
    /// Nothing we act upon.
    Other { event_type: String },
}
