//! Secrets at rest.
//!
//! Each record is encrypted with a key of its own (AES-256-GCM), and that key with the operator's
//! key from the key file. Tenant, kind and id of the record are bound to both, so a record copied
//! to another place does not open. The key file may hold several keys: the first one seals, all of
//! them open, which is how keys are changed. A key that is not known is looked for in the file once
//! more, so that a running node learns of a changed file by itself.

mod keyed;

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use aws_lc_rs::aead::{AES_256_GCM, Aad, RandomizedNonceKey};
use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::values::hash::hex;
use domain::{Moment, TenantId};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

pub use keyed::SecretError;
pub(crate) use keyed::{HashKeys, KeyedHash, hash_key_record};

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;
const KEY_ID_BYTES: usize = 8;
/// Layout of a sealed record: version, key id, wrapped data key, sealed text.
const VERSION: u8 = 1;
const WRAPPED_KEY_BYTES: usize = NONCE_BYTES + KEY_BYTES + TAG_BYTES;

#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("the key file needs one key a line: 32 random bytes in base64")]
    BadKeyFile,
    #[error("the key file has no key for this secret; add the key it was sealed with")]
    UnknownKey,
    #[error("the key file could not be read again: {0}")]
    Unreadable(String),
    #[error("the sealed secret is damaged or belongs to another record")]
    Damaged,
}

/// What a secret belongs to.
#[derive(Clone, Copy)]
pub struct RecordName<'a> {
    pub tenant: TenantId,
    pub kind: &'a str,
    pub id: &'a str,
}

/// The operator's keys. Nothing of it is ever printed.
pub struct Vault {
    keys: RwLock<Keyring>,
    source: Option<KeySource>,
}

/// Reads the key file again; fails with a message for the operator.
pub type KeySource = Box<dyn Fn() -> Result<String, String> + Send + Sync>;

#[derive(Clone)]
struct Keyring {
    sealing: KeyId,
    keys: HashMap<KeyId, Arc<Zeroizing<[u8; KEY_BYTES]>>>,
}

/// Names a key without telling it: the first bytes of its hash. It stands in every sealed record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; KEY_ID_BYTES]);

impl KeyId {
    /// As it stands in a sealed record; `None` when the bytes are none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl Keyring {
    fn from_key_file(text: &str) -> Result<Self, VaultError> {
        let mut keys = HashMap::new();
        let mut sealing = None;
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let bytes = Zeroizing::new(STANDARD.decode(line).map_err(|_| VaultError::BadKeyFile)?);
            let key: [u8; KEY_BYTES] = bytes
                .as_slice()
                .try_into()
                .map_err(|_| VaultError::BadKeyFile)?;
            let id = key_id(&key);
            sealing.get_or_insert(id);
            keys.insert(id, Arc::new(Zeroizing::new(key)));
        }
        Ok(Self {
            sealing: sealing.ok_or(VaultError::BadKeyFile)?,
            keys,
        })
    }
}

impl Vault {
    /// Reads a key file: one key a line, the first seals. Lines with `#` are remarks.
    pub fn from_key_file(text: &str) -> Result<Self, VaultError> {
        Ok(Self {
            keys: RwLock::new(Keyring::from_key_file(text)?),
            source: None,
        })
    }

    /// The same vault, which reads its key file again when it meets a key it does not know.
    #[must_use]
    pub fn reading_again(mut self, source: KeySource) -> Self {
        self.source = Some(source);
        self
    }

