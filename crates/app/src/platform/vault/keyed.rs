//! Keyed hashes of things that have few possible values: a PIN, a birth date, a network. Without
//! the operator's key they cannot be tried one by one, not even with a copy of the database.

use aws_lc_rs::hmac;
use subtle::ConstantTimeEq;

use super::{KEY_ID_BYTES, KeyId, Vault};

/// Hashes for one purpose. A hash says which of the operator's keys it was made with, so those made
/// before keys were changed still fit.
pub(crate) struct KeyedHash {
    sealing: KeyId,
    keys: Vec<(KeyId, hmac::Key)>,
}

impl Vault {
    /// Hashes of different purposes never equal each other.
    pub(crate) fn keyed(&self, purpose: &str) -> KeyedHash {
        let keys = self.keys.iter().map(|(id, key)| {
            let master = hmac::Key::new(hmac::HMAC_SHA256, key.as_slice());
            let derived = hmac::sign(&master, format!("zahlstelle|hash|{purpose}").as_bytes());
            let derived = hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref());
            (*id, derived)
        });
        KeyedHash {
            sealing: self.sealing,
            keys: keys.collect(),
        }
    }
}

impl KeyedHash {
    /// The hash of these parts, in this order, each with its length.
    pub(crate) fn of(&self, parts: &[&[u8]]) -> Vec<u8> {
        self.with(self.sealing, parts)
    }

    /// Whether a stored hash is that of the parts. Takes equally long whatever it finds, also for a
    /// stored hash that is none.
    pub(crate) fn fits(&self, stored: &[u8], parts: &[&[u8]]) -> bool {
        let known = stored
            .first_chunk::<KEY_ID_BYTES>()
            .filter(|id| self.keys.iter().any(|(key, _)| key == *id));
        let hash = self.with(known.copied().unwrap_or(self.sealing), parts);
        bool::from(hash.as_slice().ct_eq(stored))
    }

    fn with(&self, id: KeyId, parts: &[&[u8]]) -> Vec<u8> {
        let mut hash = id.to_vec();
        for (_, key) in self.keys.iter().filter(|(key, _)| *key == id) {
            let mut context = hmac::Context::with_key(key);
            for part in parts {
                let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
                context.update(&length.to_be_bytes());
                context.update(part);
            }
            hash.extend_from_slice(context.sign().as_ref());
        }
        hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const NEW: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    fn keyed(file: &str, purpose: &str) -> KeyedHash {
        Vault::from_key_file(file).unwrap().keyed(purpose)
    }

    #[test]
    fn a_hash_fits_what_it_was_made_of_and_nothing_else() {
        let pins = keyed(OLD, "pin");
        let hash = pins.of(&[b"claim", b"1234"]);
        assert!(pins.fits(&hash, &[b"claim", b"1234"]));
        assert!(!pins.fits(&hash, &[b"claim", b"1235"]));
        assert!(!pins.fits(&hash, &[b"claim1", b"234"]));
        assert!(!pins.fits(b"", &[b"claim", b"1234"]));
        assert!(!keyed(OLD, "network").fits(&hash, &[b"claim", b"1234"]));
        assert!(!keyed(NEW, "pin").fits(&hash, &[b"claim", b"1234"]));
    }

    #[test]
    fn a_hash_fits_after_the_keys_were_changed() {
        let hash = keyed(OLD, "pin").of(&[b"1234"]);
        let both = keyed(&format!("{NEW}\n{OLD}\n"), "pin");
        assert!(both.fits(&hash, &[b"1234"]));
        assert_ne!(both.of(&[b"1234"]), hash);
    }
}
