//! Stories of `claims`.

mod imports;
mod pools;
