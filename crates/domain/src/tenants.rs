//! Tenants: authorities, how their addresses begin, by which channels they are reached, and when
//! they take no payments.

mod channel;
mod maintenance;
mod slug;

pub use channel::{BadBindingKey, Channel};
pub use maintenance::{BadWindow, MaintenanceWindow};
pub use slug::{BadSlug, TenantSlug};
