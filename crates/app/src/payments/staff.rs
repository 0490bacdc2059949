//! Payments as the staff sees them: looked for, and one with its whole story.

pub(crate) mod search;
pub(crate) mod story;
