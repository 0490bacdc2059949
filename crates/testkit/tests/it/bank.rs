//! Money on the authority's bank account.

mod sequences;
mod transfers;
