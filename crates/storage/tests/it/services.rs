//! Stories of `services`.

mod catalogue;
mod versions;
