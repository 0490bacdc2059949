//! Programs that stand in for the outside world: a payment provider and an online service.
//!
//! They speak the real wire protocols and share no code with the product, so that they can be its
//! independent judge. Nothing here is ever part of a live installation.

pub mod online_service;
pub mod paypal;
mod serve;

pub use serve::serve;
