//! Stories of `tenants`.

mod branding;
mod names;
