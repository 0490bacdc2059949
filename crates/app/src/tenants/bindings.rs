//! `(originatorId, endPointId)`: which service of which tenant a calling system means. What was
//! found is remembered for [`REMEMBER`]: under load every payment would read the same row again.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use domain::services::ServiceState;
use domain::{PoolId, ServiceId, TenantId, Timestamp};
use storage::tenants::names::NameKind;
use storage::{Scope, StorageError};

use crate::App;
use crate::access::Caller;
use crate::tenants::documents::{EndpointDocument, ServiceDocument};

/// Cache time: shorter than it takes to pause a service and try it out. Applying a tenant in this
/// process is seen at once, on other nodes after this time.
const REMEMBER: Duration = Duration::from_secs(2);
/// More pairs than a large operator has; beyond it the memory starts anew.
const REMEMBERED_MAX: usize = 10_000;

/// A pair of ids, resolved.
#[derive(Clone, Debug)]
pub struct Endpoint {
    pub tenant: TenantId,
    pub service: ServiceId,
    pub originator: String,
    pub end_point: String,
    /// Refuse what the standard forbids instead of repairing it.
    pub strict: bool,
    pub(crate) state: ServiceState,
    pub(crate) service_document: ServiceDocument,
    pub(crate) pool: PoolId,
    pub(crate) pool_document: String,
}

/// Pairs that were looked up lately. Only those that exist, so it cannot grow by guessing.
#[derive(Clone, Default)]
pub(crate) struct Endpoints {
    known: Arc<RwLock<HashMap<TenantId, HashMap<String, Known>>>>,
}

struct Known {
    endpoint: Endpoint,
    until: Timestamp,
}

impl Endpoints {
    fn find(&self, tenant: TenantId, name: &str, now: Timestamp) -> Option<Endpoint> {
        let known = self.known.read().ok()?;
        let known = known.get(&tenant)?.get(name)?;
        (known.until > now).then(|| known.endpoint.clone())
    }

    fn remember(&self, name: String, endpoint: &Endpoint, until: Timestamp) {
        let Ok(mut known) = self.known.write() else {
            return;
        };
        let pairs = known.entry(endpoint.tenant).or_default();
        if pairs.len() >= REMEMBERED_MAX {
            pairs.clear();
        }
        let endpoint = endpoint.clone();
        pairs.insert(name, Known { endpoint, until });
    }

    pub(crate) fn forget_all(&self) {
        if let Ok(mut known) = self.known.write() {
            known.clear();
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum EndpointError {
    #[error("no service is reached under these ids")]
    Unknown,
    #[error("these credentials may not use this service")]
    Forbidden,
    #[error("looking up the service failed")]
    Storage(#[from] StorageError),
}

impl Endpoint {
    /// Whether the service takes payments at present.
    pub const fn is_live(&self) -> bool {
        self.state.is_live()
    }

    /// The booking data keys that an item with this reference must bring; `None` for a reference
    /// the service does not know. A service without any booking takes every reference.
    pub fn required_booking_data(&self, reference: &str) -> Option<&[String]> {
        let bookings = &self.service_document.bookings;
        if bookings.is_empty() {
            return Some(&[]);
        }
        let booking = bookings
            .iter()
            .find(|booking| booking.reference == reference)?;
        Some(&booking.required)
    }
}

impl App {
    /// The service behind the pair, if it is there and the caller may use it.
    pub(crate) async fn endpoint(
        &self,
        caller: &Caller,
        (originator, end_point): (&str, &str),
    ) -> Result<Endpoint, EndpointError> {
        let now = self.moment().now;
        let name = endpoint_name(originator, end_point);
        let known = self.endpoints.find(caller.tenant, &name, now);
        let found = if let Some(known) = known {
            known
        } else {
            let pair = (originator, end_point);
            let found = self.look_up_endpoint(caller.tenant, pair).await?;
            self.endpoints.remember(name, &found, now.plus(REMEMBER));
            found
        };
        if caller.may_use(found.service) {
            Ok(found)
        } else {
            Err(EndpointError::Forbidden)
        }
    }

    async fn look_up_endpoint(
        &self,
        tenant: TenantId,
        (originator, end_point): (&str, &str),
    ) -> Result<Endpoint, EndpointError> {
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let Some(row) = tx
            .tenants()
            .bindings()
            .find((originator, end_point))
            .await?
        else {
            drop(tx);
            return Err(self.refuse_endpoint(originator, end_point).await?);
        };
        let inconsistent = |table| StorageError::Inconsistent {
            table,
            column: "document",
            row: format!("{originator}/{end_point}"),
        };
        let document: EndpointDocument =
            serde_json::from_str(&row.endpoint).map_err(|_| inconsistent("endpoints"))?;
        let service_document: ServiceDocument =
            serde_json::from_str(&row.service).map_err(|_| inconsistent("services"))?;
        let recorded = row.state.as_deref().map(str::parse).transpose();
        let recorded = recorded.map_err(|_| inconsistent("service_states"))?;
        Ok(Endpoint {
            tenant,
            service: ServiceId::from_uuid(row.service_id),
            originator: originator.to_owned(),
            end_point: end_point.to_owned(),
            strict: document.strict,
            state: ServiceState::as_set_up(recorded, service_document.live),
            service_document,
            pool: PoolId::from_uuid(row.pool_id),
            pool_document: row.pool,
        })
    }

    /// Another tenant's pair is forbidden, one that no tenant has is unknown.
    async fn refuse_endpoint(
        &self,
        originator: &str,
        end_point: &str,
    ) -> Result<EndpointError, StorageError> {
        let mut directory = self.db.read(Scope::Operator).await?;
        let name = endpoint_name(originator, end_point);
        let owner = directory
            .tenants()
            .names()
            .find(NameKind::Endpoint, &name)
            .await?;
        Ok(owner.map_or(EndpointError::Unknown, |_| EndpointError::Forbidden))
    }
}

/// The pair as the directory lists it. A slash is allowed in neither id.
pub(crate) fn endpoint_name(originator: &str, end_point: &str) -> String {
    format!("{originator}/{end_point}")
}
