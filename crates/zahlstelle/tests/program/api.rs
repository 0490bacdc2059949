//! Stories of the authority's own systems that call our interface, told to the real router on both
//! engines.

mod codes;
