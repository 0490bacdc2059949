//! Stories of online services that speak XBezahldienste, told to the real router on both
//! engines. Rules and their sources: ADR 0007.

mod calculation;
mod conformance;
mod create;
mod credentials;
mod encoding;
mod end;
mod idempotency;
mod lenient;
mod limits;
mod maintenance;
mod refusals;
mod status;
mod tokens;
mod versions;
