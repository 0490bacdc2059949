//! Both shapes of PayPal's errors: the API's own, and the gateway's in front of it.

use serde::Deserialize;

use super::nullable;

#[derive(Debug, Deserialize)]
pub(crate) struct ErrorAnswer {
    pub(crate) name: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) details: Vec<Detail>,
    /// The gateway's shape, in small letters: `invalid_token`.
    pub(crate) error: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Detail {
    pub(crate) issue: Option<String>,
}
