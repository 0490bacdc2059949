//! Calls to PayPal: hosts, access token, pauses PayPal asked for, and what an error means.

pub(super) mod api;
pub(super) mod errors;
pub(super) mod hosts;
pub(super) mod pause;
pub(super) mod token;
