//! An authority as it is stored, as a document: to look at, to move, to keep.

use std::collections::HashMap;

use storage::Scope;
use storage::tenants::names::NameKind;

use crate::access::client_auth::StoredClientDocument;
use crate::platform::document::read_document;
use crate::tenants::documents::{
    BankAccountDocument, ClientDocument, PoolDocument, ServiceDocument, TenantDocument,
};
use crate::{App, ReadError};

impl App {
    /// Everything but secrets and files; `None` when there is no such authority.
    #[expect(
        clippy::too_many_lines,
        reason = "one part of the document after the other"
    )]
    pub(crate) async fn export_tenant(
        &self,
        slug: &str,
    ) -> Result<Option<TenantDocument>, ReadError> {
        let mut directory = self.db.read(Scope::Operator).await?;
        let tenant = directory
            .tenants()
            .names()
            .find(NameKind::Slug, slug)
            .await?;
        drop(directory);
        let Some(tenant) = tenant else {
            return Ok(None);
        };
        let mut tx = self.db.snapshot(Scope::Tenant(tenant)).await?;
        let Some((slug, profile)) = tx.tenants().document().await? else {
            return Ok(None);
        };
        let mut pools = Vec::new();
        for pool in tx.claims().pools().all().await? {
            pools.push(read_document::<PoolDocument>(
                "number_pools",
                &pool.document,
            )?);
        }
        let mut accounts = Vec::new();
        for (account, _) in tx.tenants().provider_accounts().named().await? {
            let stored = tx.tenants().provider_accounts().find(account).await?;
            if let Some((document, _)) = stored {
                accounts.push(read_document("accounts", &document)?);
            }
        }
        let mut services = Vec::new();
        let mut codes = HashMap::new();
        for service in tx.services().all().await? {
            codes.insert(service.id.to_string(), service.code.clone());
            services.push(read_document::<ServiceDocument>(
                "services",
                &service.document,
            )?);
        }
        let mut clients = Vec::new();
        for (name, document) in tx.access().clients().all().await? {
            let stored: StoredClientDocument = read_document("clients", &document)?;
            let services = stored
                .services
                .iter()
                .filter_map(|id| codes.get(id).cloned());
            clients.push(ClientDocument {
                name,
                secret_file: None,
                secret: None,
                services: services.collect(),
            });
        }
        let bank_accounts = tx.bank().accounts().all().await?.into_iter();
        Ok(Some(TenantDocument {
            slug,
            profile: read_document("tenants", &profile)?,
            pools,
            accounts,
            bank_accounts: bank_accounts.map(BankAccountDocument::from).collect(),
            services,
            clients,
        }))
    }
}
