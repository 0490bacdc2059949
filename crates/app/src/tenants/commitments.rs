//! What acts on master data commit to: the canonical texts of the authority with its bank accounts,
//! its services with their lifecycles, and its provider accounts.
//!
//! The last act on an object in the chain that commits to something says how the object is. A
//! text is `v1` and the object's values in a fixed order, each with its length.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::access::{Act, ObjectKind};
use domain::ledger::chain::Commitment;
use domain::{Moment, ProviderAccountId, ServiceId, TenantId};
use storage::services::{ServiceTransition, StoredService};
use storage::{ReadTx, StorageError, WriteTx};

use crate::access::acting::Acting;

/// An object of master data: its kind and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Decided {
    Tenant(TenantId),
    Service(ServiceId),
    ProviderAccount(ProviderAccountId),
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
        let steps = tx.services().transitions(service.id).await?;
        let text = service_text(&service, &steps);
        texts.insert(Decided::Service(service.id), text);
    }
    for (id, code) in tx.tenants().provider_accounts().named().await? {
        if let Some(text) = account_text(tx, (id, &code)).await? {
            texts.insert(Decided::ProviderAccount(id), text);
        }
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
    let steps = tx.services().transitions(service.id).await?;
    Ok(Some(Commitment::of(&service_text(&service, &steps))))
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

/// One audit row for each service and account that differs from `before`; what the authority says
/// of itself is for the caller's own row.
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
    let Some((slug, document)) = tx.tenants().document().await? else {
        return Ok(None);
    };
    let mut values = vec![tenant, slug, document];
    for account in tx.bank().accounts().all().await? {
        let bic = account.bic.unwrap_or_default();
        let id = account.id.to_string();
        values.extend([id, account.code, account.iban, bic, account.holder]);
    }
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    Ok(Some(fields(&values)))
}

/// The secret is left out: it is sealed, and bound to its account.
async fn account_text(
    tx: &mut ReadTx,
    (id, code): (ProviderAccountId, &str),
) -> Result<Option<String>, StorageError> {
    let Some((document, _)) = tx.tenants().provider_accounts().find(id).await? else {
        return Ok(None);
    };
    Ok(Some(fields(&[&id.to_string(), code, &document])))
}

fn service_text(service: &StoredService, steps: &[ServiceTransition]) -> String {
    let (id, pool) = (service.id.to_string(), service.pool.to_string());
    let mut values = vec![id, service.code.clone(), pool, service.document.clone()];
    if let Some(lifecycle) = &service.lifecycle {
        values.extend([lifecycle.state.to_string(), lifecycle.steps.to_string()]);
        if let Some(approval) = &lifecycle.approval {
            values.extend([approval.by.clone(), hex(&approval.document)]);
        }
    }
    for step in steps {
        values.extend([
            step.step.to_string(),
            step.state.to_string(),
            step.role.to_string(),
            step.by.clone(),
            step.reason.clone(),
            step.at.micros().to_string(),
        ]);
    }
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    fields(&values)
}

fn fields(values: &[&str]) -> String {
    let mut text = "v1".to_owned();
    for value in values {
        // Writing to a string cannot fail.
        let _ = write!(text, "|{}:{value}", value.len());
    }
    text
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
