//! What acts on master data commit to: the canonical texts of the authority with its bank accounts
//! and pools, its services with their lifecycles and bindings, its provider accounts, the calling
//! systems, and its staff with their grants.
//!
//! The last act on an object in the chain that commits to something says how the object is. What it
//! changed stands beside it, field by field.

mod fields;

use std::collections::BTreeMap;

use domain::access::{Act, Grant, ObjectKind, PersonState};
use domain::ledger::chain::Commitment;
use domain::{
    ClientId, GrantId, Moment, PersonId, ProviderAccountId, ServiceId, TenantId, Timestamp,
};
use storage::access::clients::StoredClient;
use storage::services::StoredService;
use storage::services::versions::StoredVersion;
use storage::tenants::provider_accounts::StoredAccount;
use storage::{ReadTx, StorageError, WriteTx};

use crate::DocumentError;
use crate::access::acting::Acting;
use crate::access::clients::StoredClientDocument;
use crate::platform::canonical::CanonicalText;
use crate::platform::document::to_json;
use crate::tenants::ApplyError;
use crate::tenants::bindings::binding_name;

pub(crate) use fields::{ChangedFields, Fields};

/// An object of master data: its kind and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Decided {
    Tenant(TenantId),
    Service(ServiceId),
    ProviderAccount(ProviderAccountId),
    Client(ClientId),
    Person(PersonId),
    Grant(GrantId),
}

/// An object of master data as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Described {
    /// What acts on it commit to.
    pub(crate) text: String,
    fields: Fields,
}

/// A tenant's master data.
pub(crate) type Objects = BTreeMap<Decided, Described>;

impl Described {
    pub(crate) fn commitment(&self) -> [u8; 32] {
        Commitment::of(&self.text)
    }

    /// What differs from how it was, `None` for a new object.
    pub(crate) fn changed_from(&self, before: Option<&Self>) -> Option<ChangedFields> {
        Fields::changed(before.map(|before| &before.fields), &self.fields)
    }
}

impl Decided {
    /// Kind and id as an audit row has them.
    pub(crate) fn named(self) -> (&'static str, String) {
        match self {
            Self::Tenant(id) => (ObjectKind::Tenant.into(), id.to_string()),
            Self::Service(id) => (ObjectKind::Service.into(), id.to_string()),
            Self::ProviderAccount(id) => (ObjectKind::ProviderAccount.into(), id.to_string()),
            Self::Client(id) => (ObjectKind::Client.into(), id.to_string()),
            Self::Person(id) => (ObjectKind::Person.into(), id.to_string()),
            Self::Grant(id) => (ObjectKind::Grant.into(), id.to_string()),
        }
    }
}

/// Of everything the tenant of this transaction has.
pub(crate) async fn objects(tx: &mut ReadTx) -> Result<Objects, StorageError> {
    let mut objects = Objects::new();
    let tenant = tx.tenant()?;
    // The installation has no document of its own.
    if tenant != TenantId::INSTALLATION
        && let Some(described) = of_tenant(tx).await?
    {
        objects.insert(Decided::Tenant(tenant), described);
    }
    for service in tx.services().all().await? {
        let described = described_service(tx, &service).await?;
        objects.insert(Decided::Service(service.id), described);
    }
    for account in tx.tenants().provider_accounts().all().await? {
        objects.insert(
            Decided::ProviderAccount(account.id),
            described_account(&account),
        );
    }
    for client in tx.access().clients().all().await? {
        objects.insert(Decided::Client(client.id), described_client(&client));
    }
    for member in tx.access().persons().members().await? {
        let person = described_person(member.id, member.state);
        objects.insert(Decided::Person(member.id), person);
    }
    for grant in tx.access().grants().all().await? {
        objects.insert(Decided::Grant(grant.id), described_grant(&grant));
    }
    Ok(objects)
}

/// The service as it is within this transaction.
pub(crate) async fn of_service(
    tx: &mut ReadTx,
    code: &str,
) -> Result<Option<Described>, StorageError> {
    match tx.services().by_code(code).await? {
        Some(service) => described_service(tx, &service).await.map(Some),
        None => Ok(None),
    }
}

/// Whether the service is what the last act on it commits to.
pub(crate) async fn is_proven(
    tx: &mut ReadTx,
    service: ServiceId,
    described: &Described,
) -> Result<bool, StorageError> {
    let committed = tx.services().committed(service).await?;
    Ok(committed == Some(described.commitment()))
}

