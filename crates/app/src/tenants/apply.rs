//! A tenant with everything it needs, from one document. Applying the same document again changes
//! nothing; a changed one changes what differs. Nothing is ever removed: what has been used must
//! stay explainable.

use std::collections::{HashMap, HashSet};

use domain::access::Act;
use domain::events::{EventKind, service_event};
use domain::services::ServiceState;
use domain::tenants::TenantSlug;
use domain::{BindingId, ClientId, Moment, PoolId, ProviderAccountId, ServiceId, TenantId};
use providers::CITY_LETTERS_MAX;
use secrecy::ExposeSecret;
use storage::claims::pools::StoredPool;
use storage::services::{Lifecycle, StoredService};
use storage::tenants::names::NameKind;
use storage::{ReadTx, Scope, StorageError, WriteTx};

use crate::access::acting::Acting;
use crate::access::client_auth::{StoredClientDocument, sha256};
use crate::bank::accounts::put_accounts as put_bank_accounts;
use crate::events::event::Events;
use crate::platform::VaultError;
use crate::platform::document::{read_document, to_json};
use crate::platform::vault::RecordName;
use crate::services::catalogue::state_of;
use crate::tenants::bindings::binding_name;
use crate::tenants::branding;
use crate::tenants::commitments;
use crate::tenants::documents::{
    AccountDocument, Beginning, ClientDocument, PoolDocument, ServiceDocument, TenantDocument,
};
use crate::{App, DocumentError};

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

/// The ids of what was applied.
#[derive(Clone, Debug)]
pub struct AppliedTenant {
    pub tenant: TenantId,
    /// By the code in the document.
    pub accounts: HashMap<String, ProviderAccountId>,
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
        let mut profile = document.profile.clone();
        profile.branding.logo_bytes = branding::drawing(&profile);
        profile.branding.logo = branding::check(&profile)?;
        let mut moment = self.moment();
        let known = self.tenant_id(&document.slug).await?;
        let tenant = known.unwrap_or_else(|| TenantId::new(&mut moment));
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let texts = commitments::texts(&mut tx).await?;
        claim(&mut tx, NameKind::Slug, &document.slug).await?;
        tx.tenants()
            .put(&document.slug, &to_json(&profile), moment.now)
            .await?;
        branding::put_files(&mut tx, &profile).await?;
        let accounts = self
            .put_accounts(&mut tx, &document.accounts, &mut moment)
            .await?;
        put_bank_accounts(&mut tx, &document.bank_accounts, &mut moment).await?;
        let pools = put_pools(&mut tx, &document.pools, &mut moment).await?;
        let before = tx.services().all().await?;
        let services = put_services(&mut tx, &document.services, &pools, &mut moment).await?;
        for client in &document.clients {
            put_client(&mut tx, client, &services, &mut moment).await?;
        }
        commitments::write_changes(&mut tx, by, &texts, &mut moment).await?;
        let committed = commitments::of_tenant(&mut tx).await?;
        let mut audit = by
            .does(Act::TenantApply, tenant)
            .committing(committed.unwrap_or_default());
        let caused_by = audit.write(&mut tx, &mut moment).await?;
        let after = tx.services().all().await?;
        let mut events = Events::of(caused_by, &mut tx, &mut moment);
        tell_services(&mut events, &before, &after).await?;
        tx.commit().await?;
        self.callers.forget_all();
        self.bindings.forget_all();
        self.accounts.forget_all();
        tracing::info!(tenant.slug = document.slug, "tenant applied");
        Ok(AppliedTenant { tenant, accounts })
    }

    async fn put_accounts(
        &self,
        tx: &mut WriteTx,
        accounts: &[AccountDocument],
        moment: &mut Moment,
    ) -> Result<HashMap<String, ProviderAccountId>, ApplyError> {
        let mut ids = HashMap::new();
        for account in accounts {
            let known = tx
                .tenants()
                .provider_accounts()
                .by_code(&account.code)
                .await?;
            let id = known.map_or_else(|| ProviderAccountId::new(moment), |(id, _)| id);
            let stored = tx.tenants().provider_accounts().find(id).await?;
            let mut account = account.clone();
            // The provider gave us this id; a document that leaves it out does not take it away.
            if let (None, Some((before, _))) = (&account.subscription, &stored) {
                let before: AccountDocument = read_document("accounts", before)?;
                account.subscription = before.subscription;
            }
            let secret = match (account.secret(), stored) {
                (Some(secret), _) => {
                    let name = id.to_string();
                    self.vault
                        .seal(account_record(tx.tenant()?, &name), &secret, moment)?
                }
                (None, Some((_, sealed))) => sealed,
                (None, None) => {
                    let place = format!("accounts.{}.secrets", account.code);
                    let problem = "a new account needs its secrets";
                    return Err(DocumentError::new(place, problem).into());
                }
            };
            tx.tenants()
                .provider_accounts()
                .put(id, &account.code, &to_json(&account), &secret)
                .await?;
            claim(tx, NameKind::Account, &id.to_string()).await?;
            claim_merchants(tx, &account).await?;
            ids.insert(account.code, id);
        }
        Ok(ids)
    }
}

