//! Money that arrived and money that left.

pub(crate) mod book_capture;
mod unknown_money;