/// The client as it is within this transaction.
pub(crate) async fn of_client(
    tx: &mut ReadTx,
    name: &str,
) -> Result<Option<Described>, StorageError> {
    let client = tx.access().clients().by_name(name).await?;
    Ok(client.map(|client| described_client(&client)))
}

/// The account as it is within this transaction.
pub(crate) async fn of_account(
    tx: &mut ReadTx,
    id: ProviderAccountId,
) -> Result<Option<Described>, StorageError> {
    let account = tx.tenants().provider_accounts().stored(id).await?;
    Ok(account.map(|account| described_account(&account)))
}

/// One audit row for each service, account and client that differs from `before`; what the
/// authority says of itself is for the caller's own row. Refused where a service that changes was
/// not what the last act on it commits to.
pub(crate) async fn write_changes(
    tx: &mut WriteTx,
    by: &Acting,
    before: &Objects,
    moment: &mut Moment,
) -> Result<(), ApplyError> {
    for (object, after) in objects(tx).await? {
        let act = match object {
            // Acts on persons and grants write rows of their own.
            Decided::Tenant(_) | Decided::Person(_) | Decided::Grant(_) => continue,
            Decided::Service(_) => Act::ServiceDescribe,
            Decided::ProviderAccount(_) => Act::ProviderAccountSet,
            Decided::Client(_) => Act::ClientSet,
        };
        let known = before.get(&object);
        let changed = after.changed_from(known);
        // A secret is in the fields alone, a transition that leads nowhere else in the text alone.
        if changed.is_none() && known.is_some_and(|known| known.text == after.text) {
            continue;
        }
        if let (Decided::Service(id), Some(known)) = (object, known)
            && !is_proven(tx, id, known).await?
        {
            let problem = "it is stored otherwise than the last act on it says; run `zahlstelle \
                           verify` and restore what was changed";
            let path = format!("services.{id}");
            return Err(DocumentError::new(path, problem).into());
        }
        let mut audit = by
            .does(act, object.named().1)
            .changing_fields(changed)
            .committing(after.commitment());
        let made = audit.write(tx, moment).await?;
        if let Decided::Service(id) = object {
            tx.services().set_last_act(id, made).await?;
        }
    }
    Ok(())
}

/// The authority's own document, bank accounts and pools, as they are within this transaction.
pub(crate) async fn of_tenant(tx: &mut ReadTx) -> Result<Option<Described>, StorageError> {
    let tenant = tx.tenant()?.to_string();
    let Some(stored) = tx.tenants().find().await? else {
        return Ok(None);
    };
    let slug = stored.slug.clone();
    let mut fields = Fields::of_document(&stored.document).and("slug", slug);
    let mut text = CanonicalText::v1()
        .with(tenant)
        .with(stored.slug)
        .with(stored.document)
        .maybe(stored.trial_of);
    for account in tx.bank().accounts().all().await? {
        let path = format!("bank_accounts.{}", account.code);
        fields = fields
            .and(&format!("{path}.iban"), account.iban.as_str())
            .and(&format!("{path}.bic"), account.bic.clone())
            .and(&format!("{path}.holder"), account.holder.as_str());
        text = text
            .with(account.id)
            .with(account.code)
            .with(account.iban)
            .maybe(account.bic)
            .with(account.holder);
    }
    for pool in tx.claims().pools().all().await? {
        fields = fields.and_document(&format!("pools.{}", pool.code), &pool.document);
        text = text.with(pool.id).with(pool.code).with(pool.document);
    }
    let text = text.finish();
    Ok(Some(Described { text, fields }))
}

/// The secret is left out of what is committed to: it is sealed, and bound to its account.
fn described_account(account: &StoredAccount) -> Described {
    let text = CanonicalText::v1()
        .with(account.id)
        .with(&account.code)
        .with(&account.document);
    Described {
        text: text.finish(),
        fields: Fields::of_document(&account.document).and_secret("secret", &account.secret),
    }
}

fn with_version(text: CanonicalText, version: StoredVersion) -> CanonicalText {
    text.with(version.number)
        .with(version.state)
        .with(version.pool)
        .with(version.document)
        .bytes(&version.hash)
        .with(version.revision)
        .maybe(version.begun_from)
        .with(version.made_at.micros())
        .maybe(version.approved_by)
        .bytes(&version.approved_hash.unwrap_or_default())
        .maybe(version.published_by)
}

