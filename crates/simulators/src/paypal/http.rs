//! The wire: a request taken apart, faults, the route to its handler, answers and their shapes.

pub(crate) mod answer;
pub(crate) mod call;
pub(crate) mod exchange;
pub(crate) mod idempotency;
pub(crate) mod oauth;
pub(crate) mod reader;
pub(crate) mod route;
pub(crate) mod times;
pub(crate) mod wire;
