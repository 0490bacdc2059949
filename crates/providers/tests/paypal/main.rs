//! Stories about talking to PayPal, with a scripted other side.
#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod answers;
mod calls;
mod events;
mod script;
