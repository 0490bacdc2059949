//! What citizens order, on both engines: the catalogue, and links that fill its forms in.

mod catalogue;
mod prefill_links;
mod versions;