/// What changed for calling systems: whether services take money, and how those that do are
/// described.
async fn tell_services(
    events: &mut Events<'_>,
    before: &[StoredService],
    after: &[StoredService],
) -> Result<(), ApplyError> {
    let state = |stored: &StoredService| -> Result<ServiceState, ApplyError> {
        let document: ServiceDocument = read_document("services", &stored.document)?;
        Ok(state_of(stored, &document))
    };
    for service in after {
        let known = before.iter().find(|known| known.id == service.id);
        let is = state(service)?;
        let was = known.map_or(Ok(ServiceState::Draft), state)?;
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

async fn put_pools(
    tx: &mut WriteTx,
    pools: &[PoolDocument],
    moment: &mut Moment,
) -> Result<HashMap<String, PoolId>, ApplyError> {
    let mut ids = HashMap::new();
    let stored = tx.claims().pools().all().await?;
    for pool in pools {
        if let Some(stored) = stored.iter().find(|stored| stored.code == pool.code) {
            refuse_other_form(tx, stored, pool).await?;
        }
        let new = PoolId::new(moment);
        let id = tx
            .claims()
            .pools()
            .put(new, &pool.code, &to_json(pool), pool.first_counter)
            .await?;
        ids.insert(pool.code.clone(), id);
    }
    Ok(ids)
}

/// Numbers that were told, here or in a file of claims, stand on paper, and are read by their
/// pool's form.
async fn refuse_other_form(
    tx: &mut ReadTx,
    stored: &StoredPool,
    pool: &PoolDocument,
) -> Result<(), ApplyError> {
    let before: PoolDocument = read_document("number_pools", &stored.document)?;
    if before.definition == pool.definition && before.check == pool.check {
        return Ok(());
    }
    let told = stored.next_counter > before.first_counter;
    if !told && !tx.claims().pools().has_claims(stored.id).await? {
        return Ok(());
    }
    let problem = "numbers of the old form were told; leave it as it is and make a new pool";
    Err(DocumentError::new(format!("pools.{}.definition", pool.code), problem).into())
}

async fn put_services(
    tx: &mut WriteTx,
    services: &[ServiceDocument],
    pools: &HashMap<String, PoolId>,
    moment: &mut Moment,
) -> Result<HashMap<String, ServiceId>, ApplyError> {
    let mut ids = HashMap::new();
    for service in services {
        let pool = pools.get(&service.pool).copied().ok_or_else(|| {
            DocumentError::new(format!("services.{}.pool", service.code), "no such pool")
        })?;
        let new = ServiceId::new(moment);
        if let Some(stored) = tx.services().by_code(&service.code).await? {
            refuse_unapproved(&stored, service)?;
        }
        let id = tx
            .services()
            .put(new, pool, &service.code, &to_json(service))
            .await?;
        if id == new && begins_as_draft(service) {
            tx.services().put_lifecycle(id, &Lifecycle::draft()).await?;
        }
        for binding in &service.bindings {
            let channel = binding.checked(&service.code)?;
            let name = binding_name(channel, &binding.key);
            claim(tx, NameKind::Binding, &name).await?;
            let new = BindingId::new(moment);
            let key = (channel, binding.key.as_str());
            tx.tenants()
                .bindings()
                .put(new, key, id, &to_json(binding))
                .await?;
        }
        ids.insert(service.code.clone(), id);
    }
    Ok(ids)
}

/// What the treasury approved of a service does not change while payers are asked for it: what it
/// costs, where its money goes, what is asked for.
fn refuse_unapproved(
    stored: &StoredService,
    service: &ServiceDocument,
) -> Result<(), DocumentError> {
    let approved = stored.lifecycle.as_ref().filter(|lifecycle| {
        lifecycle.approval.is_some()
            && matches!(lifecycle.state, ServiceState::Live | ServiceState::Paused)
    });
    if approved.is_none() {
        return Ok(());
    }
    let before: ServiceDocument = read_document("services", &stored.document)?;
    let (before, after) = (before.approved_parts(), service.approved_parts());
    let mut changed = before.into_iter().zip(after);
    let Some(((name, ..), _)) = changed.find(|(before, after)| before != after) else {
        return Ok(());
    };
    Err(DocumentError::new(
        format!("services.{}.{name}", service.code),
        "the treasury approved it as it is; pause the service and take it back to its \
         description (service pause, service revise), apply the change, then have it tried out, \
         approved and published anew",
    ))
}

/// Whether the service begins as a draft. Services for online services only have no lifecycle until
/// their first step.
fn begins_as_draft(service: &ServiceDocument) -> bool {
    let catalogue = service.catalogue.as_ref();
    catalogue.is_some_and(|catalogue| catalogue.begins == Beginning::Draft)
}

async fn put_client(
    tx: &mut WriteTx,
    client: &ClientDocument,
    services: &HashMap<String, ServiceId>,
    moment: &mut Moment,
) -> Result<(), ApplyError> {
    let place = || format!("clients.{}", client.name);
    let mut document = StoredClientDocument::default();
    for code in &client.services {
        let id = services
            .get(code)
            .ok_or_else(|| DocumentError::new(place(), format!("there is no service {code:?}")))?;
        document.services.push(id.to_string());
    }
    claim(tx, NameKind::Client, &client.name).await?;
    document.certificates = put_certificates(tx, client).await?;
    let before = tx.access().clients().by_name(&client.name).await?;
    let hash = match (&client.secret, &before) {
        (Some(secret), _) => sha256(&[secret.expose_secret().as_bytes()]).to_vec(),
        (None, Some(before)) => before.secret_hash.clone(),
        // Its certificate is its only proof; no secret has an empty hash.
        (None, None) if !document.certificates.is_empty() => Vec::new(),
        (None, None) => {
            let problem = "a new client needs its secret or a certificate";
            return Err(DocumentError::new(place(), problem).into());
        }
    };
    let changed = before
        .as_ref()
        .is_some_and(|before| before.secret_hash != hash);
    let new = ClientId::new(moment);
    let id = tx
        .access()
        .clients()
        .put(new, &client.name, &hash, &to_json(&document))
        .await?;
    if changed {
        tx.access().clients().revoke_tokens(id).await?;
    }
    Ok(())
}

/// Reserves the fingerprints of the client's certificates: each proves one client of the
/// installation.
async fn put_certificates(
    tx: &mut WriteTx,
    client: &ClientDocument,
) -> Result<Vec<String>, ApplyError> {
    let certificates = client.fingerprints()?;
    for fingerprint in &certificates {
        claim(tx, NameKind::Certificate, fingerprint).await?;
    }
    for (other, document) in tx.access().clients().all().await? {
        let other_has: StoredClientDocument = read_document("clients", &document)?;
        let both = |fingerprint| certificates.contains(fingerprint);
        if other != client.name && other_has.certificates.iter().any(both) {
            let place = format!("clients.{}.certificates", client.name);
            let problem = format!("the client {other:?} has this certificate; take it off first");
            return Err(DocumentError::new(place, problem).into());
        }
    }
    Ok(certificates)
}

async fn claim(tx: &mut WriteTx, kind: NameKind, name: &str) -> Result<(), ApplyError> {
    match tx.tenants().names().reserve(kind, name).await {
        Err(StorageError::Conflict) => Err(ApplyError::NameTaken(name.to_owned())),
        other => Ok(other?),
    }
}

/// Two authorities at one merchant would read each other's money in the provider's books.
async fn claim_merchants(tx: &mut WriteTx, account: &AccountDocument) -> Result<(), ApplyError> {
    for merchant in account.merchants()? {
        match claim(tx, NameKind::Merchant, &merchant).await {
            Err(ApplyError::NameTaken(_)) => {
                let problem = "another authority uses this account; each needs one of its own";
                return Err(account.bad("settings", problem).into());
            }
            other => other?,
        }
    }
    Ok(())
}

/// Everything that can be said without the database.
fn check(document: &TenantDocument) -> Result<(), DocumentError> {
    document
        .slug
        .parse::<TenantSlug>()
        .map_err(|bad| DocumentError::new("slug", bad.to_string()))?;
    let short_name = document.profile.short_name.chars();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-*. ".contains(c);
    if short_name.clone().count() > CITY_LETTERS_MAX || !short_name.clone().all(plain) {
        let problem = format!(
            "at most {CITY_LETTERS_MAX} letters A to Z, digits, spaces, dots, hyphens; no umlauts"
        );
        return Err(DocumentError::new("short_name", problem));
    }
    document.profile.check_transfer_days()?;
    check_accounts(document)?;
    document.profile.mail.check(&document.services)?;
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
    document.clients.iter().try_for_each(check_client)
}

/// Accounts at providers and at banks, whose codes are told apart.
fn check_accounts(document: &TenantDocument) -> Result<(), DocumentError> {
    let mut merchants = HashSet::new();
    for account in &document.accounts {
        account.check()?;
        if !account
            .merchants()?
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
        catalogue.check(&service.code, &document.accounts)?;
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

fn check_client(client: &ClientDocument) -> Result<(), DocumentError> {
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
