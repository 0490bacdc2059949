//! Names a provider gave to things of its own. Holding one proves that it is short and made of
//! harmless characters, so it may stand in an address and in a log line.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A text that cannot be a provider's reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no reference a provider would give")]
pub struct BadReference;

macro_rules! references {
    ($($(#[$doc:meta])* $name:ident: $longest:literal, $allowed:expr;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub fn parse(text: &str) -> Result<Self, BadReference> {
                let fits = (1..=$longest).contains(&text.len()) && text.bytes().all($allowed);
                if fits { Ok(Self(text.to_owned())) } else { Err(BadReference) }
            }

            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl TryFrom<String> for $name {
            type Error = BadReference;
            fn try_from(text: String) -> Result<Self, BadReference> { Self::parse(&text) }
        }
        impl From<$name> for String {
            fn from(reference: $name) -> Self { reference.0 }
        }
    )* };
}

references! {
    /// The provider's order: what a payer approves. PayPal: at most 36 capitals and digits.
    ProviderRef: 36, capital_or_digit;
    /// Money the provider took for us.
    CaptureId: 36, capital_or_digit;
    /// Money the provider gave back.
    RefundRef: 36, capital_or_digit;
    /// Our subscription to the provider's notices. PayPal: at most 50 characters.
    WebhookId: 50, letter_digit_or_dash;
}

const fn capital_or_digit(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

const fn letter_digit_or_dash(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_may_stand_in_an_address() {
        assert!(ProviderRef::parse("7XR54208KL913364M").is_ok());
        for bad in [
            "",
            "7xr",
            "../capture",
            "7XR54208KL913364M7XR54208KL913364M77777",
            "Ä",
        ] {
            assert_eq!(ProviderRef::parse(bad), Err(BadReference), "{bad}");
        }
        assert!(WebhookId::parse("5MN80213PR447190T").is_ok());
    }

    #[test]
    fn a_stored_reference_is_checked_when_it_is_read() {
        let written = serde_json::to_string(&ProviderRef::parse("7XR5").unwrap()).unwrap();
        assert_eq!(written, "\"7XR5\"");
        assert!(serde_json::from_str::<ProviderRef>("\"a/b\"").is_err());
    }
}
