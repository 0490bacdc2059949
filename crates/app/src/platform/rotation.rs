//! Changing the operator's key: what it seals, sealed anew, and which rows still need which key.

use std::collections::BTreeMap;

use domain::access::Act;
use domain::{Moment, TenantId};
use storage::{Scope, WriteTx};

use crate::App;
use crate::access::acting::Acting;
use crate::access::staff::one_time_codes::code_record;
use crate::payments::AccountError;
use crate::platform::document::read_document;
use crate::platform::vault::hash_key_record;
use crate::platform::{KeyId, SecretError};
use crate::tenants::apply::account_record;
use crate::tenants::documents::AccountDocument;

/// How many records of each kind were sealed with an older key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    pub provider_accounts: u32,
    pub link_keys: u32,
    pub addresses: u32,
    /// Keys that hashes are made with: PINs and other second factors.
    pub hash_keys: u32,
    /// Secrets that the staff's one-time codes are made from.
    pub one_time_codes: u32,
}

impl Resealed {
    pub const fn total(&self) -> u32 {
        self.provider_accounts
            + self.link_keys
            + self.addresses
            + self.hash_keys
            + self.one_time_codes
    }
}

/// One of the operator's keys, and what needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyUse {
    pub id: KeyId,
    /// New records are sealed with it.
    pub seals: bool,
    /// It stands in the key file.
    pub known: bool,
    /// Sealed records, by table.
    pub rows: BTreeMap<&'static str, u64>,
}

impl App {
    /// Seals every stored record with the key file's first key.
    pub(crate) async fn reseal_secrets(&self, by: &Acting) -> Result<Resealed, AccountError> {
        self.vault.reload()?;
        let mut tenants = self.all_tenants().await?;
        tenants.push(TenantId::INSTALLATION);
        let mut all = Resealed::default();
        for tenant in tenants {
            let of = self.reseal_tenant(by, tenant).await?;
            all.provider_accounts += of.provider_accounts;
            all.link_keys += of.link_keys;
            all.addresses += of.addresses;
            all.hash_keys += of.hash_keys;
            all.one_time_codes += of.one_time_codes;
        }
        Ok(all)
    }

    async fn reseal_tenant(&self, by: &Acting, tenant: TenantId) -> Result<Resealed, AccountError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let resealed = Resealed {
            provider_accounts: self.reseal_accounts(&mut tx, &mut moment).await?,
            link_keys: self.reseal_link_keys(&mut tx, &mut moment).await?,
            addresses: self.reseal_addresses(&mut tx, &mut moment).await?,
            hash_keys: self.reseal_hash_keys(&mut tx, &mut moment).await?,
            one_time_codes: self.reseal_one_time_codes(&mut tx, &mut moment).await?,
        };
        if resealed.total() > 0 {
            let mut audit = by.does(Act::SecretsReseal, tenant);
            audit.write(&mut tx, &mut moment).await?;
        }
        tx.commit().await?;
        Ok(resealed)
    }

    async fn reseal_accounts(
        &self,
        tx: &mut WriteTx,
        moment: &mut Moment,
    ) -> Result<u32, AccountError> {
        let tenant = tx.tenant()?;
        let mut resealed = 0;
        for account in tx.tenants().provider_accounts().ids().await? {
            let stored = tx.tenants().provider_accounts().find(account).await?;
            let Some((document, sealed)) = stored else {
                continue;
            };
            if !self.vault.is_outdated(&sealed) {
                continue;
            }
            let name = account.to_string();
            let record = account_record(tenant, &name);
            let secret = self.vault.open(record, &sealed)?;
            let sealed = self.vault.seal(record, &secret, moment)?;
            let read: AccountDocument = read_document("accounts", &document)?;
            tx.tenants()
                .provider_accounts()
                .put(account, &read.code, &document, &sealed)
                .await?;
            resealed += 1;
        }
        Ok(resealed)
    }

    async fn reseal_hash_keys(
        &self,
        tx: &mut WriteTx,
        moment: &mut Moment,
    ) -> Result<u32, AccountError> {
        let record = hash_key_record(tx.tenant()?);
        let mut resealed = 0;
        for name in tx.tenants().keys().names().await? {
            let Some(sealed) = tx.tenants().keys().find(&name).await? else {
                continue;
            };
            if !self.vault.is_outdated(&sealed) {
                continue;
            }
            let key = self.vault.open(record, &sealed)?;
            let sealed = self.vault.seal(record, &key, moment)?;
            tx.tenants().keys().put(&name, &sealed).await?;
            resealed += 1;
        }
        Ok(resealed)
    }

    /// Of the whole staff, in the installation's own step.
    async fn reseal_one_time_codes(
        &self,
        tx: &mut WriteTx,
        moment: &mut Moment,
    ) -> Result<u32, AccountError> {
        if tx.tenant()? != TenantId::INSTALLATION {
            return Ok(0);
        }
        let mut resealed = 0;
        for (id, sealed) in tx.access().credentials().sealed().await? {
            if !self.vault.is_outdated(&sealed) {
                continue;
            }
            let name = id.to_string();
            let secret = self.vault.open(code_record(&name), &sealed)?;
            let sealed = self.vault.seal(code_record(&name), &secret, moment)?;
            tx.access().credentials().seal(id, &sealed).await?;
            resealed += 1;
        }
        Ok(resealed)
    }

    /// Every key of the file, and every key that a record needs and the file lacks.
    pub(crate) async fn key_uses(&self) -> Result<Vec<KeyUse>, SecretError> {
        self.vault.reload()?;
        let mut tenants = self.all_tenants().await?;
        tenants.push(TenantId::INSTALLATION);
        let known = self.vault.key_ids();
        let mut uses: BTreeMap<KeyId, BTreeMap<&'static str, u64>> =
            known.iter().map(|id| (*id, BTreeMap::new())).collect();
        for tenant in tenants {
            let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
            for sealed in tx.tenants().keys().sealed_rows().await? {
                let id = KeyId::from_bytes(&sealed.key).unwrap_or_default();
                let rows = uses.entry(id).or_default().entry(sealed.table).or_default();
                *rows += sealed.rows;
            }
        }
        let sealing = self.vault.sealing();
        let uses = uses.into_iter().map(|(id, rows)| KeyUse {
            id,
            seals: id == sealing,
            known: known.contains(&id),
            rows,
        });
        Ok(uses.collect())
    }
}
