//! Stories of `ledger`.

mod journal;
mod triggers;