    /// Reads the key file again. What cannot be read changes nothing.
    pub fn reload(&self) -> Result<(), VaultError> {
        let Some(source) = &self.source else {
            return Ok(());
        };
        let keys = Keyring::from_key_file(&source().map_err(VaultError::Unreadable)?)?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    /// The key that seals.
    pub fn sealing(&self) -> KeyId {
        self.keyring().sealing
    }

    /// Every key of the file.
    pub fn key_ids(&self) -> BTreeSet<KeyId> {
        self.keyring().keys.keys().copied().collect()
    }

    /// Whether what was sealed with this key can be opened, after another look into the file.
    pub fn knows(&self, id: KeyId) -> bool {
        self.key(id).is_ok()
    }

    fn keyring(&self) -> Keyring {
        self.keys
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn key(&self, id: KeyId) -> Result<Arc<Zeroizing<[u8; KEY_BYTES]>>, VaultError> {
        if let Some(key) = self.keyring().keys.get(&id) {
            return Ok(Arc::clone(key));
        }
        self.reload()?;
        let key = self.keyring().keys.get(&id).cloned();
        key.ok_or(VaultError::UnknownKey)
    }

    /// A line for a key file.
    pub fn new_key(moment: &mut Moment) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(moment.bytes::<KEY_BYTES>()))
    }

    pub fn seal(
        &self,
        record: RecordName<'_>,
        secret: &SecretString,
        moment: &mut Moment,
    ) -> Result<Vec<u8>, VaultError> {
        let name = bound_name(record);
        let data_key = Zeroizing::new(moment.bytes::<KEY_BYTES>());
        let sealing = self.sealing();
        let master = self.key(sealing)?;
        let mut sealed = vec![VERSION];
        sealed.extend_from_slice(&sealing.0);
        sealed.extend(encrypt(master.as_slice(), &name, data_key.as_slice())?);
        sealed.extend(encrypt(
            data_key.as_slice(),
            &name,
            secret.expose_secret().as_bytes(),
        )?);
        Ok(sealed)
    }

    pub fn open(&self, record: RecordName<'_>, sealed: &[u8]) -> Result<SecretString, VaultError> {
        let name = bound_name(record);
        let rest = sealed.strip_prefix(&[VERSION]).ok_or(VaultError::Damaged)?;
        let (id, rest) = rest
            .split_first_chunk::<KEY_ID_BYTES>()
            .ok_or(VaultError::Damaged)?;
        let (wrapped, text) = rest
            .split_at_checked(WRAPPED_KEY_BYTES)
            .ok_or(VaultError::Damaged)?;
        let master = self.key(KeyId(*id))?;
        let data_key = decrypt(master.as_slice(), &name, wrapped)?;
        let secret = decrypt(&data_key, &name, text)?;
        let text = std::str::from_utf8(&secret).map_err(|_| VaultError::Damaged)?;
        Ok(SecretString::from(text.to_owned()))
    }

    /// Whether the record was sealed with an older key and should be sealed again.
    pub fn is_outdated(&self, sealed: &[u8]) -> bool {
        sealed.get(1..=KEY_ID_BYTES) != Some(self.sealing().0.as_slice())
    }
}

fn key_id(key: &[u8; KEY_BYTES]) -> KeyId {
    let hash = digest::digest(&digest::SHA256, key);
    let mut id = KeyId::default();
    id.0.iter_mut()
        .zip(hash.as_ref())
        .for_each(|(to, from)| *to = *from);
    id
}

fn bound_name(record: RecordName<'_>) -> Vec<u8> {
    format!("zahlstelle|{}|{}|{}", record.tenant, record.kind, record.id).into_bytes()
}

