//! Whose rows a transaction may touch.

use domain::TenantId;

/// The tenant, or the installation, a transaction belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Tenant(TenantId),
    /// The installation itself: names, jobs and sweeps over all tenants.
    Operator,
}
