//! Acts, keys and repeated requests, told on both engines.

mod audit;
mod idempotency;
mod keys;
mod staff;
