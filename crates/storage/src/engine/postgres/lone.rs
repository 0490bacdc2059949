//! Write transactions of one statement, which commits itself: one round trip instead of three
//! (ADR 0047).
//!
//! What holds: every part of the statement wrote exactly one row and the tenant had the expected
//! version, or nothing was written. The statement counts its rows, compares the version and fails
//! when either is not as expected, since there is no transaction that could be undone
//! afterwards.

use crate::StorageError;

/// A server that only reads does not begin to write.
const READ_ONLY: &str = "25006";
/// What the statement ends with when a row is missing, see [`checked`].
const DIVISION_BY_ZERO: &str = "22012";
/// And when the tenant has another version, see [`same`].
const NEGATIVE_LENGTH: &str = "22011";

/// The expression that answers with 1 when `counted` is `expected`, and fails otherwise.
pub(crate) fn checked(counted: &str, expected: usize) -> String {
    format!("1 / CAST({counted} = {expected} AS INTEGER)")
}

/// The expression that answers with 1 when what `version` selects is the parameter with this
/// number, and fails otherwise.
pub(crate) fn same(version: &str, parameter: usize) -> String {
    let length = format!("CASE WHEN ({version}) = ${parameter} THEN 1 ELSE -1 END");
    format!("length(substring('v' FROM 1 FOR {length}))")
}

/// Whether the server is a standby. Nothing was written then.
pub(crate) fn is_standby(error: &sqlx::Error) -> bool {
    has_code(error, READ_ONLY)
}

/// The failure of such a statement.
pub(crate) fn refused(error: sqlx::Error) -> StorageError {
    if has_code(&error, NEGATIVE_LENGTH) {
        StorageError::Stale
    } else if has_code(&error, DIVISION_BY_ZERO) {
        StorageError::Conflict
    } else {
        error.into()
    }
}

fn has_code(error: &sqlx::Error, wanted: &str) -> bool {
    let told = error.as_database_error();
    told.and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| code == wanted)
}
