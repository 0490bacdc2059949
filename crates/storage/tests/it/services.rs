//! Stories of `services`.

mod catalogue;
