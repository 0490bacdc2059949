//! What the provider reports: transactions to be searched, and the settlement file of a day.

pub(crate) mod search;
pub(crate) mod settlement;
