//! Programs that stand in for the outside world: a payment provider, an online service,
//! and the telephones of a staff.
//!
//! They speak the real wire protocols and share no code with the product, so that tests can compare
//! with them. They are part of tests, and of the program only when it is built with its feature
//! `demo` or `bench`. [`common`] is what a second provider's simulator starts from.

pub mod common;
pub mod online_service;
pub mod paypal;
mod serve;
pub mod telephones;

pub use serve::{Served, serve};
