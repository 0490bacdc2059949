//! `/api/v1/claims/{kassenzeichen}`

pub(crate) mod codes;
pub(crate) mod slip;
