//! The lines of what is paid.

use serde::{Deserialize, Serialize};

/// One line of what is paid.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Item {
    pub reference: String,
    pub description: String,
    pub cents: i64,
    /// Where it is booked, as the calling system said.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub booking_data: std::collections::BTreeMap<String, String>,
}

/// What the pay page shows of a request.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct StoredItems {
    pub(crate) description: String,
    pub(crate) items: Vec<Item>,
}
