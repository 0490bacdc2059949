//! Stories about talking to PayPal, with a scripted other side.
#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod books;
mod capturing;
mod events;
mod examples;
mod garbled;
mod issues;
mod logging_in;
mod logs;
mod looking_up;
mod mutations;
mod notices;
mod refunding;
mod schemas;
mod shared;
mod signing;
mod starting;
mod webhooks;
mod world;
