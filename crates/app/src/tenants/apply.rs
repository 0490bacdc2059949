//! A tenant with everything it needs, from one document. What is so already is not written: the
//! same document again changes nothing, a changed one what differs. Nothing is ever removed: what
//! has been used must stay explainable.

mod writing;

use std::collections::{HashMap, HashSet};

use domain::access::Act;
use domain::events::{EventKind, service_event};
use domain::services::ServiceState;
use domain::tenants::TenantSlug;
use domain::{ProviderAccountId, TenantId};
use providers::DESCRIPTOR_LETTERS_MAX;
use secrecy::ExposeSecret;
use storage::services::StoredService;
use storage::{Scope, StorageError};

use crate::access::acting::Acting;
use crate::events::event::Events;
use crate::platform::VaultError;
use crate::platform::document::read_document;
use crate::platform::vault::RecordName;
use crate::services::lifecycle::state_of;
use crate::tenants::documents::{ClientDocument, ServiceDocument, TenantDocument, texts};
use crate::tenants::{branding, trial};
use crate::{App, DocumentError};

pub(in crate::tenants) use writing::Applying;

pub use writing::{Change, MasterData};

/// 128 bits, written in base64 without padding or in hex, have at least this many letters.
const SECRET_LETTERS_MIN: usize = 22;

#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    #[error("the document cannot be used")]
    Document(#[from] DocumentError),
    #[error("the name {0:?} belongs to another tenant")]
    NameTaken(String),
    #[error("a secret could not be sealed")]
    Vault(#[from] VaultError),
    #[error("storing the tenant failed")]
    Storage(#[from] StorageError),
}

/// What was applied.
#[derive(Clone, Debug)]
pub struct AppliedTenant {
    pub tenant: TenantId,
    /// By the code in the document.
    pub accounts: HashMap<String, ProviderAccountId>,
    /// What that made or changed, in the order of the document; empty when it was so already.
    pub changes: Vec<Change>,
    /// `None` where the document describes no trial tenant.
    pub trial: Option<AppliedTrial>,
}

/// The trial tenant that was applied with its authority.
#[derive(Clone, Debug)]
pub struct AppliedTrial {
    pub tenant: TenantId,
    pub slug: String,
    pub changes: Vec<Change>,
}

impl App {
    /// Everything that can be said of the document without providers and the database.
    #[expect(clippy::unused_async, reason = "doors offer futures")]
    pub(crate) async fn check_tenant(&self, document: &TenantDocument) -> Result<(), ApplyError> {
        check(document)?;
        branding::check(&document.profile)?;
        Ok(())
    }

    pub(crate) async fn apply_tenant(
        &self,
        by: &Acting,
        document: &TenantDocument,
    ) -> Result<AppliedTenant, ApplyError> {
        check(document)?;
        let mut applied = self.apply_document(by, document, None).await?;
        if let Some(document) = trial::document_of(document) {
            let trial = self.apply_document(by, &document, Some(applied.tenant));
            let trial = trial.await.map_err(in_trial)?;
            applied.trial = Some(AppliedTrial {
                tenant: trial.tenant,
                slug: document.slug,
                changes: trial.changes,
            });
        }
        Ok(applied)
    }

    async fn apply_document(
        &self,
        by: &Acting,
        document: &TenantDocument,
        trial_of: Option<TenantId>,
    ) -> Result<AppliedTenant, ApplyError> {
        let (applying, tenant, accounts) = self.applying(by, document, trial_of).await?;
        let changes = applying.commit().await?;
        tracing::info!(
            tenant.slug = document.slug,
            count = changes.len(),
            "tenant applied"
        );
        Ok(AppliedTenant {
            tenant,
            accounts,
            changes,
            trial: None,
        })
    }

    /// What applying the document would make or change, in the trial tenant with `trial.` before
    /// its name. Changes nothing.
    pub(crate) async fn changes_of_tenant(
        &self,
        document: &TenantDocument,
    ) -> Result<Vec<Change>, ApplyError> {
        check(document)?;
        let by = &Acting::system(Act::TenantApply.name());
        let (applying, ..) = self.applying(by, document, None).await?;
        let mut changes = applying.give_up();
        if let Some(of_trial) = trial::document_of(document) {
            let of_trial = match self.tenant_id(&document.slug).await? {
                Some(authority) => {
                    let applying = self.applying(by, &of_trial, Some(authority)).await;
                    applying.map_err(in_trial)?.0.give_up()
                }
                None => trial::made_with(&of_trial),
            };
            changes.extend(of_trial.into_iter().map(|change| Change {
                name: format!("trial.{}", change.name),
                ..change
            }));
        }
        Ok(changes)
    }

    /// The document written in a transaction that is still open, and the ids that it leads to.
    async fn applying<'a>(
        &'a self,
        by: &'a Acting,
        document: &TenantDocument,
        trial_of: Option<TenantId>,
    ) -> Result<(Applying<'a>, TenantId, HashMap<String, ProviderAccountId>), ApplyError> {
        let mut moment = self.moment();
        let known = self.tenant_id(&document.slug).await?;
        let tenant = known.unwrap_or_else(|| TenantId::new(&mut moment));
        let tx = self.db.write(Scope::Tenant(tenant)).await?;
        let mut applying = Applying::begin(self, (tx, moment), by, trial_of).await?;
        applying.tenant(&document.slug, &document.profile).await?;
        let mut accounts = HashMap::new();
        for account in &document.accounts {
            accounts.insert(account.code.clone(), applying.account(account).await?);
        }
        applying.bank_accounts(&document.bank_accounts).await?;
        let mut pools = HashMap::new();
        for pool in &document.pools {
            pools.insert(pool.code.clone(), applying.pool(pool).await?);
        }
        let mut services = HashMap::new();
        for service in &document.services {
            let id = applying.service(service, &pools).await?;
            services.insert(service.code.clone(), id);
        }
        for client in &document.clients {
            applying.client(client, &services).await?;
        }
        Ok((applying, tenant, accounts))
    }
}

fn in_trial(error: ApplyError) -> ApplyError {
    match error {
        ApplyError::Document(error) => error.within("trial").into(),
        ApplyError::NameTaken(_) | ApplyError::Vault(_) | ApplyError::Storage(_) => error,
    }
}

/// What changed for calling systems: whether services take money, and how those that do are
/// described.
async fn tell_services(
    events: &mut Events<'_>,
    before: &HashMap<String, StoredService>,
    after: &[StoredService],
) -> Result<(), ApplyError> {
    let state = |stored: &StoredService| -> Result<ServiceState, ApplyError> {
        let document: ServiceDocument = read_document("services", &stored.document)?;
        Ok(state_of(stored, &document))
    };
    for service in after {
        let known = before.get(&service.code);
        let is = state(service)?;
        let was = known.map_or(Ok(ServiceState::New), state)?;
        let described = known.is_none_or(|known| known.document == service.document);
        let changed = (is.is_live() && !described).then_some(EventKind::ServiceChanged);
        if let Some(kind) = service_event(was, is).or(changed) {
            let of = (service.code.as_str(), is);
            events.service(kind, service.id, of).await?;
        }
    }
    Ok(())
}

/// What an account's secret is bound to.
pub(crate) const fn account_record(tenant: TenantId, account: &str) -> RecordName<'_> {
    RecordName {
        tenant,
        kind: "provider_account",
        id: account,
    }
}

