//! Our own interface for the authority's systems (docs/api-design.md). It takes the credentials
//! that `XBezahldienste` takes; errors are RFC 9457 problems with one stable code for each cause.

mod caller;
mod code_image;
mod problem;
pub(crate) mod v1;

pub(crate) use caller::ApiCaller;
pub(crate) use code_image::{ImageFormat, code_image};
pub(crate) use problem::{Cause, Problem, readable, unknown_address, unknown_method};
