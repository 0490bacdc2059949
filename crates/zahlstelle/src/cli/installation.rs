//! Commands about the installation as a whole: configuration, keys, schema, health.

pub(super) mod backup;
pub(super) mod config;
pub(super) mod doctor;
pub(super) mod jobs;
pub(super) mod key;
pub(super) mod migrate;
pub(in crate::cli) mod restored;
