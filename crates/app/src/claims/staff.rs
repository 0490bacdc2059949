//! Claims as the staff works on them: looked for, one with its story, entered, changed, cancelled,
//! blocked.

pub(crate) mod enter;
pub(crate) mod say;
pub(crate) mod search;
pub(crate) mod story;

use std::sync::Arc;

use domain::ServiceId;
use domain::access::Act;
use domain::claims::ClaimRefusal;
use domain::claims::changes::TEXT_MAX;
use domain::values::text::{Reason, line};

use crate::access::StaffError;
use crate::access::staff::StaffPlace;
use crate::tenants::config::{ServiceConfig, TenantConfig};

/// The service, where the person may do the act; `NotFound` where not.
fn in_scope(
    place: &StaffPlace,
    (config, act): (&TenantConfig, Act),
    service: ServiceId,
) -> Result<Arc<ServiceConfig>, StaffError> {
    let services = place.services(act, config);
    let mut services = services.into_iter();
    let service = services.find(|one| one.id == service);
    service.cloned().ok_or(StaffError::NotFound)
}

/// A reason as it is kept.
fn reason(typed: &str) -> Result<Reason, ClaimRefusal> {
    Reason::typed(typed).map_err(|_| ClaimRefusal::Reason)
}

/// A claim's text as it is kept; `None` for the service's neutral one.
fn text(typed: &str) -> Result<Option<String>, ClaimRefusal> {
    let text = line(typed).map_err(|_| ClaimRefusal::Text)?;
    if text.chars().count() > TEXT_MAX {
        return Err(ClaimRefusal::Text);
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}
