//! Stories of online services that speak XBezahldienste 1.0, told to the real router on both
//! engines. Rules and their sources: ADR 0007.

mod calculation;
mod creating;
mod credentials;
mod ending;
mod idempotency;
mod leniency;
mod limits;
mod refusals;
mod status;
mod tokens;
