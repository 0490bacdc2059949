//! Commands about one authority: its document, services, claims and files of claims.

pub(super) mod claims;
pub(super) mod events;
pub(super) mod import;
pub(super) mod service;
pub(super) mod tenant;
