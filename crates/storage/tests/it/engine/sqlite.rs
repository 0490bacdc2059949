//! Stories of `engine::sqlite`.

mod pool;
mod writer;
