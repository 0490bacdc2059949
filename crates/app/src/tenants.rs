//! Authorities: their master data, what their pages look like, how calling systems reach them.

pub(crate) mod apply;
pub(crate) mod bindings;
pub mod branding;
pub(crate) mod commitments;
pub(crate) mod config;
pub mod documents;
mod export;
pub(crate) mod maintenance;
pub(crate) mod trial;
pub(crate) mod view;

pub use apply::{AppliedTenant, AppliedTrial, ApplyError, Change, MasterData};
pub use bindings::{Binding, BindingError};
pub use maintenance::{MaintenanceSource, MethodHealth};
pub use view::TenantView;
