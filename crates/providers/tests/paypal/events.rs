//! PayPal's webhook events.

pub(crate) mod hints;
pub(crate) mod signing;
pub(crate) mod subscription;
pub(crate) mod verify;
