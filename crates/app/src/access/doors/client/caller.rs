//! A calling system that proved itself, and what it may do. That is asked here and nowhere else:
//! use cases get the services and bindings of the caller's authority from [`Caller`], which leaves
//! out what the system may not use, and its commands are refused to a token for reading before they
//! begin.

use std::sync::Arc;

use domain::access::ClientScope;
use domain::tenants::Channel;
use domain::{ClientId, ServiceId, TenantId, Timestamp};

use crate::App;
use crate::access::TokenScope;
use crate::access::client_auth::Proof;
use crate::tenants::config::{BindingConfig, ServiceConfig, TenantConfig};

/// An authenticated client, by one version of its tenant's master data.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) tenant: TenantId,
    pub(crate) client: ClientId,
    pub(crate) name: Arc<str>,
    pub(crate) proof: Proof,
    scope: TokenScope,
    config: Arc<TenantConfig>,
}

/// A service that the caller may use, and the master data it is of.
#[derive(Clone, Debug)]
pub(crate) struct UsableService {
    pub(crate) service: Arc<ServiceConfig>,
    pub(crate) config: Arc<TenantConfig>,
}

/// Why a binding is not the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotBound {
    /// The authority has no such key.
    Unknown,
    /// It leads to a service that the caller may not use.
    Forbidden,
}

/// The caller came with a token for reading, which opens no command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the access token is good for reading only")]
pub struct ScopeTooNarrow;

impl Caller {
    pub(crate) fn new(
        config: Arc<TenantConfig>,
        (name, client): (&str, ClientId),
        (proof, scope): (Proof, TokenScope),
    ) -> Self {
        Self {
            tenant: config.id,
            client,
            name: name.into(),
            proof,
            scope,
            config,
        }
    }

    /// Whether it may give commands.
    pub(super) const fn permits(&self) -> Result<(), ScopeTooNarrow> {
        match self.scope {
            TokenScope::Post => Ok(()),
            TokenScope::Read => Err(ScopeTooNarrow),
        }
    }

    /// What its proof is good for.
    pub(crate) const fn scope(&self) -> TokenScope {
        self.scope
    }

    pub(crate) const fn came_with_token(&self) -> bool {
        matches!(self.proof, Proof::Token(_))
    }

    /// The authority's part of payers' addresses.
    pub(super) fn tenant_slug(&self) -> &str {
        &self.config.slug
    }

    /// The version of master data that it was proven and its services were found by.
    pub(crate) fn version(&self) -> i64 {
        self.config.version
    }

    /// Its version of master data still stands, as a row of the database has just said.
    pub(crate) fn still_stands(&self, app: &App) {
        app.config_holds(&self.config);
    }

    /// The service, if the caller may use it.
    pub(crate) fn service(&self, id: ServiceId) -> Option<UsableService> {
        self.usable(self.config.service(id)?)
    }

    /// The service under this code, if the caller may use it.
    pub(crate) fn service_by_code(&self, code: &str) -> Option<UsableService> {
        self.usable(self.config.service_by_code(code)?)
    }

    /// What the channel's key leads to.
    pub(crate) fn binding(&self, channel: Channel, key: &str) -> Result<&BindingConfig, NotBound> {
        let found = self.config.binding(channel, key);
        let found = found.ok_or(NotBound::Unknown)?;
        let usable = self.may_use(found.service.id).then_some(found);
        usable.ok_or(NotBound::Forbidden)
    }

    /// Whether it has this right.
    pub(crate) fn may(&self, scope: ClientScope) -> bool {
        let client = self.config.client(&self.name);
        client.is_some_and(|client| client.may(scope))
    }

    /// When its secret ends, where it is not the newest one.
    pub(crate) fn proof_ends(&self) -> Option<Timestamp> {
        let client = self.config.client(&self.name)?;
        match &self.proof {
            Proof::Secret(given) => client.secret_ends(given),
            Proof::Token(_) | Proof::Certificate(_) => None,
        }
    }

    fn usable(&self, service: &Arc<ServiceConfig>) -> Option<UsableService> {
        self.may_use(service.id).then(|| UsableService {
            service: Arc::clone(service),
            config: Arc::clone(&self.config),
        })
    }

    fn may_use(&self, service: ServiceId) -> bool {
        let client = self.config.client(&self.name);
        client.is_some_and(|client| client.may_use(service))
    }
}
