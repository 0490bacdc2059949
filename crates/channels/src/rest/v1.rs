//! Version 1. A file's path is its address.

pub(crate) mod claims;
pub(crate) mod services;
