//! Tenants: authorities, and how their addresses begin.

mod slug;

pub use slug::{BadSlug, TenantSlug};
