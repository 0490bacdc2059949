//! Names a provider gave to things of its own. Holding one proves that it is short and made of
//! harmless characters, so it may stand in an address and in a log line.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A text that cannot be a provider's reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no reference a provider would give")]
pub struct BadReference;

/// The longest reference of any provider.
const LENGTH_MAX: usize = 64;

macro_rules! references {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub fn parse(text: &str) -> Result<Self, BadReference> {
                if is_reference(text) { Ok(Self(text.to_owned())) } else { Err(BadReference) }
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
    /// The provider's order: what a payer approves.
    ProviderRef;
    /// Money the provider took for us.
    CaptureId;
    /// Money the provider gave back.
    RefundRef;
    /// Our subscription to the provider's events.
    WebhookId;
}

/// Begins with a letter or digit, so that it is no step up a path.
fn is_reference(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte);
    let begins = text.starts_with(|first: char| first.is_ascii_alphanumeric());
    begins && text.len() <= LENGTH_MAX && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_may_stand_in_an_address() {
        let long = "7".repeat(LENGTH_MAX);
        for good in ["7XR54208KL913364M", "3f2a-99_c", "123_0", "a:b.c", &long] {
            assert!(ProviderRef::parse(good).is_ok(), "{good}");
        }
        let longer = "7".repeat(LENGTH_MAX + 1);
        for bad in [
            "",
            "..",
            "../capture",
            "a/b",
            "a b",
            "a?b",
            "a%2fb",
            "Ä",
            &longer,
        ] {
            assert_eq!(ProviderRef::parse(bad), Err(BadReference), "{bad}");
        }
    }

    #[test]
    fn a_stored_reference_is_checked_when_it_is_read() {
        let written = serde_json::to_string(&ProviderRef::parse("7XR5").unwrap()).unwrap();
        assert_eq!(written, "\"7XR5\"");
        assert!(serde_json::from_str::<ProviderRef>("\"a/b\"").is_err());
    }
}
