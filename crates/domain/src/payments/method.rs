//! Methods of payment (Zahlarten): an open set of names. What a method does is said by its
//! [`MethodProfile`](super::MethodProfile).

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// A validated name such as `paypal`: a small letter, then small letters, digits and `_`. It is
/// stored, part of addresses, and must not change.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Method(Cow<'static, str>);

/// A text that cannot name a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a payment method is named in small letters, digits and _, such as bank_transfer")]
pub struct BadMethod;

/// Longer than every scheme's name.
const LENGTH_MAX: usize = 32;

impl Method {
    pub const PAYPAL: Self = Self(Cow::Borrowed("paypal"));
    /// Überweisung.
    pub const BANK_TRANSFER: Self = Self(Cow::Borrowed("bank_transfer"));

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Method {
    type Err = BadMethod;

    fn from_str(text: &str) -> Result<Self, BadMethod> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let named = text.starts_with(|first: char| first.is_ascii_lowercase());
        if named && text.len() <= LENGTH_MAX && text.bytes().all(fits) {
            Ok(Self(Cow::Owned(text.to_owned())))
        } else {
            Err(BadMethod)
        }
    }
}
