//! Master data as it is stored: JSON documents.

use serde::{Deserialize, Serialize};

/// A part of a document that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct DocumentError {
    /// Where, for example `services.parken.pool`.
    pub place: String,
    pub problem: String,
}

impl DocumentError {
    pub(crate) fn new(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            problem: problem.into(),
        }
    }

    /// The same of a document that is a part of another.
    pub(crate) fn within(self, part: &str) -> Self {
        let Self { place, problem } = self;
        Self::new(format!("{part}.{place}"), problem)
    }
}

pub(crate) fn read_document<'a, T: Deserialize<'a>>(
    table: &'static str,
    document: &'a str,
) -> Result<T, DocumentError> {
    serde_json::from_str(document).map_err(|error| DocumentError::new(table, error.to_string()))
}

pub(crate) fn to_json<T: Serialize>(document: &T) -> String {
    serde_json::to_string(document).unwrap_or_default()
}
