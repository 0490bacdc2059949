//! What stands around handlers.

pub(crate) mod guard;
pub(crate) mod observe;
