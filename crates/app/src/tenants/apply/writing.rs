//! Writes what of a document differs from what is stored, and says what that was.

mod services;

use std::collections::HashMap;
use std::fmt;

use domain::access::Act;
use domain::tenants::Channel;
use domain::values::hash::{hex, sha256};
use domain::{ClientId, Moment, PoolId, ProviderAccountId, ServiceId, TenantId};
use secrecy::{ExposeSecret, SecretString};
use storage::access::clients::StoredClient;
use storage::claims::pools::StoredPool;
use storage::services::StoredService;
use storage::tenants::StoredTenant;
use storage::tenants::bindings::StoredBinding;
use storage::tenants::names::NameKind;
use storage::tenants::provider_accounts::StoredAccount;
use storage::{ReadTx, StorageError, WriteTx};

use super::{ApplyError, account_record, tell_services};
use crate::access::acting::Acting;
use crate::access::clients::StoredClientDocument;
use crate::bank::accounts::put_accounts;
use crate::events::event::Events;
use crate::platform::document::{read_document, to_json};
use crate::services::versions::is_staffed;
use crate::tenants::branding;
use crate::tenants::commitments::{self, Decided, Objects};
use crate::tenants::documents::{
    AccountDocument, BankAccountDocument, ClientDocument, PoolDocument, TenantProfile,
};
use crate::{App, DocumentError};

/// A kind of master data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MasterData {
    Tenant,
    /// The logo, or a legal page.
    File,
    Account,
    BankAccount,
    Pool,
    Service,
    /// The version of a service that is prepared.
    Draft,
    Binding,
    Client,
}

impl fmt::Display for MasterData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tenant => "tenant",
            Self::File => "file",
            Self::Account => "account",
            Self::BankAccount => "bank account",
            Self::Pool => "pool",
            Self::Service => "service",
            Self::Draft => "draft of service",
            Self::Binding => "binding",
            Self::Client => "client",
        })
    }
}

/// One thing that a document made or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub of: MasterData,
    pub name: String,
    /// It was not there before.
    pub made: bool,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { of, name, made } = self;
        let how = if *made { "made" } else { "changed" };
        write!(f, "{of} {name} {how}")
    }
}

/// One document being applied, in one transaction.
pub(in crate::tenants) struct Applying<'a> {
    app: &'a App,
    by: &'a Acting,
    tx: WriteTx,
    moment: Moment,
    /// Of a trial tenant: its authority.
    trial_of: Option<TenantId>,
    /// Persons of the authority describe or approve its services, or ever did.
    staffed: bool,
    before: Before,
    changes: Vec<Change>,
}

/// What is stored of the tenant, by code or name.
struct Before {
    tenant: Option<StoredTenant>,
    accounts: HashMap<String, StoredAccount>,
    pools: HashMap<String, StoredPool>,
    services: HashMap<String, StoredService>,
    bindings: HashMap<(Channel, String), StoredBinding>,
    clients: HashMap<String, StoredClient>,
    objects: Objects,
}

impl Before {
    async fn read(tx: &mut WriteTx) -> Result<Self, StorageError> {
        let accounts = tx.tenants().provider_accounts().all().await?.into_iter();
        let pools = tx.claims().pools().all().await?.into_iter();
        let services = tx.services().all().await?.into_iter();
        let bindings = tx.tenants().bindings().all().await?.into_iter();
        let clients = tx.access().clients().all().await?.into_iter();
        Ok(Self {
            tenant: tx.tenants().find().await?,
            accounts: accounts.map(|one| (one.code.clone(), one)).collect(),
            pools: pools.map(|one| (one.code.clone(), one)).collect(),
            services: services.map(|one| (one.code.clone(), one)).collect(),
            bindings: bindings
                .map(|one| ((one.channel, one.key.clone()), one))
                .collect(),
            clients: clients.map(|one| (one.name.clone(), one)).collect(),
            objects: commitments::objects(tx).await?,
        })
    }
}

