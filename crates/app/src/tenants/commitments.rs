//! What acts on master data commit to: the canonical texts of the authority with its bank accounts
//! and pools, its services with their lifecycles and bindings, its provider accounts, and the
//! calling systems.
//!
//! The last act on an object in the chain that commits to something says how the object is.

use std::collections::BTreeMap;

use domain::access::{Act, ObjectKind};
use domain::ledger::chain::Commitment;
use domain::{ClientId, Moment, ProviderAccountId, ServiceId, TenantId};
use storage::access::clients::StoredClient;
use storage::services::StoredService;
use storage::{ReadTx, StorageError, WriteTx};

use crate::access::acting::Acting;
use crate::platform::canonical::CanonicalText;

/// An object of master data: its kind and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Decided {
    Tenant(TenantId),
    Service(ServiceId),
    ProviderAccount(ProviderAccountId),
    Client(ClientId),
}

/// Canonical texts of a tenant's master data.
pub(crate) type Texts = BTreeMap<Decided, String>;

impl Decided {
    /// Kind and id as an audit row has them.
    pub(crate) fn named(self) -> (&'static str, String) {
        match self {
            Self::Tenant(id) => (ObjectKind::Tenant.into(), id.to_string()),
            Self::Service(id) => (ObjectKind::Service.into(), id.to_string()),
            Self::ProviderAccount(id) => (ObjectKind::ProviderAccount.into(), id.to_string()),
            Self::Client(id) => (ObjectKind::Client.into(), id.to_string()),
        }
    }
}

/// Of everything the tenant of this transaction has.
pub(crate) async fn texts(tx: &mut ReadTx) -> Result<Texts, StorageError> {
    let mut texts = Texts::new();
    if let Some(text) = tenant_text(tx).await? {
        texts.insert(Decided::Tenant(tx.tenant()?), text);
    }
    for service in tx.services().all().await? {
        let text = service_text(tx, &service).await?;
        texts.insert(Decided::Service(service.id), text);
    }
    for (id, code) in tx.tenants().provider_accounts().named().await? {
        if let Some(text) = account_text(tx, (id, &code)).await? {
            texts.insert(Decided::ProviderAccount(id), text);
        }
    }
    for client in tx.access().clients().all().await? {
        texts.insert(Decided::Client(client.id), client_text(&client));
    }
    Ok(texts)
}

/// What the act commits to after it wrote the authority's own document within this transaction.
pub(crate) async fn of_tenant(tx: &mut ReadTx) -> Result<Option<[u8; 32]>, StorageError> {
    let text = tenant_text(tx).await?;
    Ok(text.as_deref().map(Commitment::of))
}

/// What the act commits to after it changed the service within this transaction.
pub(crate) async fn of_service(
    tx: &mut ReadTx,
    code: &str,
) -> Result<Option<[u8; 32]>, StorageError> {
    let Some(service) = tx.services().by_code(code).await? else {
        return Ok(None);
    };
    let text = service_text(tx, &service).await?;
    Ok(Some(Commitment::of(&text)))
}

/// What the act commits to after it changed the client within this transaction.
pub(crate) async fn of_client(
    tx: &mut ReadTx,
    name: &str,
) -> Result<Option<[u8; 32]>, StorageError> {
    let mut clients = tx.access().clients().all().await?.into_iter();
    let client = clients.find(|client| client.name == name);
    Ok(client.map(|client| Commitment::of(&client_text(&client))))
}

/// What the act commits to after it changed the account within this transaction.
pub(crate) async fn of_account(
    tx: &mut ReadTx,
    account: ProviderAccountId,
) -> Result<Option<[u8; 32]>, StorageError> {
    let texts = texts(tx).await?;
    let text = texts.get(&Decided::ProviderAccount(account));
    Ok(text.map(|text| Commitment::of(text)))
}

/// One audit row for each service, account and client that differs from `before`; what the
/// authority says of itself is for the caller's own row.
pub(crate) async fn write_changes(
    tx: &mut WriteTx,
    by: &Acting,
    before: &Texts,
    moment: &mut Moment,
) -> Result<(), StorageError> {
    for (object, text) in texts(tx).await? {
        let act = match object {
            Decided::Tenant(_) => continue,
            Decided::Service(_) => Act::ServiceDescribe,
            Decided::ProviderAccount(_) => Act::ProviderAccountSet,
            Decided::Client(_) => Act::ClientSet,
        };
        if before.get(&object) == Some(&text) {
            continue;
        }
        let mut audit = by
            .does(act, object.named().1)
            .committing(Commitment::of(&text));
        audit.write(tx, moment).await?;
    }
    Ok(())
}

async fn tenant_text(tx: &mut ReadTx) -> Result<Option<String>, StorageError> {
    let tenant = tx.tenant()?.to_string();
    let Some(stored) = tx.tenants().find().await? else {
        return Ok(None);
    };
    let mut text = CanonicalText::v1()
        .with(tenant)
        .with(stored.slug)
        .with(stored.document)
        .maybe(stored.trial_of);
    for account in tx.bank().accounts().all().await? {
        text = text
            .with(account.id)
            .with(account.code)
            .with(account.iban)
            .maybe(account.bic)
            .with(account.holder);
    }
    for pool in tx.claims().pools().all().await? {
        text = text.with(pool.id).with(pool.code).with(pool.document);
    }
    Ok(Some(text.finish()))
}

/// The secret is left out: it is sealed, and bound to its account.
async fn account_text(
    tx: &mut ReadTx,
    (id, code): (ProviderAccountId, &str),
) -> Result<Option<String>, StorageError> {
    let Some((document, _)) = tx.tenants().provider_accounts().find(id).await? else {
        return Ok(None);
    };
    let text = CanonicalText::v1().with(id).with(code).with(document);
    Ok(Some(text.finish()))
}

/// The service, its lifecycle with every step, and the keys by which channels mean it.
async fn service_text(tx: &mut ReadTx, service: &StoredService) -> Result<String, StorageError> {
    let mut text = CanonicalText::v1()
        .with(service.id)
        .with(&service.code)
        .with(service.pool)
        .with(&service.document);
    if let Some(lifecycle) = &service.lifecycle {
        text = text.with(lifecycle.state).with(lifecycle.steps);
        if let Some(approval) = &lifecycle.approval {
            text = text.with(&approval.by).bytes(&approval.document);
        }
    }
    for step in tx.services().transitions(service.id).await? {
        text = text
            .with(step.step)
            .with(step.state)
            .with(step.role)
            .with(&step.by)
            .with(&step.reason)
            .with(step.at.micros());
    }
    let bindings = tx.tenants().bindings().all().await?.into_iter();
    for binding in bindings.filter(|binding| binding.service == service.id) {
        text = text
            .with(binding.id)
            .with(binding.channel.into_str())
            .with(binding.key)
            .with(binding.document);
    }
    Ok(text.finish())
}

/// The secret is there as it is stored, as a hash.
fn client_text(client: &StoredClient) -> String {
    CanonicalText::v1()
        .with(client.id)
        .with(&client.name)
        .bytes(&client.secret_hash)
        .with(&client.document)
        .finish()
}
