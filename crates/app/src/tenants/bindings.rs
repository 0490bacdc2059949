//! Bindings: which service of the tenant a calling system means by a key of its channel. What was
//! found is remembered for [`REMEMBER`]: under load every payment would read the same row again.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use domain::services::ServiceState;
use domain::tenants::Channel;
use domain::{BindingId, PoolId, ServiceId, TenantId, Timestamp};
use storage::tenants::names::NameKind;
use storage::{Scope, StorageError};

use crate::App;
use crate::access::Caller;
use crate::tenants::documents::{BindingDocument, ServiceDocument};

/// Cache time: shorter than it takes to pause a service and try it out. Applying a tenant in this
/// process is seen at once, on other nodes after this time.
const REMEMBER: Duration = Duration::from_secs(2);
/// More bindings than a large operator has; beyond it the memory starts anew.
const REMEMBERED_MAX: usize = 10_000;

/// A key of a channel, resolved.
#[derive(Clone, Debug)]
pub struct Binding {
    pub tenant: TenantId,
    pub id: BindingId,
    pub service: ServiceId,
    /// Refuse what the channel's standard forbids instead of repairing it.
    pub strict: bool,
    pub(crate) state: ServiceState,
    pub(crate) service_document: ServiceDocument,
    pub(crate) pool: PoolId,
    pub(crate) pool_document: String,
}

/// Bindings that were looked up lately. Only those that exist, so it cannot grow by guessing.
#[derive(Clone, Default)]
pub(crate) struct Bindings {
    known: Arc<RwLock<HashMap<TenantId, HashMap<String, Known>>>>,
}

struct Known {
    binding: Binding,
    until: Timestamp,
}

impl Bindings {
    fn find(&self, tenant: TenantId, name: &str, now: Timestamp) -> Option<Binding> {
        let known = self.known.read().ok()?;
        let known = known.get(&tenant)?.get(name)?;
        (known.until > now).then(|| known.binding.clone())
    }

    fn remember(&self, name: String, binding: &Binding, until: Timestamp) {
        let Ok(mut known) = self.known.write() else {
            return;
        };
        let names = known.entry(binding.tenant).or_default();
        if names.len() >= REMEMBERED_MAX {
            names.clear();
        }
        let binding = binding.clone();
        names.insert(name, Known { binding, until });
    }

    pub(crate) fn forget_all(&self) {
        if let Ok(mut known) = self.known.write() {
            known.clear();
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum BindingError {
    #[error("no service is bound to this key")]
    Unknown,
    #[error("these credentials may not use this service")]
    Forbidden,
    #[error("looking up the service failed")]
    Storage(#[from] StorageError),
}

impl Binding {
    /// Whether the service takes payments at present.
    pub const fn is_live(&self) -> bool {
        self.state.is_live()
    }

    /// The booking data keys that an item with this reference must bring; `None` for a reference
    /// the service does not know. A service without any booking takes every reference, and so does
    /// one with a booking that names none.
    pub fn required_booking_data(&self, reference: &str) -> Option<&[String]> {
        let bookings = &self.service_document.bookings;
        if bookings.is_empty() {
            return Some(&[]);
        }
        let of = |wanted: Option<&str>| {
            let mut bookings = bookings.iter();
            bookings.find(|booking| booking.reference.as_deref() == wanted)
        };
        let booking = of(Some(reference)).or_else(|| of(None))?;
        Some(&booking.required)
    }
}

impl App {
    /// What the key leads to, if it is there and the caller may use it.
    pub(crate) async fn binding(
        &self,
        caller: &Caller,
        channel: Channel,
        key: &str,
    ) -> Result<Binding, BindingError> {
        let now = self.moment().now;
        let name = binding_name(channel, key);
        let known = self.bindings.find(caller.tenant, &name, now);
        let found = if let Some(known) = known {
            known
        } else {
            let found = self.look_up_binding(caller.tenant, channel, key).await?;
            self.bindings.remember(name, &found, now.plus(REMEMBER));
            found
        };
        if caller.may_use(found.service) {
            Ok(found)
        } else {
            Err(BindingError::Forbidden)
        }
    }

    async fn look_up_binding(
        &self,
        tenant: TenantId,
        channel: Channel,
        key: &str,
    ) -> Result<Binding, BindingError> {
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let Some(row) = tx.tenants().bindings().find(channel, key).await? else {
            drop(tx);
            return Err(self.refuse_binding(channel, key).await?);
        };
        let inconsistent = |table| StorageError::Inconsistent {
            table,
            column: "document",
            row: binding_name(channel, key),
        };
        let document: BindingDocument =
            serde_json::from_str(&row.binding).map_err(|_| inconsistent("bindings"))?;
        let service_document: ServiceDocument =
            serde_json::from_str(&row.service).map_err(|_| inconsistent("services"))?;
        let recorded = row.state.as_deref().map(str::parse).transpose();
        let recorded = recorded.map_err(|_| inconsistent("service_states"))?;
        Ok(Binding {
            tenant,
            id: BindingId::from_uuid(row.binding_id),
            service: ServiceId::from_uuid(row.service_id),
            strict: document.strict,
            state: ServiceState::as_set_up(recorded, service_document.live),
            service_document,
            pool: PoolId::from_uuid(row.pool_id),
            pool_document: row.pool,
        })
    }

    /// Another tenant's key is forbidden, one that no tenant has is unknown.
    async fn refuse_binding(
        &self,
        channel: Channel,
        key: &str,
    ) -> Result<BindingError, StorageError> {
        let mut directory = self.db.read(Scope::Operator).await?;
        let name = binding_name(channel, key);
        let owner = directory
            .tenants()
            .names()
            .find(NameKind::Binding, &name)
            .await?;
        Ok(owner.map_or(BindingError::Unknown, |_| BindingError::Forbidden))
    }
}

/// Channel and key as the directory lists them. No channel has a colon in its name.
pub(crate) fn binding_name(channel: Channel, key: &str) -> String {
    format!("{channel}:{key}")
}
