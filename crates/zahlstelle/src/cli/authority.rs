//! Commands about one authority: its document, first persons, services, claims, files of claims and
//! bank statements.

pub(super) mod bank;
pub(super) mod claims;
pub(super) mod events;
pub(super) mod import;
pub(super) mod person;
pub(super) mod service;
pub(super) mod tenant;
