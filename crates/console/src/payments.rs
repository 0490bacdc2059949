//! Payments as the staff sees them: found, listed, and one with its whole story.

pub(crate) mod money;
pub(crate) mod pages;
pub(crate) mod search;
pub(crate) mod story;
pub(crate) mod wording;
