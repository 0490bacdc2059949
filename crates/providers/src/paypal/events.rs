//! PayPal's webhook events: our subscription, and the proof that an event is PayPal's.

mod allowance;
mod certificates;
mod common_name;
mod postback;
pub(super) mod subscription;
pub(super) mod verify;
