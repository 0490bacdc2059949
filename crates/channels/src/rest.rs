//! Our own interface for the authority's systems (docs/api-design.md). Who may call it is who may
//! call `XBezahldienste`; what is wrong is said as RFC 9457 problems with one stable code each.

mod caller;
mod picture;
mod problem;
pub(crate) mod v1;

pub(crate) use caller::ApiCaller;
pub(crate) use picture::{Kind, picture};
pub(crate) use problem::{Cause, Problem, unknown_address, unknown_method};
