//! A tenant's master data, read at once and parsed once: profile, services with their states,
//! pools, accounts at providers and banks, clients, bindings. No secret is in it but the hashes of
//! clients'.
//!
//! A snapshot is shared and kept until the tenant's version changes, which every change of master
//! data raises in its own transaction. How old a snapshot may be when it is used:
//!
//! - What it refuses is decided anew by the newest one ([`App::config_now`]).
//! - What it grants (a right, a service that takes payments) is granted with its version: the
//!   statement that writes the effect compares the version
//!   ([`expect_version`](storage::WriteTx::expect_version)), or the statement that reads the answer
//!   brings it ([`App::config_at`]). So rights and brakes hold at once on every node, and cost no
//!   round trip.
//! - Everything else is at most [`LATELY`] old ([`App::config`]).

mod cache;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::access::ClientScope;
use domain::claims::kassenzeichen::Pool;
use domain::ledger::postings::Place;
use domain::payments::Method;
use domain::services::search::Searchable;
use domain::services::{Fee, Form, ServiceState};
use domain::tenants::Channel;
use domain::values::hash::hex;
use domain::{
    BankAccountId, BindingId, ClientId, PoolId, ProviderAccountId, ServiceId, TenantId, Timestamp,
};
use storage::access::clients::StoredClient;
use storage::bank::accounts::BankAccountRow;
use storage::services::StoredService;
use storage::tenants::StoredTenant;
use storage::tenants::bindings::StoredBinding;
use storage::tenants::provider_accounts::StoredAccount;
use storage::{Scope, StorageError, WriteTx};
use subtle::ConstantTimeEq;

use crate::access::clients::{StoredClientDocument, service_ids};
use crate::bank::BankAccount;
use crate::tenants::documents::{
    AccountDocument, BankAccountDocument, BindingDocument, CatalogueDocument, PoolDocument,
    ServiceDocument, TenantProfile,
};
use crate::{App, DocumentError};

pub(crate) use cache::Configs;

/// Longer than a page takes to be filled in, shorter than a change takes to be looked for.
pub(crate) const LATELY: Duration = Duration::from_secs(2);

/// One state of a tenant's master data.
#[derive(Debug)]
pub(crate) struct TenantConfig {
    pub(crate) id: TenantId,
    pub(crate) slug: Arc<str>,
    pub(crate) version: i64,
    pub(crate) profile: TenantProfile,
    /// It is a trial tenant: services of another one are tried out in it.
    pub(crate) is_trial: bool,
    /// By code.
    services: Vec<Arc<ServiceConfig>>,
    accounts: Vec<AccountConfig>,
    /// Oldest first.
    bank_accounts: Vec<BankAccountConfig>,
    clients: HashMap<String, ClientConfig>,
    bindings: HashMap<Channel, HashMap<String, BindingConfig>>,
}

/// A service with the pool its Kassenzeichen come from.
#[derive(Debug)]
pub(crate) struct ServiceConfig {
    pub(crate) id: ServiceId,
    /// Number of the version that holds.
    pub(crate) version: i64,
    pub(crate) document: ServiceDocument,
    /// The recorded state, held by the document's brake.
    pub(crate) state: ServiceState,
    pub(crate) pool_id: PoolId,
    pub(crate) pool: Pool,
    /// As stored: the issuer of Kassenzeichen sees by it that the pool is still the same.
    pub(crate) pool_text: String,
    pub(crate) offer: Option<Offer>,
}

/// What the pages of a service in the catalogue need.
#[derive(Debug)]
pub(crate) struct Offer {
    pub(crate) described: CatalogueDocument,
    pub(crate) fee: Fee,
    pub(crate) form: Form,
    pub(crate) words: Searchable,
}

/// A provider account, without its secret.
#[derive(Debug)]
pub(crate) struct AccountConfig {
    pub(crate) id: ProviderAccountId,
    pub(crate) document: AccountDocument,
}

/// An account to which payers transfer money.
#[derive(Debug)]
pub(crate) struct BankAccountConfig {
    pub(crate) id: BankAccountId,
    pub(crate) code: String,
    pub(crate) account: BankAccount,
}

