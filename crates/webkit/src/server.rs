//! The edge towards the network, and what stands around all routes.

mod connections;
mod edge;
mod health;
mod heard;
mod mount;
mod router;

pub use edge::serve;
pub use router::{guarded, operator_router, router};
