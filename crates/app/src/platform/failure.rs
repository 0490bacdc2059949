//! What the log says of an error, and what an error means for the answer.

use std::error::Error;

use storage::StorageError;

/// An error with everything behind it.
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

/// Whether the database is away, somewhere down the causes: the request can be repeated later.
pub fn is_database_away(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(error) = cause.downcast_ref::<StorageError>() {
            return error.is_away();
        }
        next = cause.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ReadError;

    #[test]
    fn a_database_that_is_away_is_found_behind_other_errors() {
        let away = ReadError::Storage(StorageError::Standby);
        assert!(is_database_away(&away));
        assert!(is_database_away(&StorageError::Unanswered));
        assert!(!is_database_away(&ReadError::Storage(
            StorageError::Conflict
        )));
        assert!(!is_database_away(&std::fmt::Error));
    }
}