/// A calling system.
#[derive(Debug)]
pub(crate) struct ClientConfig {
    pub(crate) id: ClientId,
    /// SHA-256 of its secret.
    secret_hash: Vec<u8>,
    /// SHA-256 of older ones in hexadecimal digits, and when each ends.
    older_secrets: Vec<(String, Timestamp)>,
    scopes: Vec<ClientScope>,
    /// Services it may use; `None` means all of its tenant.
    services: Option<Arc<[ServiceId]>>,
    /// SHA-256 fingerprints of the certificates that prove it, in hexadecimal digits.
    certificates: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct BindingConfig {
    pub(crate) id: BindingId,
    pub(crate) strict: bool,
    pub(crate) service: Arc<ServiceConfig>,
}

/// The rows of a tenant, all of one state of the database.
struct Rows {
    tenant: StoredTenant,
    services: Vec<StoredService>,
    accounts: Vec<StoredAccount>,
    bank_accounts: Vec<BankAccountRow>,
    clients: Vec<StoredClient>,
    bindings: Vec<StoredBinding>,
}

impl TenantConfig {
    /// Every service, by code.
    pub(crate) fn services(&self) -> &[Arc<ServiceConfig>] {
        &self.services
    }

    pub(crate) fn service(&self, id: ServiceId) -> Option<&Arc<ServiceConfig>> {
        self.services.iter().find(|service| service.id == id)
    }

    pub(crate) fn service_by_code(&self, code: &str) -> Option<&Arc<ServiceConfig>> {
        let mut services = self.services.iter();
        services.find(|service| service.document.code == code)
    }

    pub(crate) fn account(&self, code: &str) -> Option<&AccountConfig> {
        let mut accounts = self.accounts.iter();
        accounts.find(|account| account.document.code == code)
    }

    /// The code of the account where money lies.
    pub(crate) fn account_code(&self, at: Place) -> Option<&str> {
        match at {
            Place::Provider(id) => {
                let mut accounts = self.accounts.iter();
                let account = accounts.find(|account| account.id == id);
                account.map(|account| account.document.code.as_str())
            }
            Place::Bank(id) => {
                let account = self.bank_account_by_id(id);
                account.map(|account| account.code.as_str())
            }
        }
    }

    pub(crate) fn bank_account(&self, code: &str) -> Option<&BankAccountConfig> {
        let mut accounts = self.bank_accounts.iter();
        accounts.find(|account| account.code == code)
    }

    pub(crate) fn bank_account_by_id(&self, id: BankAccountId) -> Option<&BankAccountConfig> {
        let mut accounts = self.bank_accounts.iter();
        accounts.find(|account| account.id == id)
    }

    /// Whether it has an account of this code, at a provider or a bank. A trial tenant lacks those
    /// that only take real money.
    pub(crate) fn has_account(&self, code: &str) -> bool {
        self.account(code).is_some() || self.bank_account(code).is_some()
    }

    /// Where a transfer for the service goes: to the account with which it lists bank transfer,
    /// else to the authority's oldest. `None` where the authority takes no transfers.
    pub(crate) fn transfers_to(&self, service: &ServiceDocument) -> Option<&BankAccount> {
        let mut methods = service.methods.iter();
        let listed = methods.find(|listed| listed.method == Method::BANK_TRANSFER);
        let account = match listed {
            Some(listed) => self.bank_account(&listed.account),
            None => self.bank_accounts.first(),
        };
        account.map(|config| &config.account)
    }

    pub(crate) fn client(&self, name: &str) -> Option<&ClientConfig> {
        self.clients.get(name)
    }

    /// The client that this certificate proves, with its name.
    pub(crate) fn client_with(&self, fingerprint: &str) -> Option<(&str, &ClientConfig)> {
        let mut clients = self.clients.iter();
        let found = clients.find(|(_, client)| client.has_certificate(fingerprint));
        found.map(|(name, client)| (name.as_str(), client))
    }

    pub(crate) fn binding(&self, channel: Channel, key: &str) -> Option<&BindingConfig> {
        self.bindings.get(&channel)?.get(key)
    }

