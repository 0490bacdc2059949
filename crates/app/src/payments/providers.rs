//! A tenant's accounts with providers, ready to talk.

pub(crate) mod allowance;
pub(crate) mod events;
pub(crate) mod refusals;
pub(crate) mod visitor_calls;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, RwLock};

use domain::access::Act;
use domain::values::hash::sha256;
use domain::{ProviderAccountId, TenantId};
use providers::{BadSettings, Environment, PaymentProvider, ProviderAccount, ProviderKind};
use storage::{Scope, StorageError};

use crate::access::acting::Acting;
use crate::platform::VaultError;
use crate::platform::document::{read_document, to_json};
use crate::services::lifecycle::state_of;
use crate::tenants::apply::account_record;
use crate::tenants::commitments;
use crate::tenants::documents::{AccountDocument, ServiceDocument, TenantDocument};
use crate::work::job::JobError;
use crate::work::schedules::Progress;
use crate::work::schedules::registry::SUBSCRIBE;
use crate::{App, DocumentError, ReadError};

const SIMULATOR: Environment = Environment::Simulator;

/// An account as an operator knows it, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct AccountProblem {
    /// The authority's part of citizens' addresses.
    pub slug: String,
    /// The account's code in the authority's document.
    pub code: String,
    pub account: ProviderAccountId,
    pub problem: String,
}

impl fmt::Display for AccountProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}: {}", self.slug, self.code, self.problem)
    }
}

/// Makes the provider that talks for an account: the real one, on hosts the installation allows.
pub trait ProviderFactory: Send + Sync {
    /// Fails with a message for the operator, for example when a live account meets a simulator.
    fn provider(
        &self,
        kind: &'static ProviderKind,
        account: &ProviderAccount,
    ) -> Result<Arc<dyn PaymentProvider>, BadSettings>;
}

