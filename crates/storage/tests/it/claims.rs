//! Stories of `claims`.

mod pools;