impl<'a> Applying<'a> {
    pub(in crate::tenants) async fn begin(
        app: &'a App,
        (mut tx, moment): (WriteTx, Moment),
        by: &'a Acting,
        trial_of: Option<TenantId>,
    ) -> Result<Self, StorageError> {
        let before = Before::read(&mut tx).await?;
        let grants = tx.access().grants().all().await?;
        let staffed = is_staffed(&grants, moment.now);
        Ok(Self {
            app,
            by,
            tx,
            moment,
            trial_of,
            staffed,
            before,
            changes: Vec::new(),
        })
    }

    /// Writes the act's rows, tells calling systems, and commits. Returns what changed.
    pub(in crate::tenants) async fn commit(mut self) -> Result<Vec<Change>, ApplyError> {
        let (tx, moment, by) = (&mut self.tx, &mut self.moment, self.by);
        commitments::write_changes(tx, by, &self.before.objects, moment).await?;
        let tenant = tx.tenant()?;
        let mut audit = by.does(Act::TenantApply, tenant);
        if let Some(after) = commitments::of_tenant(tx).await? {
            let before = self.before.objects.get(&Decided::Tenant(tenant));
            audit = audit
                .changing_fields(after.changed_from(before))
                .committing(after.commitment());
        }
        let caused_by = audit.write(tx, moment).await?;
        let after = tx.services().all().await?;
        let mut events = Events::of(caused_by, tx, moment);
        tell_services(&mut events, &self.before.services, &after).await?;
        self.tx.commit().await?;
        Ok(self.changes)
    }

    /// Gives the transaction up. Returns what would have changed.
    pub(super) fn give_up(self) -> Vec<Change> {
        self.changes
    }

    pub(super) async fn tenant(
        &mut self,
        slug: &str,
        profile: &TenantProfile,
    ) -> Result<(), ApplyError> {
        let mut profile = profile.clone();
        profile.branding.logo_bytes = branding::drawing(&profile);
        profile.branding.logo = branding::check(&profile)?;
        let before = self.before.tenant.as_ref();
        let made = before.is_none();
        let document = to_json(&profile);
        if before.is_none_or(|before| before.document != document) {
            if made {
                self.reserve(NameKind::Slug, slug).await?;
            }
            let now = self.moment.now;
            let trial_of = self.trial_of;
            self.tx
                .tenants()
                .put(slug, &document, trial_of, now)
                .await?;
            self.note(MasterData::Tenant, slug, made);
        }
        for file in branding::put_files(&mut self.tx, &profile).await? {
            if !made {
                self.note(MasterData::File, file, false);
            }
        }
        Ok(())
    }

    pub(super) async fn account(
        &mut self,
        account: &AccountDocument,
    ) -> Result<ProviderAccountId, ApplyError> {
        let mut account = account.clone();
        let before = self.before.accounts.remove(&account.code);
        // The provider gave us this id; a document that leaves it out does not take it away.
        if let (None, Some(before)) = (&account.subscription, &before) {
            let before: AccountDocument = read_document("accounts", &before.document)?;
            account.subscription = before.subscription;
        }
        let document = to_json(&account);
        let id = match &before {
            Some(before) => before.id,
            None => ProviderAccountId::new(&mut self.moment),
        };
        let secret = self.account_secret(id, &account, before.as_ref())?;
        let stored = before.as_ref();
        if stored.is_some_and(|stored| stored.document == document && stored.secret == secret) {
            return Ok(id);
        }
        if before.is_none() {
            self.reserve(NameKind::Account, &id.to_string()).await?;
        }
        self.reserve_merchants(&account).await?;
        let tenants = self.tx.tenants();
        let mut accounts = tenants.provider_accounts();
        accounts.put(id, &account.code, &document, &secret).await?;
        self.note(MasterData::Account, &account.code, before.is_none());
        Ok(id)
    }

