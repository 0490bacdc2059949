//! Addresses that a tenant gives for its pages to link to.

use std::fmt;

use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

/// https, http or mailto: what a link on a page may lead to. Anything else, such as `javascript:`,
/// would be carried out by the page.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(transparent)]
#[schemars(transparent)]
pub struct WebAddress(#[schemars(with = "String")] Url);

impl WebAddress {
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl<'de> Deserialize<'de> for WebAddress {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let url = Url::deserialize(from)?;
        match url.scheme() {
            "https" | "http" | "mailto" => Ok(Self(url)),
            other => Err(D::Error::custom(format!(
                "an address of a page begins with https:, http: or mailto:, not {other}:"
            ))),
        }
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_link_may_lead_to_is_an_address() {
        let read = |text: &str| serde_json::from_value::<WebAddress>(text.into());
        for good in [
            "https://stadt.example/x",
            "http://a.example/",
            "mailto:a@b.example",
        ] {
            assert_eq!(read(good).unwrap().as_str(), good);
        }
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://a.example/",
            "x",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
