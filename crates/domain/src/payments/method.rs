//! What the payer picks on the pay page.

use std::fmt;
use std::str::FromStr;

/// A way to pay (Zahlweg). Its text is stored and must not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    PayPal,
}

/// A text that names no method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a known payment method; known is: paypal")]
pub struct UnknownMethod;

impl Method {
    pub const ALL: [Self; 1] = [Self::PayPal];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PayPal => "paypal",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(text: &str) -> Result<Self, UnknownMethod> {
        Self::ALL
            .into_iter()
            .find(|method| method.as_str() == text)
            .ok_or(UnknownMethod)
    }
}