/// Everything that can be said without the database.
pub(crate) fn check(document: &TenantDocument) -> Result<(), DocumentError> {
    texts::check(document)?;
    document
        .slug
        .parse::<TenantSlug>()
        .map_err(|bad| DocumentError::new("slug", bad.to_string()))?;
    let short_name = document.profile.short_name.chars();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-*. ".contains(c);
    if short_name.clone().count() > DESCRIPTOR_LETTERS_MAX || !short_name.clone().all(plain) {
        let most = DESCRIPTOR_LETTERS_MAX;
        let problem =
            format!("at most {most} letters A to Z, digits, spaces, dots, hyphens; no umlauts");
        return Err(DocumentError::new("short_name", problem));
    }
    document.profile.check_transfer_days()?;
    check_accounts(document)?;
    document.profile.mail.check(&document.services)?;
    document.profile.refunds.check()?;
    document.profile.claims.check()?;
    for (number, window) in document.profile.maintenance.iter().enumerate() {
        window.window(&format!("maintenance[{number}]"))?;
    }
    document
        .pools
        .iter()
        .try_for_each(|pool| pool.pool().map(drop))?;
    document
        .services
        .iter()
        .try_for_each(|service| check_service(document, service))?;
    document.clients.iter().try_for_each(check_client)?;
    trial::check(document)
}

/// Accounts at providers and at banks, whose codes are told apart.
fn check_accounts(document: &TenantDocument) -> Result<(), DocumentError> {
    let mut merchants = HashSet::new();
    for account in &document.accounts {
        account.check()?;
        if !account
            .live_merchants()?
            .into_iter()
            .all(|name| merchants.insert(name))
        {
            return Err(account.bad("settings", "another account of the document is the same"));
        }
    }
    for bank in &document.bank_accounts {
        bank.account()?;
        let banks = document.bank_accounts.iter().map(|other| &other.code);
        let providers = document.accounts.iter().map(|other| &other.code);
        if banks
            .chain(providers)
            .filter(|code| **code == bank.code)
            .count()
            > 1
        {
            let place = format!("bank_accounts.{}.code", bank.code);
            return Err(DocumentError::new(place, "another account has this code"));
        }
    }
    Ok(())
}

fn check_service(
    document: &TenantDocument,
    service: &ServiceDocument,
) -> Result<(), DocumentError> {
    let at = |field| format!("services.{}.{field}", service.code);
    service.check_methods(document)?;
    if let Some(catalogue) = &service.catalogue {
        catalogue.check(&service.code)?;
    }
    if let Some(text) = &service.transfer_text {
        let checked = formats::check_purpose(text);
        checked.map_err(|error| DocumentError::new(at("transfer_text"), error.to_string()))?;
    }
    let most = service.neutral_text_most(document)?;
    if !(1..=most).contains(&service.neutral_text.chars().count()) {
        let problem = format!("1 to {most} letters");
        return Err(DocumentError::new(at("neutral_text"), problem));
    }
    if !(1..=1_440).contains(&service.pay_minutes) {
        return Err(DocumentError::new(at("pay_minutes"), "1 to 1440 minutes"));
    }
    if let Some(notices) = &service.notices {
        notices.check(&at("notices"))?;
    }
    let mut bindings = service.bindings.iter();
    bindings.try_for_each(|binding| binding.checked(&service.code).map(drop))
}

pub(in crate::tenants) fn check_client(client: &ClientDocument) -> Result<(), DocumentError> {
    let place = format!("clients.{}", client.name);
    if client.name.is_empty() || client.name.contains(':') {
        return Err(DocumentError::new(place, "a name has letters and no colon"));
    }
    let short = client
        .secret
        .as_ref()
        .is_some_and(|secret| secret.expose_secret().len() < SECRET_LETTERS_MIN);
    if short {
        let problem = "use a random secret of at least 22 letters and digits, for example \
                       from `openssl rand -hex 32`";
        return Err(DocumentError::new(place, problem));
    }
    client.fingerprints().map(drop)
}
