//! The keys that sign the heads of the chain. They are kept outside the database, so that what can
//! write to the database cannot make a head that verifies.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Moment;
use domain::ledger::{HeadPlace, SealHead, SealKeyId};
use domain::values::hash::sha256;
use zeroize::Zeroizing;

const KEY_BYTES: usize = 32;
/// Begins the line of a key that signs.
const PRIVATE: &str = "private";
/// Begins the line of a key that only verifies.
const PUBLIC: &str = "public";

#[derive(Debug, thiserror::Error)]
#[error(
    "the file of seal keys has one key a line, `private` or `public` and 32 bytes in base64; \
     make one with `zahlstelle key seal FILE`"
)]
pub struct BadSealKeys;

/// The installation has no key that signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no private key to sign the chain with")]
pub struct NoSealKey;

/// Why a head proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSignature {
    #[error("it is signed with a key that is not in the file of seal keys")]
    UnknownKey,
    #[error("its signature is wrong")]
    Wrong,
}

/// The first private key signs; all keys verify. Nothing of a private key is ever printed.
#[derive(Clone, Default)]
pub struct SealKeys {
    signing: Option<(SealKeyId, Arc<Ed25519KeyPair>)>,
    known: BTreeMap<SealKeyId, Vec<u8>>,
}

impl SealKeys {
    /// Reads a key file. Lines with `#` are remarks.
    pub fn from_key_file(text: &str) -> Result<Self, BadSealKeys> {
        let mut keys = Self::default();
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (kind, key) = line.split_once(' ').ok_or(BadSealKeys)?;
            let bytes = Zeroizing::new(STANDARD.decode(key.trim()).map_err(|_| BadSealKeys)?);
            if bytes.len() != KEY_BYTES {
                return Err(BadSealKeys);
            }
            match kind {
                PRIVATE => keys.add_private(&bytes)?,
                PUBLIC => drop(keys.add_public(&bytes)),
                _ => return Err(BadSealKeys),
            }
        }
        Ok(keys)
    }

    /// A line for a key file.
    pub fn new_key(moment: &mut Moment) -> Zeroizing<String> {
        let seed = Zeroizing::new(moment.bytes::<KEY_BYTES>());
        Zeroizing::new(format!("{PRIVATE} {}", STANDARD.encode(seed.as_slice())))
    }

    /// The lines that an auditor needs, one for each key.
    pub fn public_lines(&self) -> Vec<String> {
        let lines = self.known.values();
        lines
            .map(|key| format!("{PUBLIC} {}", STANDARD.encode(key)))
            .collect()
    }

    pub const fn can_sign(&self) -> bool {
        self.signing.is_some()
    }

    /// The key that signs.
    pub(crate) fn signing(&self) -> Result<SealKeyId, NoSealKey> {
        let signing = self.signing.as_ref();
        signing.map(|(id, _)| *id).ok_or(NoSealKey)
    }

    /// Signs the text of the place, which names the key that signs.
    pub(crate) fn sign(&self, place: HeadPlace) -> Result<SealHead, NoSealKey> {
        let (_, key) = self.signing.as_ref().ok_or(NoSealKey)?;
        let signature = key.sign(place.to_string().as_bytes());
        let signature = signature.as_ref().try_into().map_err(|_| NoSealKey)?;
        Ok(SealHead { place, signature })
    }

    /// Whether one of the keys signed this head.
    pub(crate) fn check(&self, head: &SealHead) -> Result<(), BadSignature> {
        self.check_text(head.place.key, &head.place.to_string(), &head.signature)
    }

    /// Signs a text that says what it is, and names the key that signs.
    pub(crate) fn sign_text(&self, text: &str) -> Result<Vec<u8>, NoSealKey> {
        let (_, key) = self.signing.as_ref().ok_or(NoSealKey)?;
        Ok(key.sign(text.as_bytes()).as_ref().to_vec())
    }

    /// Whether the key with this id signed the text.
    pub(crate) fn check_text(
        &self,
        key: SealKeyId,
        text: &str,
        signature: &[u8],
    ) -> Result<(), BadSignature> {
        let key = self.known.get(&key).ok_or(BadSignature::UnknownKey)?;
        let key = UnparsedPublicKey::new(&ED25519, key);
        key.verify(text.as_bytes(), signature)
            .map_err(|_| BadSignature::Wrong)
    }

    fn add_private(&mut self, seed: &[u8]) -> Result<(), BadSealKeys> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| BadSealKeys)?;
        let id = self.add_public(pair.public_key().as_ref());
        self.signing.get_or_insert((id, Arc::new(pair)));
        Ok(())
    }

    fn add_public(&mut self, key: &[u8]) -> SealKeyId {
        let mut id = [0; 8];
        let hash = sha256(&[key]);
        id.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        self.known.insert(SealKeyId(id), key.to_vec());
        SealKeyId(id)
    }
}

impl fmt::Debug for SealKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.known.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use domain::ledger::Seal;
    use domain::{TenantId, Timestamp};

    use super::*;

    fn moment(seed: u64) -> Moment {
        Moment::fixed(Timestamp::from_micros(0), seed)
    }

    fn head(keys: &SealKeys) -> SealHead {
        let place = HeadPlace {
            tenant: TenantId::new(&mut moment(1)),
            number: 3,
            seal: Seal([4; 32]),
            sealed_at: Timestamp::from_micros(5),
            key: keys.signing().unwrap(),
        };
        keys.sign(place).unwrap()
    }

    #[test]
    fn a_head_is_checked_with_the_public_key_alone() {
        let line = SealKeys::new_key(&mut moment(2));
        let keys = SealKeys::from_key_file(&line).unwrap();
        let head = head(&keys);
        let auditor = SealKeys::from_key_file(&keys.public_lines().join("\n")).unwrap();
        assert_eq!(auditor.check(&head), Ok(()));
        assert!(!auditor.can_sign());
        assert_eq!(auditor.sign(head.place.clone()), Err(NoSealKey));
        let mut moved = head.clone();
        moved.place.number = 4;
        assert_eq!(auditor.check(&moved), Err(BadSignature::Wrong));
        let stranger = SealKeys::from_key_file(&SealKeys::new_key(&mut moment(3))).unwrap();
        assert_eq!(stranger.check(&head), Err(BadSignature::UnknownKey));
    }

    #[test]
    fn after_a_change_of_keys_old_heads_verify_and_new_ones_have_the_new_key() {
        let (old, new) = (
            SealKeys::new_key(&mut moment(2)),
            SealKeys::new_key(&mut moment(3)),
        );
        let before = head(&SealKeys::from_key_file(&old).unwrap());
        let both = format!("# newest first\n{}\n{}\n", *new, *old);
        let both = SealKeys::from_key_file(&both).unwrap();
        assert_eq!(both.check(&before), Ok(()));
        assert_ne!(both.signing().unwrap(), before.place.key);
    }

    #[test]
    fn a_file_that_holds_something_else_is_refused() {
        for bad in ["AAAA", "private AAAA", "secret AAAA", "public", "private ?"] {
            assert!(SealKeys::from_key_file(bad).is_err(), "{bad}");
        }
    }
}
