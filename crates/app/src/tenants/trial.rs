//! The trial tenant of an authority: the twin in which its services are tried out before they take
//! money.
//!
//! It is a tenant of its own. Its pools, clients, provider accounts, ledger, chain, events and
//! orders are its own by the keys that keep authorities apart, and no query has to leave trials
//! out. It has no account that takes real money. Two acts of the authority write there: applying
//! the authority's document sets it up, and a transition of a service copies the service with
//! its pool, or takes the copy out again. Each writes the trial tenant in a transaction before or
//! after its own: a transaction has one tenant. What is left undone by a program that dies between
//! the two is made up for by the same act again.

use std::collections::{HashMap, HashSet};

use domain::services::{ServiceState, ServiceTransition};
use domain::tenants::TenantSlug;
use domain::{ServiceId, TenantId};
use providers::Environment;
use storage::services::versions::StoredVersion;
use storage::services::{MadeTransition, StoredService};
use storage::{ReadTx, Scope, StorageError};

use crate::access::acting::Acting;
use crate::payments::methods::profile_at_bank;
use crate::platform::document::{read_document, to_json};
use crate::services::TransitionError;
use crate::tenants::apply::{Applying, check_client};
use crate::tenants::config::TenantConfig;
use crate::tenants::documents::{
    AccountDocument, BindingDocument, ClientDocument, PoolDocument, ServiceDocument,
    TenantDocument, TrialDocument,
};
use crate::tenants::{ApplyError, Change, MasterData};
use crate::{App, DocumentError, ReadError};

/// How the names of a trial tenant's clients begin; no other client's does.
pub(crate) const CLIENT_PREFIX: &str = "zk_test_";

/// Everything that can be said of `[trial]` without the database.
pub(crate) fn check(document: &TenantDocument) -> Result<(), DocumentError> {
    let mut clients = document.clients.iter();
    if let Some(client) = clients.find(|client| is_of_trial(client)) {
        let problem = format!("{CLIENT_PREFIX} begins the names of [[trial.clients]]");
        return Err(DocumentError::new(place_of(client), problem));
    }
    let Some(trial) = &document.trial else {
        return Ok(());
    };
    let checked = check_accounts(document, trial).and_then(|()| {
        let mut clients = trial.clients.iter();
        clients.try_for_each(check_trial_client)
    });
    checked.map_err(|error| error.within("trial"))
}

fn check_accounts(document: &TenantDocument, trial: &TrialDocument) -> Result<(), DocumentError> {
    let (mut codes, mut merchants) = (HashSet::new(), HashSet::new());
    for account in &document.accounts {
        merchants.extend(account.merchants()?);
    }
    for account in &trial.accounts {
        account.check()?;
        let mut accounts = document.accounts.iter();
        let real = accounts.find(|real| real.code == account.code);
        let problem = match real {
            None => Some(("code", "it stands in for no account of the authority")),
            Some(real) if real.provider != account.provider => Some((
                "provider",
                "it stands in for an account of another provider",
            )),
            Some(_) if account.environment()? == Environment::Live => {
                Some(("environment", "trials never meet real money"))
            }
            Some(_) if !codes.insert(&account.code) => {
                Some(("code", "another account of the trial tenant has this code"))
            }
            Some(_) => None,
        };
        if let Some((field, problem)) = problem {
            return Err(account.bad(field, problem));
        }
        // A provider's books are held against one ledger.
        let names = account.merchants()?;
        if !names.into_iter().all(|name| merchants.insert(name)) {
            return Err(account.bad("settings", "another account of the document is the same"));
        }
    }
    Ok(())
}

fn check_trial_client(client: &ClientDocument) -> Result<(), DocumentError> {
    if !is_of_trial(client) {
        let problem = format!("its name has to begin with {CLIENT_PREFIX}");
        return Err(DocumentError::new(place_of(client), problem));
    }
    if !client.services.is_empty() {
        let problem = "it may use every service that is tried out; leave `services` out";
        return Err(DocumentError::new(place_of(client), problem));
    }
    check_client(client)
}

fn is_of_trial(client: &ClientDocument) -> bool {
    client.name.starts_with(CLIENT_PREFIX)
}

fn place_of(client: &ClientDocument) -> String {
    format!("clients.{}", client.name)
}

/// The document of the trial tenant, to which services come one by one; `None` for an authority
/// that describes none.
pub(crate) fn document_of(document: &TenantDocument) -> Option<TenantDocument> {
    let trial = document.trial.as_ref()?;
    let mut profile = document.profile.clone();
    profile.test = true;
    Some(TenantDocument {
        slug: TenantSlug::of_trial(&document.slug),
        profile,
        pools: Vec::new(),
        accounts: trial.accounts.clone(),
        bank_accounts: Vec::new(),
        services: Vec::new(),
        clients: trial.clients.clone(),
        trial: None,
    })
}

/// What applying this document of a trial tenant makes together with its authority.
pub(crate) fn made_with(document: &TenantDocument) -> Vec<Change> {
    let tenant = std::iter::once((MasterData::Tenant, &document.slug));
    let accounts = document.accounts.iter();
    let accounts = accounts.map(|account| (MasterData::Account, &account.code));
    let clients = document.clients.iter();
    let clients = clients.map(|client| (MasterData::Client, &client.name));
    let made = tenant.chain(accounts).chain(clients);
    let made = made.map(|(of, name)| Change {
        of,
        name: name.clone(),
        made: true,
    });
    made.collect()
}

