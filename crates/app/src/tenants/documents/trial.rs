//! The trial tenant of an authority, as far as it is described by itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AccountDocument, ClientDocument};

/// What the trial tenant has of its own; profile, services and pools are copies of the authority's.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TrialDocument {
    /// Each stands in for the authority's account of the same code and takes no real money.
    pub accounts: Vec<AccountDocument>,
    /// Calling systems that try services out, with names that begin with `zk_test_`. Each may use
    /// every service of the trial tenant.
    #[serde(default)]
    pub clients: Vec<ClientDocument>,
}