/// The service, its versions, its lifecycle with every transition, and the keys by which channels
/// mean it.
async fn described_service(
    tx: &mut ReadTx,
    service: &StoredService,
) -> Result<Described, StorageError> {
    let mut fields = Fields::of_document(&service.document)
        .and("state", service.state.to_string())
        .and("version", service.version);
    let mut text = CanonicalText::v1()
        .with(service.id)
        .with(&service.code)
        .with(service.version)
        .with(service.state)
        .with(service.transitions);
    for version in tx.services().versions().all(service.id).await? {
        if version.state.is_open() {
            fields = fields.and_draft(&version.document, version.state, version.number);
        }
        text = with_version(text, version);
    }
    for part in tx.services().versions().parts(service.id).await? {
        let kind = if part.is_author { "author" } else { "approver" };
        text = text.with(part.version).with(part.actor).with(kind);
    }
    for made in tx.services().transitions(service.id).await? {
        text = text
            .with(made.transition)
            .with(made.version)
            .with(made.state)
            .with(made.role)
            .with(&made.by)
            .with(&made.reason)
            .with(made.at.micros());
    }
    let bindings = tx.tenants().bindings().all().await?.into_iter();
    for binding in bindings.filter(|binding| binding.service == service.id) {
        let name = binding_name(binding.channel, &binding.key);
        fields = fields.and_document(&format!("bindings.{name}"), &binding.document);
        text = text
            .with(binding.id)
            .with(binding.channel.into_str())
            .with(binding.key)
            .with(binding.document);
    }
    let text = text.finish();
    Ok(Described { text, fields })
}

/// The secret is committed to as it is stored, as a hash.
fn described_client(client: &StoredClient) -> Described {
    let text = CanonicalText::v1()
        .with(client.id)
        .with(&client.name)
        .bytes(&client.secret_hash)
        .with(&client.document);
    Described {
        text: text.finish(),
        fields: client_fields(&client.document)
            .and("name", client.name.as_str())
            .and_secret("secret", &client.secret_hash),
    }
}

/// Of older secrets and of revoked ones it is told when they end or ended, and not their hashes.
fn client_fields(document: &str) -> Fields {
    let Ok(read) = serde_json::from_str::<StoredClientDocument>(document) else {
        return Fields::of_document(document);
    };
    let time = |micros: i64| Timestamp::from_micros(micros).to_rfc3339();
    let older = read.older_secrets.iter();
    let older: Vec<_> = older.map(|one| time(one.ends)).collect();
    let plain = StoredClientDocument {
        secret_since: None,
        older_secrets: Vec::new(),
        revoked: None,
        ..read.clone()
    };
    let fields = Fields::of_document(&to_json(&plain))
        .and("secret_since", read.secret_since.map(time))
        .and("revoked_at", read.revoked.map(|revoked| time(revoked.at)));
    if older.is_empty() {
        return fields;
    }
    fields.and("older_secrets_end", older)
}

/// What a person is in the tenant: whether its grants count there.
pub(crate) fn described_person(person: PersonId, state: PersonState) -> Described {
    Described {
        text: CanonicalText::v1().with(person).with(state).finish(),
        fields: Fields::default().and("state", state.to_string()),
    }
}

/// A grant of the staff, as acts on it commit to it.
pub(crate) fn described_grant(grant: &Grant) -> Described {
    let text = CanonicalText::v1()
        .with(grant.id)
        .with(grant.person)
        .with(grant.role)
        .with(u8::from(grant.lead))
        .with(&grant.scope)
        .with(grant.from.micros())
        .maybe(grant.until.map(Timestamp::micros))
        .with(grant.state)
        .maybe(grant.proposed_by)
        .maybe(grant.confirmed_by);
    let name = |id: Option<PersonId>| id.map(|id| id.to_string());
    Described {
        text: text.finish(),
        fields: Fields::default()
            .and("person", grant.person.to_string())
            .and("role", grant.role.to_string())
            .and("lead", grant.lead)
            .and("scope", grant.scope.to_string())
            .and("from", grant.from.to_rfc3339())
            .and("until", grant.until.map(Timestamp::to_rfc3339))
            .and("state", grant.state.to_string())
            .and("proposed_by", name(grant.proposed_by))
            .and("confirmed_by", name(grant.confirmed_by)),
    }
}