    /// Sealed: as it is stored if that is the same secret.
    fn account_secret(
        &mut self,
        id: ProviderAccountId,
        account: &AccountDocument,
        before: Option<&StoredAccount>,
    ) -> Result<Vec<u8>, ApplyError> {
        let name = id.to_string();
        let record = account_record(self.tx.tenant()?, &name);
        let vault = &self.app.vault;
        match (account.secret(), before) {
            (Some(secret), Some(before)) => {
                let same = |stored: SecretString| stored.expose_secret() == secret.expose_secret();
                if vault.open(record, &before.secret).is_ok_and(same) {
                    return Ok(before.secret.clone());
                }
                Ok(vault.seal(record, &secret, &mut self.moment)?)
            }
            (Some(secret), None) => Ok(vault.seal(record, &secret, &mut self.moment)?),
            (None, Some(before)) => Ok(before.secret.clone()),
            (None, None) => {
                let place = format!("accounts.{}.secrets", account.code);
                Err(DocumentError::new(place, "a new account needs its secrets").into())
            }
        }
    }

    pub(super) async fn bank_accounts(
        &mut self,
        accounts: &[BankAccountDocument],
    ) -> Result<(), ApplyError> {
        let written = put_accounts(&mut self.tx, accounts, &mut self.moment).await?;
        for (code, made) in written {
            self.note(MasterData::BankAccount, code, made);
        }
        Ok(())
    }

    pub(in crate::tenants) async fn pool(
        &mut self,
        pool: &PoolDocument,
    ) -> Result<PoolId, ApplyError> {
        let document = to_json(pool);
        let before = self.before.pools.get(&pool.code);
        if let Some(stored) = before {
            if stored.document == document {
                return Ok(stored.id);
            }
            refuse_other_form(&mut self.tx, stored, pool).await?;
        }
        let (new, made) = (PoolId::new(&mut self.moment), before.is_none());
        let claims = self.tx.claims();
        let mut pools = claims.pools();
        let id = pools
            .put(new, &pool.code, &document, pool.first_counter)
            .await?;
        self.note(MasterData::Pool, &pool.code, made);
        Ok(id)
    }

    pub(super) async fn client(
        &mut self,
        client: &ClientDocument,
        services: &HashMap<String, ServiceId>,
    ) -> Result<(), ApplyError> {
        let place = || format!("clients.{}", client.name);
        let mut document = StoredClientDocument::default();
        for code in &client.services {
            let id = services.get(code).ok_or_else(|| {
                DocumentError::new(place(), format!("there is no service {code:?}"))
            })?;
            document.services.push(id.to_string());
        }
        document.certificates = self.certificates(client).await?;
        let before = self.before.clients.remove(&client.name);
        let known = before.as_ref();
        let hash = match (&client.secret, known) {
            (Some(secret), _) => sha256(&[secret.expose_secret().as_bytes()]).to_vec(),
            (None, Some(before)) => before.secret_hash.clone(),
            // Its certificate is its only proof; no secret has an empty hash.
            (None, None) if !document.certificates.is_empty() => Vec::new(),
            (None, None) => {
                let problem = "a new client needs its secret or a certificate";
                return Err(DocumentError::new(place(), problem).into());
            }
        };
        let same_secret = known.is_some_and(|stored| stored.secret_hash == hash);
        self.keep_of_client(&mut document, known, same_secret)?;
        refuse_revoked(&document, client, &hash)?;
        let document = to_json(&document);
        if same_secret && known.is_some_and(|stored| stored.document == document) {
            return Ok(());
        }
        if known.is_none() {
            self.reserve(NameKind::Client, &client.name).await?;
        }
        let new = ClientId::new(&mut self.moment);
        let access = self.tx.access();
        let mut clients = access.clients();
        let id = clients.put(new, &client.name, &hash, &document).await?;
        if known.is_some() && !same_secret {
            clients.revoke_tokens(id).await?;
        }
        self.note(MasterData::Client, &client.name, known.is_none());
        Ok(())
    }

