//! An authority as it is stored, as a document: to look at, to move, to keep.

use std::collections::HashMap;

use storage::{ReadTx, Scope};

use crate::access::clients::StoredClientDocument;
use crate::platform::document::read_document;
use crate::tenants::documents::{
    AccountDocument, BankAccountDocument, ClientDocument, PoolDocument, ServiceDocument,
    TenantDocument, TrialDocument,
};
use crate::tenants::trial::bindings_of;
use crate::{App, ReadError};

impl App {
    /// Everything but secrets and files; `None` when there is no such authority, also for a trial
    /// tenant, which is described in its authority's.
    pub(crate) async fn export_tenant(
        &self,
        slug: &str,
    ) -> Result<Option<TenantDocument>, ReadError> {
        let Some(tenant) = self.tenant_id(slug).await? else {
            return Ok(None);
        };
        let trial = self.export_trial(slug).await?;
        let mut tx = self.db.snapshot(Scope::Tenant(tenant)).await?;
        let stored = tx.tenants().find().await?;
        let Some(stored) = stored.filter(|stored| stored.trial_of.is_none()) else {
            return Ok(None);
        };
        let (services, codes) = services(&mut tx).await?;
        let bank_accounts = tx.bank().accounts().all().await?.into_iter();
        let bank_accounts = bank_accounts.map(BankAccountDocument::from).collect();
        Ok(Some(TenantDocument {
            slug: stored.slug,
            profile: read_document("tenants", &stored.document)?,
            pools: pools(&mut tx).await?,
            accounts: accounts(&mut tx).await?,
            bank_accounts,
            services,
            clients: clients(&mut tx, &codes).await?,
            trial,
        }))
    }

    /// What the authority's trial tenant has of its own.
    async fn export_trial(&self, slug: &str) -> Result<Option<TrialDocument>, ReadError> {
        let Some(trial) = self.trial_tenant(slug).await? else {
            return Ok(None);
        };
        let mut tx = self.db.snapshot(Scope::Tenant(trial)).await?;
        Ok(Some(TrialDocument {
            accounts: accounts(&mut tx).await?,
            clients: clients(&mut tx, &HashMap::new()).await?,
        }))
    }
}

async fn pools(tx: &mut ReadTx) -> Result<Vec<PoolDocument>, ReadError> {
    let pools = tx.claims().pools().all().await?.into_iter();
    let pools = pools.map(|pool| read_document("pools", &pool.document));
    Ok(pools.collect::<Result<_, _>>()?)
}

async fn accounts(tx: &mut ReadTx) -> Result<Vec<AccountDocument>, ReadError> {
    let mut accounts = Vec::new();
    for (account, _) in tx.tenants().provider_accounts().named().await? {
        let stored = tx.tenants().provider_accounts().find(account).await?;
        if let Some((document, _)) = stored {
            accounts.push(read_document("accounts", &document)?);
        }
    }
    Ok(accounts)
}

/// The services, and the code of each by its id.
async fn services(
    tx: &mut ReadTx,
) -> Result<(Vec<ServiceDocument>, HashMap<String, String>), ReadError> {
    let (mut services, mut codes) = (Vec::new(), HashMap::new());
    for service in tx.services().all().await? {
        let mut document: ServiceDocument = read_document("services", &service.document)?;
        document.bindings = bindings_of(tx, service.id).await?;
        services.push(document);
        codes.insert(service.id.to_string(), service.code);
    }
    Ok((services, codes))
}

async fn clients(
    tx: &mut ReadTx,
    codes: &HashMap<String, String>,
) -> Result<Vec<ClientDocument>, ReadError> {
    let mut clients = Vec::new();
    for client in tx.access().clients().all().await? {
        let stored: StoredClientDocument = read_document("clients", &client.document)?;
        // It was made at the console, and no document makes it again.
        if stored.console.is_some() {
            continue;
        }
        let services = stored.services.iter();
        clients.push(ClientDocument {
            name: client.name,
            secret_file: None,
            secret: None,
            services: services.filter_map(|id| codes.get(id).cloned()).collect(),
            certificates: stored.certificates,
        });
    }
    Ok(clients)
}
