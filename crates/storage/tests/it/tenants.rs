//! Stories of `tenants`.

mod branding;
mod keys;
mod names;
mod trial;
mod version;
