//! What stands around handlers.

pub(crate) mod bodies;
pub(crate) mod guard;
pub(crate) mod observe;
pub(crate) mod secure;
