//! Tenants: authorities, how their addresses begin, and by which channels they are reached.

mod channel;
mod slug;

pub use channel::{BadBindingKey, Channel};
pub use slug::{BadSlug, TenantSlug};