/// What of a service is tried out: its version that is prepared, else the one that holds.
pub(crate) struct Tried {
    pub(crate) document: ServiceDocument,
    pool: PoolDocument,
}

impl Tried {
    /// With the names by which channels mean the service.
    pub(crate) async fn of(
        tx: &mut ReadTx,
        service: &StoredService,
        open: Option<&StoredVersion>,
    ) -> Result<Self, TransitionError> {
        let (document, pool) = match open {
            Some(open) => (&open.document, &open.pool_document),
            None => (&service.document, &service.pool_document),
        };
        let mut document: ServiceDocument = read_document("services", document)?;
        document.bindings = bindings_of(tx, service.id).await?;
        let pool = read_document("pools", pool)?;
        Ok(Self { document, pool })
    }
}

/// The bindings of the service as its document has them.
pub(crate) async fn bindings_of(
    tx: &mut ReadTx,
    service: ServiceId,
) -> Result<Vec<BindingDocument>, ReadError> {
    let bindings = tx.tenants().bindings().all().await?.into_iter();
    let of_service = bindings.filter(|binding| binding.service == service);
    let read = of_service.map(|binding| read_document("bindings", &binding.document));
    Ok(read.collect::<Result<_, _>>()?)
}

/// Whether the copy in the trial tenant is what this document says, with its pool, but for the
/// booking data, which the treasury adds. Read and written anew, so that a newer program compares
/// what is meant.
pub(crate) fn is_copy(
    (document, pool): (&str, &str),
    copy: &StoredService,
) -> Result<bool, DocumentError> {
    let of_document = |text: &str| -> Result<String, DocumentError> {
        let mut read: ServiceDocument = read_document("services", text)?;
        read.bookings.clear();
        Ok(to_json(&read))
    };
    let of_pool = |text: &str| -> Result<String, DocumentError> {
        let read: PoolDocument = read_document("pools", text)?;
        Ok(to_json(&read))
    };
    Ok(of_document(document)? == of_document(&copy.document)?
        && of_pool(pool)? == of_pool(&copy.pool_document)?)
}

impl TenantConfig {
    /// Whether the trial tenant can be paid with each of the service's methods at providers, and
    /// with one at least. A transfer would be real.
    pub(crate) fn can_try(&self, service: &ServiceDocument) -> Result<bool, DocumentError> {
        let methods = service.methods.iter();
        let tried = methods.filter(|listed| profile_at_bank(&listed.method).is_none());
        let mut any = false;
        for listed in tried {
            let account = self.account(&listed.account).map(|config| &config.document);
            let kind = account.map(AccountDocument::kind).transpose()?;
            if kind.is_none_or(|kind| kind.profile(&listed.method).is_none()) {
                return Ok(false);
            }
            any = true;
        }
        Ok(any)
    }
}

impl App {
    /// The trial tenant of the authority with this slug.
    pub(crate) async fn trial_tenant(&self, slug: &str) -> Result<Option<TenantId>, StorageError> {
        self.tenant_id(&TenantSlug::of_trial(slug)).await
    }

    /// Whether the tenant's money is play money, by master data of lately. One whose master data
    /// cannot be read is taken for an authority.
    pub(crate) async fn is_trial(&self, tenant: TenantId) -> bool {
        let config = self.config(tenant).await;
        config.is_ok_and(|config| config.is_some_and(|config| config.is_trial))
    }

    /// The copy of the service in the trial tenant, if it was ever tried out.
    pub(crate) async fn trial_copy(
        &self,
        trial: TenantId,
        code: &str,
    ) -> Result<Option<StoredService>, StorageError> {
        let mut tx = self.db.read(Scope::Tenant(trial)).await?;
        tx.services().by_code(code).await
    }

    /// Has the trial tenant follow a transition of the authority's service: `Test` copies what is
    /// tried out and makes the copy take trials, `Retire` ends it. Other transitions leave it as
    /// it is.
    pub(crate) async fn follow_in_trial(
        &self,
        by: &Acting,
        (authority, trial): (TenantId, TenantId),
        tried: &Tried,
        transition: MadeTransition,
    ) -> Result<(), ApplyError> {
        let code = &tried.document.code;
        let copies = transition.transition == ServiceTransition::Test;
        let ends = transition.transition == ServiceTransition::Retire;
        let follows = copies || (ends && self.trial_copy(trial, code).await?.is_some());
        if !follows {
            return Ok(());
        }
        let moment = self.moment();
        let tx = self.db.write(Scope::Tenant(trial)).await?;
        let mut applying = Applying::begin(self, (tx, moment), by, Some(authority)).await?;
        let state = if copies {
            let pool = applying.pool(&tried.pool).await?;
            let pools = HashMap::from([(tried.pool.code.clone(), pool)]);
            applying.service(&tried.document, &pools).await?;
            ServiceState::Live
        } else {
            ServiceState::Retired
        };
        applying.lead(code, state, transition).await?;
        applying.commit().await?;
        Ok(())
    }
}
