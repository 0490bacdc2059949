//! Why a measurement ended early: what was being done, and what went wrong.

use std::error::Error;

/// A measurement that could not be made. There is no half report.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct BenchError {
    what: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl BenchError {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            source: None,
        }
    }

    pub(crate) fn because(what: &str, error: impl Error + Send + Sync + 'static) -> Self {
        Self {
            what: what.to_owned(),
            source: Some(Box::new(error)),
        }
    }
}

/// Says what was being done when something failed.
pub(crate) trait Doing<T> {
    fn doing(self, what: &str) -> Result<T, BenchError>;
}

impl<T, E: Error + Send + Sync + 'static> Doing<T> for Result<T, E> {
    fn doing(self, what: &str) -> Result<T, BenchError> {
        self.map_err(|error| BenchError::because(what, error))
    }
}
