//! Names for things, in the provider's shapes. Drawn from the seed: same seed, same names.

use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

const UPPER: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// Merchants and payers: no characters that look alike.
const CLEAR: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const URL_SAFE: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

#[derive(Debug)]
pub(crate) struct Ids {
    rng: ChaCha8Rng,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
        }
    }

    fn draw(&mut self, alphabet: &[u8], length: usize) -> String {
        let mut pick = || {
            let at = self.rng.random_range(0..alphabet.len());
            alphabet.get(at).copied().map_or('0', char::from)
        };
        (0..length).map(|_| pick()).collect()
    }

    /// Orders, captures, refunds, webhooks: 17 × `[0-9A-Z]` with at least one letter.
    pub(crate) fn resource(&mut self) -> String {
        let mut id = self.draw(UPPER, 16);
        let last = if id.bytes().any(|byte| byte.is_ascii_uppercase()) {
            UPPER
        } else {
            b"X"
        };
        id.push_str(&self.draw(last, 1));
        id
    }

    /// 13 × `[2-9A-HJ-NP-Z]`
    pub(crate) fn person(&mut self) -> String {
        self.draw(CLEAR, 13)
    }

    pub(crate) fn event(&mut self) -> String {
        format!("WH-{}-{}", self.resource(), self.resource())
    }

    pub(crate) fn transmission(&mut self) -> String {
        let mut bytes = [0; 16];
        self.rng.fill_bytes(&mut bytes);
        uuid::Builder::from_random_bytes(bytes)
            .into_uuid()
            .to_string()
    }

    pub(crate) fn dispute(&mut self) -> String {
        format!(
            "PP-R-{}-{}",
            self.draw(b"ABCDEFGHKLMNPRSTUVWXZ", 3),
            self.draw(b"0123456789", 8)
        )
    }

    pub(crate) fn token(&mut self) -> String {
        format!("A21AA{}", self.draw(URL_SAFE, 90))
    }

    pub(crate) fn debug(&mut self) -> String {
        self.draw(b"0123456789abcdef", 13)
    }

    pub(crate) fn nonce(&mut self) -> String {
        self.draw(URL_SAFE, 32)
    }

    pub(crate) fn bank_reference(&mut self) -> String {
        format!("10{}", self.draw(b"0123456789", 11))
    }

    /// A whole number below `limit`.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.rng.random_range(0..limit.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_names_in_the_providers_shapes() {
        let (mut one, mut two) = (Ids::new(7), Ids::new(7));
        for _ in 0..200 {
            let id = one.resource();
            assert_eq!(id, two.resource());
            assert_eq!(id.len(), 17);
            assert!(id.bytes().any(|byte| byte.is_ascii_uppercase()));
        }
        assert_eq!(
            (one.person().len(), one.event().len(), one.token().len()),
            (13, 38, 95)
        );
    }
}