#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error("there is no such provider account")]
    Unknown,
    #[error("the account's secret could not be opened")]
    Vault(#[from] VaultError),
    #[error("the account's data cannot be used")]
    Document(#[from] DocumentError),
    #[error("the account cannot be used here: {0}")]
    Refused(String),
    #[error("reading the account failed")]
    Storage(#[from] StorageError),
}

/// Providers in use. Each keeps its access token, so it is made anew only when the account changed.
#[derive(Clone)]
pub(crate) struct Accounts {
    factory: Arc<dyn ProviderFactory>,
    known: Arc<RwLock<HashMap<(TenantId, ProviderAccountId), Known>>>,
}

struct Known {
    provider: Arc<dyn PaymentProvider>,
    /// Hash of the stored row: document and sealed secret.
    row: [u8; 32],
    /// Of the tenant's master data when the row was last read.
    version: i64,
}

impl Accounts {
    pub(crate) fn new(factory: Arc<dyn ProviderFactory>) -> Self {
        Self {
            factory,
            known: Arc::default(),
        }
    }

    fn made_at(
        &self,
        key: (TenantId, ProviderAccountId),
        version: i64,
    ) -> Option<Arc<dyn PaymentProvider>> {
        let known = self.known.read().ok()?;
        let known = known.get(&key).filter(|known| known.version == version)?;
        Some(Arc::clone(&known.provider))
    }
}

/// Accounts of a simulator at which an authority that is not marked as a test would be paid: its
/// payers could not pay.
fn paid_with_play_money(document: &TenantDocument) -> Vec<(String, String)> {
    if document.profile.test {
        return Vec::new();
    }
    let accounts = document.accounts.iter();
    let simulated = accounts.filter(|account| account.environment().ok() == Some(SIMULATOR));
    let found = simulated.filter_map(|account| {
        let mut services = document.services.iter();
        let service = services.find(|service| {
            let mut methods = service.methods.iter();
            methods.any(|method| method.account == account.code)
        })?;
        let problem = format!(
            "it is a simulator's, and service {} would be paid there; mark the authority with \
             test = true",
            service.code
        );
        Some((account.code.clone(), problem))
    });
    found.collect()
}

impl App {
    pub(crate) async fn provider(
        &self,
        tenant: TenantId,
        account: ProviderAccountId,
    ) -> Result<Arc<dyn PaymentProvider>, AccountError> {
        let config = self.config(tenant).await?;
        let version = config.ok_or(AccountError::Unknown)?.version;
        if let Some(provider) = self.accounts.made_at((tenant, account), version) {
            return Ok(provider);
        }
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let (document, sealed) = tx
            .tenants()
            .provider_accounts()
            .find(account)
            .await?
            .ok_or(AccountError::Unknown)?;
        drop(tx);
        let row = sha256(&[document.as_bytes(), &sealed]);
        if let Ok(mut known) = self.accounts.known.write()
            && let Some(known) = known.get_mut(&(tenant, account))
            && known.row == row
        {
            known.version = version;
            return Ok(Arc::clone(&known.provider));
        }
        let provider = self.make_provider((tenant, account), &document, &sealed)?;
        self.recall_learnt(&document, &*provider).await?;
        if let Ok(mut known) = self.accounts.known.write() {
            let provider = Arc::clone(&provider);
            known.insert(
                (tenant, account),
                Known {
                    provider,
                    row,
                    version,
                },
            );
        }
        Ok(provider)
    }

    /// Has each account of the document tried at its provider, with the secrets that the document
    /// gives or those that are stored. Changes nothing. Returns what is wrong, by account.
    pub(crate) async fn try_accounts(
        &self,
        document: &TenantDocument,
    ) -> Result<Vec<(String, String)>, AccountError> {
        let authority = self.tenant_id(&document.slug).await?;
        let mut problems = Vec::new();
        for account in &document.accounts {
            if let Some(problem) = self.try_account(authority, account).await? {
                problems.push((account.code.clone(), problem));
            }
        }
        problems.extend(paid_with_play_money(document));
        let Some(trial) = &document.trial else {
            return Ok(problems);
        };
        let tenant = self.trial_tenant(&document.slug).await?;
        for account in &trial.accounts {
            if let Some(problem) = self.try_account(tenant, account).await? {
                problems.push((format!("trial.{}", account.code), problem));
            }
        }
        Ok(problems)
    }

    /// What is wrong with the account, by its provider.
    async fn try_account(
        &self,
        tenant: Option<TenantId>,
        account: &AccountDocument,
    ) -> Result<Option<String>, AccountError> {
        let tried = match self.account_to_try(tenant, account).await {
            Ok(provider) => provider.prove_credentials().await,
            Err(error @ (AccountError::Storage(_) | AccountError::Document(_))) => {
                return Err(error);
            }
            Err(error) => return Ok(Some(error.to_string())),
        };
        Ok(tried.err().map(|error| error.to_string()))
    }

    async fn account_to_try(
        &self,
        tenant: Option<TenantId>,
        document: &AccountDocument,
    ) -> Result<Arc<dyn PaymentProvider>, AccountError> {
        let secrets = if document.secret_values.is_empty() {
            let tenant = tenant.ok_or(AccountError::Unknown)?;
            let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
            let mut accounts = tx.tenants().provider_accounts();
            let (account, _) = accounts
                .by_code(&document.code)
                .await?
                .ok_or(AccountError::Unknown)?;
            drop(tx);
            let (_, sealed) = self.account_document(tenant, account).await?;
            let record = account.to_string();
            let opened = self.vault.open(account_record(tenant, &record), &sealed)?;
            document.secrets_of(&opened)?
        } else {
            document.secret_values.clone()
        };
        let account = ProviderAccount {
            environment: document.environment()?,
            secrets,
            settings: document.settings.clone(),
            subscription: document.subscription.clone(),
        };
        let made = self.accounts.factory.provider(document.kind()?, &account);
        made.map_err(|error| AccountError::Refused(error.to_string()))
    }

    fn make_provider(
        &self,
        (tenant, account): (TenantId, ProviderAccountId),
        document: &str,
        sealed: &[u8],
    ) -> Result<Arc<dyn PaymentProvider>, AccountError> {
        let document: AccountDocument = read_document("accounts", document)?;
        let secret = self
            .vault
            .open(account_record(tenant, &account.to_string()), sealed)?;
        let account = ProviderAccount {
            environment: document.environment()?,
            secrets: document.secrets_of(&secret)?,
            settings: document.settings.clone(),
            subscription: document.subscription.clone(),
        };
        let made = self.accounts.factory.provider(document.kind()?, &account);
        made.map_err(|error| AccountError::Refused(error.to_string()))
    }

    /// Makes sure the provider sends its events for each account of the tenant to us. Safe to
    /// repeat. Returns what went wrong, by account.
    pub(crate) async fn subscribe_provider_events(
        &self,
        by: &Acting,
        tenant: TenantId,
    ) -> Result<Vec<AccountProblem>, AccountError> {
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let accounts = tx.tenants().provider_accounts().named().await?;
        let (slug, _) = tx.tenants().document().await?.unwrap_or_default();
        drop(tx);
        let mut problems = Vec::new();
        for (account, code) in accounts {
            if let Err(problem) = self.subscribe_provider_events_of(by, tenant, account).await {
                let (slug, problem) = (slug.clone(), problem.to_string());
                problems.push(AccountProblem {
                    slug,
                    code,
                    account,
                    problem,
                });
            }
        }
        Ok(problems)
    }

    /// The same by schedule. Fails when it went wrong for an account.
    pub(crate) async fn keep_provider_events_subscribed(
        &self,
        tenant: TenantId,
    ) -> Result<Progress, JobError> {
        let by = Acting::system(SUBSCRIBE);
        let problems = self.subscribe_provider_events(&by, tenant).await?;
        if problems.is_empty() {
            return Ok(Progress::Done);
        }
        let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
        Err(problems.join("; ").into())
    }

    /// The same for every tenant.
    pub(crate) async fn subscribe_all_provider_events(
        &self,
        by: &Acting,
    ) -> Result<Vec<AccountProblem>, AccountError> {
        let tenants = self.all_tenants().await?;
        let mut problems = Vec::new();
        for tenant in tenants {
            problems.extend(self.subscribe_provider_events(by, tenant).await?);
        }
        Ok(problems)
    }

    /// Live services of the authority that no payer can pay for, since these accounts cannot be
    /// used.
    pub(crate) async fn unpayable_services(
        &self,
        slug: &str,
        unusable: &[AccountProblem],
    ) -> Result<Vec<String>, ReadError> {
        let of_it = unusable.iter().filter(|problem| problem.slug == slug);
        let accounts: Vec<_> = of_it.map(|problem| problem.code.as_str()).collect();
        let mut unpayable = Vec::new();
        let Some(tenant) = self.tenant_id(slug).await? else {
            return Ok(unpayable);
        };
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        for service in tx.services().all().await? {
            let document: ServiceDocument = read_document("services", &service.document)?;
            if state_of(&service, &document).is_live() && document.is_unpayable(&accounts) {
                unpayable.push(service.code);
            }
        }
        Ok(unpayable)
    }

    async fn subscribe_provider_events_of(
        &self,
        by: &Acting,
        tenant: TenantId,
        account: ProviderAccountId,
    ) -> Result<(), AccountError> {
        let provider = self.provider(tenant, account).await?;
        let Some(events) = provider.events() else {
            return Ok(());
        };
        let kind = self.account_document(tenant, account).await?.0.kind()?;
        let path = format!("/provider-events/{}/{account}", kind.name);
        let address = self.settings.public_url.at(&path);
        let webhook = events.subscribe_provider_events(&address).await;
        let webhook = webhook.map_err(|error| AccountError::Refused(error.to_string()))?;
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let now = moment.now;
        tx.work().tasks().credentials_accepted(account, now).await?;
        let (document, secret) = tx
            .tenants()
            .provider_accounts()
            .find(account)
            .await?
            .ok_or(AccountError::Unknown)?;
        let mut document: AccountDocument = read_document("accounts", &document)?;
        if document.subscription.as_deref() == Some(webhook.as_str()) {
            return Ok(tx.commit().await?);
        }
        let before = document.subscription.replace(webhook.as_str().to_owned());
        let code = document.code.clone();
        tx.tenants()
            .provider_accounts()
            .put(account, &code, &to_json(&document), &secret)
            .await?;
        let after = commitments::of_account(&mut tx, account).await?;
        let mut audit = by
            .does(Act::ProviderAccountSubscribe, account)
            .committing(after.map(|after| after.commitment()).unwrap_or_default())
            .changing(before.as_deref().unwrap_or("-"), webhook.as_str());
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What is stored of an account, with its sealed secrets.
    pub(crate) async fn account_document(
        &self,
        tenant: TenantId,
        account: ProviderAccountId,
    ) -> Result<(AccountDocument, Vec<u8>), AccountError> {
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let stored = tx.tenants().provider_accounts().find(account).await?;
        let (document, sealed) = stored.ok_or(AccountError::Unknown)?;
        Ok((read_document("accounts", &document)?, sealed))
    }
}
