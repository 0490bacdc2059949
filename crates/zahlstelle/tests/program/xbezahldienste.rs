//! Stories of online services that speak XBezahldienste, told to the real router on both
//! engines. Rules and their sources: ADR 0007.

mod certificates;
mod conformance;
mod create;
mod credentials;
mod end;
mod idempotency;
mod maintenance;
mod refusals;
mod request;
mod status;
mod tokens;
mod versions;
