//! Answers of PayPal: its own examples and files, and malformed ones.

pub(crate) mod examples;
pub(crate) mod issues;
pub(crate) mod malformed;
pub(crate) mod mutations;
pub(crate) mod published;
pub(crate) mod schemas;
