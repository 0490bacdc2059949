//! Stories about talking to PayPal, with a scripted other side.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod books;
mod capturing;
mod logging_in;
mod looking_up;
mod refunding;
mod starting;
mod webhooks;
mod world;
