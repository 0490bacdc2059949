//! A method of payment, as a service lists it.

use domain::payments::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Methods are offered in the order in which a service lists them.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MethodDocument {
    /// `paypal`, `bank_transfer`.
    #[serde(with = "name")]
    #[schemars(with = "String")]
    pub method: Method,
    /// Code of the account, at a provider or a bank, that its money goes to.
    pub account: String,
    /// Smallest and largest amount that may be paid with it, in cents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_cents: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_cents: Option<i64>,
}

impl MethodDocument {
    /// For every amount.
    pub fn new(method: Method, account: &str) -> Self {
        Self {
            method,
            account: account.to_owned(),
            min_cents: None,
            max_cents: None,
        }
    }
}

/// A method is written as its name.
mod name {
    use domain::payments::Method;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(method: &Method, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(method.as_str())
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Method, D::Error> {
        let name = String::deserialize(from)?;
        name.parse().map_err(de::Error::custom)
    }
}
