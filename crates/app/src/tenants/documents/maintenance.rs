//! A maintenance window, as it is written in documents.

use domain::Timestamp;
use domain::payments::Method;
use domain::tenants::MaintenanceWindow;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::texts;
use crate::DocumentError;

/// `{ from = "2026-12-01T22:00:00+01:00", until = "…", description = "…", methods = ["paypal"] }`
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MaintenanceDocument {
    /// RFC 3339 with zone; absent: from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The first instant after it; absent: until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    #[serde(default, deserialize_with = "texts::line")]
    pub description: String,
    /// Names of the methods that are not to be had; empty: none is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<String>,
}

impl MaintenanceDocument {
    pub fn window(&self, place: &str) -> Result<MaintenanceWindow, DocumentError> {
        let bad =
            |field: &str, problem: String| DocumentError::new(format!("{place}.{field}"), problem);
        let time = |field: &str, text: &Option<String>| -> Result<Option<Timestamp>, _> {
            let read = text.as_deref().map(str::parse).transpose();
            read.map_err(|error: domain::BadTimestamp| bad(field, error.to_string()))
        };
        let methods: Result<Vec<Method>, _> =
            self.methods.iter().map(|name| name.parse()).collect();
        let window = MaintenanceWindow {
            starts_at: time("from", &self.from)?,
            ends_at: time("until", &self.until)?,
            description: self.description.clone(),
            methods: methods
                .map_err(|error: domain::payments::BadMethod| bad("methods", error.to_string()))?,
        };
        let window = window.checked();
        window.map_err(|error| DocumentError::new(place, error.to_string()))
    }
}