    /// What a document does not say of a client: since when it has its secret, and what was
    /// revoked.
    fn keep_of_client(
        &self,
        document: &mut StoredClientDocument,
        before: Option<&StoredClient>,
        same_secret: bool,
    ) -> Result<(), ApplyError> {
        let before = before.map(|stored| read_document("clients", &stored.document));
        let before: Option<StoredClientDocument> = before.transpose()?;
        let since = before.as_ref().and_then(|before| before.secret_since);
        let now = Some(self.moment.now.micros());
        document.secret_since = if same_secret { since } else { now };
        if let Some(before) = before {
            document.console = before.console;
            document.revoked = before.revoked;
        }
        Ok(())
    }

    /// Reserves the fingerprints of the client's certificates: each proves one client of the
    /// installation.
    async fn certificates(&mut self, client: &ClientDocument) -> Result<Vec<String>, ApplyError> {
        let certificates = client.fingerprints()?;
        for fingerprint in &certificates {
            self.reserve(NameKind::Certificate, fingerprint).await?;
        }
        for other in self.tx.access().clients().all().await? {
            let other_has: StoredClientDocument = read_document("clients", &other.document)?;
            let both = |fingerprint| certificates.contains(fingerprint);
            if other.name != client.name && other_has.certificates.iter().any(both) {
                let place = format!("clients.{}.certificates", client.name);
                let problem = format!(
                    "the client {:?} has this certificate; take it off first",
                    other.name
                );
                return Err(DocumentError::new(place, problem).into());
            }
        }
        Ok(certificates)
    }

    async fn reserve(&mut self, kind: NameKind, name: &str) -> Result<(), ApplyError> {
        match self.tx.tenants().names().reserve(kind, name).await {
            Err(StorageError::Conflict) => Err(ApplyError::NameTaken(name.to_owned())),
            other => Ok(other?),
        }
    }

    /// Two tenants at one merchant would read each other's money in the provider's books.
    async fn reserve_merchants(&mut self, account: &AccountDocument) -> Result<(), ApplyError> {
        for merchant in account.reserved_merchants(self.trial_of.is_some())? {
            match self.reserve(NameKind::Merchant, &merchant).await {
                Err(ApplyError::NameTaken(_)) => {
                    let problem = "another authority uses this account; each needs one of its own";
                    return Err(account.bad("settings", problem).into());
                }
                other => other?,
            }
        }
        Ok(())
    }

    fn note(&mut self, of: MasterData, name: &str, made: bool) {
        let name = name.to_owned();
        self.changes.push(Change { of, name, made });
    }
}

/// One that was made at the console is changed there. Of one that was revoked a document brings
/// nothing back: it needs a proof that was not taken away.
fn refuse_revoked(
    document: &StoredClientDocument,
    client: &ClientDocument,
    hash: &[u8],
) -> Result<(), DocumentError> {
    let place = format!("clients.{}", client.name);
    if document.console.is_some() {
        let problem = "it was made at the console, and is changed there; leave it out here";
        return Err(DocumentError::new(place, problem));
    }
    if document.revoked.is_none() {
        return Ok(());
    }
    let secret = (!hash.is_empty()).then(|| hex(hash));
    let proofs: Vec<_> = secret.iter().chain(&document.certificates).collect();
    if !proofs.is_empty() && !proofs.iter().any(|proof| document.is_revoked(proof)) {
        return Ok(());
    }
    let problem = "it was revoked; give it another secret or certificate, or leave it out";
    Err(DocumentError::new(place, problem))
}

/// Numbers that were told, here or in a file of claims, stand on paper, and are read by their
/// pool's form.
async fn refuse_other_form(
    tx: &mut ReadTx,
    stored: &StoredPool,
    pool: &PoolDocument,
) -> Result<(), ApplyError> {
    let before: PoolDocument = read_document("pools", &stored.document)?;
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
