//! PayPal: Orders v2 by redirect, Payments v2, webhooks v1, transaction search v1.

mod account;
mod hosts;

pub use account::PayPalAccount;
pub use hosts::{HostsRefused, PayPalHosts};
