//! The snapshots this node holds, and the names that lead to tenants.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use domain::{TenantId, Timestamp};
use storage::tenants::names::NameKind;
use storage::{Db, Scope, StorageError};

use super::{Rows, TenantConfig};
use crate::App;

/// One snapshot per tenant, and names that were looked up. Only tenants and names that exist are
/// kept, so that it cannot grow by guessing; a name never changes its tenant.
#[derive(Clone, Default)]
pub(crate) struct Configs {
    names: Arc<RwLock<HashMap<(NameKind, String), TenantId>>>,
    tenants: Arc<RwLock<HashMap<TenantId, Held>>>,
    /// One load per tenant at a time: after a change, all requests of a tenant need the same.
    loading: Arc<Mutex<HashMap<TenantId, Arc<tokio::sync::Mutex<()>>>>>,
}

struct Held {
    config: Arc<TenantConfig>,
    /// When its version was last seen to be the newest.
    checked: Timestamp,
}

impl Configs {
    /// The snapshot, if its version was the newest at some time since then.
    pub(super) fn checked_since(
        &self,
        tenant: TenantId,
        since: Timestamp,
    ) -> Option<Arc<TenantConfig>> {
        let tenants = self.tenants.read().ok()?;
        let held = tenants.get(&tenant).filter(|held| held.checked > since)?;
        Some(Arc::clone(&held.config))
    }

    /// The snapshot of this version or a newer one. The version was read at `now` or later.
    pub(super) async fn load(
        &self,
        db: &Db,
        tenant: TenantId,
        (version, now): (i64, Timestamp),
    ) -> Result<Option<Arc<TenantConfig>>, StorageError> {
        if let Some(config) = self.confirmed(tenant, version, now) {
            return Ok(Some(config));
        }
        let turn = self.turn(tenant);
        let _turn = turn.lock().await;
        // Another request may have loaded it meanwhile.
        if let Some(config) = self.confirmed(tenant, version, now) {
            return Ok(Some(config));
        }
        let Some(config) = read(db, tenant).await? else {
            return Ok(None);
        };
        let config = Arc::new(config);
        let held = Held {
            config: Arc::clone(&config),
            checked: now,
        };
        if let Ok(mut tenants) = self.tenants.write() {
            tenants.insert(tenant, held);
        }
        Ok(Some(config))
    }

    /// The snapshot, if it is of this version or a newer one, which was seen at `now`.
    pub(super) fn confirmed(
        &self,
        tenant: TenantId,
        version: i64,
        now: Timestamp,
    ) -> Option<Arc<TenantConfig>> {
        let mut tenants = self.tenants.write().ok()?;
        let held = tenants.get_mut(&tenant)?;
        if held.config.version < version {
            return None;
        }
        held.checked = held.checked.max(now);
        Some(Arc::clone(&held.config))
    }

    fn turn(&self, tenant: TenantId) -> Arc<tokio::sync::Mutex<()>> {
        let mut loading = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        // Only those under way are needed again.
        loading.retain(|_, turn| Arc::strong_count(turn) > 1);
        Arc::clone(loading.entry(tenant).or_default())
    }

    fn name(&self, kind: NameKind, name: &str) -> Option<TenantId> {
        let names = self.names.read().ok()?;
        names.get(&(kind, name.to_owned())).copied()
    }

    fn keep_name(&self, kind: NameKind, name: &str, tenant: TenantId) {
        if let Ok(mut names) = self.names.write() {
            names.insert((kind, name.to_owned()), tenant);
        }
    }
}

/// All of one state: no change of master data is seen half.
async fn read(db: &Db, tenant: TenantId) -> Result<Option<TenantConfig>, StorageError> {
    let mut tx = db.snapshot(Scope::Tenant(tenant)).await?;
    let Some(stored) = tx.tenants().find().await? else {
        return Ok(None);
    };
    let rows = Rows {
        tenant: stored,
        services: tx.services().all().await?,
        accounts: tx.tenants().provider_accounts().all().await?,
        bank_accounts: tx.bank().accounts().all().await?,
        clients: tx.access().clients().all().await?,
        bindings: tx.tenants().bindings().all().await?,
    };
    drop(tx);
    TenantConfig::of(tenant, rows).map(Some)
}

/// No row has a longer name: an entry of PostgreSQL's index has at most 2 704 bytes. What strangers
/// send in place of one may be of any length, and looking it up costs in proportion.
const NAME_MAX: usize = 2_000;

impl App {
    /// The tenant a name from the outside belongs to.
    pub(crate) async fn tenant_named(
        &self,
        kind: NameKind,
        name: &str,
    ) -> Result<Option<TenantId>, StorageError> {
        if name.len() > NAME_MAX {
            return Ok(None);
        }
        if let Some(tenant) = self.configs.name(kind, name) {
            return Ok(Some(tenant));
        }
        let mut names = self.db.read(Scope::Operator).await?;
        let tenant = names.tenants().names().find(kind, name).await?;
        if let Some(tenant) = tenant {
            self.configs.keep_name(kind, name, tenant);
        }
        Ok(tenant)
    }

    /// Every tenant of the installation, in the order of their names in addresses.
    pub(crate) async fn all_tenants(&self) -> Result<Vec<TenantId>, StorageError> {
        let mut names = self.db.read(Scope::Operator).await?;
        names.tenants().names().all_tenants().await
    }

    pub(crate) async fn tenant_id(&self, slug: &str) -> Result<Option<TenantId>, StorageError> {
        self.tenant_named(NameKind::Slug, slug).await
    }

    /// The tenant's part of payers' addresses; empty for a tenant that is not there.
    pub(crate) async fn tenant_slug(&self, tenant: TenantId) -> Result<Arc<str>, StorageError> {
        let config = self.config(tenant).await?;
        Ok(config.map_or_else(|| Arc::from(""), |config| Arc::clone(&config.slug)))
    }
}
