//! Keyed hashes of things that have few possible values: a PIN, a birth date, a network. Without
//! the key nothing can be tried out against them, not even with a copy of the database.
//!
//! Each authority has a key of its own for them, sealed in the database like other secrets. So the
//! operator's key can be changed without touching a hash.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::TenantId;
use secrecy::{ExposeSecret, SecretString};
use storage::{Scope, StorageError};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{RecordName, Vault, VaultError};
use crate::App;

/// The name of the key that hashes are made with, in its row.
const HASH_KEY: &str = "hashes";

/// Why a secret could not be used.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    #[error("a secret could not be opened")]
    Vault(#[from] VaultError),
    #[error("reading a secret failed")]
    Storage(#[from] StorageError),
}

/// Hashes for one purpose of one authority.
pub(crate) struct KeyedHash(hmac::Key);

type OpenedKey = Arc<Zeroizing<Vec<u8>>>;

/// The keys of hashes that were opened; they never change.
#[derive(Clone, Default)]
pub(crate) struct HashKeys(Arc<RwLock<HashMap<TenantId, OpenedKey>>>);

impl KeyedHash {
    /// Hashes of different purposes never equal each other.
    fn new(key: &[u8], purpose: &str) -> Self {
        let master = hmac::Key::new(hmac::HMAC_SHA256, key);
        let derived = hmac::sign(&master, format!("zahlstelle|hash|{purpose}").as_bytes());
        Self(hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref()))
    }

    /// The hash of these parts, in this order, each with its length.
    pub(crate) fn of(&self, parts: &[&[u8]]) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
            context.update(&length.to_be_bytes());
            context.update(part);
        }
        context.sign().as_ref().to_vec()
    }

    /// Whether a stored hash is that of the parts. Takes equally long whatever it finds, also for a
    /// stored hash that is none.
    pub(crate) fn fits(&self, stored: &[u8], parts: &[&[u8]]) -> bool {
        bool::from(self.of(parts).as_slice().ct_eq(stored))
    }
}

impl HashKeys {
    fn find(&self, tenant: TenantId) -> Option<Arc<Zeroizing<Vec<u8>>>> {
        self.0.read().ok()?.get(&tenant).cloned()
    }
}

/// What an authority's key for hashes is bound to.
pub(crate) const fn hash_key_record(tenant: TenantId) -> RecordName<'static> {
    RecordName {
        tenant,
        kind: "tenant_key",
        id: HASH_KEY,
    }
}

impl App {
    /// Keyed hashes of the authority for one purpose. Makes the authority's key if it has none.
    pub(crate) async fn keyed(
        &self,
        tenant: TenantId,
        purpose: &str,
    ) -> Result<KeyedHash, SecretError> {
        if let Some(key) = self.hash_keys.find(tenant) {
            return Ok(KeyedHash::new(&key, purpose));
        }
        let sealed = self.sealed_hash_key(tenant).await?;
        let opened = self.vault.open(hash_key_record(tenant), &sealed)?;
        let key = STANDARD.decode(opened.expose_secret());
        let key = Arc::new(Zeroizing::new(key.map_err(|_| VaultError::Damaged)?));
        if let Ok(mut known) = self.hash_keys.0.write() {
            known.insert(tenant, Arc::clone(&key));
        }
        Ok(KeyedHash::new(&key, purpose))
    }

    /// Of two keys made at the same time one is kept.
    async fn sealed_hash_key(&self, tenant: TenantId) -> Result<Vec<u8>, SecretError> {
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let found = tx.tenants().keys().find(HASH_KEY).await?;
        drop(tx);
        if let Some(found) = found {
            return Ok(found);
        }
        let mut moment = self.moment();
        let key = SecretString::from(Vault::new_key(&mut moment).as_str());
        let sealed = self
            .vault
            .seal(hash_key_record(tenant), &key, &mut moment)?;
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        tx.tenants().keys().insert(HASH_KEY, &sealed).await?;
        let kept = tx.tenants().keys().find(HASH_KEY).await?;
        tx.commit().await?;
        Ok(kept.unwrap_or(sealed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: [u8; 32] = [1; 32];

    #[test]
    fn a_hash_fits_what_it_was_made_of_and_nothing_else() {
        let pins = KeyedHash::new(&ONE, "pin");
        let hash = pins.of(&[b"claim", b"1234"]);
        assert!(pins.fits(&hash, &[b"claim", b"1234"]));
        assert!(!pins.fits(&hash, &[b"claim", b"1235"]));
        assert!(!pins.fits(&hash, &[b"claim1", b"234"]));
        assert!(!pins.fits(b"", &[b"claim", b"1234"]));
        assert!(!KeyedHash::new(&ONE, "network").fits(&hash, &[b"claim", b"1234"]));
        assert!(!KeyedHash::new(&[2; 32], "pin").fits(&hash, &[b"claim", b"1234"]));
    }
}