    fn of(id: TenantId, rows: Rows) -> Result<Self, StorageError> {
        let profile = parsed("tenants", &rows.tenant.slug, &rows.tenant.document)?;
        let services = rows.services.into_iter();
        let services = services.map(|stored| Ok(Arc::new(ServiceConfig::of(stored)?)));
        let services: Vec<_> = services.collect::<Result<_, StorageError>>()?;
        let accounts = rows.accounts.into_iter().map(|stored| {
            let document = parsed("provider_accounts", &stored.code, &stored.document)?;
            let id = stored.id;
            Ok(AccountConfig { id, document })
        });
        let bank_accounts = rows.bank_accounts.into_iter().map(BankAccountConfig::of);
        let clients = rows.clients.into_iter().map(|stored| {
            let document: StoredClientDocument =
                parsed("clients", &stored.id.to_string(), &stored.document)?;
            let older = document.older_secrets.iter();
            let older = older.map(|one| (one.hash.clone(), Timestamp::from_micros(one.ends)));
            let client = ClientConfig {
                id: stored.id,
                secret_hash: stored.secret_hash,
                older_secrets: older.collect(),
                scopes: document.scopes(),
                services: service_ids(&document),
                certificates: document.certificates,
            };
            Ok((stored.name, client))
        });
        let mut bindings: HashMap<Channel, HashMap<String, BindingConfig>> = HashMap::new();
        for stored in rows.bindings {
            let row = stored.id.to_string();
            let document: BindingDocument = parsed("bindings", &row, &stored.document)?;
            let service = services.iter().find(|one| one.id == stored.service);
            let service = service.ok_or_else(|| inconsistent("bindings", "service_id", row))?;
            let binding = BindingConfig {
                id: stored.id,
                strict: document.strict,
                service: Arc::clone(service),
            };
            let keys = bindings.entry(stored.channel).or_default();
            keys.insert(stored.key, binding);
        }
        Ok(Self {
            id,
            slug: rows.tenant.slug.into(),
            version: rows.tenant.version,
            profile,
            is_trial: rows.tenant.trial_of.is_some(),
            accounts: accounts.collect::<Result<_, StorageError>>()?,
            bank_accounts: bank_accounts.collect::<Result<_, StorageError>>()?,
            clients: clients.collect::<Result<_, StorageError>>()?,
            services,
            bindings,
        })
    }
}

impl ServiceConfig {
    /// Whether it takes payments at present.
    pub(crate) const fn is_live(&self) -> bool {
        self.state.is_live()
    }

    /// What payers are shown by now.
    pub(crate) const fn versioned(&self) -> (ServiceId, i64) {
        (self.id, self.version)
    }

    fn of(stored: StoredService) -> Result<Self, StorageError> {
        let document: ServiceDocument = parsed("services", &stored.code, &stored.document)?;
        let bad = |error: DocumentError| unusable("services", &stored.code, &error);
        let pool: PoolDocument = parsed("pools", &stored.code, &stored.pool_document)?;
        Ok(Self {
            id: stored.id,
            version: stored.version,
            state: ServiceState::as_set_up(stored.state, document.live),
            pool_id: stored.pool,
            pool: pool.pool().map_err(bad)?,
            offer: Offer::of(&document).map_err(bad)?,
            pool_text: stored.pool_document,
            document,
        })
    }
}

impl BankAccountConfig {
    fn of(stored: BankAccountRow) -> Result<Self, StorageError> {
        let (id, code) = (stored.id, stored.code.clone());
        let account = BankAccountDocument::from(stored).account();
        let account = account.map_err(|error| unusable("bank_accounts", &code, &error))?;
        Ok(Self { id, code, account })
    }
}

impl Offer {
    fn of(document: &ServiceDocument) -> Result<Option<Self>, DocumentError> {
        let Some(described) = &document.catalogue else {
            return Ok(None);
        };
        let names = document.name.all().chain(document.department.all());
        let keywords = described.keywords.iter().map(String::as_str);
        let code = std::iter::once(document.code.as_str());
        Ok(Some(Self {
            fee: described.fee(&document.code)?,
            form: described.form(&document.code)?,
            words: Searchable::new(names.map(|(_, text)| text).chain(keywords).chain(code)),
            described: described.clone(),
        }))
    }
}

impl ClientConfig {
    pub(crate) fn may_use(&self, service: ServiceId) -> bool {
        let services = self.services.as_ref();
        services.is_none_or(|may| may.contains(&service))
    }

    fn has_certificate(&self, fingerprint: &str) -> bool {
        self.certificates.iter().any(|one| one == fingerprint)
    }

