//! `/api/v1/services/{code}`

pub(crate) mod codes;
