//! The catalogue of services, and the order that a service's form makes.

pub(crate) mod catalogue;
pub(crate) mod form;
pub(crate) mod pages;
pub(crate) mod service;
