//! Online services and browsers: what they send, how, and how often.

pub(crate) mod load;
pub(crate) mod messages;
pub(crate) mod wire;
