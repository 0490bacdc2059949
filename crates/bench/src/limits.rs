//! What figures are held against: the least that could do the same on this machine.

pub(crate) mod http;
pub(crate) mod own_rows;
pub(crate) mod raw;
