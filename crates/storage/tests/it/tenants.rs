//! Stories of `tenants`.

mod branding;
mod keys;
mod names;
mod version;