    pub(crate) fn may(&self, scope: ClientScope) -> bool {
        self.scopes.contains(&scope)
    }

    /// Whether the secret with this hash proves it at this time. Each is compared in constant time.
    pub(crate) fn has_secret(&self, given: &[u8; 32], now: Timestamp) -> bool {
        let newest = bool::from(self.secret_hash.as_slice().ct_eq(given));
        newest || self.secret_ends(given).is_some_and(|ends| ends > now)
    }

    /// When the secret with this hash ends; `None` for the newest, and for a wrong one.
    pub(crate) fn secret_ends(&self, given: &[u8; 32]) -> Option<Timestamp> {
        let given = hex(given);
        let mut older = self.older_secrets.iter();
        let found = older.find(|(hash, _)| bool::from(hash.as_bytes().ct_eq(given.as_bytes())));
        found.map(|(_, ends)| *ends)
    }
}

impl App {
    /// The tenant's master data, at most [`LATELY`] old; `None` when there is no such tenant.
    pub(crate) async fn config(
        &self,
        tenant: TenantId,
    ) -> Result<Option<Arc<TenantConfig>>, StorageError> {
        let now = self.moment().now;
        match self.configs.checked_since(tenant, now.minus(LATELY)) {
            Some(config) => Ok(Some(config)),
            None => self.config_now(tenant).await,
        }
    }

    /// The same by the tenant's name in addresses.
    pub(crate) async fn config_of(
        &self,
        slug: &str,
    ) -> Result<Option<Arc<TenantConfig>>, StorageError> {
        match self.tenant_id(slug).await? {
            Some(tenant) => self.config(tenant).await,
            None => Ok(None),
        }
    }

    /// The newest: one read by key, and the rest when it changed.
    pub(crate) async fn config_now(
        &self,
        tenant: TenantId,
    ) -> Result<Option<Arc<TenantConfig>>, StorageError> {
        let now = self.moment().now;
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let Some(version) = tx.tenants().version().await? else {
            return Ok(None);
        };
        drop(tx);
        self.configs.load(&self.db, tenant, (version, now)).await
    }

    /// A statement just told that this is the newest version: the next request need not ask.
    pub(crate) fn config_holds(&self, config: &TenantConfig) {
        let now = self.moment().now;
        let _held = self.configs.confirmed(config.id, config.version, now);
    }

    /// A transaction that decides by this version of the tenant's master data, and is `Stale` when
    /// the tenant has another.
    pub(crate) async fn write_by(
        &self,
        tenant: TenantId,
        version: i64,
    ) -> Result<WriteTx, StorageError> {
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        tx.expect_version(version)?;
        Ok(tx)
    }

    /// Waits for the change that made a transaction `Stale`. A write, not a read: the change may be
    /// in a commit that is shared and not on disk yet, and this commit waits for it.
    pub(crate) async fn await_change(&self, tenant: TenantId) -> Result<(), StorageError> {
        self.db.write(Scope::Tenant(tenant)).await?.commit().await
    }

    /// Whether the tenant has a newer version than this.
    pub(crate) async fn config_is_old(&self, known: &TenantConfig) -> Result<bool, StorageError> {
        let newest = self.config_now(known.id).await?;
        Ok(newest.is_none_or(|newest| newest.version != known.version))
    }

    /// Not older than this version, which a statement just read.
    pub(crate) async fn config_at(
        &self,
        tenant: TenantId,
        version: i64,
    ) -> Result<Option<Arc<TenantConfig>>, StorageError> {
        let now = self.moment().now;
        self.configs.load(&self.db, tenant, (version, now)).await
    }
}

/// A stored document. One that cannot be read stops its tenant, and says where.
fn parsed<'a, T: serde::Deserialize<'a>>(
    table: &'static str,
    row: &str,
    document: &'a str,
) -> Result<T, StorageError> {
    serde_json::from_str(document).map_err(|error| unusable(table, row, &error))
}

fn unusable(table: &'static str, row: &str, error: &dyn std::fmt::Display) -> StorageError {
    inconsistent(table, "document", format!("{row} ({error})"))
}

const fn inconsistent(table: &'static str, column: &'static str, row: String) -> StorageError {
    StorageError::Inconsistent { table, column, row }
}