/// Nonce, then ciphertext with its tag.
fn encrypt(key: &[u8], name: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultError> {
    let key = RandomizedNonceKey::new(&AES_256_GCM, key).map_err(|_| VaultError::Damaged)?;
    let mut text = plain.to_vec();
    let nonce = key
        .seal_in_place_append_tag(Aad::from(name), &mut text)
        .map_err(|_| VaultError::Damaged)?;
    let mut sealed = nonce.as_ref().to_vec();
    sealed.append(&mut text);
    Ok(sealed)
}

fn decrypt(key: &[u8], name: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let key = RandomizedNonceKey::new(&AES_256_GCM, key).map_err(|_| VaultError::Damaged)?;
    let (nonce, text) = sealed
        .split_first_chunk::<NONCE_BYTES>()
        .ok_or(VaultError::Damaged)?;
    let mut text = Zeroizing::new(text.to_vec());
    let length = key
        .open_in_place(nonce.into(), Aad::from(name), &mut text)
        .map_err(|_| VaultError::Damaged)?
        .len();
    text.truncate(length);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

    const OLD: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const NEW: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    fn moment() -> Moment {
        Moment::fixed(Timestamp::from_micros(0), 7)
    }

    fn name(tenant: TenantId) -> RecordName<'static> {
        RecordName {
            tenant,
            kind: "provider_account",
            id: "acc_1",
        }
    }

    fn sealed(vault: &Vault, tenant: TenantId) -> Vec<u8> {
        vault
            .seal(name(tenant), &SecretString::from("geheim"), &mut moment())
            .unwrap()
    }

    #[test]
    fn what_was_sealed_opens_and_is_not_readable_before() {
        let (vault, tenant) = (
            Vault::from_key_file(OLD).unwrap(),
            TenantId::new(&mut moment()),
        );
        let sealed = sealed(&vault, tenant);
        assert!(!sealed.windows(6).any(|bytes| bytes == b"geheim"));
        assert_eq!(
            vault.open(name(tenant), &sealed).unwrap().expose_secret(),
            "geheim"
        );
    }

    #[test]
    fn a_record_copied_to_another_place_does_not_open() {
        let (vault, tenant) = (
            Vault::from_key_file(OLD).unwrap(),
            TenantId::new(&mut moment()),
        );
        let sealed = sealed(&vault, tenant);
        let other = RecordName {
            id: "acc_2",
            ..name(tenant)
        };
        assert!(matches!(
            vault.open(other, &sealed),
            Err(VaultError::Damaged)
        ));
        let mut later = moment();
        later.uuid();
        let other = RecordName {
            tenant: TenantId::new(&mut later),
            ..name(tenant)
        };
        assert!(matches!(
            vault.open(other, &sealed),
            Err(VaultError::Damaged)
        ));
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let (vault, tenant) = (
            Vault::from_key_file(OLD).unwrap(),
            TenantId::new(&mut moment()),
        );
        let sealed = sealed(&vault, tenant);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(vault.open(name(tenant), &changed).is_err(), "byte {at}");
            assert!(
                vault.open(name(tenant), &sealed[..at]).is_err(),
                "cut at {at}"
            );
        }
    }

    #[test]
    fn a_new_key_goes_on_top_and_old_secrets_still_open() {
        let tenant = TenantId::new(&mut moment());
        let sealed = sealed(&Vault::from_key_file(OLD).unwrap(), tenant);
        let both = Vault::from_key_file(&format!("# newest first\n{NEW}\n{OLD}\n")).unwrap();
        assert_eq!(
            both.open(name(tenant), &sealed).unwrap().expose_secret(),
            "geheim"
        );
        assert!(both.is_outdated(&sealed));
        let only_new = Vault::from_key_file(NEW).unwrap();
        assert!(matches!(
            only_new.open(name(tenant), &sealed),
            Err(VaultError::UnknownKey)
        ));
    }

    #[test]
    fn a_key_that_is_not_known_is_looked_for_in_the_file_once_more() {
        let tenant = TenantId::new(&mut moment());
        let sealed = sealed(&Vault::from_key_file(NEW).unwrap(), tenant);
        let vault = Vault::from_key_file(OLD).unwrap();
        let vault = vault.reading_again(Box::new(|| Ok(format!("{NEW}\n{OLD}\n"))));
        assert!(vault.open(name(tenant), &sealed).is_ok());
        assert!(!vault.is_outdated(&sealed));
        let broken = Vault::from_key_file(OLD).unwrap();
        let broken = broken.reading_again(Box::new(|| Err("gone".to_owned())));
        assert!(broken.open(name(tenant), &sealed).is_err());
        assert_eq!(broken.key_ids().len(), 1, "the keys it had stay");
    }

    #[test]
    fn a_key_file_without_a_proper_key_is_refused() {
        for bad in [
            "",
            "# nothing",
            "short",
            "AAAA",
            &format!("{OLD}\nnonsense"),
        ] {
            assert!(Vault::from_key_file(bad).is_err(), "{bad}");
        }
        assert!(Vault::from_key_file(&Vault::new_key(&mut moment())).is_ok());
    }
}
