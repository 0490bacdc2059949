//! The edge towards the network, and what stands around all routes.

mod connections;
mod edge;
mod health;
mod mount;
mod router;
mod stream;

pub use edge::{serve, serve_tls};
pub use router::{guarded, operator_router, router};
